"""The chat page: ``python app.py [--corpus FOLDER]``. Wiring only."""

from __future__ import annotations

if __name__ == "__main__":  # the imports below take seconds, in which a person may press Ctrl-C
    from qa.launch.ending import interrupted_in_one_line

    interrupted_in_one_line()

import argparse
import os
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from index.platform.memory import share_memory
from index.platform.scratch import clear_scratch, scratch_folder
from qa.chatbot import DEFAULT_MODEL
from qa.errors import UsageError
from qa.launch.corpus_places import corpus_place, name_of
from qa.launch.ending import end_now, ending_in_order
from qa.launch.exit_status import advice, usable
from qa.launch.first_sync import syncing
from qa.launch.json_log import json_log, tell
from qa.launch.limit_options import add_limits
from qa.launch.opening import opened
from qa.page.layout import build_page
from qa.page.web.access import Login
from qa.page.web.error_count import counting_errors
from qa.page.web.server import DEFAULT_HOST, application, is_loopback, listen, server
from qa.version import version

PASSWORD = "CITESPAN_PASSWORD"  # noqa: S105  # the variable's name
SEEDS = Path(__file__).resolve().with_name("seeds")


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="app.py", description="Ask a folder of documents, with every answer cited."
    )
    add = parser.add_argument
    add("--corpus", metavar="FOLDER", type=corpus_place, default=SEEDS,
        help="documents, or s3://bucket/corpus (default: seeds)")  # fmt: skip
    add("--store", metavar="DIR", type=Path, help="where the index is kept (default: user cache)")
    add("--host", default=DEFAULT_HOST, help="address to listen on (default: %(default)s)")
    add(
        "--port",
        type=port_number,
        metavar="PORT",
        help="port (default: the first free one from 7860 on)",
    )
    add("--embedder", metavar="MODEL", default=DEFAULT_MODEL, help="model, by path or name")
    add("--reader", metavar="DIR", type=Path, help="extractive question-answering model")
    add("--auth", metavar="USER", help=f"ask for this user and the password in ${PASSWORD}")
    add(
        "--allow-host",
        metavar="NAME",
        action="append",
        default=[],
        help="host name under which the page may be asked for, say of a proxy (repeatable)",
    )
    add("--watch", action="store_true", help="take up changes of the folder while the page runs")
    add("--open-metrics", action="store_true", help="show the figures of /metrics without a login")
    add(
        "--log-format",
        choices=("text", "json"),
        default="text",
        help="json: an object a line, without questions and texts (default: %(default)s)",
    )
    add("--open", action=argparse.BooleanOptionalAction, default=False, help="open a browser")
    add("--version", action="version", version=f"Citespan {version()}")
    add_limits(parser)
    return parser.parse_args(argv)


def port_number(text: str) -> int:
    """A port from the command line; 0 is any free one."""
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"no such port: {text}")
    return port


def login(user: str | None) -> Login | None:
    """Who may see the page.

    Raises:
        UsageError: A user is named but there is no password.
    """
    if user is None:
        return None
    # No other program that is started from here gets it.
    password = os.environ.pop(PASSWORD, "")
    if not user or not password:
        raise UsageError(f"--auth needs a user name and its password in ${PASSWORD}")
    return Login(user, password)


def serve(options: argparse.Namespace) -> None:
    """Open the documents and serve the page until Ctrl-C.

    Raises:
        ValueError, OSError: What is asked for cannot be served.
        UsageError: The folder holds no usable document.
    """
    user = login(options.auth)
    with listen(options.host, options.port) as listener:
        host, port = listener.getsockname()[:2]
        with opened(options, sync=False) as bot:
            if user is None and not is_loopback(host):
                tell(f"Warning: anyone who can reach {host} can read these documents; see --auth.")
            url = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
            print(f"Citespan is at {url} (Ctrl-C ends it)", flush=True)
            if options.open and can_show_a_browser():
                threading.Timer(1, webbrowser.open, [url]).start()
            watching = bot.watch() if options.watch else nullcontext()
            # Whatever the folder holds, the page is there before it is read.
            with private_scratch(), watching, syncing(bot):
                folder = name_of(options.corpus)
                page = build_page(bot, folder, has_login=user is not None)
                app = application(
                    page, host, user, options.allow_host, open_metrics=options.open_metrics
                )
                serving = server(app, own_log=options.log_format == "text")
                with counting_errors(page.shared.figures):
                    serving.run(sockets=[listener])


@contextmanager
def private_scratch() -> Iterator[None]:
    """Where all temporary files are: a folder of our own, gone at the end, or at the next start."""
    clear_scratch()
    with scratch_folder() as folder:
        os.environ["GRADIO_TEMP_DIR"] = tempfile.tempdir = str(folder)
        try:
            yield
        finally:
            del os.environ["GRADIO_TEMP_DIR"]
            tempfile.tempdir = None


def can_show_a_browser() -> bool:
    """Whether there is a screen; without one a text browser would take over the terminal."""
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def main(argv: list[str] | None = None) -> int:
    """Run the page; 0 when it was ended, 2 when it cannot be served."""
    share_memory()
    options = arguments(argv)
    with json_log() if options.log_format == "json" else nullcontext():
        try:
            with ending_in_order():
                serve(options)
        except KeyboardInterrupt:
            return 0
        except Exception as error:
            if not (usable(error) or isinstance(error, ValueError)):
                raise
            tell(f"app.py: {error}{advice(error)}")
            return 2
    return 0


if __name__ == "__main__":
    end_now(main())
