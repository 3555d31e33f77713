"""Turns sentences into questions by a few fixed rules of English.

"The dam was built in 1931" gives "When was the dam built?". Only plain sentences are turned:
those that begin with a name or "The ..." and do without pronouns, so that the question can be
understood away from its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["NAME", "questions"]

NAME = r"(?:[A-Z][\w'’.-]*)(?: (?:(?:of|the|de|van|von|al|and) )?[A-Z][\w'’.-]*){0,4}"
"""A name: words with capitals."""

_SUBJECT = rf"(?P<subject>{NAME}|[Tt]he [a-z][\w'’-]*(?: (?:of )?[\w'’-]+){{0,3}}?)"
_DONE = (
    r"(?:[a-z]+ed|born|built|found|given|held|known|laid|led|lit|lost|made|sold|taken|won|written)"
)
_YEAR = r"(?:1\d{3}|20\d{2})"
_LEAD = re.compile(r"^(?:(?:But|And|Still|However|Also|Then|Thus|According to [^,]{2,40}),? )+")
_BECAUSE = re.compile(
    rf"^{_SUBJECT} (?P<be>is|was|are|were|has|have|had|can|could|will|would|must|should) "
    r"(?P<rest>[^,;:()\"“”]{4,60}?),? (?:because|so that|in order to)\b"
)
_WHEN = re.compile(
    rf"^(?:In {_YEAR},? )?{_SUBJECT} (?P<be>was|were) (?P<rest>{_DONE}(?: [a-z]+){{0,3}}?)"
    rf"(?P<end> (?:in|on)\b(?: [A-Z]\w+| \d+,?){{0,3}} {_YEAR}\b|[.,;])"
)
_WHAT = re.compile(rf"^{_SUBJECT} (?P<be>is|was|are|were) (?:an?|the|one of) [a-z]")
_SAID = re.compile(rf"^(?P<subject>{NAME}) (?P<verb>said|announced|argued|claimed|suggested) ")
_WHO = re.compile(
    rf"^{NAME} (?P<does>(?:could|would|will|might|did)(?: still| also)? [a-z]+|[a-z]+ed|made|won"
    r"|led|built|wrote|gave|took|met|found|began|lost|held|sold|sent|left|taught|brought) "
    r"(?P<rest>[^,;:()\"“”.]{8,70})(?P<end>[.,;])"
)
_BASE = {"said": "say", "announced": "announce", "argued": "argue", "claimed": "claim"}
_NO_SUBJECT = re.compile(
    r"(?:he|she|it|they|we|you|i|this|that|these|those|there|here|who|which|what|when|where|why|how"
    r"|if|but|and|or|so|as|in|on|at|for|his|her|its|their|some|many|most|each|both|such|one)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|this|that|these|those|we|our|i|my"
    r"|who|which|where|when|if)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)


def questions(sentence: str, around: str) -> Iterator[tuple[str, str]]:
    """Questions that a sentence seems to answer, each with the name or thing it is about.

    Args:
        sentence: On one line.
        around: The sentence with what follows it, to tell people from things.
    """
    sentence = _LEAD.sub("", sentence)
    if match := _plain(_BECAUSE, sentence):
        yield f"Why {_asked(match)} {match['rest'].strip()}?", match["subject"]
    match = _plain(_WHEN, sentence)
    if match and (re.match(rf"In {_YEAR}", sentence) or len(match["end"]) > 1):
        yield f"When {_asked(match)} {match['rest']}?", match["subject"]
    if match := _plain(_SAID, sentence):
        verb = _BASE.get(match["verb"], match["verb"].removesuffix("ed"))
        yield f"What did {match['subject']} {verb}?", match["subject"]
    if match := _plain(_WHAT, sentence):
        is_person = _PERSON.search(around) and not match["subject"].startswith(("The ", "the "))
        yield f"{'Who' if is_person else 'What'} {_asked(match)}?", match["subject"]
    match = _WHO.match(sentence)
    if match and not _NO_SUBJECT.match(sentence) and not _POINTS_BACK.search(match["rest"]):
        yield f"Who {match['does']} {match['rest'].strip()}?", match["rest"]


def _plain(pattern: re.Pattern[str], sentence: str) -> re.Match[str] | None:
    match = pattern.match(sentence)
    if match is None or _NO_SUBJECT.match(match["subject"]):
        return None
    rest = match.groupdict().get("rest")
    return None if rest and _POINTS_BACK.search(rest) else match


def _asked(match: re.Match[str]) -> str:
    """Verb before subject; "The dam" is "the dam" inside a sentence."""
    subject = match["subject"]
    if subject.startswith("The "):
        subject = "the " + subject[4:]
    return f"{match['be']} {subject}"
