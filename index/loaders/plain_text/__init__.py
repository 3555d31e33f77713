"""Plain text: the canonical text is the decoded file; blocks are spans of it."""

from __future__ import annotations

import re
from typing import Final

from index.loaders.encoding import decode_within
from index.loaders.limits import LIMITS, Limits
from index.loaders.plain_text.text_blocks import text_blocks
from index.structure import Structure
from index.values import Extracted

__all__ = ["load"]

_LONGEST_TITLE: Final = 150
_HEAD: Final = 4_000
"""Code points at the start of a text among which a title is looked for."""

_NEWLINE: Final = re.compile(r"\r\n|\r|\n")
_SENTENCE_END: Final = tuple(".!?…:;,。！？：；，、")
_CLOSING: Final = "\"'”’»)]"


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text, title and blocks of a plain text file.

    Raises:
        RefusedError: The bytes are not text, there is none, or it is longer than the limit.
    """
    text = decode_within(data, limits)
    return Extracted(text, title=_title(text), structure=Structure(text_blocks(text)))


def _title(text: str) -> str | None:
    """The first line, where it stands alone and does not read like a sentence."""
    first, *following = _NEWLINE.split(text[:_HEAD].lstrip(), maxsplit=2)
    title = first.strip()
    stands_alone = not following or not following[0].strip()
    is_title = (
        stands_alone
        and len(title) <= _LONGEST_TITLE
        and not title.rstrip(_CLOSING).endswith(_SENTENCE_END)
        and any(map(str.isalnum, title))
    )
    return title if is_title else None
