"""The normalised copy of a text that is embedded and indexed.

Only searching sees this copy; what is read and cited is the raw slice. So nothing here has to
keep offsets.
"""

from __future__ import annotations

import re

from index.text.normal_forms import normalised

__all__ = ["search_text"]

_LINE_END_HYPHEN = re.compile(r"(?<=\w)(?:-|\u2010|\u00ad)[ \t]*(?:\r\n|\r|\n)[ \t\f]*(?=[a-z])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def search_text(text: str) -> str:
    """Return ``text`` with words as a reader sees them.

    Words broken at a line end are joined, ligatures and width variants become plain letters
    (NFKC), soft hyphens, zero-width and direction marks go, and every run of white space becomes
    one space.
    """
    # Each pattern looks at every character, and few texts have what it looks for.
    if "\n" in text or "\r" in text:
        text = _LINE_END_HYPHEN.sub("", text)
    if not text.isascii():
        text = _INVISIBLE.sub("", normalised("NFKC", text))
    return " ".join(text.split())
