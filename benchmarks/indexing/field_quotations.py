"""How many quotations of gold evidence stand in the extracted texts, word for word?

    python -m benchmarks.indexing.field_quotations DATA/field/check

The folder holds ``files/`` and ``questions.jsonl``, whose ``evidence`` is what a person reads in
the files. White space is folded and soft hyphens are left out; nothing else. Prints the share, the
share with words alone compared, and the files in which quotations are missing.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.chatbot import Chatbot


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    with TemporaryDirectory() as store:
        texts = _texts(folder / "files", store)
    quotations = exact = words = 0
    missing: Counter[str] = Counter()
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        names = question["document"]
        names = names if isinstance(names, list) else [names]
        text = "\n".join(texts.get(name, "") for name in names)
        for quotation in question["evidence"]:
            quotations += 1
            stands = _folded(quotation) in _folded(text)
            exact += stands
            words += _words(quotation) in _words(text)
            if not stands:
                missing[", ".join(map(str, names))] += 1
    print(f"{exact} of {quotations} quotations ({100 * exact / quotations:.1f} %)")
    print(f"{words} by their words alone ({100 * words / quotations:.1f} %)")
    for name, count in missing.most_common():
        print(f"- {name}: {count}")


def _texts(files: Path, store: str) -> dict[str, str]:
    with Chatbot.from_folder(files, store=store) as bot:
        for refused in bot.refused:
            print(f"- refused: {refused}")
        return {
            Path(source).relative_to(files).as_posix(): document.text
            for document in bot.documents()
            for source in document.sources
        }


def _folded(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


if __name__ == "__main__":
    main()
