"""Bytes to a message: whatever stands in front of it or encodes it, and which parts are what."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import suppress
from email.errors import HeaderParseError
from email.message import EmailMessage, Message
from pathlib import PurePosixPath
from typing import Final

from index.errors import RefusedError
from index.loaders.cleaning import one_line
from index.loaders.encoding import decode
from index.loaders.formats import SUFFIXES
from index.loaders.limits import Limits
from index.loaders.wide import wide_encoding

__all__ = [
    "BROKEN",
    "attachments",
    "file_name",
    "header",
    "is_body",
    "names_of_attached",
    "parse_message",
]

BROKEN: Final = (
    ValueError, IndexError, KeyError, AttributeError, TypeError, LookupError, HeaderParseError
)  # fmt: skip
"""What Python's own parser raises on headers that follow no grammar."""

_FIELDS: Final = ("From", "To", "Subject", "Date", "Received")
_IN_FRONT: Final = re.compile(rb"\s*(?:>?From [^\n]*\n\s*)?")
"""Empty lines, and the line that folders of messages put in front of each."""

_LONGEST_FRONT: Final = 4_096
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_SMALL_PICTURE: Final = 30_000
"""Bytes below which a picture in a text is none that holds text, such as a logo in a signature."""

_ENCODED: Final = frozenset({"base64", "quoted-printable", "x-uuencode", "uuencode", "uue"})


def parse_message(data: bytes, limits: Limits) -> EmailMessage:
    """The message.

    Raises:
        RefusedError: It has none of the fields that every message has, or too many parts.
    """
    is_wide = data.startswith(_WIDE_MARKS) or (
        b"\0" in data[:_LONGEST_FRONT] and wide_encoding(data) is not None
    )
    if is_wide:
        data = decode(data).encode("utf-8", "replace")
    data = data.removeprefix(_UTF8_MARK)
    front = _IN_FRONT.match(data, 0, _LONGEST_FRONT)
    message = email.message_from_bytes(
        data[front.end() if front else 0 :], policy=email.policy.default
    )
    assert isinstance(message, EmailMessage)
    if not any(name in message for name in _FIELDS):
        raise RefusedError("not an e-mail message; save it again as .eml")
    for count, part in enumerate(message.walk(), 1):
        if count > limits.archive_members:
            raise RefusedError(f"more than {limits.archive_members:,} parts; split it")
        if is_wide:
            _mark_as_utf8(part)
    return message


def _mark_as_utf8(part: Message) -> None:
    """Let a part whose text stood as it is in a UTF-16 file be decoded as what it was made into."""
    with suppress(*BROKEN):
        encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
        if not part.is_multipart() and encoding not in _ENCODED:
            part.set_param("charset", "utf-8")


def header(message: Message, name: str) -> str:
    """A field as one line; "" where there is none. No character is lost, whatever its encoding."""
    raw = next(
        (str(value) for field, value in message.raw_items() if field.lower() == name.lower()), ""
    )
    if not raw.isascii() and any("\udc80" <= character <= "\udcff" for character in raw):
        # Bytes that stand in the header as they are, which no standard allows.
        with suppress(RefusedError, UnicodeEncodeError):
            return one_line(decode(raw.encode("utf-8", "surrogateescape")))
    if name == "Date":
        return one_line(raw)  # the parser writes it anew
    try:
        return one_line(str(message.get(name, "")))
    except BROKEN:
        return one_line(raw)


def file_name(part: Message) -> str:
    """The name that a part has as a file; "" if none."""
    try:
        return one_line(str(part.get_filename() or ""))
    except BROKEN:
        return ""


def is_body(part: Message) -> bool:
    """Whether a part is a text of the message itself, not a file that goes with it."""
    try:
        disposition = part.get_content_disposition()
    except BROKEN:
        disposition = None
    return (
        part.get_content_type() in ("text/plain", "text/html")
        and disposition != "attachment"
        and PurePosixPath(file_name(part)).suffix.lower() not in SUFFIXES
    )


def attachments(message: EmailMessage) -> list[tuple[str, EmailMessage]]:
    """Names and parts of what is attached, in order, without small pictures in a text."""
    return [
        (file_name(part), part)
        for part in _leaves(message)
        if not is_body(part) and file_name(part) and not _is_decoration(part)
    ]


def _is_decoration(part: Message) -> bool:
    """Whether a part is a logo or an icon of a text, which holds no words worth reading."""
    return _is_in_text(part) and len(part.get_payload(decode=True) or b"") < _SMALL_PICTURE


def names_of_attached(message: Message) -> list[str]:
    """Names of what is attached to this message itself, messages too, but no picture in a text."""
    names = []
    stack = [message]
    while stack:
        part = stack.pop()
        name = file_name(part)
        if part is not message and part.get_content_type() == "message/rfc822":
            names += [name] if name else []
        elif part.is_multipart():
            stack += reversed(
                [inner_part for inner_part in part.get_payload() if isinstance(inner_part, Message)]
            )
        elif name and not is_body(part) and not _is_in_text(part):
            names.append(name)
    return names


def _is_in_text(part: Message) -> bool:
    """Whether a part is a picture that is shown in the text, as logos in signatures are."""
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return part.get_content_maintype() == "image" and not disposition.startswith("attachment")


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.walk():
        if not part.is_multipart() and isinstance(part, EmailMessage):
            yield part
