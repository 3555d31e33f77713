"""An answer as the command line shows it to people."""

from __future__ import annotations

from textwrap import indent

from index.platform.printable import printable
from qa.answer import Answer
from qa.answer_words import quoted
from qa.commands.terminal import harmless
from qa.outcome_words import (
    CLOSEST,
    caution,
    citation_numbers,
    completeness,
    disagreement_line,
    heading,
    help_reply,
    near_forms_line,
    part_lines,
    searched_lines,
)

__all__ = ["shown"]


def shown(answer: Answer) -> str:
    """The answer with its citations, or what else is said; harmless to a terminal."""
    return harmless(_lines(answer))


def _lines(answer: Answer) -> str:
    if answer.kind == "help":
        return help_reply(answer)
    confidence = f"confidence {answer.confidence:.2f}" if answer.calibrated else "not calibrated"
    near = near_forms_line(answer)
    lines = [f"{printable(near)}.", ""] if near else []
    if answer.kind == "none":
        return "\n".join([*lines, f"{heading(answer)} ({confidence}).", *_below(answer)])
    if answer.kind == "evidence":
        lines += [f"{heading(answer)} ({confidence})", "", *_items(answer)]
    else:
        if answer.disagreeing:
            lines += [disagreement_line(answer), ""]
        if unsure := caution(answer):
            lines += [f"{unsure}:", ""]
        lines += [*(_items(answer) or [answer.text, ""]), f"({confidence})", ""]
    if parts := part_lines(answer):
        lines += [*(f"{printable(line)}." for line in parts), ""]
    dates = bool(answer.disagreeing)
    lines += [
        quoted(number, citation, with_date=dates)
        for number, citation in enumerate(answer.citations, 1)
    ]
    number = len(answer.citations)
    for other in answer.disagreeing:
        number += 1
        lines += ["", other.text, "", quoted(number, other.citations[0], with_date=True)]
    others = [other for other in answer.alternatives if not other.disagrees]
    if others:
        lines += ["", "Also found:"]
        lines += [quoted(number + k, other.citations[0]) for k, other in enumerate(others, 1)]
    return "\n".join(lines)


def _items(answer: Answer) -> list[str]:
    """The items with the numbers of their citations, and whether they are all."""
    lines = []
    for item in answer.items:
        numbers = "".join(f" [{number}]" for number in citation_numbers(answer, item))
        lines.append(f"- {indent(item.text, '  ').lstrip(' ')}{numbers}")
    if lines and completeness(answer):
        lines += ["", f"{completeness(answer)}."]
    return [*lines, ""] if lines else []


def _below(answer: Answer) -> list[str]:
    """What stands below the words that nothing was found."""
    lines = ["", *(f"{printable(line)}." for line in searched_lines(answer.searched))]
    if answer.related:
        lines += ["", f"{CLOSEST}:"]
        lines += [quoted(number, citation) for number, citation in enumerate(answer.related, 1)]
    return lines
