"""The training sets as questions about documents, with answer spans and evidence sentences.

``read_squad`` of the evaluation keeps what SQuAD has. The training sets say more: which sentences
answer or explain (``evidence``), and which questions are answered although no words are marked.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.values import Span

__all__ = ["Asked", "read_source", "texts_of"]

_ARTICLE_SETS = frozenset(
    {
        "squadshifts_new_wiki",
        "qed_nq_train",
        "afriqa_en",
        "timeqa_human",
        "selqa",
        "medquad_sections",
        "doc2dial_rc_val",
    }
)
"""Sets whose titles name what a text is about; elsewhere titles are file names or numbers."""
_NUMBERED = re.compile(r"#\d+_\d+$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one document.

    Attributes:
        question: As asked.
        text: The whole document.
        lead: Title of the document where it says what the text is about, else empty.
        golds: Answer spans, repeated where annotators agreed; all parts of a list.
        evidence: Sentences that answer or explain, None where nobody marked any.
        is_answered: Whether the document answers the question, by marked words or not.
        source: Name of the training set.
        document: Number of the document in its set.
        number: Number of the question in its set.
        label: What the set says of the question besides (its relation or verdict), else empty.
    """

    question: str
    text: str = field(repr=False)
    lead: str
    golds: tuple[Span, ...]
    evidence: tuple[Span, ...] | None
    is_answered: bool
    source: str
    document: int
    number: int
    label: str = ""

    @property
    def answers(self) -> tuple[str, ...]:
        """Texts of the answer spans."""
        return tuple(self.text[gold.start : gold.end] for gold in self.golds)


def read_source(path: Path) -> list[Asked]:
    """Read all questions of a gzipped file in SQuAD 2.0's format, with the fields beyond it.

    Questions that count as answered but have neither answers nor evidence are left out.

    Raises:
        ValueError: An answer does not stand where the file says.
    """
    return list(_questions(path.name.removesuffix(".json.gz"), _articles(path)))


def texts_of(path: Path) -> list[str]:
    """Read the paragraphs of a file, whatever is asked about them."""
    return [
        paragraph["context"] for article in _articles(path) for paragraph in article["paragraphs"]
    ]


def _articles(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        articles: list[dict[str, Any]] = json.load(file)["data"]
    return articles


def _questions(name: str, articles: Sequence[Mapping[str, Any]]) -> Iterator[Asked]:
    document = number = -1
    for article in articles:
        lead = _lead(name, article.get("title") or "")
        for paragraph in article["paragraphs"]:
            document += 1
            text = paragraph["context"]
            for entry in paragraph["qas"]:
                number += 1
                golds = _golds(name, entry, text)
                marked = entry.get("evidence")
                evidence = None if marked is None else tuple(Span(*pair) for pair in marked)
                is_answered = not entry.get("is_impossible", False)
                if not is_answered:
                    golds, evidence = (), ()
                elif not golds and not evidence:
                    continue
                yield Asked(
                    question=entry["question"].strip(),
                    text=text,
                    lead=lead,
                    golds=golds,
                    evidence=evidence,
                    is_answered=is_answered,
                    source=name,
                    document=document,
                    number=number,
                    label=entry.get("relation") or entry.get("label") or entry.get("yesno") or "",
                )


def _golds(name: str, entry: Mapping[str, Any], text: str) -> tuple[Span, ...]:
    """Check the answers of a question and return their spans, without blank ones."""
    golds = []
    for answer in entry.get("answers", ()):
        start = answer["answer_start"]
        gold = Span(start, start + len(answer["text"]))
        if text[gold.start : gold.end] != answer["text"]:
            raise ValueError(f"{name}: {entry['id']}: the answer does not stand there")
        if answer["text"].strip():
            golds.append(gold)
    return tuple(golds)


def _lead(name: str, title: str) -> str:
    if name not in _ARTICLE_SETS:
        return ""
    title = _NUMBERED.sub("", title).removeprefix("/wiki/").replace("_", " ")
    return " > ".join(part.strip() for part in title.split(" / ") if part.strip())
