"""Whether ink on a page was left unread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from index.loaders.recognition.model import Box
from index.loaders.recognition.prepare import ink_of

__all__ = ["has_ink", "has_unread_ink"]

Mask = npt.NDArray[np.bool_]

_DPI: Final = 40.0
"""Resolution of the squares into which a page is cut."""

_INKED: Final = 0.14
"""Share of a square that is ink, from which on it counts."""

_LEAST_SQUARES: Final = 90
"""Squares of ink, thicker than rules, that are more than a mark: a word of 12 points."""

_EDGE: Final = 0.025
"""Share of the page at each edge where shadows of the scanner are no text."""

_LEAST_INK: Final = 25
"""Pixels of ink on a drawing at 40 dpi below which a page is blank: a few specks."""


def has_ink(picture: Image.Image) -> bool:
    """Whether there is more than specks on a page.

    Args:
        picture: The page in grey at about 40 dpi.
    """
    return int(ink_of(np.asarray(picture)).sum()) >= _LEAST_INK


def has_unread_ink(picture: Image.Image, scale: float, read: Iterable[Box]) -> bool:
    """Whether more is on a page than what was read, rules and frames.

    Args:
        picture: That the page was read on.
        scale: Its pixels for each point.
        read: Boxes of the words, in pixels.
    """
    side = max(1, round(scale * 72 / _DPI))
    ink = ink_of(np.asarray(picture))
    down, across = ink.shape[0] // side, ink.shape[1] // side
    if not down or not across:
        return False
    squares = ink[: down * side, : across * side].reshape(down, side, across, side)
    inked = squares.mean(axis=(1, 3)) > _INKED
    for left, top, right, bottom in read:
        # Accents, and what the box of a word leaves out at its edges, are read, too.
        edge = 0.25 * (bottom - top) / side + 1
        inked[
            max(int(top / side - edge), 0) : int(bottom / side + edge) + 1,
            max(int(left / side - edge), 0) : int(right / side + edge) + 1,
        ] = False
    margin = max(1, round(_EDGE * min(down, across)))
    inked[:margin] = inked[-margin:] = False
    inked[:, :margin] = inked[:, -margin:] = False
    # Letters close to a blot; rules are thinner than it has to be.
    blots = _grown(_shrunk(_shrunk(_grown(inked))))
    return int(blots.sum()) >= _LEAST_SQUARES


def _grown(mask: Mask) -> Mask:
    return np.asarray(np.any(_shifts(mask), axis=0))


def _shrunk(mask: Mask) -> Mask:
    return np.asarray(np.all(_shifts(mask), axis=0))


def _shifts(mask: Mask) -> Mask:
    """The mask and its eight neighbours, stacked."""
    padded = np.pad(mask, 1)
    height, width = mask.shape
    return np.stack([padded[y : y + height, x : x + width] for y in range(3) for x in range(3)])
