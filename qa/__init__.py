"""Questions to cited answers.

from qa import Chatbot

with Chatbot.from_folder("seeds") as bot:
    answer = bot.ask("Who praised Kim?")
    print(answer.text, answer.citations[0].start, answer.citations[0].end)

Each name is imported on first use, so that ``import qa.answer`` loads neither a model nor a search
engine.
"""

from __future__ import annotations

import importlib

# Type checkers take this name for True. Importing ``typing`` takes as long as the rest of this.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from index.errors import CitespanError
    from index.loaders.limits import Limits
    from index.values import Document
    from qa.answer import Alternative, Answer, Citation
    from qa.chatbot import Chatbot
    from qa.conversation import Conversation
    from qa.errors import QuestionError
    from qa.retriever import Hit

__all__ = [
    "Alternative",
    "Answer",
    "Chatbot",
    "Citation",
    "CitespanError",
    "Conversation",
    "Document",
    "Hit",
    "Limits",
    "QuestionError",
]

_NAMES_BY_MODULE = {
    "index.errors": ("CitespanError",),
    "index.loaders.limits": ("Limits",),
    "index.values": ("Document",),
    "qa.answer": ("Alternative", "Answer", "Citation"),
    "qa.chatbot": ("Chatbot",),
    "qa.conversation": ("Conversation",),
    "qa.errors": ("QuestionError",),
    "qa.retriever": ("Hit",),
}
_MODULE_BY_NAME = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_BY_NAME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_MODULE_BY_NAME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
