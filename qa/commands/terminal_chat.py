"""A conversation on a terminal: questions one after the other, follow-ups among them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

from qa.chatbot import Chatbot
from qa.commands.answer_shown import shown
from qa.commands.terminal import harmless
from qa.errors import QuestionError

__all__ = ["chat"]

_PROMPT = "> "
_ENDS = ("exit", "quit")


def chat(bot: Chatbot, documents: Sequence[str] | None, least: float | None) -> int:
    """Answer what is typed, until Ctrl-D; returns the exit status 0.

    Args:
        bot: Answers.
        documents: Ids of those to look in; all if None.
        least: Lowest confidence of what is given.
    """
    count = bot.document_count() if documents is None else len(documents)
    print(
        f"Ask about {count:,} document{'' if count == 1 else 's'}; follow-up questions are "
        "understood. Ctrl-D ends the conversation."
    )
    talk = bot.conversation()
    for question in _typed():
        try:
            answer = talk.ask(question, documents, least)
        except QuestionError as error:
            print(f"{error}\n")
            continue
        if answer.asked_as != question:
            print(f"Asked as: {harmless(answer.asked_as)}\n")
        print(f"{shown(answer)}\n", flush=True)
    return 0


def _typed() -> Iterator[str]:
    """What is typed, line by line, without blank lines."""
    with suppress(ImportError):
        import readline  # noqa: F401  # ``input`` uses it: arrow keys, and earlier questions

    while True:
        try:
            line = input(_PROMPT).strip()
        except EOFError:
            print()
            return
        except UnicodeDecodeError:
            print("that is no text in the encoding of this terminal\n", file=sys.stderr)
            continue
        if line.lower() in _ENDS:
            return
        if line:
            yield line
