"""SQuAD files: JSON of version 1.1 or 2.0, plain or gzipped.

Every answer must equal the slice of its paragraph at its offset, counted in code points. The
published files hold this without exception, so one that does not was damaged on the way (by
re-encoding, trimmed spaces, or offsets in UTF-16 units) and its figures would mean nothing.

Beyond the format a question may have ``evidence``, pairs of offsets of the sentences that answer or
explain (then it needs no answers), and ``spans``, pairs of offsets of the parts of a list; an
article may have a ``source``, the name of the set it is from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from index.values import Span
from qa.errors import DatasetError
from qa.evaluate.datasets.json_records import Record, content_of, json_of, name_of
from qa.evaluate.datasets.model import Dataset, Gold, Paragraph, Question

__all__ = ["DatasetError", "read_squad"]


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
    root = Record(json_of(content_of(path), str(path)), path)
    paragraphs: list[Paragraph] = []
    questions: list[Question] = []
    for article in root.children("data", "article"):
        title = article.text("title", blank=True).replace("_", " ")
        group = article.text("source", blank=True) if article.given("source") else ""
        for record in article.children("paragraphs", "paragraph"):
            context = record.text("context")
            for asked in record.children("qas", "question"):
                questions.append(_question(asked, context, len(paragraphs), group))
            paragraphs.append(Paragraph(title, context))
    if not questions:
        raise root.error("no questions in it")
    return Dataset(name_of(path), tuple(paragraphs), tuple(questions))


def _question(asked: Record, context: str, paragraph: int, group: str) -> Question:
    """One question with its answers checked against the paragraph's text."""
    identifier = asked.text("id")
    asked = replace(asked, trail=(*asked.trail[:-1], f"question {identifier!r}"))
    text = asked.question("question")
    golds = tuple(_gold(answer, context) for answer in asked.children("answers", "answer"))
    impossible = asked.fields.get("is_impossible", not golds)
    if not isinstance(impossible, bool):
        raise asked.error("'is_impossible' is not true or false")
    marked = tuple(_spans(asked, "evidence", context))
    if impossible == bool(golds or marked):
        state = "impossible but has answers" if golds or marked else "possible but has no answers"
        raise asked.error(f"is said to be {state}")
    items = tuple(context[span.start : span.end] for span in _spans(asked, "spans", context))
    return Question(identifier, text, golds, paragraph, marked=marked, group=group, items=items)


def _spans(asked: Record, key: str, context: str) -> Iterator[Span]:
    """Pairs of offsets into the paragraph, where there are any."""
    if not asked.given(key):
        return
    pairs = asked.member(key)
    for pair in pairs if isinstance(pairs, list) else [pairs]:
        ends = pair if isinstance(pair, list) else []
        if [type(end) for end in ends] != [int, int] or not 0 <= ends[0] < ends[1] <= len(context):
            raise asked.error(f"{key!r}: {pair!r} is not a span of the paragraph")
        yield Span(*ends)


def _gold(answer: Record, context: str) -> Gold:
    """One answer that stands where it says."""
    gold = Gold(answer.text("text"), answer.offset("answer_start"))
    slice_ = context[gold.span.start : gold.span.end]
    if slice_ != gold.text:
        raise answer.error(f"{gold.text!r} is not at {gold.start}, where {slice_!r} stands")
    return gold
