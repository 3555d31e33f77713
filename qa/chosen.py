"""The documents that a question is asked of, as callers may name them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import InvalidValueError
from index.values import Document

if TYPE_CHECKING:
    from qa.any_corpus import AnyCorpus

__all__ = ["Documents", "chosen_ids"]

Documents = str | Path | Document | Iterable[str | Path | Document]
"""One document or several: by id or its beginning, source or its end, title, or themselves."""

_WANTED = "documents are given by id, path, file name or title, or as Document values, not as "


def chosen_ids(corpus: AnyCorpus, documents: Documents | None) -> list[str] | None:
    """Ids of the given documents, each once, in their order; None for all documents.

    Raises:
        UnknownDocumentError: One of them is not there, or several have the name.
        InvalidValueError: Neither names nor documents.
    """
    if documents is None:
        return None
    if isinstance(documents, str | Path | Document):
        documents = (documents,)
    elif not isinstance(documents, Iterable):
        raise InvalidValueError(f"{_WANTED}{type(documents).__name__}")
    names = [_name(document) for document in documents]
    missing = set(corpus.missing_documents(list(dict.fromkeys(names))))
    ids = [corpus.find(name).id if name in missing else name for name in names]
    return list(dict.fromkeys(ids))


def _name(document: object) -> str:
    if isinstance(document, Document):
        return document.id
    if isinstance(document, str | Path):
        return str(document)
    raise InvalidValueError(f"{_WANTED}{type(document).__name__}")
