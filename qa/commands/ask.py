"""``ask``: one question, several from standard input, or a conversation on a terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from qa.chatbot import Chatbot
from qa.commands.answer_shown import shown
from qa.commands.terminal_chat import chat
from qa.errors import QuestionError, UsageError
from qa.launch.exit_status import DONE, NOTHING_FOUND, UNUSABLE
from qa.launch.opening import opened
from qa.question import checked

__all__ = ["FROM_INPUT", "ask"]

FROM_INPUT = "-"
"""In place of a question: questions come from standard input."""


def ask(options: argparse.Namespace) -> int:
    """Answer; returns the exit status, ``NOTHING_FOUND`` where the documents gave nothing."""
    if options.question is None:
        _check_that_people_talk(options)
    elif options.question != FROM_INPUT:
        checked(options.question)
    with opened(options) as bot:
        documents = [bot.find(name).id for name in options.document] if options.document else None
        if options.question is None:
            return chat(bot, documents, options.min_confidence)
        if options.question == FROM_INPUT:
            return _ask_lines(bot, documents, options.min_confidence)
        answer = bot.ask(options.question, documents, options.min_confidence)
    if options.json:
        _write(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        _write(shown(answer))
    return _status([answer.kind])


def _check_that_people_talk(options: argparse.Namespace) -> None:
    if options.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "no question; give one, or - to read questions from standard input (without one, "
            "ask is a conversation, which needs a terminal and goes without --json)"
        )


def _ask_lines(bot: Chatbot, documents: list[str] | None, least: float | None) -> int:
    """Answer each line of standard input by itself with a line of JSON, in order."""
    kinds, refused = set(), 0  # of answers, which hold documents, nothing else is kept
    for question in _questions(sys.stdin.buffer):
        record: dict[str, Any]
        try:
            answer = bot.ask(question, documents, least)
        except QuestionError as error:
            refused += 1
            record = {"question": question, "error": str(error)}
        else:
            kinds.add(answer.kind)
            record = answer.to_dict()
        _write(json.dumps(record, ensure_ascii=False))
    if not kinds and not refused:
        raise UsageError("no question on standard input; write one a line")
    return UNUSABLE if refused else _status(kinds)


def _questions(lines: Iterable[bytes]) -> Iterator[str]:
    """The lines without their ends; blank ones are left out."""
    for line in lines:
        # What is no UTF-8 becomes what no question may hold, and is refused by the check.
        question = line.decode("utf-8-sig", errors="surrogateescape").strip()
        if question:
            yield question


def _status(kinds: Iterable[str]) -> int:
    """Whether anything was given; help counts, since it says what to do."""
    return DONE if any(kind != "none" for kind in kinds) else NOTHING_FOUND


def _write(text: str) -> None:
    sys.stdout.buffer.write((text + "\n").encode("utf-8", errors="replace"))
    sys.stdout.buffer.flush()
