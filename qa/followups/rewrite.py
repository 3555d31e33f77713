"""Ways to complete a question from an earlier one. Each gives None where it does not apply."""

from __future__ import annotations

import re

from qa.followups.words import (
    ARTICLES,
    AUXILIARIES,
    DEMONSTRATIVES,
    FILLERS,
    OTHER_PRONOUNS,
    PERSONAL,
    PREPOSITIONS,
    QUESTION_WORDS,
    Word,
    content,
    names,
    sentence_case,
    word_set,
    words,
)

__all__ = [
    "add_part", "person_of", "replace_part", "short_name", "statement", "with_topic",
    "without_topic",
]  # fmt: skip

ANSWER_WORDS = 6  # a longer answer is not put in the place of what was asked for
TOPIC_CHARACTERS = 240

_TOPIC = re.compile(r"\s*\((?P<topic>[^()]+(?:\([^()]*\)[^()]*)*)\)\s*\?*\s*$")
_NO_BRACKETS = str.maketrans("", "", "()")
_END = re.compile(r"[\s?!.…]+$")
_YEAR = re.compile(r"\b(?:1[0-9]|20)[0-9]{2}s?\b")
_KINDS = word_set(
    "date year day month time city country place name kind type sort number amount percentage "
    "person word term"
)
_OF_PERSONS = word_set("to by with for about of")


def without_topic(question: str) -> tuple[str, str]:
    """A question and the topic that ``with_topic`` put behind it ("" if it has none)."""
    match = _TOPIC.search(question)
    if match is None or not question[: match.start()].strip():
        return question, ""
    return question[: match.start()] + "?", match["topic"].strip()


def with_topic(question: str, topics: list[str]) -> str:
    """The question with what it is about behind it: ``Who found the body (Tesla's death)?``."""
    topics = [topic.translate(_NO_BRACKETS) for topic in topics]
    said = set(content(question))
    kept: list[str] = []
    for topic in sorted(topics, key=lambda text: -len(set(content(text)))):
        new = set(content(topic)) - said
        if new:
            kept.append(topic)
            said |= new
    kept.sort(key=topics.index)
    joined = "; ".join(kept)
    if len(joined) > TOPIC_CHARACTERS:
        joined = joined[:TOPIC_CHARACTERS].rsplit(" ", 1)[0]
    stem = sentence_case(_END.sub("", question))
    return f"{stem} ({joined})?" if joined else f"{stem}?"


def statement(question: str, answer: str) -> str:
    """What a question is about, as a phrase: the question without its question word.

    A short answer takes the place of "who": ``Henry Cole directed the V&A in its first years``.
    """
    main = _END.sub("", without_topic(question)[0])
    listed = words(main)
    lead = 0
    while lead < len(listed) and _leads(listed[lead].lower):
        lead += 1
    if lead == len(listed):
        return ""
    helper = _helper(listed)
    begin = listed[lead].start
    if helper is not None and helper > lead:
        # "Which pigment do etioplasts lack": the helping verb goes, the noun asked for stays.
        head = main[begin : listed[helper].start].strip()
        phrase = f"{head} {main[listed[helper].end :].strip()}".strip()
    else:
        phrase = main[begin:]
        asks_who = listed[0].lower == "who" and lead == 1
        if asks_who and _short(answer):
            phrase = f"{answer.strip()} {phrase}"
    first = words(phrase)
    if first and first[0].lower in PERSONAL | DEMONSTRATIVES | OTHER_PRONOUNS:
        phrase = phrase[first[0].end :]
    # "When was it that the band played": "it" is gone, and "that" joins nothing now.
    return re.sub(r"^that (?=the |an? )", "", phrase.strip(" ,;:"))


def _helper(listed: list[Word]) -> int | None:
    """Number of the first auxiliary verb; one with a capital belongs to a name."""
    return next(
        (
            number
            for number, word in enumerate(listed)
            if word.lower in AUXILIARIES and (number == 0 or not word.capital)
        ),
        None,
    )


def _leads(low: str) -> bool:
    return (
        low in QUESTION_WORDS
        or low in AUXILIARIES
        or low in PREPOSITIONS
        or low in ARTICLES
        or low in _KINDS
        or low in FILLERS
    )


def short_name(answer: str) -> str | None:
    """The answer if it is a short name of anything; None otherwise."""
    listed = words(answer)
    capital = any(word.text[:1].isupper() for word in listed)
    spoken = any(word.lower in AUXILIARIES | PERSONAL | OTHER_PRONOUNS for word in listed)
    if spoken or not _short(answer) or not capital or any(char.isdigit() for char in answer):
        return None
    return answer.strip(" .,;:'\"“”")


def _short(answer: str) -> bool:
    return 0 < len(words(answer)) <= ANSWER_WORDS and len(answer.splitlines()) == 1


def replace_part(part: str, question: str, known: list[str]) -> str | None:
    """``question`` with a year or a name in the place of its own.

    Args:
        part: Such as "2016", "in 1949", "Jones".
        question: An earlier one.
        known: Names said before; one that ends in ``part`` completes it.
    """
    part = _END.sub("", part)
    main = _END.sub("", without_topic(question)[0])
    year = _year(part)
    if year:
        spots = list(_YEAR.finditer(main))
        if len(spots) != 1:
            return None
        return f"{main[: spots[0].start()]}{year}{main[spots[0].end() :]}?"
    listed = words(part)
    bare = part[listed[1].start :] if len(listed) > 1 and listed[0].lower in ARTICLES else part
    if names(f"of {bare}") != [(3, 3 + len(bare))] or listed[0].lower in PREPOSITIONS:
        return None
    full = next((name for name in known if name.endswith(f" {part}")), part)
    alike = [
        (start, end)
        for start, end in names(main)
        if main[start:end] != full and main[start:end].isupper() == bare.isupper()
    ]
    if len(alike) != 1:
        return None
    start, end = alike[0]
    before = [word for word in words(main) if word.end <= start]
    if before and before[-1].lower in ARTICLES:
        start = before[-1].start
    return f"{main[:start]}{full}{_possessive(main[start:end])}{main[end:]}?"


def add_part(part: str, question: str) -> str | None:
    """``question`` with a year or a phrase behind it, such as "with 25 years of service"."""
    part = _END.sub("", part)
    main = _END.sub("", without_topic(question)[0])
    listed = words(part)
    if not listed or not words(main):
        return None
    if listed[0].lower not in PREPOSITIONS:
        return f"{main} in {part}?" if _year(part) else None
    if any(word.lower in QUESTION_WORDS for word in listed):
        return None
    return f"{main} {part}?"


def _year(part: str) -> str:
    """The year, if ``part`` is nothing else ("in 1949", "2016"); else ""."""
    year = _YEAR.search(part)
    if year is None:
        return ""
    rest = [word for word in words(part) if word.text != year.group()]
    return year.group() if all(word.lower in PREPOSITIONS for word in rest) else ""


def _possessive(name: str) -> str:
    return next((mark for mark in ("'s", "’s") if name.endswith(mark)), "")


def person_of(earlier: str, answer: str) -> str | None:
    """The answer where a person was asked for, else the one name that no preposition governs."""
    main = without_topic(earlier)[0]
    listed = words(main)
    answered = words(answer)
    asks_who = bool(listed) and listed[0].lower in ("who", "which", "what", "whose", "whom")
    if (
        asks_who
        and _short(answer)
        and all(word.text[:1].isupper() for word in answered)
        and not any(char.isdigit() for char in answer)
        and (listed[0].lower.startswith("who") or 2 <= len(answered) <= 4)
    ):
        return answer.strip(" .,;:'\"“”")
    if asks_who and listed[0].lower == "who":
        return None  # "he" is who was asked for, and nobody knows him
    free: list[str] = []
    governed: list[str] = []
    for start, end in names(main):
        before = [word.lower for word in listed if word.end <= start]
        name = re.sub(r"['’]s$", "", main[start:end])
        if before and before[-1] not in PREPOSITIONS | ARTICLES | {"what", "which"}:
            free.append(name)
        elif before and before[-1] in _OF_PERSONS:
            governed.append(name)
    left = set(free or governed)
    return left.pop() if len(left) == 1 else None
