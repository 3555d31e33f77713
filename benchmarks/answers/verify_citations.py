"""Checks citations from outside: a second process reads the output of the command line.

    python -m benchmarks.answers.verify_citations DATA [--questions 300] [--seed 0]

The articles of ``dev/squad1_check`` become one text file each. For each question ``python -m qa
ask --json`` runs as a process of its own; every citation, alternative and related sentence it
prints is compared with the slice of the raw file, and once per document with ``python -m qa
text``. Exit status 1 if any differs.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from qa.evaluate import read_squad
from training.articles import articles_of

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Print the counts; 0 if every citation is exact."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    articles = articles_of([read_squad(options.data / "dev" / "squad1_check.json.gz")])
    asked = [question.text for article in articles for question in article.questions]
    asked = random.Random(options.seed).sample(asked, options.questions)  # noqa: S311
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "articles"
        folder.mkdir()
        for article in articles:
            (folder / f"{article.title}.txt").write_bytes(article.text.encode("utf-8"))
        where = ["--corpus", str(folder), "--store", str(Path(scratch) / "store")]
        _run("index", str(folder), "--store", where[3])
        checked = wrong = found = 0
        texts: dict[str, str] = {}
        for question in tqdm(asked, desc="asking", unit="question"):
            answer = json.loads(_run("ask", question, "--json", *where))
            found += answer["found"]
            for citation in _citations(answer):
                raw = Path(citation["source"]).read_bytes().decode("utf-8")
                id_ = citation["document"]
                if id_ not in texts:
                    texts[id_] = _run("text", id_, *where).decode("utf-8")
                start, end = citation["start"], citation["end"]
                checked += 1
                wrong += not raw[start:end] == texts[id_][start:end] == citation["text"]
    print(f"{options.questions} questions, {found} answered, {checked} citations, {wrong} wrong")
    return 1 if wrong or not checked else 0


def _citations(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from answer["citations"]
    yield from answer["related"]
    for alternative in answer["alternatives"]:
        yield from alternative["citations"]


def _run(*arguments: str) -> bytes:
    return subprocess.run(  # noqa: S603  our own command line
        [sys.executable, "-m", "qa", *arguments], cwd=ROOT, capture_output=True, check=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
