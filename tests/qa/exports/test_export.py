import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index.values import Document, Page, Recognition, document_id
from qa.answer import Answer, Citation, Searched
from qa.commands.main import main
from qa.errors import ExportError
from qa.exports.conversation_record import citations_of
from qa.exports.docx_form import as_docx
from qa.exports.export_file import read_export
from qa.exports.export_head import ExportHead
from qa.exports.html_form import as_html
from qa.exports.json_form import as_json
from qa.exports.markdown_form import as_markdown
from qa.exports.verify import Verifier
from qa.searched import Unread
from tests.qa.exports.conversations import answer_from
from tests.qa.page.fake_bot import FakeBot

HEAD = ExportHead(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
FORMS = [as_json, as_markdown]


def read_record(text):
    return read_export(text.encode()).record


@pytest.fixture
def answers():
    return [FakeBot().ask("twice"), FakeBot().ask("volcano")]


@pytest.mark.parametrize("form", FORMS)
def test_export_carries_the_full_records(form, answers):
    record = read_record(form(answers, HEAD))
    assert record["turns"] == json.loads(json.dumps([one.to_dict() for one in answers]))
    names = [name for name, _ in citations_of(record)]
    assert names[:2] == ["turn 1, citation 1", "turn 1, citation 2"]
    assert names[-3:] == [f"turn 2, closest sentence {n}" for n in (1, 2, 3)]


def test_items_are_exported_and_can_be_verified(tmp_path):
    text = "Towns:\n- Dover\n- Hull *up*\n"
    (tmp_path / "a.txt").write_text(text, newline="")
    document = Document(document_id(text), text, "T", (str(tmp_path / "a.txt"),))
    items = tuple(Citation(document, *span, 0.5, *span) for span in ((9, 14), (17, 26)))
    answer = Answer(
        "List towns", "List towns", "answer", 0.5, True, (Citation(document, 0, 26, 0.5, 9, 26),),
        items=items, is_complete=True, unanswered=("Who <b>?",),
        searched=Searched(1, near_forms=(("towms", "towns"),)),
    )  # fmt: skip
    exported = as_markdown([answer], HEAD)
    body = MarkdownIt().render(exported).partition("<h2>Record")[0]
    assert "<ul>\n<li>Dover [1]</li>\n<li>Hull *up* [1]</li>\n</ul>" in body
    assert "These are all that is listed here (confidence 0.50)." in body
    assert "Nothing found for: “Who &lt;b&gt;?”" in body
    assert "Searched for “towns”, since “towms” stands nowhere." in body
    records = citations_of(read_record(exported))
    assert [name for name, _ in records] == [
        f"turn 1, {k}" for k in ("citation 1", "item 1", "item 2")
    ]
    verifier = Verifier(lambda _: None)
    assert {verifier.check(record).state for _, record in records} == {"exact"}
    wrong = records[1][1] | {"start": 10}
    assert verifier.check(wrong).state == "not exact"


def test_help_is_exported_as_it_was_said():
    answer = Answer(
        "Hello", "Hello", "help", 0.0, True, searched=Searched(2), help_topic="greeting"
    )
    body = as_markdown([answer], HEAD).partition("## Record")[0]
    assert "Ask me about these 2 documents" in body
    assert "confidence" not in body and "Searched" not in body


@given(st.text(min_size=1).filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t)))
def test_any_text_survives_in_markdown(text):
    document = Document(document_id(text), text, text, ("x",))
    answer = Answer(text, text, "answer", 1.0, True, (Citation(document, 0, len(text), 1.0),))
    record = read_record(as_markdown([answer], HEAD))
    assert record["turns"][0]["citations"][0]["text"] == text


def test_markdown_shows_documents_as_plain_text(answers):
    html = MarkdownIt().render(as_markdown(answers, HEAD))
    body = html.partition("<h2>Record")[0]
    assert "Tides &lt;b&gt;rise&lt;/b&gt; &amp;amp; fall twice a day." in body
    assert "<b>" not in body and "<img" not in body
    hostile = "# no heading\n1. no list\n- no *stress* [link](javascript:x) ![i](y) <script>\n```\n"
    document = Document(document_id(hostile), hostile, "t", ("x",))
    answer = Answer("q", "q", "answer", 1.0, True, (Citation(document, 0, len(hostile), 1.0),))
    body = MarkdownIt().render(as_markdown([answer], HEAD)).partition("<h2>Record")[0]
    assert not any(tag in body for tag in ("<li", "<em", "<a ", "<img", "<script", "<code", "<pre"))
    assert body.count("<h1") == 1 and "[link](javascript:x)" in body


@pytest.mark.parametrize("text", ["", "[]", "{}", "# hello", '{"format": "other/1"}'])
def test_what_is_no_export_says_so(text):
    with pytest.raises(ExportError, match="not an export"):
        read_record(text)


def test_verdicts(tmp_path):
    path = tmp_path / "a.txt"
    answer = answer_from(path, "One. Two\r\nthree. 😀 Four.", (5, 15))
    record = answer.citations[0].to_dict()
    document = answer.citations[0].document
    indexed = {document.id: document}
    assert Verifier(lambda _: None).check(record).state == "exact"
    assert Verifier(lambda _: None).check(record | {"text": "Two\nthree."}).state == "not exact"
    assert Verifier(lambda _: None).check(record | {"end": 900}).state == "not exact"
    assert Verifier(lambda _: None).check(record | {"answer_end": 16}).state == "not exact"
    path.write_text("One. Two three. Four.")
    assert Verifier(indexed.get).check(record).state == "document changed"
    path.unlink()
    assert Verifier(indexed.get).check(record).state == "exact"
    assert Verifier(lambda _: None).check(record).state == "missing"


@pytest.mark.parametrize("form", [as_json, as_markdown, as_html, as_docx])
def test_no_export_says_where_the_folder_is_and_each_is_verified_beside_it(form, tmp_path, capsys):
    folder = tmp_path / "secret-place" / "folder"
    (folder / "in").mkdir(parents=True)
    answer = answer_from(folder / "in" / "a.txt", "One. Two.", (5, 9))
    unread = Unread(f"{folder}/b.pdf", "damaged")
    answer = replace(answer, searched=Searched(1, (unread,)))
    nothing = Answer("x", "x", "none", 0.1, True, searched=answer.searched)
    exported = form([answer, nothing], HEAD, relative=lambda s: s.removeprefix(f"{folder}/"))
    data = exported if isinstance(exported, bytes) else exported.encode()
    assert "secret-place" not in record_json_of(data)
    ((_, citation),) = citations_of(read_export(data).record)
    assert (citation["source"], citation["sources"]) == ("in/a.txt", ["in/a.txt"])
    (tmp_path / "export").write_bytes(data)
    command = ["verify", str(tmp_path / "export"), "--store", str(tmp_path / "none")]
    assert main([*command, "--corpus", str(folder)]) == 0
    assert main([*command, "--corpus", str(tmp_path)]) == 1
    assert "missing" in capsys.readouterr().out


def record_json_of(data):
    """The record as it stands in an export, and what people read of it."""
    export = read_export(data)
    return json.dumps(export.record) + repr(export.shown)


def test_a_file_is_found_by_the_index_where_the_export_does_not_say_its_folder(tmp_path):
    path = tmp_path / "a.txt"
    answer = answer_from(path, "One. Two.", (5, 9))
    document = answer.citations[0].document
    record = answer.citations[0].to_dict() | {"source": "a.txt", "sources": ["a.txt"]}
    indexed = {document.id: document}
    assert Verifier(indexed.get).check(record).state == "exact"
    path.write_text("One. Three.")
    assert Verifier(indexed.get).check(record).state == "document changed"
    path.unlink()
    assert Verifier(indexed.get).check(record).state == "exact"


@pytest.mark.parametrize("source", ["../a.txt", "in/../../a.txt"])
def test_a_source_outside_the_folder_is_not_read(tmp_path, source):
    (tmp_path / "folder" / "in").mkdir(parents=True)
    answer = answer_from(tmp_path / "a.txt", "One. Two.", (5, 9))
    record = answer.citations[0].to_dict() | {"source": source, "sources": [source]}
    verifier = Verifier(lambda _: None, folders=[tmp_path / "folder"])
    assert verifier.check(record).state == "missing"
    assert Verifier(lambda _: None).check(record | {"sources": ["a.txt"]}).state == "missing"


@pytest.mark.parametrize("form", FORMS)
def test_command_is_0_only_if_all_are_exact(form, tmp_path, capsys):
    good = answer_from(tmp_path / "a.txt", "One. Two.", (5, 9))
    bad = answer_from(tmp_path / "b.txt", "Red. Blue.", (5, 10))
    lost = replace(answer_from(tmp_path / "c.txt", "Up. Down.", (4, 9)), question="`q`")
    export = tmp_path / "export"
    export.write_text(form([good], HEAD), encoding="utf-8")
    command = ["verify", str(export), "--store", str(tmp_path / "none")]
    assert main(command) == 0
    assert capsys.readouterr().out == "1 of 1 citations are exact\n"
    export.write_text(form([good, bad, lost], HEAD), encoding="utf-8")
    (tmp_path / "b.txt").write_text("Red. Green.")
    (tmp_path / "c.txt").unlink()
    assert main(command) == 1
    assert capsys.readouterr().out.splitlines() == [
        "document changed: turn 2, citation 1: b, characters 5-10",
        "missing: turn 3, citation 1: c, characters 4-9",
        "1 of 3 citations are exact",
    ]
    export.write_text("nothing")
    assert main(command) == 2
    assert "not an export" in capsys.readouterr().err


def test_a_citation_from_an_archive_is_read_from_the_archive(tmp_path):
    archive = tmp_path / "a.zip"
    text = "The tide rose at noon."

    def pack(content):
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("in/tide.txt", content)

    document = Document(document_id(text), text, "tide", (f"{archive}/in/tide.txt",))
    answer = Answer("q", "q", "answer", 0.9, True, (Citation(document, 4, 8, 0.9, 4, 8),))
    ((_, citation),) = citations_of(read_record(as_json([answer], HEAD)))
    pack(text)
    assert Verifier(lambda _: None).check(citation).state == "exact"
    pack(f"{text} The boats left.")
    assert Verifier(lambda _: document).check(citation).state == "document changed"
    archive.unlink()
    assert Verifier(lambda _: None).check(citation).state == "missing"
    assert Verifier(lambda _: document).check(citation).state == "exact"


def test_recognised_words_are_said_to_be_checked():
    text = "Paid 38,700 pounds."
    page = Page(1, 0, len(text), (), Recognition(bytes(8 * len(text)), bytes([80] * len(text))))
    document = Document(document_id(text), text, "t", ("x.pdf",), (page,))
    answer = Answer("q", "q", "answer", 1.0, True, (Citation(document, 0, len(text), 1.0),))
    body = as_markdown([answer], HEAD)
    assert "Text recognised; check the picture, above all 38,700" in body
