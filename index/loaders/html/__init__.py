"""HTML: the whole page as a browser shows it, without menus, banners and the like.

Only what is recognised as such stays out; a page that loses more than a tenth of its words says so.
Pictures in the file itself (``data:``) that are pages of text are read at their place.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

from index.loaders.building import TextBuilder
from index.loaders.html.furniture import furniture
from index.loaders.limits import LIMITS, Limits
from index.loaders.markup import (
    add_blocks,
    blank,
    decode_html,
    parse_html,
    parse_xhtml,
    remove_hidden,
)
from index.loaders.markup.data_pictures import data_pictures
from index.loaders.recognition.embedded import Pictures
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["load"]

_WORD: Final = re.compile(r"\w+")
_MOST_LOST: Final = 0.1
"""Share of a page's visible words that may be missing without a note."""

_STRUCK: Final = ("del", "s", "strike")
_XML: Final = b"<?xml"


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text and title of an HTML file.

    Raises:
        RefusedError: Not text, without any text, or over a limit.
    """
    is_xml = data.lstrip()[: len(_XML)] == _XML
    root = parse_xhtml(data) if is_xml else parse_html(decode_html(data))
    title = _title(root)
    left_out = furniture(root)
    struck = sum(any(map(str.strip, element.itertext())) for element in root.iter(*_STRUCK))
    remove_hidden(root)
    shown = " ".join(root.itertext())
    for element in left_out:
        blank(element)
    builder = TextBuilder(limits)
    with Pictures(limits) as pictures:
        add_blocks(builder, root, pictures=data_pictures(pictures))
        pictures.add_notes(builder)
    if struck:
        builder.note(f"struck-out text is not read: {struck}")
    extracted = builder.extracted(title)
    lost = _share_lost(shown, extracted.text)
    if lost > _MOST_LOST:
        builder.note(f"{lost:.0%} of the words shown are left out: menus, banners and the like")
        return builder.extracted(title)
    return extracted


def _share_lost(shown: str, taken: str) -> float:
    """Share of the words of a page that are not in its text.

    Words that are marked up letter by letter fall apart in ``shown``, so letters are counted too.
    """
    words, letters = (
        _missing(Counter(parts(shown)), Counter(parts(taken)))
        for parts in (_WORD.findall, lambda text: "".join(_WORD.findall(text)))
    )
    return words if letters > _MOST_LOST else min(words, letters)


def _missing(shown: Counter[str], taken: Counter[str]) -> float:
    return (shown - taken).total() / max(shown.total(), 1)


def _title(root: Any) -> str | None:
    for path in (
        "//meta[@property='og:title']/@content",
        "string(//title)",
        "string(//h1)",
    ):
        matches = root.xpath(path)
        title = title_of(matches if isinstance(matches, str) else next(iter(matches), None))
        if title is not None:
            return title
    return None
