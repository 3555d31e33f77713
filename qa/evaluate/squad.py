"""SQuAD files: JSON of version 1.1 or 2.0, plain or gzipped.

Every answer must equal the slice of its paragraph at its offset, counted in code points. The
published files hold this without exception, so one that does not was damaged on the way (by
re-encoding, trimmed spaces, or offsets in UTF-16 units) and its figures would mean nothing.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa.evaluate.datasets import Dataset, Gold, Paragraph, Question

__all__ = ["DatasetError", "read_squad"]

_GZIP_MAGIC = b"\x1f\x8b"


class DatasetError(ValueError):
    """A dataset that cannot be used; one line that names the file and the record."""


def read_squad(path: Path) -> Dataset:
    """Read a SQuAD file.

    Args:
        path: Plain or gzipped; which of the two is read from its bytes, not from its name.

    Returns:
        The dataset, named after the file without ``.json`` and ``.gz``. Underscores in titles
        become spaces; texts are left exactly as they are.

    Raises:
        DatasetError: The content is not SQuAD, or contradicts itself.
        OSError: The file cannot be read.
    """
    root = _Record(_parse(path), path)
    paragraphs: list[Paragraph] = []
    questions: list[Question] = []
    for article in root.children("data", "article"):
        title = article.text("title", blank=True).replace("_", " ")
        for record in article.children("paragraphs", "paragraph"):
            context = record.text("context")
            for asked in record.children("qas", "question"):
                questions.append(_question(asked, context, len(paragraphs)))
            paragraphs.append(Paragraph(title, context))
    if not questions:
        raise root.error("no questions in it")
    name = path.name.removesuffix(".gz").removesuffix(".json")
    return Dataset(name, tuple(paragraphs), tuple(questions))


def _parse(path: Path) -> object:
    """The file's JSON value."""
    content = path.read_bytes()
    try:
        if content.startswith(_GZIP_MAGIC):
            content = gzip.decompress(content)
        return json.loads(content)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DatasetError(f"{path}: damaged gzip file: {error}") from error
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{path}: not JSON: {error}") from error


def _question(asked: _Record, context: str, paragraph: int) -> Question:
    """One question with its answers checked against the paragraph's text."""
    identifier = asked.text("id")
    asked = replace(asked, trail=(*asked.trail[:-1], f"question {identifier!r}"))
    text = asked.text("question")
    golds = tuple(_gold(answer, context) for answer in asked.children("answers", "answer"))
    impossible = asked.fields.get("is_impossible", not golds)
    if not isinstance(impossible, bool):
        raise asked.error("'is_impossible' is not true or false")
    if impossible == bool(golds):
        state = "impossible but has answers" if golds else "possible but has no answers"
        raise asked.error(f"is said to be {state}")
    return Question(identifier, text, golds, paragraph)


def _gold(answer: _Record, context: str) -> Gold:
    """One answer that stands where it says."""
    gold = Gold(answer.text("text"), answer.offset("answer_start"))
    found = context[gold.span.start : gold.span.end]
    if found != gold.text:
        raise answer.error(f"{gold.text!r} is not at {gold.start}, where {found!r} stands")
    return gold


@dataclass(frozen=True, slots=True)
class _Record:
    """One JSON value that should be an object, and the way to it from the top of its file."""

    value: object
    path: Path
    trail: tuple[str, ...] = ()

    def error(self, what: str) -> DatasetError:
        """An error about this record."""
        where = f"{self.path}: {', '.join(self.trail)}" if self.trail else str(self.path)
        return DatasetError(f"{where}: {what}")

    @property
    def fields(self) -> Mapping[str, Any]:
        """The object's members."""
        if not isinstance(self.value, dict):
            raise self.error("is not a JSON object")
        return self.value

    def member(self, key: str) -> Any:
        """A member that must be there."""
        if key not in self.fields:
            raise self.error(f"{key!r} is missing")
        return self.fields[key]

    def text(self, key: str, *, blank: bool = False) -> str:
        """A string that can be stored as UTF-8; not blank unless ``blank`` allows it."""
        value = self.member(key)
        if not isinstance(value, str):
            raise self.error(f"{key!r} is not a string")
        if not blank and not value.strip():
            raise self.error(f"{key!r} is empty")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise self.error(f"{key!r} holds half a character (a lone surrogate)") from error
        return value

    def offset(self, key: str) -> int:
        """A whole number that is not negative."""
        value = self.member(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.error(f"{key!r} is not an offset")
        return value

    def children(self, key: str, name: str) -> Iterator[_Record]:
        """The members of a list, each called by ``name`` and its 1-based number."""
        value = self.member(key)
        if not isinstance(value, list):
            raise self.error(f"{key!r} is not a list")
        for number, child in enumerate(value, start=1):
            yield _Record(child, self.path, (*self.trail, f"{name} {number}"))
