"""``verify`` takes an export from anyone: size, time and kinds of files are bounded."""

import json
import os
import sys
import time

import pytest

import qa.commands.verify_export
from qa.exports.conversation_record import FORMAT


def export(sources, count=1):
    citation = {"document": "0" * 64, "sources": sources, "start": 0, "end": 1, "text": "x"}
    turn = {"citations": [citation] * count, "alternatives": [], "related": []}
    return json.dumps({"format": FORMAT, "made": "now", "turns": [turn]})


def test_a_pipe_is_no_export(run, tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    status, _, err = run("verify", tmp_path / "pipe.json", "--corpus", tmp_path)
    assert status == 2
    assert "not a plain file" in err


def test_an_export_without_an_end_is_refused(run, tmp_path, monkeypatch):
    monkeypatch.setattr(qa.commands.verify_export, "_MOST_BYTES", 1_000)
    (tmp_path / "long.json").write_text(export([], 100))
    status, _, err = run("verify", tmp_path / "long.json", "--corpus", tmp_path)
    assert status == 2
    assert "which no export has" in err


def test_nested_beyond_reason(run, tmp_path):
    (tmp_path / "deep.json").write_text("[" * 200_000)
    status, _, err = run("verify", tmp_path / "deep.json", "--corpus", tmp_path)
    assert status == 2
    assert err.count("\n") == 1


@pytest.mark.parametrize("source", ["/dev/zero", "pipe.txt"])
def test_sources_that_are_no_plain_files_are_gone(run, tmp_path, source):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a.json").write_text(export([str(tmp_path / source)]))
    status, out, _ = run("verify", tmp_path / "a.json", "--corpus", tmp_path)
    assert status == 1
    assert out.startswith("missing: ")
    # Somebody else's folder is the likeliest cause.
    assert f"none of its documents is in {tmp_path}: name the folder" in out


def test_the_time_has_an_end(run, tmp_path):
    (tmp_path / "a.json").write_text(export([], 3))
    arguments = ["verify", tmp_path / "a.json", "--corpus", tmp_path, "--seconds", "0"]
    status, out, _ = run(*arguments)
    assert status == 1
    assert "stopped after 0 seconds: 3 citations not checked" in out


def test_the_time_has_an_end_within_one_citation_too(run, tmp_path):
    sources = [f"/{number}/{'a/' * 2_000}" for number in range(1_000)]
    sources.append(f"/{'a/' * 1_000_000}")
    (tmp_path / "a.json").write_text(export(sources))
    began = time.process_time()
    arguments = ["verify", tmp_path / "a.json", "--corpus", tmp_path, "--seconds", "0.5"]
    status, out, _ = run(*arguments)
    assert status == 1
    assert "stopped after 0.5 seconds: 1 citations not checked" in out
    assert time.process_time() - began < 10


def test_a_source_longer_than_any_path_is_gone(run, tmp_path):
    (tmp_path / "a.json").write_text(export([f"/{'a/' * 1_000_000}"]))
    status, out, _ = run("verify", tmp_path / "a.json", "--corpus", tmp_path)
    assert status == 1
    assert out.startswith("missing: ")


@pytest.mark.parametrize("where", ["", "<p>"])
def test_a_character_of_no_number_is_refused(run, tmp_path, where):
    (tmp_path / "a.html").write_text(
        f'<p data-part="question">{where}&#{"9" * 5_000};</p><pre id="record">{{}}</pre>'
        if where
        else f'<p><pre id="record">&#{"9" * 5_000};</pre>'
    )
    status, _, err = run("verify", tmp_path / "a.html", "--corpus", tmp_path)
    assert status == 2
    assert "no such number" in err or "not an export" in err


def test_an_export_comes_on_standard_input(run, tmp_path, monkeypatch):
    (tmp_path / "a.json").write_text(export([]))
    with (tmp_path / "a.json").open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        status, out, _ = run("verify", "-", "--corpus", tmp_path)
    assert status == 1
    assert out.splitlines()[-1].startswith("0 of 1 citations are exact")
