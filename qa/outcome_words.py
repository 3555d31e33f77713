"""Outcomes in words, for the page, the command line and exports. They claim no absence."""

from __future__ import annotations

import re
from pathlib import PurePath

from index.loaders.recognition.remarks import says_it_is_read
from qa.answer import Answer, Citation, Searched
from qa.answer_words import (
    CLOSEST,
    HIGH,
    LIKELY,
    NOTHING_FOUND,
    differing_line,
    evidence_line,
    is_newest_first,
)
from qa.question_kind import gives_reason, kind_of
from qa.question_labels import asks_for_the_part
from qa.question_parts import question_parts
from qa.searched import Unread

__all__ = [
    "CLOSEST",
    "NOTHING_FOUND",
    "caution",
    "citation_numbers",
    "completeness",
    "disagreement_line",
    "disagreement_note",
    "documents_in_words",
    "heading",
    "help_reply",
    "near_forms_line",
    "part_lines",
    "quoted_list",
    "searched_lines",
    "unknown_words_lines",
    "unread_in_words",
    "unread_lines",
]

_COMPLETE = "These are all that is listed here"
_ONLY = "This is the only one that is listed here"
_MORE = "There may be more than these"
_PERHAPS = "Perhaps; read the source before you rely on it"
_NO_REASON = "The documents don't say why outright. What they say about it:"
_NO_REASON_UNLIKELY = "None of these sentences says why outright; they may bear on it:"
_MOST_UNREAD = 5
_ASKS_NUMBER = re.compile(r"\bhow many\b", re.IGNORECASE)

_HELP = {
    "greeting": "Ask me about {these}. I answer in their own words and show where they stand.",
    "thanks": "You're welcome. Ask the next question whenever you like.",
    "abilities": "I answer questions about {these} with exact quotations and show where they "
    "stand. When I find nothing, I say so. You can ask, for example: “When was the bridge "
    "closed?”, “Why was the fee raised?”, “What does clause 6.2 say?” or “List the members of "
    "the board”.",
    "summary": "I quote {these} and don't summarise. Ask about one matter instead, for example: "
    "“What was decided about the budget?”, “Why was the project delayed?” or “List the "
    "recommendations”.",
    "language": "I understand questions in English only. Please ask this in English; documents in "
    "other languages are searched too and quoted as they are.",
}


def heading(answer: Answer) -> str:
    """The line above what is given; "" for an answer and for help, which need none.

    That the documents don't give a reason outright is said only of sentences with no word for one.
    """
    if answer.kind == "none":
        return NOTHING_FOUND
    if answer.kind != "evidence":
        return ""
    is_why = kind_of(answer.asked_as) == "why"
    if is_why and not any(gives_reason(citation.text) for citation in answer.citations):
        return _NO_REASON if answer.confidence >= LIKELY else _NO_REASON_UNLIKELY
    return evidence_line(answer.confidence, answer.not_named)


def caution(answer: Answer) -> str:
    """What stands above an answer that is none too sure; "" where none is needed.

    Answers that differ have a line of their own, and the heading of evidence says how sure it is.
    """
    is_unsure = answer.kind == "answer" and answer.confidence < HIGH
    return _PERHAPS if is_unsure and not answer.disagreeing else ""


def help_reply(answer: Answer) -> str:
    """What is said to what is no question about documents; "" to a question."""
    if not answer.help_topic:
        return ""
    count = answer.searched.documents
    these = "this document" if count == 1 else f"these {count:,} documents"
    return _HELP[answer.help_topic].format(these=these)


def completeness(answer: Answer) -> str:
    """Whether the items are all of a list, as far as its structure shows; "" for no list."""
    if answer.is_complete:
        if len(answer.items) == 1:
            return _ONLY
        # The documents need not say how many; their structure does.
        is_counted = bool(answer.items) and _ASKS_NUMBER.search(answer.asked_as) is not None
        return (
            f"These {len(answer.items)} are all that are listed here" if is_counted else _COMPLETE
        )
    # The answers to the parts of a question, and the clauses it names, are all that was asked for.
    asked = answer.asked_as
    is_list = len(question_parts(asked)) == 1 and not asks_for_the_part(asked)
    return _MORE if answer.items and is_list else ""


def citation_numbers(answer: Answer, item: Citation) -> tuple[int, ...]:
    """The numbers, from 1, of the citations that an item stands in; never empty."""
    return tuple(n for n, c in enumerate(answer.citations, 1) if c.covers(item))


def part_lines(answer: Answer) -> list[str]:
    """The parts of a question that got no answer where another one got one; a line each."""
    return [
        *(f"What the documents say about “{part}” is cited below" for part in answer.evidence_for),
        *(f"Nothing found for: “{part}”" for part in answer.unanswered),
    ]


def disagreement_line(answer: Answer) -> str:
    """That documents give different answers; "" where none do."""
    firsts = _differing(answer)
    return differing_line(firsts) if firsts else ""


def disagreement_note(answer: Answer) -> str:
    """What to do about answers that differ; "" where none do."""
    firsts = _differing(answer)
    if not firsts:
        return ""
    reading = f"Read {'both' if len(firsts) == 2 else 'all of them'} before you rely on one"
    if is_newest_first(firsts):
        return f"The dates are those that the documents give themselves. {reading}."
    return f"Which of them holds cannot be told from their dates. {reading}."


def _differing(answer: Answer) -> list[Citation]:
    """The first citation of each answer where answers differ; empty where none do."""
    others = answer.disagreeing
    return [answer.citations[0], *(other.citations[0] for other in others)] if others else []


def near_forms_line(answer: Answer) -> str:
    """What was searched in place of words that stand nowhere; "" where all was searched as typed.

    Words that follow each other in the question are named together.
    """
    typed, searched = [], []
    end = None
    question = answer.asked_as
    for word, form in answer.searched.near_forms:
        match = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", question)
        start = match.start() if match else None
        if end is not None and start is not None and question[end:start] == " ":
            typed[-1] += f" {word}"
            searched[-1] += f" {form}"
        else:
            typed.append(word)
            searched.append(form)
        end = match.end() if match else None
    if not typed:
        return ""
    verb = "stands" if len(typed) == 1 else "stand"
    return f"Searched for {quoted_list(searched)}, since {quoted_list(typed)} {verb} nowhere"


def documents_in_words(searched: Searched) -> str:
    """How many documents were asked: "15 documents", or "1 of 15 documents"."""
    count, total = searched.documents, searched.total
    if searched.chosen is not None and total is not None:
        return f"{count:,} of {total:,} document{'' if total == 1 else 's'}"
    return f"{count:,} document{'' if count == 1 else 's'}"


def searched_lines(searched: Searched) -> list[str]:
    """What was searched, what could not be read, and which words occur nowhere; a line each."""
    lines = [f"Searched: {documents_in_words(searched)}", *unread_lines(searched)]
    return [*lines, *unknown_words_lines(searched)]


def unread_lines(searched: Searched) -> list[str]:
    """What could not be read, or only with uncertainty; a line each, and one for the rest."""
    shown = searched.unread[:_MOST_UNREAD]
    lines = [f"{_read(unread)}: {_name(unread.source)}: {unread.reason}" for unread in shown]
    rest = searched.unread[_MOST_UNREAD:]
    return [*lines, f"{_read(*rest)}: {len(rest):,} more"] if rest else lines


def unread_in_words(searched: Searched) -> str:
    """Such as "4 files not read, or only in part, 2 read with uncertainty"; "" if all was read."""
    unread, unsure = (
        len({part.source for part in searched.unread if says_it_is_read(part.reason) is is_read})
        for is_read in (False, True)
    )
    parts = f"{unread:,} file{'' if unread == 1 else 's'} not read, or only in part"
    words = [parts if unread else "", f"{unsure:,} read with uncertainty" if unsure else ""]
    return ", ".join(filter(None, words))


def unknown_words_lines(searched: Searched) -> list[str]:
    """A line on the words that occur nowhere; none where there are none."""
    words = ", ".join(searched.unknown_words)
    said = f"Words of the question that occur in none of the documents: {words}"
    return [said] if words else []


def _read(*unread: Unread) -> str:
    """How files, or parts of them, were read."""
    is_read = all(says_it_is_read(part.reason) for part in unread)
    return "Read with uncertainty" if is_read else "Not read"


def quoted_list(words: list[str]) -> str:
    """Such as “a”, “b” and “c”; at least one."""
    quoted = [f"“{word}”" for word in words]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def _name(source: str) -> str:
    return PurePath(source.replace("\\", "/")).name or source
