"""The folder is brought up to date while the page is served already."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import ClosedError, CorpusBusyError, StoppedError
from qa.chatbot import Chatbot
from qa.launch.exit_status import advice, usable
from qa.launch.json_log import tell

__all__ = ["syncing"]

log = logging.getLogger(__name__)


@contextmanager
def syncing(bot: Chatbot) -> Iterator[None]:
    """Take up the folder in the background; prints a line on standard error per newly refused file.

    What is indexed can be asked meanwhile. At the end, what is under way is given up.
    """
    thread = threading.Thread(target=_sync, args=(bot,), name="first sync", daemon=True)
    thread.start()
    try:
        yield
    finally:
        # Closing the documents waits for what is being stored.
        bot.library.background.cancel()


def _sync(bot: Chatbot) -> None:
    try:
        report = bot.library.sync()
    except CorpusBusyError as error:
        log.warning("%s; answering from what is indexed so far", error)
    except (ClosedError, StoppedError):
        return  # the page ends
    except Exception as error:
        if not usable(error):
            raise
        log.error("the folder could not be taken up: %s%s", error, advice(error))
    else:
        for refused in bot.library.untold(report.refused):
            tell(refused)
