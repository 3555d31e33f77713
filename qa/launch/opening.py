"""Open the chatbot that the command line asks for."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.cluster.connecting import holds_tables
from index.platform.printable import printable
from index.sync.report import SyncReport
from index.sync.scan import scan
from qa.chatbot import Chatbot
from qa.errors import UsageError
from qa.launch.json_log import tell
from qa.launch.limit_options import limits_of

__all__ = ["opened"]


def opened(options: argparse.Namespace, *, sync: bool = True) -> Chatbot:
    """The chatbot of ``--corpus``; tells of each newly refused file.

    Args:
        options: Of the command line.
        sync: If false, nothing is read yet; see ``first_sync``.

    Raises:
        UsageError: The folder holds no usable document.
    """
    if holds_tables(options.corpus):
        return _opened_cluster(options)
    bot = Chatbot.from_folder(
        options.corpus,
        store=options.store,
        embedder=options.embedder,
        reader=options.reader,
        limits=limits_of(options),
        sync=sync,
    )
    nothing = bot.document_count() == 0
    refused = bot.refused if bot.last_sync == SyncReport() else bot.library.untold(bot.refused)
    for file in bot.refused if nothing else refused:
        tell(file)
    if nothing and (sync or not scan(Path(options.corpus).resolve()).files):
        bot.close()
        raise UsageError(
            f"{printable(options.corpus)}: no usable document; add .txt, .pdf, .docx …"
        )
    return bot


def _opened_cluster(options: argparse.Namespace) -> Chatbot:
    """The chatbot of a corpus in Lance tables; an empty one may be being filled."""
    return Chatbot.open(
        str(options.corpus),
        store=options.store,
        embedder=options.embedder,
        reader=options.reader,
        limits=limits_of(options),
    )
