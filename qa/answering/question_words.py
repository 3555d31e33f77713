"""The words of a question that say what it is about, and how common they are in the corpus."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from index.text.terms import COMMON, terms
from index.values import TermCounts

__all__ = ["NO_WORDS", "QuestionWord", "QuestionWords", "content_terms", "words_of"]

_WORD = re.compile(r"\w+(?:['\u2019\u2013.,/-]\w+)*")
_NOT_CONTENT = frozenset(
    terms(
        "about according after all also am any anyone anything because before being between both "
        "can could during each else ever every following give given gives gave happen happened "
        "happens get gets got give if into just know list make many may me might more most much "
        "must my name no nor not number one only or other our ours out over own people person "
        "please reason said same so say says shall she he they them their his her hers him should "
        "show some someone something stated such take tell than then there these those thing "
        "things through under until up use used us very want we whether which while will within "
        "without would you your yours i kind type does described describe called call mean means"
    )
)
_MOST = 32


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A word of a question.

    Attributes:
        text: As typed.
        terms: Its terms, as term search counts them; never empty.
        passages: Number of passages that hold the rarest of them.
        weight: The more, the rarer it is: log of one plus the share of passages without it over
            that of those with it; 0 or more.
        is_figure: Whether a digit is in it.
        is_name: Whether it begins with a capital inside the question.
        is_taken_over: Whether only the turns before have it: it stands for what was typed.
    """

    text: str
    terms: tuple[str, ...]
    passages: int
    weight: float
    is_figure: bool
    is_name: bool
    is_taken_over: bool = False


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The words of a question that say what it is about, in order, each once."""

    words: tuple[QuestionWord, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Words that stand in no document, as typed."""
        return tuple(word.text for word in self.words if word.passages == 0)

    @property
    def unknown_share(self) -> float:
        """Share of the weight that words have which stand nowhere; 0 for no words."""
        return _share(self.words, lambda word: word.passages == 0)

    def share_in(self, text: str, around: str = "") -> float:
        """Share of the weight of all words that those in ``text`` have; 0 for no words.

        Args:
            text: A sentence or more.
            around: What it stands in. Words that the user left out count there too: a text leaves
                them out as well where it goes on about the same thing ("a third of them").
        """
        held = set(terms(text))
        wide = held
        if around and any(word.is_taken_over for word in self.words):
            wide = held | set(terms(around))
        return _share(
            self.words,
            lambda word: (wide if word.is_taken_over else held).issuperset(word.terms),
        )

    def missing_in(self, text: str, *, figures: bool) -> float:
        """Share of the question's figures, or of its names, that are not in ``text``; 0 to 1."""
        held = set(terms(text))
        asked = [word for word in self.words if (word.is_figure if figures else word.is_name)]
        if not asked:
            return 0.0
        return sum(not held.issuperset(word.terms) for word in asked) / len(asked)


NO_WORDS = QuestionWords(())


def content_terms(text: str) -> frozenset[str]:
    """The terms of a text without those that say nothing about what a question is about."""
    return frozenset(terms(text)) - COMMON - _NOT_CONTENT


def words_of(
    question: str,
    count: Callable[[Collection[str]], TermCounts],
    typed_as: str | None = None,
) -> QuestionWords:
    """The first 32 words of a question that say what it is about.

    Args:
        question: As read.
        count: Looks terms up; ``PassageSearch.term_counts``.
        typed_as: As the user typed it; the same if None.
    """
    own_terms = None if typed_as is None else set(terms(typed_as))
    typed: dict[tuple[str, ...], tuple[str, bool]] = {}
    for match in _WORD.finditer(question):
        own = tuple(terms(match[0]))
        if not own or COMMON.issuperset(own) or _NOT_CONTENT.issuperset(own):
            continue
        text = re.sub(r"['\u2019]s\Z", "", match[0])
        is_name = match.start() > 0 and match[0][:1].isupper()
        typed.setdefault(tuple(terms(text)) or own, (text, is_name))
        if len(typed) == _MOST:
            break
    counts = count({term for own in typed for term in own})
    words = []
    for own, (text, is_name) in typed.items():
        passages = min(counts.by_term.get(term, 0) for term in own)
        weight = math.log(1 + (counts.passages - passages + 0.5) / (passages + 0.5))
        is_figure = any(character.isdigit() for character in text)
        taken_over = own_terms is not None and not own_terms.issuperset(own)
        words.append(
            QuestionWord(text, own, passages, max(0.0, weight), is_figure, is_name, taken_over)
        )
    return QuestionWords(tuple(words))


def _share(words: Collection[QuestionWord], holds: Callable[[QuestionWord], bool]) -> float:
    total = sum(word.weight for word in words)
    return sum(word.weight for word in words if holds(word)) / total if total else 0.0
