"""Near forms of words that stand in no document: ``fonded`` is searched as ``founded``.

A word is replaced only where it is no English word that the embedder knows whole, or where another
spelling of it is meant (``harbor``, ``harbour``): a question about a wife is none about a life.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from qa.answering.question_words import QuestionWords

__all__ = ["NearForm", "near_forms", "with_near_forms"]

_WORD: Final = re.compile(r"[^\W\d_]+(?:(?:['\u2019](?!s\b)|-)[^\W\d_]+)*")
_SHORTEST: Final = 4
_LONG: Final = 8
"""Letters from which on two edits are allowed, and not one."""
_SHORT: Final = 6
"""Letters below which a word begins with the same letter: a quel is no fuel."""

_ASKING: Final = ("which", "what", "when", "where", "whose", "whom")
_COMMON: Final = (
    "with", "from", "that", "this", "have", "been", "were", "does", "about", "would", "could",
    "should", "there", "their", "them", "they", "then", "than", "will", "your", "into", "some",
    "such", "only", "also", "when", "while", "many", "much", "more", "most", "over", "under",
    "after", "before",
)  # fmt: skip
"""Words that no typing error is searched as."""

_VARIANTS: Final = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        ("ou(?=r)", "o"), ("is(?=e|ing|ation)", "iz"), ("ys(?=e|ing)", "yz"), ("re$", "er"),
        ("ll", "l"), ("ae", "e"), ("ogue$", "og"), ("ence", "ense"), ("mm(?=e|$)", "m"),
        ("grey", "gray"), ("cheque", "check"), ("tyre", "tire"), ("que$", "k"),
    )
)  # fmt: skip
"""British spellings and what is left of them when they are made American."""


@dataclass(frozen=True, slots=True)
class NearForm:
    """A word of a question and what was searched instead.

    Attributes:
        typed: As typed.
        searched: As it stands in the documents.
    """

    typed: str
    searched: str


def near_forms(
    words: QuestionWords,
    texts: Callable[[str], Iterable[str]],
    is_known: Callable[[str], bool],
) -> tuple[NearForm, ...]:
    """Near forms of the words that stand in no document, for those that have one.

    A typing error in a question word is read as that word, one in another very common word is left.

    Args:
        words: Of the question.
        texts: Passages that hold a term near to a given one.
        is_known: Whether a word is one of the language.
    """
    forms = []
    for word in words.words:
        if word.passages or word.is_figure or not _WORD.fullmatch(word.text):
            continue
        if len(word.text) < _SHORTEST:
            continue
        is_word = is_known(word.text.casefold())
        common = None if is_word or word.is_name else _common(word.text.casefold())
        form = _nearest(word.text, texts(word.terms[-1]), is_word)
        if common in _ASKING:
            form = common
        elif common and form and sorted(form.casefold()) != sorted(word.text.casefold()):
            form = None  # letters in another order are surer than another letter: tiem, time
        if form is not None:
            forms.append(NearForm(word.text, form))
    return tuple(forms)


def with_near_forms(question: str, forms: Iterable[NearForm]) -> str:
    """The question with its near forms in place of what was typed."""
    for form in forms:
        question = re.sub(rf"(?<!\w){re.escape(form.typed)}(?!\w)", form.searched, question)
    return question


def _nearest(typed: str, texts: Iterable[str], is_known: bool) -> str | None:
    """The word of the texts with the fewest edits, of these the commonest."""
    folded = typed.casefold()
    most = 2 if len(folded) >= _LONG else 1
    counts: Counter[str] = Counter()
    edits: dict[str, int] = {}
    for text in texts:
        for match in _WORD.finditer(text):
            word = match[0]
            if word not in edits:
                edits[word] = OSA.distance(folded, word.casefold(), score_cutoff=most)
            if edits[word] <= most:
                counts[word] += 1
    near = [word for word in counts if not is_known or _same_word(folded, word.casefold())]
    if len(folded) < _SHORT:
        near = [word for word in near if word[0].casefold() in folded[:2]]
    near = [word for word in near if word.casefold() not in (*_ASKING, *_COMMON)]
    if not near:
        return None
    capital = typed[:1].isupper()
    return min(near, key=lambda w: (edits[w], w[:1].isupper() != capital, -counts[w], w))


def _common(folded: str) -> str | None:
    """The very common word that a word is a typing error of, one edit away; None if of none."""
    near = (
        word
        for word in (*_ASKING, *_COMMON)
        if word[0] == folded[0] and OSA.distance(folded, word, score_cutoff=1) == 1
    )
    return next(near, None)


def _same_word(word: str, other: str) -> bool:
    """Whether two words are spellings of one."""
    return _plain(word) == _plain(other)


def _plain(word: str) -> str:
    for pattern, form in _VARIANTS:
        word = pattern.sub(form, word)
    return word
