"""The supported formats by file name suffix; imports a loader only when it is used.

A version says what a stored text depends on: the loader's own revision and the libraries behind
it. Some of them take half a second to import, so their versions are read from their metadata.
"""

from __future__ import annotations

import hashlib
import importlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version as version_of
from typing import Final

from index.errors import RefusedError
from index.loaders.limits import Limits
from index.values import Extracted

__all__ = ["ARCHIVES", "CONTAINERS", "SUFFIXES", "Format", "format_of", "page_name", "version"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        name: Name in versions.
        suffixes: Lower case, with the dot.
        revision: Raised whenever the loader gives another text for the same file.
        libraries: Distributions whose version may change the text.
        is_plain: Whether loading is no more than decoding and looking at lines, so that it cannot
            hang or crash.
        page_name: What one of its pages is called, if it has any.
        module: The module in ``index.loaders`` that loads it, if not called by its name.
    """

    name: str
    suffixes: tuple[str, ...]
    revision: int = 2
    libraries: tuple[str, ...] = ()
    is_plain: bool = False
    page_name: str = "page"
    module: str = ""

    def load(self, data: bytes, limits: Limits) -> Extracted:
        """Extract in this process."""
        module = importlib.import_module(f"index.loaders.{self.module or self.name}")
        extracted = module.load(data, limits)
        assert isinstance(extracted, Extracted)
        return extracted


_FORMATS: Final = (
    Format("text", (".txt", ".text"), revision=2, is_plain=True, module="plain_text"),
    Format("markdown", (".md", ".markdown"), revision=2, libraries=("markdown-it-py",)),
    Format("pdf", (".pdf",), libraries=("pypdfium2",)),
    Format("html", (".html", ".htm", ".xhtml"), revision=2, libraries=("lxml",)),
    Format("docx", (".docx",), libraries=("python-docx",)),
    Format("pptx", (".pptx",), libraries=("python-pptx",), page_name="slide"),
    Format("xlsx", (".xlsx",), libraries=("openpyxl",), page_name="sheet"),
    Format("delimited", (".csv", ".tsv")),
    Format("epub", (".epub",), revision=2, libraries=("lxml",)),
    Format("odt", (".odt",), libraries=("lxml",)),
    Format("rtf", (".rtf",), libraries=("striprtf",)),
    Format("mail", (".eml",), revision=2, libraries=("lxml",)),
)
_BY_SUFFIX: Final = {suffix: format_ for format_ in _FORMATS for suffix in format_.suffixes}

ARCHIVES: Final = frozenset({".zip"})
"""Suffixes of files that have no text of their own; the files in them are documents."""

CONTAINERS: Final = ARCHIVES | {".eml"}
"""Suffixes of files in which other files are, each a document of its own."""

SUFFIXES: Final = frozenset(_BY_SUFFIX) | ARCHIVES
"""Suffixes of files that can be used: lower case, with the dot."""

_REVISION_OF_MEMBERS: Final = 1


def format_of(suffix: str) -> Format:
    """The format of files with ``suffix``, in any case.

    Raises:
        RefusedError: There is none, or it is an archive.
    """
    format_ = _BY_SUFFIX.get(suffix.lower())
    if format_ is None:
        known = " ".join(sorted(SUFFIXES))
        raise RefusedError(f"unsupported format {suffix!r}; convert it to one of: {known}")
    return format_


def page_name(suffix: str) -> str:
    """Name of a page of such a file: ``page``, ``slide`` or ``sheet``."""
    format_ = _BY_SUFFIX.get(suffix.lower())
    return "page" if format_ is None else format_.page_name


@cache
def version(suffix: str) -> str:
    """Name and version of the extractor for files with ``suffix``, e.g. ``"text/1"``.

    It changes whenever the same bytes might give another result, so a stored text is out of date
    when the version stored beside it differs.

    Raises:
        RefusedError: The format is not supported.
    """
    suffix = suffix.lower()
    if suffix in CONTAINERS:
        # What is inside may be of any format.
        everything = " ".join(map(_version, _FORMATS)).encode()
        digest = hashlib.sha256(everything).hexdigest()[:12]
        return f"{suffix[1:]}/{_REVISION_OF_MEMBERS}+{digest}"
    return _version(format_of(suffix))


def _version(format_: Format) -> str:
    libraries = "".join(f"+{name}-{version_of(name)}" for name in format_.libraries)
    return f"{format_.name}/{format_.revision}{libraries}"
