"""How much of an element's text is links, counted once for a whole tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

__all__ = ["LinkCount", "count_links"]

_PERSONAL: Final = ("mailto:", "tel:", "sms:", "geo:")
"""Links to addresses and numbers: they are information, not ways to other pages."""

_CLICKED: Final = frozenset({"a", "button"})


@dataclass(slots=True)
class LinkCount:
    """Counts of an element with everything in it.

    Attributes:
        words: Words of its text.
        linked: Those in links and buttons.
        links: Links and buttons that have words.
        inner: Links to places that the same page has.
    """

    words: int = 0
    linked: int = 0
    links: int = 0
    inner: int = 0

    def is_mostly_links(self, share: float, links: int) -> bool:
        """Whether at least ``links`` links hold at least this share of the words."""
        return self.links >= links and self.linked >= share * self.words

    def add(self, other: LinkCount) -> None:
        """Add what an element inside has."""
        self.words += other.words
        self.linked += other.linked
        self.links += other.links
        self.inner += other.inner


def count_links(root: Any, ignored: frozenset[str]) -> dict[Any, LinkCount]:
    """Counts of each element; those with an ignored tag count nothing."""
    counts: dict[Any, LinkCount] = {}
    ids = {f"#{name}" for element in root.iter() for name in (element.get("id"),) if name}
    ids |= {f"#{name}" for link in root.iter("a") if (name := link.get("name"))}
    stack = [LinkCount()]
    walker = etree.iterwalk(root, events=("start", "end"))
    in_link = 0
    for event, element in walker:
        is_link = element.tag in _CLICKED and not (element.get("href") or "").startswith(_PERSONAL)
        if event == "start":
            stack.append(LinkCount())
            in_link += is_link
            if element.tag in ignored:
                walker.skip_subtree()
            elif element.text:
                _add_words(stack[-1], element.text, in_link)
            continue
        count = counts[element] = stack.pop()
        if is_link:
            in_link -= 1
            count.links += count.words > 0
            count.inner += count.words > 0 and element.get("href") in ids
        stack[-1].add(count)
        if element.tail:
            _add_words(stack[-1], element.tail, in_link)
    return counts


def _add_words(count: LinkCount, text: str, in_link: int) -> None:
    words = sum(any(map(str.isalnum, word)) for word in text.split())
    count.words += words
    count.linked += words if in_link else 0
