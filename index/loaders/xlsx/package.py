"""The parts of an Office file and how they refer to each other."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Any, Final

from index.loaders.containers.archive import unpack
from index.loaders.xml import parse_xml

__all__ = ["DAMAGED", "Package", "Relation", "relation_id"]

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


class Package:
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


def relation_id(element: Any) -> str:
    """The id by which an element refers to a part; empty if it has none."""
    for name, value in element.items():
        if name.endswith("}id"):
            return str(value)
    return ""
