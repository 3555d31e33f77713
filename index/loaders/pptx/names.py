"""Names of elements in the XML of slides."""

from __future__ import annotations

from typing import Final

__all__ = ["ALTERNATES", "CHOICE", "DGM", "A", "M", "P", "R"]

A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DGM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
P: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATES: Final = f"{_MC}AlternateContent"
CHOICE: Final = f"{_MC}Choice"
