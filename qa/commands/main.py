"""Arguments, exit statuses and one-line errors of ``python -m qa``.

Exit status 0: done, with at least one usable document. 2: wrong usage, or nothing usable.
1: an internal error, in one line (a traceback with ``--debug``). 130: interrupted.
"""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from index.embedding.model_files import DEFAULT_MODEL
from index.platform.printable import printable
from qa.commands.errors import advice, usable
from qa.commands.limits import add_limits

__all__ = ["main"]

DEFAULT_CORPUS = Path(__file__).resolve().parents[2] / "seeds"


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    options.arguments = arguments
    logging.basicConfig(
        level=logging.DEBUG if options.debug else logging.WARNING,
        format="%(levelname)s: %(message)s",
        stream=sys.stderr,
    )
    logging.getLogger("index").setLevel(logging.DEBUG if options.debug else logging.INFO)
    try:
        status: int = options.run(options)
    except KeyboardInterrupt:
        print("interrupted; what was committed is kept", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has seen enough; keep Python from complaining at exit.
        sys.stderr.close()
        return 0
    except Exception as error:
        if options.debug:
            traceback.print_exc()
        if usable(error):
            print(f"error: {_one_line(error)}{advice(error)}", file=sys.stderr)
            return 2
        print(
            f"internal error: {type(error).__name__}: {_one_line(error)} "
            "(run again with --debug for details)",
            file=sys.stderr,
        )
        return 1
    return status


def _one_line(error: BaseException) -> str:
    text = str(error)
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        text = f"{printable(error.filename)}: {error.strerror}"
    return " ".join(text.split())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa",
        description="Ask a folder of documents; get an exact, cited quotation.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        one.add_argument("--store", type=Path, metavar="DIR", help="where derived data is kept")
        one.add_argument("--debug", action="store_true", help="log and show tracebacks")
        return one

    def models(one: argparse.ArgumentParser) -> None:
        one.add_argument(
            "--embedder",
            default=DEFAULT_MODEL,
            metavar="MODEL",
            help="sentence-transformers model on this machine, by path or name",
        )
        one.add_argument(
            "--reader",
            type=Path,
            metavar="DIR",
            help="extractive question-answering model, by folder (default: the shipped one)",
        )

    def corpus(one: argparse.ArgumentParser, default: Path | None = DEFAULT_CORPUS) -> None:
        one.add_argument(
            "--corpus",
            type=Path,
            default=default,
            metavar="FOLDER",
            help="folder of documents" + (" (default: seeds)" if default else ""),
        )

    from qa.commands import ask, calibrate, documents, evaluate, verify

    one = command("ask", "answer a question from a folder of documents")
    one.add_argument("question", metavar="QUESTION")
    corpus(one)
    models(one)
    one.add_argument("--json", action="store_true", help="print one JSON object")
    one.add_argument(
        "--document",
        action="append",
        metavar="ID",
        help="look only in this document (id, its beginning, path or file name); repeatable",
    )
    one.add_argument(
        "--min-confidence", type=_share, metavar="P", help="lowest confidence of an answer, 0 to 1"
    )
    add_limits(one)
    one.set_defaults(run=ask.ask)

    one = command("index", "bring the index of a folder up to date")
    one.add_argument("folder", type=Path, metavar="FOLDER")
    models(one)
    add_limits(one)
    one.set_defaults(run=documents.index)

    one = command("list", "list the documents of a folder's index")
    corpus(one)
    one.add_argument("--json", action="store_true", help="print one JSON array")
    one.set_defaults(run=documents.list_)

    one = command("text", "print a document's canonical text, exactly")
    one.add_argument("document", metavar="DOCUMENT", help="id, its beginning, path or file name")
    corpus(one)
    one.set_defaults(run=documents.text)

    one = command("verify", "are the citations of an exported conversation still exact?")
    one.add_argument("export", type=Path, metavar="EXPORT", help="exported .json or .md file")
    corpus(one)
    one.set_defaults(run=verify.verify)

    one = command("forget", "erase everything derived from a folder; the folder itself stays")
    one.add_argument("folder", type=Path, metavar="FOLDER")
    one.add_argument("--yes", action="store_true", help="don't ask")
    one.set_defaults(run=documents.forget)

    def questions(one: argparse.ArgumentParser, kinds: str) -> None:
        one.add_argument("dataset", type=Path, metavar="DATASET", help=kinds)
        corpus(one, default=None)
        models(one)
        one.add_argument(
            "--distractors",
            type=Path,
            nargs="+",
            action="extend",
            default=[],
            metavar="DATASET",
            help="further SQuAD files whose paragraphs go into the same index",
        )
        one.add_argument("--sample", type=_positive, metavar="N", help="ask N questions only")
        one.add_argument(
            "--seed", type=_seed, default=0, metavar="S",
            help="of the sample and of the intervals (default 0)",
        )  # fmt: skip

    one = command("evaluate", "measure answers, citations and retrieval on a dataset")
    questions(one, "SQuAD .json, questions about a folder as .jsonl (either .gz), or a BEIR folder")
    one.add_argument(
        "--mode",
        choices=("passage", "corpus"),
        default="corpus",
        help="the paragraph is given, or one index of everything (default)",
    )
    one.add_argument(
        "--retrieval-only", action="store_true", help="rank paragraphs without reading them"
    )
    one.add_argument(
        "--leave-out",
        action="store_true",
        help="ask half of the questions without their own article, to see them declined",
    )
    one.add_argument(
        "--min-confidence", type=_share, default=None, metavar="P",
        help="count as answered from this confidence on (default: the calibrated threshold)",
    )  # fmt: skip
    one.add_argument("--json-file", type=Path, metavar="OUT", help="write the figures as JSON")
    one.add_argument("--report", type=Path, metavar="DIR", help="write a report page there")
    one.add_argument(
        "--fresh", action="store_true", help="begin anew what an interrupted run has begun"
    )
    one.set_defaults(run=evaluate.evaluate)

    one = command("calibrate", "fit the confidence to a reader, an embedder, or your documents")
    questions(one, "SQuAD .json, or questions about a folder as .jsonl (either .gz)")
    one.set_defaults(run=calibrate.calibrate)
    return parser


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def _seed(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is negative")
    return value


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value
