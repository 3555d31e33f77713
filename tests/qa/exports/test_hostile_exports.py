"""An export may come from anyone: reading it takes time that its size explains."""

import json
import time

import pytest

from qa.errors import ExportError
from qa.exports.changes import changes
from qa.exports.conversation_record import FORMAT
from qa.exports.docx_reading import docx_parts
from qa.exports.export_file import read_export
from qa.exports.html_form import html_parts

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TURN = {
    "alternatives": [], "citations": [], "related": [], "items": [], "found": False, "kind": "none",
}  # fmt: skip


@pytest.fixture(autouse=True)
def bounded():
    """Each of these took minutes."""
    begin = time.process_time()
    yield
    assert time.process_time() - begin < 5


def asked(rest):
    head = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Why?</w:t></w:r></w:p>'
    return f"<w:document {W}>{head}<w:p>{rest}</w:p></w:document>"


@pytest.mark.parametrize("tag", ["<a", "<a ", '<a "', "<a a='", "</a"])
def test_tags_that_never_end(tag):
    assert html_parts(tag + tag[-1] * 60_000) == []
    assert html_parts(tag * 60_000) == []


def test_a_footnote_that_is_referred_to_again_and_again():
    words = "word " * 40_000
    note = f'<w:footnote w:id="1"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote>'
    parts = docx_parts(
        asked('<w:footnoteReference w:id="1"/>' * 10_000), f"<w:footnotes {W}>{note}</w:footnotes>"
    )
    assert [part.name for part in parts[0]] == ["question", "quotation 1"]


@pytest.mark.parametrize("declared", ['<!ENTITY a "b">', '<!ATTLIST w:p a CDATA "b">', ""])
def test_a_document_type_is_refused(declared):
    with pytest.raises(ExportError, match="declares a document type"):
        docx_parts(f"<!DOCTYPE w:document [{declared}]>{asked('')}", "")


def test_very_many_turns():
    record = {"format": FORMAT, "turns": [TURN] * 60_000, "digests": {"turns": ["a"] * 60_000}}
    export = read_export(json.dumps(record).encode())
    assert changes(export)[0] == "turn 1, machine-readable part"
