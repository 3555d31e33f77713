"""RTF: paragraphs, headings, lists and tables in order, notes behind the paragraph that has them.

Left out are deleted and hidden text, comments, codes of fields, and groups marked as such that may
be. Page headers and footers come once each. No library reads footnotes, tables with their merged
cells and lists (striprtf, rtfparse and what builds on them were looked at), so the tokens are read
here.
"""

from __future__ import annotations

from typing import Final

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.drafts import draft
from index.loaders.limits import LIMITS, Limits
from index.loaders.rtf.reader import Reader
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["load"]

_DAMAGED: Final = "damaged RTF: {}; get it or save it again"
_UTF8_MARK: Final = b"\xef\xbb\xbf"


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text and title of an RTF file.

    Raises:
        RefusedError: Damaged, without text or over a limit.
    """
    source = data.removeprefix(_UTF8_MARK).lstrip()
    if not source.startswith(b"{\\rtf"):
        raise RefusedError(_DAMAGED.format("it does not begin as RTF does"))
    reader = Reader(source)
    reader.read()
    builder = TextBuilder(limits)
    for text in reader.headers:
        builder.add(draft(text, "header"))
    for block in reader.body.blocks:
        if isinstance(block, list):
            builder.add_table(block)
        else:
            builder.add(block)
    for text in reader.footers:
        builder.add(draft(text, "footer"))
    if reader.is_cut:
        builder.note("the file is cut off; what stood behind is missing")
    if reader.pictures:
        builder.note(f"{reader.pictures} large pictures, whose text, if any, is not read")
    return builder.extracted(title_of(reader.title))
