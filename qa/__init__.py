"""Questions to cited answers.

from qa import Chatbot

with Chatbot.from_folder("seeds") as bot:
    answer = bot.ask("Which country is North Korea's largest economic ally?")
    print(answer)
    for citation in answer.citations:
        print(citation.text, citation.document.source, citation.start, citation.end)

Each name is imported on first use, so that ``import qa.answer`` loads neither a model nor a search
engine.
"""

from __future__ import annotations

import importlib

# Type checkers take this name for True. Importing ``typing`` takes as long as the rest of this.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from index.errors import (
        CitespanError,
        ClosedError,
        CorpusBusyError,
        DamagedDocumentError,
        DamagedStoreError,
        InvalidValueError,
        MissingFileError,
        MissingFolderError,
        ModelError,
        NotIndexedError,
        StoppedError,
        StoreError,
        UnknownDocumentError,
        UnwritableError,
    )
    from index.loaders.limits import Limits
    from index.values import Document
    from qa.answer import Alternative, Answer, Citation
    from qa.chatbot import Chatbot
    from qa.conversation import Conversation
    from qa.errors import (
        AbandonedError,
        CalibrationError,
        QuestionError,
        ReaderError,
        UnknownConversationError,
    )
    from qa.retriever import Hit

__all__ = [
    "AbandonedError",
    "Alternative",
    "Answer",
    "CalibrationError",
    "Chatbot",
    "Citation",
    "CitespanError",
    "ClosedError",
    "Conversation",
    "CorpusBusyError",
    "DamagedDocumentError",
    "DamagedStoreError",
    "Document",
    "Hit",
    "InvalidValueError",
    "Limits",
    "MissingFileError",
    "MissingFolderError",
    "ModelError",
    "NotIndexedError",
    "QuestionError",
    "ReaderError",
    "StoppedError",
    "StoreError",
    "UnknownConversationError",
    "UnknownDocumentError",
    "UnwritableError",
]

_NAMES_BY_MODULE = {
    "index.errors": (
        "CitespanError", "ClosedError", "CorpusBusyError", "DamagedDocumentError",
        "DamagedStoreError", "InvalidValueError", "MissingFileError", "MissingFolderError",
        "ModelError", "NotIndexedError", "StoppedError", "StoreError", "UnknownDocumentError",
        "UnwritableError",
    ),
    "index.loaders.limits": ("Limits",),
    "index.values": ("Document",),
    "qa.answer": ("Alternative", "Answer", "Citation"),
    "qa.chatbot": ("Chatbot",),
    "qa.conversation": ("Conversation",),
    "qa.errors": (
        "AbandonedError", "CalibrationError", "QuestionError", "ReaderError",
        "UnknownConversationError",
    ),
    "qa.retriever": ("Hit",),
}  # fmt: skip
_MODULE_BY_NAME = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_BY_NAME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_MODULE_BY_NAME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
