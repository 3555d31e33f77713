"""How far what was read is from what was drawn."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np

from benchmarks.indexing.recognition.scanning import Box, Word

__all__ = ["box_errors", "character_error_rate", "read_words"]


def character_error_rate(truth: str, read: str) -> float:
    """Edit distance as a share of the length of ``truth``; white space counts as one space."""
    truth, read = " ".join(truth.split()), " ".join(read.split())
    target = np.frombuffer(read.encode("utf-32-le"), np.uint32)
    places = np.arange(len(target) + 1)
    row = places.copy()
    for number, letter in enumerate(truth, 1):
        changed = np.minimum(row[1:] + 1, row[:-1] + (target != ord(letter)))
        row = np.concatenate(([number], changed))
        # Insertions: the best of all places to the left, each one more than the one before.
        row = np.minimum.accumulate(row - places) + places
    return float(row[-1]) / max(len(truth), 1)


def read_words(text: str, boxes: bytes, generated: list[tuple[int, int]]) -> list[Word]:
    """The words of a recognised text with their boxes, in points.

    Args:
        text: Of the page.
        boxes: ``Recognition.boxes``.
        generated: Ranges of ``text`` that stand on no picture.
    """
    quarters = np.frombuffer(boxes, "<u2").reshape(-1, 4) / 4
    shown = list(text)
    for start, end in generated:
        shown[start:end] = " " * (end - start)
    edges = [i for i in range(len(text) + 1) if _space(shown, i - 1) != _space(shown, i)]
    words = []
    for start, end in pairwise(edges):
        if not _space(shown, start):
            low, high = quarters[start:end].min(axis=0), quarters[start:end].max(axis=0)
            box = (float(low[0]), float(low[1]), float(high[2]), float(high[3]))
            words.append(Word(text[start:end], box))
    return words


def _space(letters: list[str], place: int) -> bool:
    return not 0 <= place < len(letters) or letters[place].isspace()


def box_errors(truth: list[Word], read: list[Word]) -> list[float]:
    """For each word that was read right: its largest distance of an edge, in points."""
    matcher = SequenceMatcher(None, [w.text for w in truth], [w.text for w in read], False)
    return [
        _distance(truth[block.a + k].box, read[block.b + k].box)
        for block in matcher.get_matching_blocks()
        for k in range(block.size)
    ]


def _distance(box: Box, other: Box) -> float:
    return max(abs(a - b) for a, b in zip(box, other, strict=True))
