"""Which texts of a message are read, and in which order."""

import time

import pytest

from index.loaders import LIMITS, load
from index.loaders.mail import attachments, parse_message
from tests.index.loaders.format_samples import eml

HEAD = (
    "From: Vera Holt <vera@example.org>\nDate: Tue, 4 Mar 2025 09:12:00 +0100\n"
    "Subject: Notice\nMIME-Version: 1.0\n"
)
TEXT = "The quay crane is out of service from 7 to 9 April."
PLAIN = f"{HEAD}Content-Type: text/plain; charset=utf-8\n\n{TEXT}\n"
PICTURE = (
    "Content-Type: image/png; name=leak.png\nContent-Disposition: inline; filename=leak.png\n"
    "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
)


def parts(kind: str, *contents: str, boundary: str = "B") -> str:
    """Head and content of a multipart, each content with its own head."""
    inner = "".join(f"--{boundary}\n{content}\n" for content in contents)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inner}--{boundary}--\n'


def plain(text: str) -> str:
    return f"Content-Type: text/plain; charset=utf-8\n\n{text}\n"


def html(text: str) -> str:
    return f"Content-Type: text/html; charset=utf-8\n\n<html><body>{text}</body></html>\n"


def body_of(message: str | bytes) -> str:
    data = message if isinstance(message, bytes) else message.encode()
    return load(data, ".eml").text.split("\n\n", 1)[1]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        b"\n" + PLAIN.encode(),
        b"\r\n \r\n" + PLAIN.replace("\n", "\r\n").encode(),
        b"From vera@example.org Tue Mar  4 09:12:00 2025\n" + PLAIN.encode(),
        b"\n>From vera@example.org Tue Mar  4 09:12:00 2025\n" + PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
    ],
)
def test_what_stands_in_front_of_a_message_or_encodes_it(data):
    extracted = load(data, ".eml")
    assert extracted.title == "Notice"
    assert extracted.text == (
        "Subject: Notice\nFrom: Vera Holt <vera@example.org>\n"
        f"Date: Tue, 4 Mar 2025 09:12:00 +0100\n\n{TEXT}"
    )
    assert [block.kind for block in extracted.structure.blocks] == ["field"] * 3 + ["paragraph"]


@pytest.mark.parametrize("kind", ["mixed", "related"])
def test_text_after_a_picture(kind):
    message = HEAD + parts(kind, plain("Look at this:"), PICTURE, plain("It is behind boiler 7."))
    assert body_of(message) == "Look at this:\n\nIt is behind boiler 7."


def test_html_after_a_file_in_an_alternative():
    mixed = parts("mixed", html("<p>One of two.</p>"), PICTURE, html("<p>Two.</p>"), boundary="C")
    message = HEAD + parts("alternative", plain("Hello."), mixed)
    assert body_of(message) == "One of two.\n\nTwo."  # four words against one


INVOICE = "<p>Invoice 8841 of the water works: 63.20 crowns, payable until 1 April 2025.</p>"
LONG = "Invoice 8841 of the water works, 63.20 crowns, is payable until 1 April 2025."


@pytest.mark.parametrize(
    "stub",
    [
        "This message needs an HTML mail reader.",
        "Your e-mail program does not support HTML.",
        "View this message in your browser: https://example.org/a/very/long/address?with=words",
        "See below.",
        "Diese Nachricht im Browser ansehen",
    ],
)
def test_a_stub_gives_way_to_the_html(stub):
    message = HEAD + parts("alternative", plain(stub), html(INVOICE))
    assert body_of(message) == INVOICE[3:-4]


def test_a_plain_text_that_says_as_much_is_preferred():
    message = HEAD + parts("alternative", plain(LONG), html(INVOICE))
    assert body_of(message) == LONG


def test_a_plain_text_about_html_is_no_stub():
    text = (
        "The new version of our HTML reader is out. " + "It reads every page of the archive. " * 9
    ).strip()
    assert body_of(HEAD + parts("alternative", plain(text), html(f"<p>{text} Yes.</p>"))) == text


def test_an_alternative_of_one_kind():
    assert body_of(HEAD + parts("alternative", html("<p>One.</p>"))) == "One."
    assert body_of(HEAD + parts("alternative", plain(" "), html("<p>One.</p>"))) == "One."


def test_an_attached_message_is_read_in_its_place():
    inner = f"Content-Type: message/rfc822\n\nSubject: Inner\nFrom: b@example.org\n{plain('In.')}"
    extracted = load((HEAD + parts("mixed", plain("Out."), inner)).encode(), ".eml")
    assert extracted.text.endswith("Out.\n\nSubject: Inner\nFrom: b@example.org\n\nIn.")
    assert extracted.title == "Notice"


def test_attachments_are_named_and_what_nothing_reads_is_noted():
    message = eml("Body.", attached={"quote.pdf": b"x", "sums.dat": b"y"})
    extracted = load(message, ".eml")
    assert "\nAttachments: quote.pdf, sums.dat\n\nBody." in extracted.text
    assert extracted.notes == ("attachment sums.dat is not read",)
    picture = load((HEAD + parts("mixed", plain("Out."), PICTURE)).encode(), ".eml")
    assert "Attachments" not in picture.text


def test_small_pictures_in_a_text_are_no_files_of_it():
    large = PICTURE.replace("iVBORw0KGgo=", "iVBO" * 20_000)
    kept = PICTURE.replace("inline", "attachment")
    for picture, names in ((PICTURE, []), (large, ["leak.png"]), (kept, ["leak.png"])):
        message = parse_message((HEAD + parts("mixed", plain("Out."), picture)).encode(), LIMITS)
        assert [name for name, _ in attachments(message)] == names


def test_a_text_that_is_a_file_is_an_attachment():
    note = "Content-Disposition: inline; filename=note.txt\n" + plain("In the file.")
    extracted = load((HEAD + parts("mixed", plain("Out."), note)).encode(), ".eml")
    assert "In the file." not in extracted.text
    assert "Attachments: note.txt" in extracted.text
    unreadable = "Content-Disposition: inline; filename=note\n" + plain("In the part.")
    assert body_of(HEAD + parts("mixed", plain("Out."), unreadable)) == "Out.\n\nIn the part."


def test_forwarded_fields_and_lists_are_blocks():
    text = (
        "Please see below.\n\n---------- Forwarded message ----------\nFrom: Leonie <l@x.org>\n"
        "Date: Wed, 4 Jun 2025\nSubject: Chiller 2\nTo: Piet\n\nDear Piet,\n\n"
        "We need:\n- a pump\n- two valves\n\n> From: the sea\n> it came."
    )
    extracted = load((HEAD + plain(text)).encode(), ".eml")
    assert extracted.text.endswith(text)
    blocks = [
        (block.kind, extracted.text[block.start : block.end])
        for block in extracted.structure.blocks[3:]
    ]
    assert blocks == [
        ("paragraph", "Please see below."),
        ("paragraph", "---------- Forwarded message ----------"),
        ("field", "From: Leonie <l@x.org>"), ("field", "Date: Wed, 4 Jun 2025"),
        ("field", "Subject: Chiller 2"), ("field", "To: Piet"),
        ("paragraph", "Dear Piet,"), ("paragraph", "We need:"),
        ("item", "- a pump"), ("item", "- two valves"),
        ("paragraph", "> From: the sea\n> it came."),
    ]  # fmt: skip


def test_an_aligned_table_and_a_heading_but_no_greeting():
    text = (
        "Dear Piet\n\nPRICES IN MAY\n\nItem    Price   Weight\nPump    3.50    12\n"
        "Valve   1.20    3\n\nVera"
    )
    extracted = load((HEAD + plain(text)).encode(), ".eml")
    assert extracted.text.endswith(text)
    blocks = extracted.structure.blocks[3:]
    assert [block.kind for block in blocks] == [
        "paragraph", "heading", "row", "row", "row", "paragraph"
    ]  # fmt: skip
    cells = [extracted.text[cell.start : cell.end] for cell in blocks[3].cells]
    assert cells == ["Pump", "3.50", "12"]


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("utf-8", b"Caf\xe9 au lait", "Café au lait"),
        ("us-ascii", "Café".encode(), "Café"),
        ("windows-1251", "Tecnológico, Café".encode(), "Tecnológico, Café"),
        ("windows-1251", "Привет, мир".encode("cp1251"), "Привет, мир"),
        ("utf-16le", "Café au lait".encode("utf-16-le"), "Café au lait"),
        ("x-unknown", b"Caf\xe9 au lait", "Café au lait"),
        ("punycode", b"Caf\xe9 au lait", "Café au lait"),
        ("utf-8", b"Broken \xff\xfe\0 text", "Broken \ufffd\ufffd text"),
    ],
)
def test_no_character_set_loses_a_text(charset, data, text):
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\n\n"
    assert body_of(head.encode() + data) == text


def test_headers_with_bytes_as_they_are():
    for encoding in ("utf-8", "cp1252"):
        data = f"From: Jörg <j@x>\nSubject: Grüße aus Köln\n{plain('Body.')}".encode(encoding)
        extracted = load(data, ".eml")
        assert extracted.title == "Grüße aus Köln"
        assert "From: Jörg <j@x>" in extracted.text


def test_a_message_that_is_a_file_and_an_encrypted_one():
    data = f"{HEAD}Content-Type: application/pdf; name=a.pdf\n\n%PDF-1.7 \1\2".encode()
    extracted = load(data, ".eml")
    assert extracted.text.endswith("Attachments: a.pdf")
    data = (HEAD + parts("encrypted", "Content-Type: application/octet-stream\n\nx")).encode()
    assert load(data, ".eml").notes == (
        "an encrypted part is not read; save the message decrypted",
    )


def test_alternatives_in_alternatives_take_linear_time():
    inner = plain("Deep.")
    for level in range(60):
        inner = parts("alternative", plain("word " * 200), html("word " * 200), inner,
                      boundary=f"L{level}")  # fmt: skip
    began = time.process_time()
    assert load((HEAD + inner).encode(), ".eml").text.endswith("word")
    assert time.process_time() - began < 5
