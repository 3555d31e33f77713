"""The parts of a DOCX file, by the relationships between them.

Strict files name their elements and relationships by other addresses than those that programs write
by default (transitional ones); the addresses are changed before a part is parsed, so that nothing
else has to know of both.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import unquote

from index.errors import RefusedError
from index.loaders.containers.archive import unpack
from index.loaders.xml import EntitiesError, parse_xml

__all__ = ["VAL", "Package", "Part", "R", "W", "child_of", "is_off", "value_of"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
VAL: Final = f"{W}val"
_PACKAGE: Final = "{http://schemas.openxmlformats.org/package/2006/%s}"
_TYPES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CORE: Final = (
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
)
_DC_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES: Final = re.compile(
    rb"((?:xmlns(?::[\w.-]+)?|Type)\s*=\s*[\"'])http://purl\.oclc\.org/ooxml/(\w+)/([\w-]+)"
)
_TRANSITIONAL: Final = rb"\1http://schemas.openxmlformats.org/\2/2006/\3"
_DAMAGED: Final = "damaged DOCX: it cannot be opened; get it or save it again"


def child_of(element: Any, tag: str) -> Any | None:
    """The first child ``w:tag``; None where there is none."""
    # Much faster than ``find``, which is written in Python.
    return next(element.iterchildren(W + tag), None)


def value_of(element: Any, tag: str) -> str | None:
    """``w:val`` of the child ``w:tag``; None where there is none."""
    child = child_of(element, tag)
    return None if child is None else child.get(VAL)


def is_off(value: str | None) -> bool:
    """Whether ``w:val`` of a property that is on by being there switches it off."""
    return value in ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Relationship:
    """From a part to another one.

    Attributes:
        kind: Last part of its type: ``"styles"``, ``"aFChunk"``.
        target: Name of the part in the archive; an address where ``is_external``.
        is_external: Whether it leads out of the file.
    """

    kind: str
    target: str
    is_external: bool


class Part:
    """A part and its relationships.

    Attributes:
        name: Name in the archive.
        root: Its root element.
    """

    def __init__(self, package: Package, name: str, root: Any) -> None:
        self.name = name
        self.root = root
        self.package = package

    @cached_property
    def relationships(self) -> dict[str, Relationship]:
        """By id; empty where they are missing or damaged."""
        return self.package.relationships_of(self.name)

    def related(self, kind: str) -> Part | None:
        """The first part of a kind that this one names; None if there is none that is sound."""
        for relationship in self.relationships.values():
            if relationship.kind == kind and not relationship.is_external:
                return self.package.part(relationship.target)
        return None

    def target(self, identifier: str | None) -> Relationship | None:
        """The relationship of an id, if it stays in the file."""
        relationship = self.relationships.get(identifier or "")
        return None if relationship is None or relationship.is_external else relationship

    def by_id(self, identifier: str | None) -> Part | None:
        """The part that an id names; None if there is none that is sound."""
        relationship = self.target(identifier)
        return None if relationship is None else self.package.part(relationship.target)


class Package:
    """An opened DOCX file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        # Some programs write the names as paths of Windows.
        self._names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        self.damaged: list[str] = []
        """Names of parts that could not be read."""

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            KeyError: There is no such part.
            RefusedError: It cannot be unpacked.
        """
        return unpack(self._archive, self._names[name.lower()], "DOCX")

    def main(self) -> Part:
        """The part with the text.

        Raises:
            RefusedError: It is missing or damaged, or holds entities.
        """
        for relationship in self.relationships_of("").values():
            if relationship.kind == "officeDocument":
                try:
                    data = self.read(relationship.target)
                except KeyError:
                    break
                return Part(self, relationship.target, _parse(data))
        raise RefusedError(_DAMAGED)

    def part(self, name: str) -> Part | None:
        """A part beside the text; None if it is missing or damaged.

        Raises:
            RefusedError: It holds entities.
        """
        try:
            return Part(self, name, _parse(self.read(name)))
        except EntitiesError:
            raise
        except (KeyError, RefusedError):
            self.damaged.append(name)
            return None

    def relationships_of(self, name: str) -> dict[str, Relationship]:
        """Of a part, or of the file itself for ``""``; empty where they are missing or damaged.

        Raises:
            RefusedError: They hold entities.
        """
        folder, base = posixpath.split(name)
        try:
            root = _parse(self.read(posixpath.join(folder, "_rels", f"{base}.rels")))
        except EntitiesError:
            raise
        except (KeyError, RefusedError):
            return {}
        relationships = {}
        for element in root.iter(_PACKAGE % "relationships" + "Relationship"):
            target = element.get("Target") or ""
            is_external = element.get("TargetMode") == "External"
            if not is_external:
                target = posixpath.join("/", folder, unquote(target).replace("\\", "/"))
                target = posixpath.normpath(target).lstrip("/")
            kind = (element.get("Type") or "").removeprefix(_TYPES)
            relationships[element.get("Id") or ""] = Relationship(kind, target, is_external)
        return relationships

    def content_type(self, name: str) -> str:
        """Of a part, in lower case; empty where the file does not say."""
        overrides, defaults = self._content_types
        suffix = posixpath.splitext(name)[1].removeprefix(".").lower()
        return overrides.get(name.lower(), defaults.get(suffix, ""))

    def title(self) -> str | None:
        """The title in the properties of the document."""
        for relationship in self.relationships_of("").values():
            if relationship.kind == _CORE and (core := self.part(relationship.target)) is not None:
                element = next(core.root.iter(_DC_TITLE), None)
                return None if element is None else element.text
        return None

    @cached_property
    def _content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        part = self.part("[Content_Types].xml")
        overrides: dict[str, str] = {}
        defaults: dict[str, str] = {}
        for element in () if part is None else part.root.iter("{*}Override", "{*}Default"):
            kind = (element.get("ContentType") or "").lower()
            if element.get("PartName"):
                overrides[element.get("PartName").lstrip("/").lower()] = kind
            elif element.get("Extension"):
                defaults[element.get("Extension").lower()] = kind
        return overrides, defaults


def _parse(data: bytes) -> Any:
    if _STRICT in data:
        data = _STRICT_NAMES.sub(_TRANSITIONAL, data)
    return parse_xml(data, "DOCX")
