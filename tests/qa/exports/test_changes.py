"""Whatever is changed in an export of any form is told, and named."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import ExportError
from qa.exports.changes import changes
from qa.exports.conversation_record import citations_of
from qa.exports.docx_form import as_docx
from qa.exports.export_file import read_export
from qa.exports.html_form import as_html
from qa.exports.json_form import as_json
from qa.exports.markdown_form import as_markdown
from qa.exports.seal import BLANK_BYTES, seal_state, sealed
from qa.exports.verify import Verifier
from tests.qa.exports.conversations import HEAD, answer_from, conversations
from tests.qa.exports.forging import forged_file


def in_json(answers):
    return as_json(answers, HEAD).encode()


def in_markdown(answers):
    return as_markdown(answers, HEAD).encode()


def in_html(answers):
    return as_html(answers, HEAD).encode()


def in_docx(answers):
    return as_docx(answers, HEAD)


FORMS = {"json": in_json, "markdown": in_markdown, "html": in_html, "docx": in_docx}
SHOWN = [form for form in FORMS if form != "json"]
forms = pytest.mark.parametrize("form", FORMS)


def changed(data):
    try:
        return changes(read_export(data))
    except (ExportError, RecursionError) as error:
        return [str(error)]


@forms
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_was_not_changed_verifies(form, data):
    answers = data.draw(conversations())
    export = read_export(FORMS[form](answers))
    assert changes(export) == []
    texts = {c.document.id: c.document for a in answers for c in (*a.citations, *a.related)}
    for _, citation in citations_of(export.record):
        assert Verifier(texts.get).check(citation).state == "exact"


@forms
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_changed_byte_is_told(form, data):
    whole = FORMS[form](data.draw(conversations()))
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.sampled_from([b for b in b" x7.\n" if b != whole[at]]))
    assert changed(whole[:at] + bytes([byte]) + whole[at + 1 :])


@pytest.fixture
def dated(tmp_path):
    text = "The lease ends on 12 May 2025. The rent is due monthly."
    return [answer_from(tmp_path / "lease.txt", text, (0, 30), (18, 29))]


@pytest.mark.parametrize("form", SHOWN)
@pytest.mark.parametrize("reseal", [False, True])
def test_a_date_changed_in_the_readable_part_is_named(form, reseal, dated):
    lines = changed(forged_file(FORMS[form](dated), "12 May 2025", "30 June 2025", reseal=reseal))
    assert lines[0].startswith("turn 1, answer in the readable text: “30 June 2025")
    assert lines[1].startswith("turn 1, quotation 1 in the readable text: “")


@forms
def test_a_changed_answer_in_the_record_is_named(form, dated):
    data = FORMS[form](dated)
    record = read_export(data).record
    record["turns"][0]["text"] = "30 June 2025"
    export = read_export(data)
    lines = changes(type(export)(export.form, record, export.shown, "whole"))
    assert lines[0].startswith("turn 1, answer in the machine-readable part: “30 June 2025”")


def test_other_words_are_named(dated):
    text = as_markdown(dated, HEAD)
    question = text.replace("## What?", "## Who?")
    assert changed(question.encode()) == ["turn 1, question in the readable text: “Who?”"]
    place = text.replace("lease.txt, characters", "other.txt, characters")
    assert changed(place.encode())[0].startswith("turn 1, place 1 in the readable text: “other")
    added = text.replace("\nAsked of", "\nThe lease was prolonged.\n\nAsked of")
    assert "added" in " ".join(changed(added.encode()))
    spaced = text.replace("# Conversation\n", "# Conversation\n\n")
    assert changed(spaced.encode())[0].startswith("something else in the file")
    assert changed(text.replace("confidence", "Confidence").encode())


def test_first_exports_have_no_digests(dated):
    record = json.loads(as_json(dated, HEAD))
    first = {"format": "citespan-conversation/1", "made": "now", "turns": record["turns"]}
    assert changed(json.dumps(first).encode()) == []
    markdown = f"# Conversation\n\n```json\n{json.dumps(first)}\n```\n"
    assert changed(markdown.encode())[0].startswith("not known of the readable text")
    first["turns"][0]["text"] = "30 June 2025"
    assert changed(json.dumps(first).encode())


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_seals(before, after):
    data = sealed(before + BLANK_BYTES + after)
    assert seal_state(data) == "whole"
    assert seal_state(b"x" + data) == "changed"
    assert seal_state(before) == "none"
