"""Makes unanswerable questions from answerable ones by rules.

Each rule changes a question so that the passage no longer answers it, while most of its words
still point at the passage. The writers of SQuAD 2.0's unanswerable questions made the same kinds of
change by hand (Rajpurkar et al., 2018, table 3): other names, names that trade places, other
numbers, antonyms, negation. A replacement never occurs in the passage, except where names trade
places. (Replacing a word with a near one in the base model's word embeddings was tried: most such
words were synonyms, so the changed question had the same answer.)
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

__all__ = ["changed", "names_of"]

_NAME = re.compile(r"\b[A-Z][\w-]*(?:\s+(?:of\s+|the\s+|de\s+|von\s+)?[A-Z][\w-]*)*")
_NUMBER = re.compile(r"\b\d[\d,]*(?:\.\d+)?\b")
_WORD = re.compile(r"\w+")
_AUXILIARY = re.compile(
    r"\b(did|does|do|is|are|was|were|can|could|would|has|had|have|should)\b", re.IGNORECASE
)
_SYMMETRIC = re.compile(r"\b(and|or|between|connects?|with|than)\b", re.IGNORECASE)
"""Words between equal names: if these trade places, the question may stay the same."""
_FIXED = re.compile(r"(\bhow\s+\w+|\bwhere\b.*\bfound|\bwhat\b.*\blike|\bnew)$", re.IGNORECASE)
""""How long" asks the same as "how short"; "where was it found" is not about founding."""
_BEFORE_NAME = re.compile(r"\s+[A-Z]")
_NEGATED = re.compile(r"\bnot\b|n['’]t\b|\bnever\b|\bno\b|\bcannot\b|\bwithout\b", re.IGNORECASE)
_CONTRACTED = {"can": "can't", "could": "couldn't", "would": "wouldn't"}
_NOT_NAMES = frozenset(
    {
        "a", "about", "according", "after", "an", "are", "as", "at", "before", "between", "by",
        "can", "could", "did", "do", "does", "during", "for", "from", "had", "has", "have", "he",
        "how", "i", "if", "in", "into", "is", "it", "name", "of", "on", "or", "she", "should",
        "that", "the", "there", "they", "this", "to", "under", "was", "were", "what", "when",
        "where", "which", "who", "whom", "whose", "why", "will", "with", "would",
    }
)  # fmt: skip
_ANTONYM_PAIRS = """
first last|first second|before after|largest smallest|biggest smallest|highest lowest|most least
more fewer|more less|longest shortest|oldest youngest|older younger|north south|northern southern
east west|eastern western|increase decrease|increased decreased|rise fall|rose fell|win lose
won lost|start end|started ended|begin finish|began finished|beginning end|open close|opened closed
early late|earlier later|earliest latest|high low|higher lower|large small|larger smaller
big little|bigger smaller|long short|longer shorter|old new|new former|good bad|best worst
better worse|male female|man woman|men women|father mother|son daughter|brother sister
husband wife|king queen|boy girl|buy sell|bought sold|enter leave|entered left|join quit
joined left|arrive depart|arrived departed|accept reject|accepted rejected|allow forbid
allowed forbidden|allowed banned|support oppose|supported opposed|like dislike|liked disliked
love hate|loved hated|agree disagree|agreed disagreed|gain lose|gained lost|above below
inside outside|upper lower|left right|front back|hot cold|warm cool|strong weak|stronger weaker
fast slow|faster slower|easy hard|easier harder|cheap expensive|cheaper dearer|positive negative
public private|major minor|maximum minimum|majority minority|urban rural|rich poor|ancient modern
create destroy|created destroyed|found abolish|founded abolished|built demolished|build demolish
introduced withdrawn|success failure|successful unsuccessful|victory defeat|defeated protected
attack defend|attacked defended|friend enemy|ally enemy|allies enemies|child adult|children adults
teacher student|import export|imports exports|appear disappear|appeared disappeared|include exclude
included excluded|always never|often rarely|common rare|popular unpopular|known unknown
same different|similar different|heavy light|light dark|day night|winter summer|spring autumn
morning evening|born buried|birth death|alive dead|white black|top bottom|past future
internal external|domestic foreign|legal illegal|possible impossible|safe dangerous
advantage disadvantage|advantages disadvantages|cause prevent|caused prevented|remember forget
"""


def _antonyms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _ANTONYM_PAIRS.strip().splitlines():
        for pair in line.split("|"):
            one, other = pair.split()
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return found


_ANTONYMS = _antonyms()


def names_of(text: str) -> list[str]:
    """Find capitalised words, and runs of them, that do not just begin a sentence."""
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        start = match.start()
        begins = start == 0 or text[:start].rstrip()[-1:] in tuple(".!?\"'“‘(")
        if words[0].lower() in _NOT_NAMES or (begins and len(words) == 1):
            words = words[1:]
        if words:
            found.append(" ".join(words).strip("-"))
    return [name for name in found if len(name) > 1]


def changed(question: str, passage: str, names: Sequence[str], rng: random.Random) -> str | None:
    """Change the question by one rule, drawn among those that apply; None if none applies.

    Args:
        question: Answered by the passage.
        passage: The text that answers it.
        names: Names of other passages, best of the same article: a name of another subject
            would be too easy.
        rng: Draws rule and replacement.
    """
    rules: list[Callable[[], str | None]] = [
        lambda: _other_name(question, passage, names, rng),
        lambda: _trade_places(question, passage, rng),
        lambda: _other_number(question, passage, rng),
        lambda: _antonym(question, passage, rng),
        lambda: _negation(question, passage, rng),
    ]
    # Names first: these are the changes that leave most of the question as it was.
    weights = (4, 3, 4, 3, 1)
    order = sorted(range(len(rules)), key=lambda i: rng.random() ** (1 / weights[i]), reverse=True)
    for i in order:
        made = rules[i]()
        if made is not None and made != question:
            return made
    return None


def _other_name(
    question: str, passage: str, choice: Sequence[str], rng: random.Random
) -> str | None:
    """Replace a name of the question with one that the passage does not hold."""
    here = [name for name in names_of(question) if name in passage]
    if not here:
        return None
    old = rng.choice(here)
    lowered = passage.lower()
    # A name with as many words is more often of the same kind.
    options = [
        one for one in choice
        if len(one.split()) == len(old.split())
        and one.lower() not in lowered
        and one not in question
    ]  # fmt: skip
    return question.replace(old, rng.choice(options)) if options else None


def _trade_places(question: str, passage: str, rng: random.Random) -> str | None:
    """Swap two names of the question, or replace one with another of the passage."""
    own = list(dict.fromkeys(names_of(question)))
    if len(own) >= 2 and not _SYMMETRIC.search(question):
        one, other = rng.sample(own, 2)
        if one not in other and other not in one:
            return question.replace(one, "\0").replace(other, one).replace("\0", other)
    here = [name for name in own if name in passage]
    others = [
        name for name in names_of(passage)
        if not any(name in one or one in name for one in own)
    ]  # fmt: skip
    if here and others:
        return question.replace(rng.choice(here), rng.choice(others))
    return None


def _other_number(question: str, passage: str, rng: random.Random) -> str | None:
    """Replace a number with another one of the same size that the passage does not hold."""
    numbers = list(_NUMBER.finditer(question))
    if not numbers:
        return None
    match = rng.choice(numbers)
    plain = match.group().replace(",", "")
    there = set(_NUMBER.findall(passage))
    for _ in range(20):
        if len(plain) == 4 and plain.isdigit():
            new = str(int(plain) + rng.choice((-1, 1)) * rng.randint(1, 60))
        elif plain.isdigit():
            value = int(plain)
            new = str(value + rng.randint(1, max(3, value // 2)))
        else:
            new = f"{float(plain) + rng.randint(1, 9):g}"
        if new not in there:
            return question[: match.start()] + new + question[match.end() :]
    return None


def _negation(question: str, passage: str, rng: random.Random) -> str | None:
    """Negate the question."""
    if _NEGATED.search(question) or _NEGATED.search(passage):
        return None
    match = _AUXILIARY.search(question)
    if match is None:
        return None
    word = match.group()
    new = _CONTRACTED.get(word.lower(), f"{word}n't")
    if word[0].isupper():
        new = new[0].upper() + new[1:]
    if rng.random() < 0.25:
        new = f"{word} never"
        rest = question[match.end() :]
        # "did never the king" is not English; "was never" is, after a subject question word.
        if not re.match(r"(?i)\s*(who|what|which\s\w+)\s*$", question[: match.start()]):
            return None
        return question[: match.start()] + new + rest
    return question[: match.start()] + new + question[match.end() :]


def _antonym(question: str, passage: str, rng: random.Random) -> str | None:
    """Replace a word with its opposite."""
    words = [
        match for match in _WORD.finditer(question)
        if match.group().lower() in _ANTONYMS and not _FIXED.search(question, 0, match.end())
        and not _BEFORE_NAME.match(question, match.end())
    ]  # fmt: skip
    if not words:
        return None
    match = rng.choice(words)
    there = set(_WORD.findall(passage.lower()))
    options = [one for one in _ANTONYMS[match.group().lower()] if one not in there]
    if not options:
        return None
    new = rng.choice(options)
    if match.group()[0].isupper():
        new = new.capitalize()
    return question[: match.start()] + new + question[match.end() :]
