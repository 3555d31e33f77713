"""Words of an English question with their offsets, and the closed classes of words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.text.terms import COMMON, terms

__all__ = [
    "ARTICLES", "AUXILIARIES", "DEMONSTRATIVES", "FILLERS", "FUNCTION_WORDS", "OTHER_PRONOUNS",
    "OWNERS", "PERSONAL", "POSSESSIVE", "PREPOSITIONS", "QUESTION_WORDS", "Word", "content",
    "names", "sentence_case", "word_set", "words",
]  # fmt: skip


def word_set(text: str) -> frozenset[str]:
    """The words of ``text``, which spaces divide."""
    return frozenset(text.split())


QUESTION_WORDS = word_set("what which who whom whose when where why how")
AUXILIARIES = word_set(
    "is are was were am be been do does did has have had can could will would shall should may "
    "might must isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't "
    "couldn't won't wouldn't shouldn't"
)
PREPOSITIONS = word_set(
    "about above after against along among around as at before behind below beside between by "
    "during except for from in inside into near of off on onto out outside over per since through "
    "to toward towards under until up upon via with within without"
)
ARTICLES = word_set("the a an")
PERSONAL = word_set("he she him her they them it himself herself themselves itself")
POSSESSIVE = word_set("his hers their theirs its")
DEMONSTRATIVES = word_set("this that these those")
OWNERS = word_set("my your our")
OTHER_PRONOUNS = word_set("i you we me us my your our one ones there here such someone something")
FILLERS = word_set(
    "exactly precisely else not so then too also again only just ever even all both each any some "
    "many much long often far old more most less least and but or if than while because nowadays "
    "today now later first other another same"
)
FUNCTION_WORDS = (
    QUESTION_WORDS
    | AUXILIARIES
    | PREPOSITIONS
    | ARTICLES
    | PERSONAL
    | POSSESSIVE
    | DEMONSTRATIVES
    | OTHER_PRONOUNS
    | FILLERS
)

_WORD = re.compile(r"[^\W_]+(?:[-.'’&/][^\W_]+)*")
_JOINS = re.compile(
    r"[ .]{1,2}|[ .]{0,2}(?:of|the|of the|de|van|von|to|to be|and|for|a|an) |(?: & )"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question.

    Attributes:
        start: Offset of its first code point in the question.
        end: Offset after the last one.
        text: The slice.
        lower: In lower case, with a straight apostrophe.
    """

    start: int
    end: int
    text: str
    lower: str

    @property
    def capital(self) -> bool:
        """Whether a letter of it is upper case."""
        return self.text != self.text.lower()


def words(text: str) -> list[Word]:
    """Words of ``text`` in order; marks between them belong to none."""
    return [
        Word(m.start(), m.end(), m.group(), m.group().lower().replace("’", "'"))
        for m in _WORD.finditer(text)
    ]


def content(text: str) -> list[str]:
    """Stemmed terms of ``text`` that say what it is about, in order."""
    kept = " ".join(word.text for word in words(text) if word.lower not in FUNCTION_WORDS)
    return [term for term in terms(kept) if term not in COMMON]


def names(text: str) -> list[tuple[int, int]]:
    """Spans of ``text`` that look like names: words with capitals that stand together.

    The first word of a question is capital anyway: it counts only with a second capital letter
    in it, or before another name ("Nikola Tesla died when?").
    """
    spans: list[tuple[int, int]] = []
    listed = words(text)
    for number, word in enumerate(listed):
        if not word.capital or word.lower.split("'")[0] == "i":
            continue
        if number == 0:
            follows = len(listed) > 1 and listed[1].capital
            if word.lower in FUNCTION_WORDS:
                continue
            if word.text[1:] == word.text[1:].lower() and not follows:
                continue
        if spans and _JOINS.fullmatch(text[spans[-1][1] : word.start]):
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
    return spans


def sentence_case(text: str) -> str:
    """``text`` with its first character in upper case."""
    return text[:1].upper() + text[1:]
