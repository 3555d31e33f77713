"""Pictures in an ODT file: what is recognised in those that may be pages."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from index.errors import RefusedError
from index.loaders.entries import Entry
from index.loaders.odt.names import DRAW, OFFICE, SVG, XLINK, points
from index.loaders.odt.objects import Objects
from index.loaders.recognition.embedded import Pictures

__all__ = ["picture_entries"]

_VECTORS: Final = (".svg", ".svm", ".emf", ".wmf")


def picture_entries(
    image: Any, objects: Objects, page_area: float, pictures: Pictures
) -> list[Entry]:
    """The text in a picture; none for what stands for an object.

    Args:
        image: The ``draw:image`` element.
        objects: Of the file that holds it.
        page_area: Area of a page, in square points.
        pictures: Reads it.
    """
    frame = image.getparent()
    if frame.find(f"{DRAW}object") is not None or image is not _shown(frame):
        return []
    area = points(frame.get(f"{SVG}width")) * points(frame.get(f"{SVG}height"))
    share = area / max(page_area, 1.0)
    return pictures.read(lambda: _content(image, objects), share, name=_name(image))


def _shown(frame: Any) -> Any:
    """Of several forms of a picture, one that can be read; the first one if there is none."""
    images = list(frame.iterchildren(f"{DRAW}image"))
    return next(
        (image for image in images if not _name(image).lower().endswith(_VECTORS)), images[0]
    )


def _name(image: Any) -> str:
    return image.get(f"{XLINK}href") or ""


def _content(image: Any, objects: Objects) -> bytes:
    data = image.find(f"{OFFICE}binary-data")
    if data is None:
        return objects.read(_name(image))
    try:
        return base64.b64decode((data.text or "").encode("ascii", "replace") + b"==")
    except binascii.Error:
        raise RefusedError("damaged picture") from None
