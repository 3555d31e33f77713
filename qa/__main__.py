"""Command line: ``python -m qa ask "QUESTION" --corpus FOLDER``, or ``citespan ask …``."""

from __future__ import annotations

import io
import sys

from qa.commands.main import main


def run() -> int:
    """Run the command that the program was started with; returns its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Titles and paths may hold any character, whatever the locale.
        sys.stdout.reconfigure(encoding="utf-8")
    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(run())
