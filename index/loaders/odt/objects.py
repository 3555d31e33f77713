"""Objects in an ODT file: formulas, charts, sheets; each is a folder in the archive."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable
from typing import Any, Final

from index.errors import RefusedError
from index.loaders.containers.archive import unpack
from index.loaders.mathml import linear_math
from index.loaders.odt.names import CHART, DRAW, MATH, OFFICE, TABLE, TEXT, XLINK
from index.loaders.xml import EntitiesError, parse_xml

__all__ = ["Objects"]

_OBJECT: Final = f"{DRAW}object"
_TITLES: Final = (f"{CHART}title", f"{CHART}subtitle")


class Objects:
    """Reads objects by their names; None where an object is missing, damaged or of another kind."""

    def __init__(self, archive: zipfile.ZipFile, remark: Callable[[str], None]) -> None:
        self._archive = archive
        self._remark = remark
        self._roots: dict[str, Any | None] = {}

    def formula(self, drawing: Any) -> str | None:
        """The formula that a drawing is, as text on one line."""
        object_ = drawing if drawing.tag == _OBJECT else drawing.find(_OBJECT)
        if object_ is None:
            return None
        root = self.content(object_)
        if root is None or not str(root.tag).startswith(MATH):
            return None
        return linear_math(root) or None

    def content(self, object_: Any) -> Any | None:
        """The root element of an object.

        Raises:
            RefusedError: It holds entities.
        """
        inline = next((child for child in object_ if isinstance(child.tag, str)), None)
        if inline is not None:
            return inline
        name = (object_.get(f"{XLINK}href") or "").removeprefix("./")
        if not name or ":" in name or name.startswith(("/", "..")):
            return None
        if name not in self._roots:
            self._roots[name] = self._parsed(name)
        return self._roots[name]

    def _parsed(self, name: str) -> Any | None:
        part = posixpath.join(name, "content.xml")
        try:
            return parse_xml(unpack(self._archive, part, "ODT"), "ODT")
        except EntitiesError:
            raise
        except (KeyError, RefusedError):
            self._remark(f"a damaged part was not read: {name}")
            return None

    def read(self, name: str) -> bytes:
        """The bytes of a part such as a picture.

        Raises:
            KeyError: It is not in the file.
            RefusedError: It is damaged.
        """
        return unpack(self._archive, name.removeprefix("./"), "ODT")

    def tables(self, object_: Any) -> list[tuple[str, Any]]:
        """The tables in a chart or a sheet, the one of a chart with its title."""
        root = self.content(object_)
        body = None if root is None else root.find(f"{OFFICE}body")
        if body is None:
            return []
        chart = next(body.iter(f"{CHART}chart"), None)
        title = ""
        if chart is not None:
            texts = (
                "".join(paragraph.itertext())
                for element in chart.iterchildren(*_TITLES)
                for paragraph in element.iter(f"{TEXT}p")
            )
            title = " ".join(" ".join(texts).split())
        return [(title, table) for table in body.iter(f"{TABLE}table")]
