"""Questions on the command line, one or several."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.index.corpora import write
from tests.qa.answer_keys import ANSWER_KEYS, CITATION_KEYS
from tests.qa.commands.command_line import assert_one_line, ids_by_name, messages
from tests.qa.small_bot import TEXTS


def test_ask_json_prints_one_object(run, folder):
    status, out, err = run("ask", "Who rang the bell?", "--corpus", folder, "--json")
    data, end = json.JSONDecoder().raw_decode(out)
    assert status == 0
    assert out[end:] == "\n"
    assert messages(err) == []
    assert set(data) == ANSWER_KEYS
    assert set(data["milliseconds"]) == {"retrieve", "read", "total"}
    assert data["found"]
    assert data["text"] == "😀 Ann rang the bell."
    for one in data["citations"]:
        assert set(one) == CITATION_KEYS
        text = Path(one["source"]).read_bytes().decode()
        assert one["text"] == text[one["start"] : one["end"]]


def test_ask_json_of_a_declined_question(run, folder):
    status, out, _ = run("ask", "Which zebra invented algebra?", "--corpus", folder, "--json")
    data = json.loads(out)
    assert (status, data["found"], data["text"], data["citations"]) == (3, False, "", [])
    assert data["related"]


def test_ask_shows_quotation_source_and_place(run, folder):
    status, out, _ = run("ask", "Who rang the bell?", "--corpus", folder)
    text = TEXTS["tide.txt"]
    start = text.index("😀")
    assert status == 0
    assert out.startswith("😀 Ann rang the bell.\n")
    assert f"characters {start}-{len(text)}" in out
    assert str(folder / "tide.txt") in out
    assert "    > 😀 Ann rang the bell." in out


def test_ask_shows_the_closest_sentences_when_declined(run, folder):
    status, out, _ = run("ask", "Who rang the bell?", "--corpus", folder, "--min-confidence", "1")
    assert status == 3
    first = "I found nothing in these documents that answers this (confidence 0."
    assert out.startswith(first)
    assert "Searched: 3 documents.\n" in out
    assert "Closest sentences:" in out
    assert "    > 😀 Ann rang the bell." in out


def test_ask_looks_only_in_the_documents_named(run, folder):
    run("index", folder)
    for name in (folder / "snow.md", ids_by_name(run, folder)["snow.md"][:10]):
        status, out, _ = run(
            "ask", "Who rang the bell?", "--corpus", folder, "--json", "--document", name,
            "--min-confidence", 0,
        )  # fmt: skip
        assert status == 0
        sources = {one["source"] for one in json.loads(out)["citations"]}
        assert sources == {str(folder / "snow.md")}


def test_a_refused_file_is_one_line_and_no_failure(run, folder):
    write(folder / "broken.pdf", b"not a PDF at all")
    write(folder / "empty.txt", b"")
    status, out, err = run("ask", "Who rang the bell?", "--corpus", folder, "--json")
    assert status == 0
    assert json.loads(out)["found"]
    lines = messages(err)
    assert len(lines) == 2
    assert lines[0].startswith(f"{folder / 'broken.pdf'}: ")
    assert lines[1].startswith(f"{folder / 'empty.txt'}: ")


def test_a_refused_file_is_told_once_until_it_changes(run, folder):
    def told():
        status, _, err = run("ask", "Who rang the bell?", "--corpus", folder)
        assert status == 0
        return [Path(line.partition(": ")[0]).name for line in messages(err)]

    write(folder / "broken.pdf", b"not a PDF at all")
    assert [told(), told()] == [["broken.pdf"], []]
    write(folder / "empty.txt", b"")
    assert [told(), told()] == [["empty.txt"], []]
    write(folder / "broken.pdf", b"still not a PDF")
    assert [told(), told()] == [["broken.pdf"], []]
    (folder / "broken.pdf").unlink()
    assert told() == []
    write(folder / "broken.pdf", b"not a PDF again")
    assert told() == ["broken.pdf"]
    # Whoever asks for the index is told all.
    assert len(messages(run("index", folder)[2])) == 2
    assert told() == []


def lines_of(monkeypatch, content):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_questions_of_standard_input_get_a_line_of_json_each(run, folder, monkeypatch):
    content = "\ufeffWho rang the bell?\r\n\n  What do otters eat? \nWhich zebra invented algebra?"
    lines_of(monkeypatch, content.encode())
    status, out, err = run("ask", "-", "--corpus", folder)
    answers = [json.loads(line) for line in out.splitlines()]
    assert (status, messages(err)) == (0, [])
    assert [(a["question"], a["found"]) for a in answers] == [
        ("Who rang the bell?", True), ("What do otters eat?", True),
        ("Which zebra invented algebra?", False),
    ]  # fmt: skip
    assert all(set(answer) == ANSWER_KEYS for answer in answers)


@pytest.mark.parametrize(
    ("content", "expected", "count"),
    [
        (b"Which zebra invented algebra?\n", 3, 1),
        (b"Who rang the bell?\ncaf\xe9\nWho rang the bell?\n", 2, 3),
        (b"x" * 2_001, 2, 1),
        (b" \n\n", 2, 0),
    ],
)
def test_the_status_of_several_questions(run, folder, monkeypatch, content, expected, count):
    lines_of(monkeypatch, content)
    status, out, _ = run("ask", "-", "--corpus", folder)
    assert (status, len(out.splitlines())) == (expected, count)
    errors = [line for line in map(json.loads, out.splitlines()) if "error" in line]
    assert bool(errors) == (expected == 2 and count > 0)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_no_question_without_a_terminal_is_status_2(run, folder, tmp_path, monkeypatch, options):
    lines_of(monkeypatch, b"Who rang the bell?\n")
    assert_one_line(run("ask", "--corpus", folder, *options), "no question", "standard input")
    assert not (tmp_path / "store").exists()
