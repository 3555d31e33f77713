"""E-mail: subject, from, to and date as lines of a header, then the body's text.

The plain body if there is one, else the main text of the HTML body. Attachments are members of
the message as files are of an archive; ``index.loaders.containers.members`` finds them.
"""

from __future__ import annotations

import email
import email.policy
from email.errors import HeaderParseError
from email.message import EmailMessage, Message
from typing import Final

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.cleaning import one_line
from index.loaders.drafts import Piece, draft
from index.loaders.encoding import decode
from index.loaders.limits import LIMITS, Limits
from index.loaders.markup import add_blocks, decode_html, parse_html, remove_hidden
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["attachments", "load", "parse_message"]

_FIELDS: Final = ("Subject", "From", "To", "Cc", "Date")
_BROKEN: Final = (ValueError, IndexError, KeyError, AttributeError, TypeError, LookupError)
"""What Python's own parser raises on headers that follow no grammar."""


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Header lines and body of a message; its subject is the title.

    Raises:
        RefusedError: No message, without text or over a limit.
    """
    message = parse_message(data, limits)
    builder = TextBuilder(limits)
    for name in _FIELDS:
        value = _header(message, name)
        if value:
            pieces = [Piece(f"{name}: ", is_generated=True), Piece(value)]
            builder.add(draft(pieces, "field", is_tight=True))
    body = _body(message)
    if body is not None:
        text = _content(body)
        if body.get_content_type() == "text/html":
            root = parse_html(text)
            remove_hidden(root)
            add_blocks(builder, root)
        else:
            builder.add(text)
    return builder.extracted(title_of(_header(message, "Subject")))


def parse_message(data: bytes, limits: Limits) -> EmailMessage:
    """The message.

    Raises:
        RefusedError: It has none of the fields that every message has, or too many parts.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    if not any(name in message for name in ("From", "To", "Subject", "Date", "Received")):
        raise RefusedError("not an e-mail message; save it again as .eml")
    for count, _ in enumerate(message.walk(), 1):
        if count > limits.archive_members:
            raise RefusedError(f"more than {limits.archive_members:,} parts; split it")
    return message


def attachments(message: EmailMessage) -> list[tuple[str, EmailMessage]]:
    """Names and parts of what is attached, in order."""
    named_parts = []
    body = _body(message)
    for part in message.walk():
        if part is body or part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        try:
            name = part.get_filename()
        except _BROKEN:
            continue
        if name:
            named_parts.append((one_line(str(name)), part))
    return named_parts


def _body(message: EmailMessage) -> EmailMessage | None:
    try:
        for kind in ("plain", "html"):
            body = message.get_body((kind,))
            if isinstance(body, EmailMessage) and _content_or_none(body):
                return body
    except _BROKEN:
        pass
    return None


def _content_or_none(part: EmailMessage) -> str | None:
    try:
        return _content(part)
    except RefusedError:
        return None


def _content(part: EmailMessage) -> str:
    """The text of a part, in its own encoding if that fits, or a guessed one."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise RefusedError("no text in it; add some or leave the file out")
    charset = part.get_content_charset()
    if charset and b"\0" not in data:
        try:
            return data.decode(charset)
        except (LookupError, ValueError):
            pass
    return decode_html(data) if part.get_content_type() == "text/html" else decode(data)


def _header(message: Message, name: str) -> str:
    try:
        return one_line(str(message.get(name, "")))
    except (*_BROKEN, HeaderParseError):
        for field, raw in message.raw_items():
            if field.lower() == name.lower():
                return one_line(str(raw))
    return ""
