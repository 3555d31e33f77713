"""An export is named after its conversation, and says which documents it is about."""

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.exports.changes import changes
from qa.exports.docx_form import as_docx
from qa.exports.export_file import read_export
from qa.exports.export_head import ExportHead, file_stem
from qa.exports.html_form import as_html
from qa.exports.json_form import as_json
from qa.exports.markdown_form import as_markdown
from tests.qa.exports.conversations import TEXTS, conversations

MADE = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DEVICES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10)),
}


def head(title, folder="", documents=""):
    return ExportHead(MADE, title, folder, documents)


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("How high is the rent?", "How-high-is-the-rent-2026-11-24"),
        ("../../etc/passwd", "etc-passwd-2026-11-24"),
        ("con", "con-2026-11-24"),
        ("???", "Conversation-2026-11-24"),
        ("Überstunden: wie viele?", "Überstunden-wie-viele-2026-11-24"),
        (f"A question {'of nine ' * 9}", f"A-question{'-of-nine' * 6}-2026-11-24"),
        ("ä" * 100, "ä" * 60 + "-2026-11-24"),
    ],
)  # fmt: skip
def test_a_file_is_named_after_its_conversation_and_day(title, stem):
    assert file_stem(head(title)) == stem


@given(TEXTS | st.sampled_from(sorted(DEVICES)))
def test_every_file_system_takes_the_name(title):
    stem = file_stem(head(title))
    assert all(sign.isalnum() or sign == "-" for sign in stem)
    assert stem.upper() not in DEVICES and len(f"{stem}.docx".encode()) <= 255
    assert not stem.startswith("-") and stem.endswith("-2026-11-24")


@given(conversations(), TEXTS.filter(str.strip), TEXTS.filter(str.strip))
def test_whatever_stands_in_the_head_is_no_part_of_a_turn(answers, title, folder):
    about = head(title, folder, "2 documents")
    for data in (
        as_json(answers, about).encode(),
        as_markdown(answers, about).encode(),
        as_html(answers, about).encode(),
        as_docx(answers, about),
    ):
        export = read_export(data)
        assert changes(export) == []
        assert (export.record["title"], export.record["folder"]) == (title, folder)


def test_each_form_says_what_it_is_about():
    about = head("Rent & *repairs* <b>", "leases", "2 documents")
    scope = "Documents: leases (2 documents)"
    page = as_html([], about)
    assert "<title>Rent &amp; *repairs* &lt;b&gt;, 2026-11-24</title>" in page
    assert '<h1 dir="auto">Rent &amp; *repairs* &lt;b&gt;</h1>' in page and scope in page
    written = MarkdownIt().render(as_markdown([], about))
    assert "<h1>Rent &amp; *repairs* &lt;b&gt;</h1>" in written and f"<p>{scope}</p>" in written
    word = WordDocument(BytesIO(as_docx([], about)))
    assert word.core_properties.title == "Rent & *repairs* <b>"
    assert [p.text for p in word.paragraphs[:3]] == [
        "Rent & *repairs* <b>", "Citespan, 2026-11-24 12:00+00:00", scope,
    ]  # fmt: skip
    record = json.loads(as_json([], about))
    assert (record["title"], record["folder"]) == ("Rent & *repairs* <b>", "leases")
    assert "Documents:" not in as_markdown([], head("Rent"))
