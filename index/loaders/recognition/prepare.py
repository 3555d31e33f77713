"""A drawn page as the recogniser reads it best: straight, evenly lit, without specks.

Everything is measured first, and a page that is in order is left as it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from index.loaders.recognition.model import Box

__all__ = ["Straightened", "flattened", "ink_of", "skew_of", "straightened", "without_specks"]

Grey = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

_MOST_SKEW: Final = 8.0
"""Degrees to either side that are tried."""

_LEAST_SKEW: Final = 0.04
"""Degrees from which on a page is turned: half a pixel on the width of a line."""

_SKEW_SIDE: Final = 1_000
"""Longest side in pixels of the picture on which skew is measured."""

_TILE: Final = 32
"""Side in pixels of the squares whose paper is compared."""

_UNEVEN: Final = 0.12
"""Share by which the darkest tenth of the paper is darker than the lightest, from which on it is
flattened."""

_SPECKLED: Final = 0.0003
"""Share of a page's pixels that are single dots, from which on they are removed."""


@dataclass(frozen=True, slots=True)
class Straightened:
    """A turned picture and the way back.

    Attributes:
        picture: Upright, as large as it must be to hold all of the page.
        inverse: Six numbers ``a … f``; a point ``(x, y)`` of ``picture`` was
            ``(a x + b y + c, d x + e y + f)`` before.
    """

    picture: Image.Image
    inverse: tuple[float, float, float, float, float, float]

    def back(self, box: Box) -> Box:
        """The box around ``box`` as it was before turning."""
        a, b, c, d, e, f = self.inverse
        corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        xs = [a * x + b * y + c for x, y in corners]
        ys = [d * x + e * y + f for x, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


def ink_of(grey: Grey) -> Mask:
    """Where a picture is clearly darker than the paper around it.

    The paper is measured tile by tile, so that a shadow is no ink. In tiles that are dark all over
    everything is.
    """
    paper = _paper(grey)
    return grey < 0.72 * paper


def skew_of(picture: Image.Image) -> float:
    """Degrees, counter-clockwise, by which the lines of a page are turned; 0 where none are found.

    Ink is projected along slanted lines: at the right slant lines and the gaps between them
    separate best, and the squares of the differences of neighbouring rows are largest (Postl,
    "Detection of linear oblique structures and skew scan in digitized documents", 1986).
    """
    scale = min(1.0, _SKEW_SIDE / max(picture.size))
    small = picture.resize(
        (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))),
        Image.Resampling.BOX,
    )
    rows, columns = np.nonzero(ink_of(np.asarray(small)))
    if not 50 <= len(rows) <= 0.5 * small.width * small.height:
        return 0.0
    middle = small.width / 2

    def sharpness(degrees: float) -> float:
        projected = rows + (columns - middle) * math.tan(math.radians(degrees))
        # Half rows: at this size of picture a whole one is too coarse for the last tenth degree.
        counts = np.bincount((2 * (projected - projected.min())).astype(np.intp))
        return float(
            np.square(np.diff(counts[: 2 * (len(counts) // 2)].reshape(-1, 2).sum(1))).sum()
        )

    best = 0.0
    step = 0.5
    candidates = np.arange(-_MOST_SKEW, _MOST_SKEW + step, step)
    while step > 0.01:
        best = float(max(candidates, key=lambda degrees: (sharpness(degrees), -abs(degrees))))
        step /= 5
        candidates = best + step * np.arange(-5, 6)
    is_sure = sharpness(best) >= 1.02 * sharpness(0.0)
    return best if abs(best) < _MOST_SKEW and is_sure else 0.0


def straightened(picture: Image.Image, quarter_turns: int) -> Straightened:
    """The page turned clockwise by quarter turns, and then so that its lines are level."""
    turned = picture
    a, b, c, d, e, f = 1.0, 0.0, 0.0, 0.0, 1.0, 0.0
    if quarter_turns % 4:
        how = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)
        turned = picture.transpose(how[quarter_turns % 4 - 1])
        width, height = picture.size
        a, b, c, d, e, f = (
            (0.0, 1.0, 0.0, -1.0, 0.0, float(height)),
            (-1.0, 0.0, float(width), 0.0, -1.0, float(height)),
            (0.0, -1.0, float(width), 1.0, 0.0, 0.0),
        )[quarter_turns % 4 - 1]
    degrees = skew_of(turned)
    if abs(degrees) < _LEAST_SKEW:
        return Straightened(turned, (a, b, c, d, e, f))
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    width, height = turned.size
    wide = math.ceil(width * cosine + height * abs(sine))
    high = math.ceil(width * abs(sine) + height * cosine)
    # From the level picture to the slanted one: about the middle of each.
    p, q = cosine, sine
    r = width / 2 - p * wide / 2 - q * high / 2
    s, t = -sine, cosine
    u = height / 2 - s * wide / 2 - t * high / 2
    level = turned.transform(
        (wide, high),
        Image.Transform.AFFINE,
        (p, q, r, s, t, u),
        Image.Resampling.BICUBIC,
        fillcolor=_edge_paper(turned),
    )
    return Straightened(
        level,
        (a * p + b * s, a * q + b * t, a * r + b * u + c,
         d * p + e * s, d * q + e * t, d * r + e * u + f),
    )  # fmt: skip


def flattened(picture: Image.Image) -> Image.Image:
    """The picture on even paper; itself where the paper is even already."""
    grey = np.asarray(picture)
    paper = _paper(grey)
    dark, light = np.percentile(paper, (5, 95))
    if light <= 0 or dark >= (1 - _UNEVEN) * light:
        return picture
    even = grey / np.maximum(paper, 1) * 245
    return Image.fromarray(np.clip(even, 0, 255).astype(np.uint8))


def without_specks(picture: Image.Image) -> Image.Image:
    """The picture without dots and holes of one or two pixels, if it has many; else itself."""
    grey = np.asarray(picture)
    ink = ink_of(grey)
    neighbours = _neighbours(ink)
    if int((ink & (neighbours == 0)).sum()) < _SPECKLED * ink.size:
        return picture
    specks = ink & (neighbours <= 1)
    # A pair of pixels goes only if neither has another neighbour.
    specks &= _neighbours(ink & ~specks) == 0
    holes = ~ink & (neighbours >= 7)
    cleaned = grey.copy()
    cleaned[specks] = _paper(grey)[specks].astype(np.uint8)
    cleaned[holes] = 0
    return Image.fromarray(cleaned)


def _neighbours(mask: Mask) -> npt.NDArray[np.uint8]:
    """For each pixel how many of the eight around it are set."""
    padded = np.pad(mask, 1).astype(np.uint8)
    height, width = mask.shape
    count = np.zeros(mask.shape, np.uint8)
    for dy in range(3):
        for dx in range(3):
            if (dy, dx) != (1, 1):
                count += padded[dy : dy + height, dx : dx + width]
    return count


def _paper(grey: Grey) -> npt.NDArray[np.float32]:
    """Brightness of the paper at each pixel, from the lightest parts of tiles, smoothed."""
    height, width = grey.shape
    down, across = -(-height // _TILE), -(-width // _TILE)
    padded = np.pad(grey, ((0, down * _TILE - height), (0, across * _TILE - width)), "edge")
    tiles = padded.reshape(down, _TILE, across, _TILE).transpose(0, 2, 1, 3)
    paper = np.percentile(tiles.reshape(down, across, -1), 80, axis=2).astype(np.float32)
    # Lettering fills a whole tile at times: the lightest of three by three counts.
    around = np.pad(paper, 1, "edge")
    lightest = np.max(
        [around[dy : dy + down, dx : dx + across] for dy in range(3) for dx in range(3)], axis=0
    )
    smooth = Image.fromarray(lightest.astype(np.float32)).resize(
        (across * _TILE, down * _TILE), Image.Resampling.BILINEAR
    )
    return np.asarray(smooth, np.float32)[:height, :width]


def _edge_paper(picture: Image.Image) -> int:
    grey = np.asarray(picture)
    edge = np.concatenate((grey[0], grey[-1], grey[:, 0], grey[:, -1]))
    return int(np.median(edge))
