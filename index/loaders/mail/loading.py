"""A message to its text."""

from __future__ import annotations

from email.message import EmailMessage, Message
from pathlib import PurePosixPath
from typing import Final

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.drafts import Piece, draft
from index.loaders.formats import SUFFIXES
from index.loaders.limits import LIMITS, Limits
from index.loaders.mail.bodies import Body, texts
from index.loaders.mail.parsing import (
    attachments,
    file_name,
    header,
    is_body,
    names_of_attached,
    parse_message,
)
from index.loaders.mail.plain import add_plain
from index.loaders.markup import add_blocks, parse_html, remove_hidden
from index.loaders.markup.data_pictures import data_pictures
from index.loaders.recognition.embedded import Pictures
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["load"]

_FIELDS: Final = ("Subject", "From", "To", "Cc", "Date")
_ENCRYPTED: Final = frozenset({"multipart/encrypted", "application/pkcs7-mime"})


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Header lines and texts of a message; its subject is the title.

    Raises:
        RefusedError: No message, without text or over a limit.
    """
    message = parse_message(data, limits)
    builder = TextBuilder(limits)
    _add_fields(builder, message)
    with Pictures(limits) as pictures:
        for body in texts(message):
            if body.text:
                _add_text(builder, body, pictures)
            else:
                _add_fields(builder, body.part)
        pictures.add_notes(builder)
    _add_notes(builder, message)
    return builder.extracted(title_of(header(message, "Subject")))


def _add_fields(builder: TextBuilder, message: Message) -> None:
    lines = [(name, header(message, name)) for name in _FIELDS]
    lines.append(("Attachments", ", ".join(names_of_attached(message))))
    is_tight = False
    for name, value in lines:
        if value:
            pieces = [Piece(f"{name}: ", is_generated=True), Piece(value)]
            builder.add(draft(pieces, "field", is_tight=is_tight))
            is_tight = True


def _add_text(builder: TextBuilder, body: Body, pictures: Pictures) -> None:
    if not body.is_html:
        add_plain(builder, body.text)
        return
    try:
        root = parse_html(body.text)
    except RefusedError:
        builder.note("a text in HTML that is damaged or nested too deeply is not read")
        return
    remove_hidden(root)
    add_blocks(builder, root, pictures=data_pictures(pictures))


def _add_notes(builder: TextBuilder, message: EmailMessage) -> None:
    for name, _ in attachments(message):
        if PurePosixPath(name).suffix.lower() not in SUFFIXES:
            builder.note(f"attachment {name} is not read")
    for part in message.walk():
        if part.get_content_maintype() == "text" and not file_name(part) and not is_body(part):
            builder.note(f"a part of the type {part.get_content_type()} is not read")
    if any(part.get_content_type() in _ENCRYPTED for part in message.walk()):
        builder.note("an encrypted part is not read; save the message decrypted")
