"""Picture files as pages: what is in them is checked before it is unpacked."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from index.errors import RefusedError
from index.loaders.limits import Limits

__all__ = ["FramePicture", "frame_count", "frame_picture", "opened_picture"]

_FORMATS: Final = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
"""Formats that are tried; others of the library are rare, and more ways to break it."""

_MOST_PIXELS: Final = 100_000_000
_TOO_LARGE: Final = f"more than {_MOST_PIXELS // 1_000_000} megapixels; save it smaller"
_MOST_RATIO: Final = 50
_LEAST_SIDE: Final = 16

_LEAST_DPI, _MOST_DPI = 100.0, 1_200.0
_USUAL_DPI: Final = 200.0
"""Resolution of pictures that name none, or one that no scanner has: programs write 72 or 96
whatever a picture is."""

_MOST_POINTS: Final = 16_000.0
"""Longest side in points: boxes are 16-bit numbers of quarter points."""

_LONGEST_SHOWN: Final = 6_000
"""Pixels of the longest side that are kept; JPEG files are unpacked no larger."""


class FramePicture:
    """A frame of a picture file as a page.

    Attributes:
        size: Width and height in points, as it is shown.
        resolution: Dots per inch.
    """

    def __init__(self, grey: Image.Image, size: tuple[float, float]) -> None:
        self._grey = grey
        self.size = size
        self.resolution = 72 * grey.width / size[0]

    def draw(self, dpi: float) -> Image.Image:
        """The frame in grey."""
        size = (
            max(1, round(self.size[0] * dpi / 72)),
            max(1, round(self.size[1] * dpi / 72)),
        )
        if size == self._grey.size:
            return self._grey
        is_smaller = size[0] < self._grey.width
        how = Image.Resampling.BOX if is_smaller else Image.Resampling.BICUBIC
        return self._grey.resize(size, how)


@contextmanager
def opened_picture(data: bytes) -> Iterator[Image.Image]:
    """The opened file; nothing is unpacked yet.

    Raises:
        RefusedError: It is no picture, damaged, or too large when unpacked.
    """
    if not data.strip(b"\0"):
        raise RefusedError("empty; nothing to index")
    with warnings.catch_warnings():
        # Sizes are checked below, frame by frame.
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
        except Image.DecompressionBombError:
            raise RefusedError(_TOO_LARGE) from None
        except Exception:  # the library raises anything on damaged files
            raise RefusedError("damaged, or not a picture; save it again") from None
        with image:
            yield image


def frame_count(image: Image.Image) -> int:
    """Number of pages: the frames of a TIFF file; a film or a slide show is its first picture."""
    if image.format != "TIFF":
        return 1
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception:
        raise RefusedError("damaged TIFF; save it again") from None


def frame_picture(image: Image.Image, number: int, limits: Limits) -> FramePicture:
    """Frame ``number``, from 0, upright as its camera says, on white where it is transparent.

    Raises:
        RefusedError: It is damaged or too large.
    """
    try:
        if number:
            image.seek(number)
        _check(image.size)
        dpi = _resolution(image)
        full = image.size
        # A JPEG file can be unpacked at an eighth, a quarter or half of its size.
        image.draft("L", (_LONGEST_SHOWN, _LONGEST_SHOWN))
        grey = ImageOps.exif_transpose(_grey(image))
    except RefusedError:
        raise
    except MemoryError:
        raise
    except Exception:  # as above
        raise RefusedError("damaged; the picture breaks off; save it again") from None
    is_turned = (grey.width > grey.height) != (full[0] > full[1]) and full[0] != full[1]
    width, height = (full[1], full[0]) if is_turned else full
    dpi = max(dpi, 72 * max(full) / _MOST_POINTS)
    if max(grey.size) > _LONGEST_SHOWN:
        grey.thumbnail((_LONGEST_SHOWN, _LONGEST_SHOWN), Image.Resampling.BOX)
    return FramePicture(grey, (width * 72 / dpi, height * 72 / dpi))


def _check(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > _MOST_PIXELS:
        raise RefusedError(_TOO_LARGE)
    if min(size) < _LEAST_SIDE or max(size) > _MOST_RATIO * min(size):
        raise RefusedError(f"{width:,} by {height:,} pixels: no page; leave it out")


def _grey(image: Image.Image) -> Image.Image:
    """One channel of eight bits, whatever the file has."""
    exif = image.getexif()
    if image.mode in ("I", "I;16", "I;16B", "I;16L", "F"):
        deep = np.asarray(image, np.float32)
        low, high = float(np.nanmin(deep)), float(np.nanmax(deep))
        scale = 255 / (high - low) if 0 < high - low < math.inf else 0.0
        grey = Image.fromarray(np.nan_to_num((deep - low) * scale).astype(np.uint8))
    elif "A" in image.getbands() or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        grey = Image.alpha_composite(paper, layered).convert("L")
    else:
        grey = image.convert("L")
    grey.info["exif"] = exif.tobytes() if exif else b""
    grey.getexif().update({key: exif[key] for key in (0x0112,) if key in exif})
    return grey


def _resolution(image: Image.Image) -> float:
    """Dots per inch, where the file names a believable number."""
    dpi_tag = image.info.get("dpi")
    try:
        dpi = float(dpi_tag[0]) if dpi_tag else 0.0
    except (TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError):
        dpi = 0.0
    is_likely = math.isfinite(dpi) and _LEAST_DPI <= dpi <= _MOST_DPI
    return dpi if is_likely else _USUAL_DPI
