"""Rebuilds SQuAD articles: whole articles as documents, with answers at their offsets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.values import Span
from qa.evaluate import Dataset

__all__ = ["Article", "ArticleQuestion", "articles_of"]

_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class ArticleQuestion:
    """A question with the spans of its answers in the article."""

    text: str
    golds: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article's paragraphs as one text."""

    title: str
    text: str
    questions: tuple[ArticleQuestion, ...]


def articles_of(datasets: Iterable[Dataset]) -> list[Article]:
    """Return the articles of the datasets, with paragraphs joined by blank lines."""
    articles = []
    for dataset in datasets:
        titles = dict.fromkeys(paragraph.title for paragraph in dataset.paragraphs)
        for title in titles:
            offsets: dict[int, int] = {}
            text = ""
            for number, paragraph in enumerate(dataset.paragraphs):
                if paragraph.title == title:
                    text += _BETWEEN if text else ""
                    offsets[number] = len(text)
                    text += paragraph.text
            questions = tuple(
                ArticleQuestion(
                    question.text,
                    tuple(
                        Span(offsets[question.paragraph] + gold.start,
                             offsets[question.paragraph] + gold.start + len(gold.text))
                        for gold in question.golds
                    ),
                )
                for question in dataset.questions
                if question.paragraph in offsets
            )  # fmt: skip
            articles.append(Article(title, text, questions))
    return articles
