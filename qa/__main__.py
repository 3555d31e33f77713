"""Command line: ``python -m qa ask "QUESTION" --corpus FOLDER``, or ``citespan ask …``."""

from __future__ import annotations

import io
import sys

from qa.launch.ending import interrupted_in_one_line


def run() -> int:
    """Run the command that the program was started with; returns its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Titles and paths may hold any character, whatever the locale.
        sys.stdout.reconfigure(encoding="utf-8")
    interrupted_in_one_line()
    from qa.commands.main import main  # takes a second, in which a person may press Ctrl-C

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(run())
