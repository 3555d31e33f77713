"""Options for how much one file may ask for before it is refused."""

from __future__ import annotations

import argparse
import os
from typing import Final, NamedTuple

from index.loaders.limits import LIMITS, Limits

__all__ = ["add_limits", "limits_of"]


class _Option(NamedTuple):
    name: str
    field: str
    unit: int
    help: str


_NO_OCR: Final = "CITESPAN_NO_OCR"
_SECONDS: Final = (
    "seconds", "page_seconds", "picture_seconds", "archive_seconds", "run_seconds",
)  # fmt: skip
_MEGABYTE: Final = 1_000_000
_OPTIONS: Final = (
    _Option("--max-file-mb", "file_bytes", _MEGABYTE, "largest file"),
    _Option("--max-pages", "pages", 1, "most pages, slides, sheets or chapters of a file"),
    _Option("--max-rows", "rows", 1, "most rows of a file's tables"),
    _Option("--max-characters", "characters", 1, "longest text made from a file"),
    _Option("--max-members", "archive_members", 1, "most files in an archive"),
    _Option("--max-member-mb", "member_bytes", _MEGABYTE, "largest file in an archive, unpacked"),
    _Option("--max-unpacked-mb", "unpacked_bytes", _MEGABYTE, "an archive's files, unpacked"),
    _Option("--max-ratio", "member_ratio", 1, "how many times a file may grow when unpacked"),
    _Option("--load-seconds", "seconds", 1, "longest time to extract one text"),
    _Option("--page-seconds", "page_seconds", 1, "longest time to recognise a page's text"),
    _Option("--max-pictures", "pictures", 1, "most pictures in a document that are recognised"),
    _Option("--picture-seconds", "picture_seconds", 1, "longest time for a document's pictures"),
    _Option("--archive-seconds", "archive_seconds", 1, "longest time for the files in an archive"),
    _Option("--max-archive-characters", "archive_characters", 1, "text of an archive's files"),
    _Option("--run-seconds", "run_seconds", 1, "longest time of a run; the next one goes on"),
    _Option("--max-run-characters", "run_characters", 1, "text that one run takes up"),
    _Option("--load-memory-mb", "memory_bytes", _MEGABYTE, "memory of the process that extracts"),
)


def add_limits(parser: argparse.ArgumentParser) -> None:
    """Add the options; what is over a limit is refused in one line."""
    group = parser.add_argument_group("limits of one file")
    for option in _OPTIONS:
        default = getattr(LIMITS, option.field) / option.unit
        group.add_argument(
            option.name,
            type=_positive if option.unit > 1 or option.field in _SECONDS else _whole,
            default=default,
            metavar="N",
            help=f"{option.help} (default: {default:,.0f})",
        )
    group.add_argument(
        "--no-ocr",
        action="store_true",
        default=os.environ.get(_NO_OCR, "").strip().lower() in ("1", "true", "yes", "on"),
        help=f"do not recognise text in pictures and on scanned pages (or {_NO_OCR}=1)",
    )


def limits_of(options: argparse.Namespace) -> Limits:
    """The limits asked for; the usual ones for a command without these options."""
    chosen = {
        option.field: getattr(options, option.name.removeprefix("--").replace("-", "_"), None)
        for option in _OPTIONS
    }
    return Limits(
        recognise=not getattr(options, "no_ocr", False),
        **{
            option.field: type(getattr(LIMITS, option.field))(value * option.unit)
            for option in _OPTIONS
            if (value := chosen[option.field]) is not None
        },
    )


def _positive(text: str) -> float:
    value = float(text)
    if not 0.001 <= value < 1e12:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value


def _whole(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive whole number")
    return value
