"""The texts of a message: which of its parts they are, and what they say."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final

from index.errors import RefusedError
from index.loaders.encoding import decode
from index.loaders.mail.parsing import is_body
from index.loaders.markup import decode_html
from index.loaders.plausibility import plausibility

__all__ = ["Body", "content", "texts"]

_URL: Final = re.compile(r"\bhttps?://\S+|<[^<>\s]*>")
_WORD: Final = re.compile(r"\w+")
_TAG: Final = re.compile(
    r"<(?:style|script|title)\b.*?</(?:style|script|title)\s*>|<[^<>]*>", re.I | re.S
)
_SHORT: Final = 0.4
"""Share of the words of the HTML below which a plain text is taken for a stub."""

_STUB: Final = re.compile(
    r"\bHTML\b.{0,40}\b(?:reader|viewer|client|program|format|version|compatible|capable|enabled|"
    r"support|fähig|anzeig)|(?:support|view|display|read|show)\w*\b.{0,40}\bHTML\b|"
    r"\b(?:view|read|open|see)\b.{0,40}\b(?:in|with|using) (?:your|a|the) (?:web ?)?browser\b|"
    r"\bim Browser\b",
    re.IGNORECASE,
)
_MOST_CHOICES: Final = 100
"""Alternatives among which one is chosen; of more, as no program makes them, all are read."""

_LONGEST_STUB: Final = 60
"""Words of a text that may say no more than that it is a stub."""

_CONTROLS: Final = re.compile("[\x01-\x08\x0e-\x1f]")
_MOST_CONTROLS: Final = 0.1
_NO_CHARACTER_SETS: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape"})
"""Codecs of Python that no message means; some take time that grows with the square."""


@dataclass(frozen=True, slots=True)
class Body:
    """A text of a message, or the beginning of a message in it.

    Attributes:
        part: The part, or the attached message.
        text: Decoded; empty for an attached message.
        is_html: Whether the text is HTML.
    """

    part: Message
    text: str = ""
    is_html: bool = False


def texts(message: Message) -> Iterator[Body]:
    """The texts in order; an attached message comes as itself, then its texts."""
    stack: list[Message] = [message]
    alternatives = 0
    while stack:
        part = stack.pop()
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = _children(part)
            yield from (Body(message_part) for message_part in inner[:1])
            stack += inner[:1]
        elif part.get_content_type() == "multipart/alternative" and alternatives < _MOST_CHOICES:
            alternatives += 1
            stack += reversed(_chosen(part))
        elif part.is_multipart():
            if part.get_content_type() != "message/delivery-status":
                stack += reversed(_children(part))
        elif is_body(part) or part.get_content_maintype() == "multipart":
            body = _body(part)
            if body.text.strip():
                yield body


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return (
        [message_part for message_part in payload if isinstance(message_part, Message)]
        if isinstance(payload, list)
        else []
    )


def _chosen(alternatives: Message) -> list[Message]:
    """The alternative that says most, plain text before HTML."""
    children = _children(alternatives)
    # The leaves of each, and not ``texts``: alternatives in alternatives would double the work.
    leaves = [
        (child, [_body(part) for part in child.walk() if is_body(part)]) for child in children
    ]
    leaves = [(child, bodies) for child, bodies in leaves if any(map(_says_something, bodies))]
    plain = next((pair for pair in leaves if not any(body.is_html for body in pair[1])), None)
    marked_up = next((pair for pair in leaves if any(body.is_html for body in pair[1])), None)
    if plain is None or marked_up is None:
        return [child for child, _ in leaves[-1:]]
    return [marked_up[0] if _is_stub(plain[1], marked_up[1]) else plain[0]]


def _says_something(body: Body) -> bool:
    return bool(body.text.strip())


def _is_stub(plain: list[Body], marked_up: list[Body]) -> bool:
    words = sum(map(_words, plain))
    words_of_html = sum(map(_words, marked_up))
    if words < _SHORT * words_of_html:
        return True
    said = " ".join(body.text for body in plain)
    return words <= min(_LONGEST_STUB, words_of_html) and _STUB.search(said) is not None


def _words(body: Body) -> int:
    text = _TAG.sub(" ", body.text) if body.is_html else _URL.sub(" ", body.text)
    return len(_WORD.findall(text))


def _body(part: Message) -> Body:
    is_html = part.get_content_type() == "text/html"
    return Body(part, content(part, is_html=is_html), is_html)


def content(part: Message, *, is_html: bool) -> str:
    """The text of a part, in its own encoding if that fits, or a guessed one; never refused."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = _charset(part)
    if charset and (b"\0" not in data or charset.startswith("utf-16")):
        try:
            text = data.decode(charset)
        except (LookupError, ValueError):
            pass
        else:
            return _if_not_utf8(data, text)
    try:
        return decode_html(data) if is_html else decode(data)
    except RefusedError:
        # What is left of a damaged text is better than none of it.
        text = data.replace(b"\0", b"").decode("utf-8", "replace")
        return "" if len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text) else text


def _if_not_utf8(data: bytes, text: str) -> str:
    """The text as its program names its encoding, unless the bytes are UTF-8 and read better so."""
    if data.isascii():
        return text
    try:
        utf8 = data.decode("utf-8")
    except UnicodeDecodeError:
        return text
    return utf8 if plausibility(utf8) > plausibility(text) else text


def _charset(part: Message) -> str:
    try:
        name = codecs.lookup(part.get_content_charset() or "").name
    except (LookupError, ValueError, TypeError, AttributeError, IndexError):
        return ""
    return "" if name in _NO_CHARACTER_SETS else name
