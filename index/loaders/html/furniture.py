"""What of a web page is no content: menus, breadcrumbs, share bars, cookie banners.

An element is furniture only if its tag or role says so, or if it is made of links where menus
stand. The name of a class alone says nothing: "comment" and "related" name content as well.
"""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

from index.loaders.markup.hidden import UNSEEN
from index.loaders.markup.links import LinkCount, count_links

__all__ = ["furniture"]

_NAV_ROLES: Final = frozenset({"navigation", "menu", "menubar", "toolbar", "search", "doc-toc"})
_EDGE_TAGS: Final = frozenset({"header", "footer", "aside", "nav"})
_EDGE_ROLES: Final = frozenset({"banner", "contentinfo", "complementary"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_GROUP_TAGS: Final = frozenset(
    {"ul", "ol", "menu", "dl", "div", "p", "section", "table", "tr", "td", "header", "footer",
     "aside", "nav", "center", "form"}
)  # fmt: skip
_HINT: Final = re.compile(
    r"(?:^|[\s_-])(?:main|site|top|bottom|side|page|global|primary|secondary|footer|header)?[_-]?"
    r"(?:menu|nav|navbar|navigation|breadcrumbs?|crumbs?|toc|pagination|pager|sharing|share|"
    r"social|sitemap|skip|topbar)(?:[\s_-]|$)",
    re.I,
)
_COOKIE: Final = re.compile(r"cookie|consent|gdpr", re.I)
_COOKIE_WORDS: Final = re.compile(r"\bcookies?\b", re.I)
_CHOICE: Final = re.compile(
    r"\b(?:accept|agree|allow|reject|decline|ok(?:ay)?|got it|settings)\b", re.I
)
_SHARE: Final = re.compile(
    r"(?:facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share|home\?status)|"
    r"linkedin\.com/(?:share|cws)|pinterest\.\w+/pin/create|wa\.me/|api\.whatsapp\.com|"
    r"reddit\.com/submit|t\.me/share|plus\.google\.com/share|tumblr\.com/(?:share|widgets)|"
    r"news\.ycombinator\.com/submitlink|getpocket\.com|mailto:\?)",
    re.I,
)
_SKIP: Final = re.compile(r"(?:skip|jump|zum|aller)\b.{0,40}", re.I)
_LONGEST_BANNER: Final = 150
_LEAST_TEXT: Final = 12
"""Words outside of links after which a page has begun; a heading begins it, too."""

_LEAST_LEFT: Final = 10
"""Words that a page must have besides its menus; else they are what it has to say."""


def furniture(root: Any) -> list[Any]:
    """The outermost elements that are no content, of a tree that still has its buttons."""
    counts = count_links(root, UNSEEN)
    finder = _FurnitureFinder(counts)
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            finder.leave(element)
        elif finder.enter(element):
            walker.skip_subtree()
    left = counts[root].words - sum(counts[element].words for element in finder.left_out)
    return finder.left_out if left >= _LEAST_LEFT else []


class _FurnitureFinder:
    """Looks at elements in the order of the page."""

    def __init__(self, counts: dict[Any, LinkCount]) -> None:
        self.left_out: list[Any] = []
        self._counts = counts
        self._edges = 0
        self._mains = 0
        self._words = 0

    @property
    def _has_begun(self) -> bool:
        return self._words >= _LEAST_TEXT

    def enter(self, element: Any) -> bool:
        """Whether an element is left out with all that is in it."""
        count = self._counts.get(element)
        if count is None or not isinstance(element.tag, str):
            return False
        if count.words and self._is_furniture(element, count):
            self.left_out.append(element)
            return True
        self._edges += _is_edge(element)
        self._mains += _is_main(element)
        if element.tag in _HEADINGS and count.words > count.linked:
            self._words += _LEAST_TEXT
        elif count.words > count.linked:
            self._words += len((element.text or "").split())
        return False

    def leave(self, element: Any) -> None:
        """Go on behind an element."""
        self._words += len((element.tail or "").split())
        if element not in self._counts or (self.left_out and self.left_out[-1] is element):
            return
        self._edges -= _is_edge(element)
        self._mains -= _is_main(element)

    def _is_furniture(self, element: Any, count: LinkCount) -> bool:
        tag, role = element.tag, element.get("role") or ""
        if tag == "nav" or tag == "search" or role in _NAV_ROLES:
            is_menu = 2 * count.linked >= count.words or count.words - count.linked <= 10
            return count.links > 0 and is_menu
        if tag == "a":
            return self._is_skip_link(element, count)
        if tag not in _GROUP_TAGS:
            return False
        return (
            self._is_menu(element, count)
            or _is_cookie_banner(element, count)
            or _is_share_bar(element, count)
            or _is_contents(count)
        )

    def _is_menu(self, element: Any, count: LinkCount) -> bool:
        per_link = count.words / max(count.links, 1)
        if per_link > 6:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        is_named = (
            bool(_HINT.search(names)) or "breadcrumb" in (element.get("itemtype") or "").lower()
        )
        is_crumbs = "crumb" in names.lower() and count.words <= 30
        if is_named and count.is_mostly_links(0.4 if is_crumbs else 0.75, 2):
            return True
        if self._edges and not self._mains and count.is_mostly_links(0.8, 3):
            return True
        # A list of links in front of everything else.
        return not (self._has_begun or self._mains) and count.is_mostly_links(0.9, 4)

    def _is_skip_link(self, link: Any, count: LinkCount) -> bool:
        href = link.get("href") or ""
        is_short = href.startswith("#") and count.words <= 6 and not self._has_begun
        return is_short and bool(_SKIP.match("".join(link.itertext()).strip()))


def _is_contents(count: LinkCount) -> bool:
    """Whether an element is a list of the page's own headings."""
    return count.inner == count.links and count.is_mostly_links(0.9, 3)


def _is_edge(element: Any) -> bool:
    return bool(element.tag in _EDGE_TAGS or element.get("role") in _EDGE_ROLES)


def _is_main(element: Any) -> bool:
    return bool(element.tag == "main" or element.get("role") == "main")


def _is_cookie_banner(element: Any, count: LinkCount) -> bool:
    if count.words > _LONGEST_BANNER:
        return False
    names = (
        f"{element.get('class') or ''} {element.get('id') or ''} {element.get('aria-label') or ''}"
    )
    is_named = bool(_COOKIE.search(names)) or element.get("role") in ("dialog", "alertdialog")
    if not is_named or element.find(".//h1") is not None:
        return False
    text = "".join(element.itertext())
    return bool(_COOKIE_WORDS.search(text)) and bool(
        _CHOICE.search(
            " ".join("".join(button.itertext()) for button in element.iter("button", "a"))
        )
    )


def _is_share_bar(element: Any, count: LinkCount) -> bool:
    if count.words > 30 or not count.is_mostly_links(0.6, 1):
        return False
    links = [link.get("href") or "" for link in element.iter("a")]
    shares = sum(bool(_SHARE.search(link)) for link in links)
    return shares >= 2 and shares >= len(links) / 2
