"""Arguments that several commands share, and the types of their values."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index.embedding.model_files import DEFAULT_MODEL
from qa.launch.corpus_places import corpus_place

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = [
    "DEFAULT_CORPUS",
    "add_corpus",
    "add_models",
    "command",
    "positive",
    "seed",
    "share",
]

DEFAULT_CORPUS = Path(__file__).resolve().parents[2] / "seeds"


def command(
    commands: Commands, name: str, about: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    """A command with the options that all have; ``run`` returns its exit status."""
    parser = commands.add_parser(name, help=about, description=about)
    parser.add_argument("--store", type=Path, metavar="DIR", help="where derived data is kept")
    parser.add_argument("--debug", action="store_true", help="log and show tracebacks")
    parser.set_defaults(run=run)
    return parser


def add_models(parser: argparse.ArgumentParser) -> None:
    """Options that choose embedder and reader."""
    parser.add_argument(
        "--embedder",
        default=DEFAULT_MODEL,
        metavar="MODEL",
        help="sentence-transformers model on this machine, by path or name",
    )
    parser.add_argument(
        "--reader",
        type=Path,
        metavar="DIR",
        help="extractive question-answering model, by folder (default: the shipped one)",
    )


def add_corpus(parser: argparse.ArgumentParser, default: Path | None = DEFAULT_CORPUS) -> None:
    """The option that chooses the folder of documents."""
    parser.add_argument(
        "--corpus",
        type=corpus_place,
        default=default,
        metavar="FOLDER",
        help="folder of documents, or s3://bucket/corpus"
        + (" (default: seeds)" if default else ""),
    )


def share(text: str) -> float:
    """A number from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def seed(text: str) -> int:
    """A whole number that is not negative."""
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is negative")
    return value


def positive(text: str) -> int:
    """A whole number that is positive."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value
