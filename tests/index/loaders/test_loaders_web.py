"""HTML, EPUB and e-mail."""

import pytest

from index.loaders import Limits, RefusedError, load
from index.loaders.building import TextBuilder
from index.loaders.limits import LIMITS
from index.loaders.mail import attachments, parse_message
from index.loaders.markup import add_blocks, decode_html, parse_html, remove_hidden
from tests.index.loaders.format_samples import SAMPLES, eml, epub, html, replaced

LONG = (
    "<p>The tide in Brest rose to seven metres on Monday, and the boats in the harbour rang their "
    "bells all night long. Nobody in the town slept, said Ann Miller, the harbour master.</p>"
)


def shown(source: str) -> list[str]:
    root = parse_html(source)
    remove_hidden(root)
    builder = TextBuilder(LIMITS)
    add_blocks(builder, root)
    extracted = builder.extracted()
    return [extracted.text[block.start : block.end] for block in extracted.structure.blocks]


def test_html_without_menus_and_scripts():
    extracted = load(SAMPLES["page.html"], ".html")
    assert extracted.title == "Tides of the bay"
    assert extracted.text.split("\n\n") == [
        "Tides of the bay",
        "The tide in Brest rose to seven metres on Monday, and the boats in the harbour rang "
        "their bells all night long.",
        "Ann Miller, the harbour master, closed the road at five because the water was high.",
        "- rope for the boats\n- a bell",
        "Columns: Boat; Length; Owner",
        "Boat: Gull; Length: 9 m; Owner: Ann",
        "Copyright. All rights reserved. Privacy policy",
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>a<script>x</script>b</p>", ["ab"]),
        ("<p>a<!-- x -->b</p>", ["ab"]),
        ("<style>x</style><p>a</p><noscript>x</noscript><template>x</template>", ["a"]),
        ("<p>a</p><p hidden>x</p><p style='Display : none'>x</p>tail", ["a", "tail"]),
        ("<p>a <span style='visibility:hidden'>x</span> b</p>", ["a b"]),
        ("<select><option>x</select><textarea>x</textarea><button>x</button>a", ["a"]),
        ("<svg><title>x</title><path d='M0'/></svg>a<iframe>x</iframe>", ["a"]),
        ("<svg><text>2023</text><g><text>a <tspan>b</tspan></text></g></svg>c", ["2023\na b", "c"]),
        ("<svg style='display:none'><text>x</text></svg>a", ["a"]),
        ("a<br>b<br><br>c", ["a\nb", "c"]),
        ("<div>a<p>b</p>c</div>", ["a", "b", "c"]),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", ["- a", "- b", "- c"]),
        ("<pre>a\n  b</pre>", ["a\n  b"]),
        ("<p>  a \n b\u00a0c </p>", ["a b\u00a0c"]),
        ("<table><tr><td>layout only</td></tr></table>", ["layout only"]),
        ("<table><tr><th>K<th>V<tr><td>a<td>b</table>t", ["Columns: K; V", "K: a; V: b", "t"]),
        ("<table><tr><td>Name<td>Gull<tr><td>Age:<td>9</table>", ["Name: Gull", "Age: 9"]),
        ("<table><tr><td><table><tr><td>in</table><td>b</table>", ["in", "b"]),
        ("a &lt;b&gt; &amp; &#x1F600; &nosuch;", ["a <b> & 😀 &nosuch;"]),
        ("<p>a<?php x ?>b", ["ab"]),
    ],
)
def test_what_a_browser_shows(source, expected):
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<meta charset=iso-8859-1><p>caf\u00e9 \u201cx\u201d".encode("cp1252"), "café “x”"),
        ("<meta charset='utf-8'><p>café".encode(), "café"),
        ("<p>café, no charset".encode(), "café, no charset"),
        ("<p>café".encode("utf-8-sig"), "café"),
        ("<p>café".encode("utf-16"), "café"),
        ("<meta charset=utf-16><p>café".encode(), "café"),
        ("<meta charset=no-such><p>café".encode(), "café"),
        ("<meta charset=base64><p>café".encode(), "café"),
        ("<?xml version='1.0' encoding='iso-8859-1'?><html><p>café".encode("latin-1"), "café"),
        ("<meta charset='windows-1251'><p>Привет".encode("cp1251"), "Привет"),
    ],
)
def test_html_encodings(data, text):
    assert load(data, ".html").text == text


def test_html_titles():
    for head, title in (
        ("<title>Page | Site</title><meta property='og:title' content='Page'>", "Page"),
        ("<title>\n Page </title>", "Page"),
        ("<title></title>", "Heading"),
        ("<title>Untitled</title>", "Heading"),
    ):
        page = f"<html><head>{head}</head><body><h1>Heading</h1>{LONG}</body></html>"
        assert load(page.encode(), ".html").title == title
    assert load(b"<p>Just this.</p>", ".htm").title is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<html><body></body></html>", "no text"),
        (b"<script>alert(1)</script>", "no text"),
        (b"\x7fELF\0\1\2" * 20, "a program, not HTML; leave it out"),
        (b"<p>a" + b"<div>" * 5000 + b"deep", "nested too deeply"),
    ],
)
def test_html_refusals(data, reason):
    with pytest.raises(RefusedError, match=reason):
        load(data, ".html")


@pytest.mark.slow
def test_html_of_two_thousand_levels_is_read():
    data = b"<p>before</p>" + b"<div>" * 1500 + b"deep" + b"</div>" * 1500
    assert "deep" in load(data, ".html").text


def test_html_is_deterministic_and_limited():
    page = html("<h1>T</h1>" + LONG * 3)
    assert load(page, ".html") == load(page, ".html")
    with pytest.raises(RefusedError, match="more than 50 characters"):
        load(page, ".html", Limits(characters=50))


def test_decode_html_never_sees_a_codec_that_is_not_for_text():
    assert decode_html(b"<meta charset=rot13>abc").endswith("abc")


def test_epub_chapters_in_reading_order():
    extracted = load(SAMPLES["book.epub"], ".epub")
    assert extracted.title == "The tide book"
    assert extracted.pages == ()
    assert extracted.text == (
        "One\n\nThe tide in Ostend rose to three metres.\n\nTwo\n\nThe bell rang. Nobody slept 😀."
    )


def test_epub_hidden_parts_and_scripts_stay_out():
    data = epub({"a.xhtml": "<p>Seen.</p><script>x()</script><p hidden='hidden'>Not.</p>"})
    assert load(data, ".epub").text == "Seen."


def test_epub_with_protection_is_refused_and_with_hidden_fonts_is_not():
    form = (
        "<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:container' "
        "xmlns:enc='http://www.w3.org/2001/04/xmlenc#'><enc:EncryptedData>"
        "<enc:EncryptionMethod Algorithm='{}'/></enc:EncryptedData></encryption>"
    )
    for algorithm, is_refused in (
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", True),
        ("http://www.idpf.org/2008/embedding", False),
    ):
        extra = [("META-INF/encryption.xml", form.format(algorithm).encode())]
        data = epub({"a.xhtml": "<p>Seen.</p>"}, extra=extra)
        if is_refused:
            with pytest.raises(RefusedError, match="copy-protected"):
                load(data, ".epub")
        else:
            assert load(data, ".epub").text == "Seen."


def test_epub_names_cannot_leave_the_archive():
    with pytest.raises(RefusedError, match="chapter is missing"):
        load(_epub_of("../../../etc/passwd"), ".epub")


def _epub_of(href: str) -> bytes:
    data = epub({"a.xhtml": "<p>Seen.</p>"})
    return replaced(data, "OEBPS/book.opf", lambda part: part.replace(b"a.xhtml", href.encode()))


def test_mail_header_and_plain_body():
    extracted = load(SAMPLES["mail.eml"], ".eml")
    assert extracted.title == "High tide on Monday"
    assert extracted.text == (
        "Subject: High tide on Monday\nFrom: Ann Miller <ann@example.org>\nTo: ben@example.org\n"
        "Date: Mon, 02 Mar 2020 09:30:00 +0000\n\nThe tide in Calais rose to ten metres.\n\nAnn"
    )


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (eml("Plain.", "<p>Marked up.</p>"), "Plain."),
        (eml(None, "<p>Marked <b>up</b>.</p><script>x</script><p hidden>x</p>"), "Marked up."),
        (eml("Caf\u00e9 \U0001f600"), "Café 😀"),
        (eml("Body.", attached={"a.txt": b"attached words"}), "Body."),
        (b"From: a\nContent-Type: text/plain; charset=no-such\n\ncaf\xc3\xa9", "café"),
        (b"From: a\nContent-Type: text/plain; charset=utf-8\n\ncaf\xe9 au lait", "café au lait"),
    ],
)
def test_mail_bodies(data, body):
    assert load(data, ".eml").text.split("\n\n", 1)[1] == body


def test_mail_subject_in_words_of_mime():
    data = b"Subject: =?utf-8?b?Q2Fmw6k=?=\nFrom: =?latin-1?q?J=F6rg?= <j@x>\n\nBody."
    extracted = load(data, ".eml")
    assert extracted.title == "Café"
    assert "From: Jörg <j@x>" in extracted.text


def test_mail_without_a_body_is_its_header():
    assert load(b"Subject: only this\n\n", ".eml").text == "Subject: only this"


@pytest.mark.parametrize("data", [b"hello, I am text", b"\0\1\2"])
def test_what_is_no_message(data):
    with pytest.raises(RefusedError, match="not an e-mail"):
        load(data, ".eml")


def test_attachments_by_name():
    data = eml("Body.", attached={"a.txt": b"one", "../../b.csv": b"two"})
    found = attachments(parse_message(data, Limits()))
    assert [(name, part.get_payload(decode=True)) for name, part in found] == [
        ("a.txt", b"one"), ("../../b.csv", b"two")
    ]  # fmt: skip


def test_hostile_headers_do_not_stop_a_message():
    for line in (
        b"Subject: =?utf-8?q?=ED=A0=80?=",
        b"From: <<<>>>,,,;;",
        b"Date: never",
        b"To: \xff",
    ):
        extracted = load(b"From: a@b\n" + line + b"\n\nBody.", ".eml")
        assert extracted.text.endswith("Body.")
        extracted.text.encode("utf-8")
