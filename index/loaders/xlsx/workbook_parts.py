"""The parts of an Office file and how they refer to each other."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from lxml import etree

from index.errors import RefusedError
from index.loaders.containers.archive import unpack
from index.loaders.xml import parse_xml

__all__ = ["DAMAGED", "Relation", "WorkbookParts", "elements", "relation_id", "whole"]

DAMAGED: Final = "damaged XLSX: {}; get it or save it again"
_WHAT: Final = "XLSX"


@dataclass(frozen=True, slots=True)
class Relation:
    """A part that another one refers to.

    Attributes:
        kind: Last word of its type: ``worksheet``, ``drawing``, ``comments``.
        path: Path in the archive.
    """

    kind: str
    path: str


class WorkbookParts:
    """The parts of one file.

    Elements are found by their names without namespaces, which differ between the strict and the
    usual form of the format.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        # Some programs write other letters than they refer to.
        self._names = {name.lower(): name for name in archive.namelist()}

    def has(self, path: str) -> bool:
        """Whether there is such a part."""
        return path.lower() in self._names

    def read(self, path: str) -> bytes:
        """The bytes of a part.

        Raises:
            KeyError: There is none.
            RefusedError: It is damaged.
        """
        return unpack(self._archive, self._names[path.lower()], _WHAT)

    def parse(self, path: str) -> Any:
        """The root element of a part.

        Raises:
            KeyError: There is none.
            RefusedError: It is damaged.
        """
        return parse_xml(self.read(path), _WHAT)

    def relations(self, path: str) -> dict[str, Relation]:
        """The parts that a part refers to, by the id that it uses for them.

        Raises:
            RefusedError: The list is damaged.
        """
        folder, name = posixpath.split(path)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(listed):
            return {}
        relations: dict[str, Relation] = {}
        for element in self.parse(listed).iterchildren("{*}Relationship"):
            target = element.get("Target", "")
            if element.get("TargetMode") != "External" and target:
                full = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                kind = element.get("Type", "").rpartition("/")[2]
                relations[element.get("Id", "")] = Relation(kind, full)
        return relations


def elements(data: bytes, tags: Sequence[str]) -> Iterator[Any]:
    """The elements of a part that have one of the tags, each gone when the next one comes.

    Raises:
        RefusedError: It is not valid XML.
    """
    events = etree.iterparse(
        BytesIO(data), events=("end",), tag=tuple(tags), resolve_entities=False, load_dtd=False,
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False,
    )  # fmt: skip
    try:
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        raise RefusedError(DAMAGED.format("a part is not valid XML")) from None


def whole(text: str | None, default: int) -> int:
    """The whole number that an attribute or a value has, or the default if it has none."""
    if text is None:
        return default
    try:
        return int(text)
    except ValueError:
        pass
    try:
        # Some programs write 3.0.
        return int(float(text))
    except (ValueError, OverflowError):
        return default


def relation_id(element: Any) -> str:
    """The id by which an element refers to a part; empty if it has none."""
    for name, value in element.items():
        if name.endswith("}id"):
            return str(value)
    return ""
