"""Arguments, exit statuses and one-line errors of ``python -m qa``.

Exit status 0: done, with at least one usable document. 3: ``ask`` found nothing. 2: wrong usage,
or nothing usable. 1: an internal error, in one line (a traceback with ``--debug``). 130:
interrupted.
"""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.platform.printable import printable
from qa.commands import (
    ask,
    calibrate,
    carry_store,
    check_corpus,
    evaluate_dataset,
    manage_documents,
    show_status,
    verify_export,
)
from qa.commands.arguments import (
    add_corpus,
    add_models,
    command,
    positive,
    seed,
    share,
)
from qa.commands.cluster import add_cluster
from qa.launch.corpus_places import check_place
from qa.launch.ending import ending_in_order
from qa.launch.exit_status import DONE, INTERNAL, INTERRUPTED, UNUSABLE, advice, usable
from qa.launch.limit_options import add_limits
from qa.version import version

if TYPE_CHECKING:
    from qa.commands.arguments import Commands

__all__ = ["main"]


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
        check_place(options)
        with ending_in_order():
            status: int = options.run(options)
    except KeyboardInterrupt:
        print("interrupted; what was committed is kept", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has seen enough; keep Python from complaining at exit.
        sys.stderr.close()
        return DONE
    except Exception as error:
        if options.debug:
            traceback.print_exc()
        if usable(error):
            print(f"error: {_one_line(error)}{advice(error)}", file=sys.stderr)
            return UNUSABLE
        print(
            f"internal error: {type(error).__name__}: {_one_line(error)} "
            "(run again with --debug for details)",
            file=sys.stderr,
        )
        return INTERNAL
    return status


def _one_line(error: BaseException) -> str:
    text = str(error)
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        text = f"{printable(error.filename)}: {error.strerror}"
    return " ".join(text.split())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="citespan" if Path(sys.argv[0]).stem == "citespan" else "python -m qa",
        description="Ask a folder of documents; get an exact, cited quotation.",
    )
    parser.add_argument("--version", action="version", version=f"Citespan {version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        _ask, _index, _status, _list, _text, _verify, _check, _carry, _forget, _evaluate,
        _calibrate, add_cluster,
    ):  # fmt: skip
        add(commands)
    return parser


def _ask(commands: Commands) -> None:
    parser = command(commands, "ask", "answer a question from a folder of documents", ask.ask)
    parser.epilog = (
        "Exit status: 0 for an answer, evidence or help, 3 when nothing is found, 2 when something "
        "cannot be used or asked, 130 when interrupted, 1 for an internal error."
    )
    parser.add_argument(
        "question", metavar="QUESTION", nargs="?",
        help="without one, a conversation on the terminal; - reads questions from standard input, "
        "one a line, and prints a line of JSON for each",
    )  # fmt: skip
    add_corpus(parser)
    add_models(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--document",
        action="append",
        metavar="ID",
        help="look only in this document (id, its beginning, path or file name); repeatable",
    )
    parser.add_argument(
        "--min-confidence", type=share, metavar="P", help="lowest confidence of an answer, 0 to 1"
    )
    add_limits(parser)


def _index(commands: Commands) -> None:
    about = "bring the index of a folder up to date"
    parser = command(commands, "index", about, manage_documents.index)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--moved-from",
        type=Path,
        metavar="OLD",
        help="where the folder was before it was moved or renamed: its index goes with it",
    )
    add_models(parser)
    add_limits(parser)


def _status(commands: Commands) -> None:
    about = "say what is being read, what waits, and what failed and why"
    parser = command(commands, "status", about, show_status.status)
    add_corpus(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--cancel", action="store_true", help="end what is being read now")


def _list(commands: Commands) -> None:
    about = "list the documents of a folder's index"
    parser = command(commands, "list", about, manage_documents.list_)
    add_corpus(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def _text(commands: Commands) -> None:
    about = "print a document's canonical text, exactly"
    parser = command(commands, "text", about, manage_documents.text)
    name = "id, its beginning, path or file name"
    parser.add_argument("document", metavar="DOCUMENT", help=name)
    add_corpus(parser)


def _verify(commands: Commands) -> None:
    about = "are the citations of an export still exact, and was anything in it changed?"
    parser = command(commands, "verify", about, verify_export.verify)
    export = "exported file (.json, .md, .html or .docx); - for standard input"
    parser.add_argument("export", type=Path, metavar="EXPORT", help=export)
    parser.add_argument(
        "--seconds", type=float, default=600.0, metavar="N", help="longest time (default 600)"
    )
    add_corpus(parser)


def _check(commands: Commands) -> None:
    about = "is everything that is kept of a folder what was written?"
    parser = command(commands, "check", about, check_corpus.check)
    parser.add_argument(
        "--repair",
        action="store_true",
        help="read damaged documents from their files again, and make anew what can be made anew",
    )
    add_corpus(parser)
    add_models(parser)
    add_limits(parser)


def _carry(commands: Commands) -> None:
    about = "write a folder's index, with added files and what you set, into one file"
    parser = command(commands, "export-store", about, carry_store.export)
    parser.add_argument("file", type=Path, metavar="FILE", help="a new file")
    add_corpus(parser)
    about = "take in what export-store has written, for a folder on this machine"
    parser = command(commands, "import-store", about, carry_store.import_)
    parser.add_argument("file", type=Path, metavar="FILE")
    add_corpus(parser, default=None)


def _forget(commands: Commands) -> None:
    about = "erase everything derived from a folder; the folder itself stays"
    parser = command(commands, "forget", about, manage_documents.forget)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--yes", action="store_true", help="don't ask")


def _evaluate(commands: Commands) -> None:
    about = "measure answers, citations and retrieval on a dataset"
    parser = command(commands, "evaluate", about, evaluate_dataset.evaluate)
    kinds = (
        "SQuAD .json, questions about a folder as .jsonl (either .gz), a folder with "
        "questions.jsonl and files/, or a BEIR folder"
    )
    _add_questions(parser, kinds)
    parser.add_argument(
        "--mode",
        choices=("passage", "corpus"),
        default="corpus",
        help="the paragraph is given, or one index of everything (default)",
    )
    parser.add_argument(
        "--retrieval-only", action="store_true", help="rank paragraphs without reading them"
    )
    parser.add_argument(
        "--leave-out",
        action="store_true",
        help="ask half of the questions without their own article, to see them declined",
    )
    parser.add_argument(
        "--min-confidence", type=share, default=None, metavar="P",
        help="count as answered from this confidence on (default: the calibrated threshold)",
    )  # fmt: skip
    parser.add_argument("--json-file", type=Path, metavar="OUT", help="write the figures as JSON")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write a report page there")
    parser.add_argument(
        "--fresh", action="store_true", help="begin anew what an interrupted run has begun"
    )


def _calibrate(commands: Commands) -> None:
    about = "fit the confidence to a reader, an embedder, or your documents"
    parser = command(commands, "calibrate", about, calibrate.calibrate)
    kinds = (
        "SQuAD .json, questions about a folder as .jsonl (either .gz), or a folder with "
        "questions.jsonl and files/; several weigh the same"
    )
    parser.add_argument("datasets", type=Path, nargs="+", metavar="DATASET", help=kinds)
    _add_asking(parser)
    parser.add_argument(
        "--readings", type=Path, metavar="FILE",
        help="keep there what was read, so that the same command fits again without reading",
    )  # fmt: skip


# -- what measuring commands share


def _add_questions(parser: argparse.ArgumentParser, kinds: str) -> None:
    parser.add_argument("dataset", type=Path, metavar="DATASET", help=kinds)
    _add_asking(parser)


def _add_asking(parser: argparse.ArgumentParser) -> None:
    add_corpus(parser, default=None)
    add_models(parser)
    parser.add_argument(
        "--distractors",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="DATASET",
        help="further SQuAD files whose paragraphs go into the same index",
    )
    parser.add_argument("--sample", type=positive, metavar="N", help="ask N questions only")
    parser.add_argument(
        "--seed", type=seed, default=0, metavar="S",
        help="of the sample and of the intervals (default 0)",
    )  # fmt: skip
