"""A conversation as Markdown to read, with its record in the last fenced block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.answer import Answer
from qa.exports.conversation_record import record_json
from qa.exports.export_head import ExportHead
from qa.exports.markdown_text import plain_heading, plain_line, plain_lines, unescaped
from qa.exports.relative_sources import Relative, as_it_is
from qa.exports.seal import sealed
from qa.exports.shown_parts import ShownPart, by_turn
from qa.exports.turn_outline import Block, Given, Listed, Said, outline

__all__ = ["as_markdown", "markdown_parts", "markdown_record"]

_BEGIN = re.compile(r"^```json\r?\n", re.MULTILINE)
_END = re.compile(r"^```\r?$", re.MULTILINE)
_RECORD = "## Record"
_HEADS = {"**Answer:**": "answer", "**Also found:**": "also found"}
_PLACE = re.compile(r"\[(\d+)\] (.*)")


def as_markdown(answers: Sequence[Answer], head: ExportHead, relative: Relative = as_it_is) -> str:
    """The conversation as Markdown to read, with its record at the end; see ``record_json``."""
    parts = [f"# {plain_heading(head.title)}\n\n{plain_line(head.line)}\n"]
    parts += [f"{plain_line(head.scope)}\n"] if head.scope else []
    parts += [_turn(answer) for answer in answers]
    parts.append(
        f"{_RECORD}\n\nDocuments are named by the SHA-256 of their text; offsets count code "
        "points. `python -m qa verify FILE` compares every quotation and names what was changed.\n"
    )
    readable = "\n".join(parts)
    record = record_json(answers, head, markdown_parts(readable), relative=relative)
    text = f"{readable}\n```json\n{record}```\n"
    return sealed(text.encode("utf-8")).decode("utf-8")


def markdown_record(text: str) -> str:
    """The record in Markdown; "" if there is none."""
    begin = max((match.end() for match in _BEGIN.finditer(text)), default=len(text))
    end = _END.search(text, begin)
    return text[begin : end.start()] if end else ""


def markdown_parts(text: str) -> list[list[ShownPart]]:
    """What people read of each turn, read back from the Markdown."""
    lines = text.splitlines()
    last = max((n for n, line in enumerate(lines) if line == _RECORD), default=len(lines))
    return by_turn(_read(lines[:last]))


def _turn(answer: Answer) -> str:
    lines = [f"## {plain_heading(answer.question)}\n"]
    before: Block | None = None
    for block in outline(answer):
        if before is not None and not _is_list(block) and _is_list(before):
            lines.append("")
        lines.append(_block(block))
        before = block
    return "\n".join([*lines, ""] if before is not None and _is_list(before) else lines)


def _is_list(block: Block) -> bool:
    return isinstance(block, Listed) or (isinstance(block, Said) and block.is_listed)


def _block(block: Block) -> str:
    if isinstance(block, Said):
        return f"* {plain_line(block.text)}" if block.is_listed else f"{plain_line(block.text)}\n"
    if isinstance(block, Given):
        head = "**Also found:**" if block.is_other else "**Answer:**"
        return f"{head} {plain_line(block.text)}\n"
    if isinstance(block, Listed):
        numbers = "".join(f" [{number}]" for number in block.numbers)
        return f"- {plain_line(block.text)}{numbers}"
    quotation = "\n".join(f"> {line}".rstrip() for line in plain_lines(block.citation.text))
    return f"{quotation}\n>\n> [{block.number}] {plain_line(block.place)}\n"


def _read(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Names and texts of parts, in order."""
    quoted: list[str] = []
    for line in [*lines, ""]:
        if line.startswith(">"):
            quoted.append(line[1:].strip())
            continue
        if quoted:
            yield from _quotation(quoted)
            quoted = []
        if line.strip():
            yield _part(line)


def _part(line: str) -> tuple[str, str]:
    for head, name in _HEADS.items():
        if line.startswith(head):
            return name, unescaped(line[len(head) :])
    if line.startswith("## "):
        return "question", unescaped(line[3:])
    if line.startswith("- "):
        return "item", unescaped(_without_numbers(line[2:]))
    return "line", unescaped(line.removeprefix("* "))


def _without_numbers(text: str) -> str:
    """An item without the numbers behind it, such as " [1] [2]"."""
    end = len(text)
    while text[end - 1 : end] == "]":
        begin = text.rfind(" [", max(0, end - 12), end)
        if begin < 0 or not text[begin + 2 : end - 1].isdecimal():
            break
        end = begin
    return text[:end]


def _quotation(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A quotation and the line with its place."""
    place = _PLACE.fullmatch(lines[-1])
    number = place[1] if place else "?"
    yield f"quotation {number}", unescaped("\n".join(lines[:-1] if place else lines))
    if place:
        yield f"place {number}", unescaped(place[2])
