"""Command line: ``python -m qa ask "QUESTION" --corpus FOLDER``."""

from __future__ import annotations

import io
import sys

from qa.commands.main import main

if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Titles and paths may hold any character, whatever the locale.
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
