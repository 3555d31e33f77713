"""Command line: ``python -m qa ask "QUESTION" --corpus FOLDER``."""

from __future__ import annotations

import sys

from qa.commands.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
