"""One of several processes of a page: ``python -m tests.qa.page.web.page_process FOLDER``.

Serves the small bot over the documents of a folder, with a login, and prints its port.
"""

import sys
from pathlib import Path

from qa.page.layout import build_page
from qa.page.web.access import Login
from qa.page.web.server import application, listen, server
from tests.qa.small_bot import make_bot

LOGIN = Login("ada", "secret")


def main():
    with listen("127.0.0.1", 0) as listener, make_bot(Path(sys.argv[1])) as bot:
        app = application(build_page(bot, "folder", has_login=True), "127.0.0.1", LOGIN)
        print(listener.getsockname()[1], flush=True)  # noqa: T201
        server(app).run(sockets=[listener])


if __name__ == "__main__":
    main()
