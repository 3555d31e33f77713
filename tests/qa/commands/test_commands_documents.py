"""Commands for documents and the store."""

import json
import os
import sys

import pytest

from index.platform.paths import corpus_folder, evaluations_folder
from index.values import Extracted
from qa.commands.main import main
from tests.index.corpora import write
from tests.qa.commands.command_line import BOM, assert_one_line, ids_by_name, messages
from tests.qa.small_bot import TEXTS


@pytest.mark.parametrize("bom", [b"", BOM])
def test_text_prints_the_canonical_bytes(capfdbinary, tmp_path, bom):
    body = "\r\nThe tide 😀 rose.\r\n\r\ne\u0301 \u00a0 ﬁne\u00ad.\rEnd \t".encode()
    path = write(tmp_path / "folder" / "odd.txt", bom + body)
    store = ["--store", str(tmp_path / "store")]
    assert main(["index", str(path.parent), *store]) == 0
    capfdbinary.readouterr()
    assert main(["text", str(path), *store]) == 0
    assert capfdbinary.readouterr() == (body, b"")


def test_text_finds_by_the_beginning_of_the_id(run, folder):
    run("index", folder)
    for name, id_ in ids_by_name(run, folder).items():
        assert run("text", id_[:12]) == (0, TEXTS[name], "")
    assert_one_line(run("text", "nowhere"), "no document 'nowhere'")


def test_list_names_every_document(run, folder):
    run("index", folder)
    status, out, err = run("list")
    assert (status, err) == (0, "")
    for name, id_ in ids_by_name(run, folder).items():
        assert str(folder / name) in out
        assert f"{id_[:12]}  {len(TEXTS[name]):>11,} characters" in out
    listed = json.loads(run("list", "--json")[1])
    assert {one["id"]: one["length"] for one in listed} == {
        ids_by_name(run, folder)[name]: len(text) for name, text in TEXTS.items()
    }


def test_list_says_what_was_not_read_below_each_file(run, folder, monkeypatch):
    notes = ("page 2: a picture", "page 3:\x1b[31m red")
    kelp = TEXTS["kelp.txt"]

    def load(data, _):
        text = data.decode()
        return Extracted(text, notes=notes if text == kelp else ())

    # Plain text is read in this process; other formats are read in another one.
    monkeypatch.setattr("index.loaders.plain_text.load", load)
    write(folder / "copy.txt", kelp)
    run("index", folder)
    lines = run("list")[1].splitlines()
    place = lines.index(f"{'':14}{folder / 'kelp.txt'}")
    assert lines[place + 1 : place + 3] == [
        f"{'':16}page 2: a picture", f"{'':16}page 3:\\x1b[31m red"
    ]  # fmt: skip
    assert sum(line.startswith(" " * 16) for line in lines) == 4
    (twice,) = (one for one in json.loads(run("list", "--json")[1]) if len(one["sources"]) == 2)
    shown = ["page 2: a picture", "page 3:\\x1b[31m red"]
    assert shown in twice["notes"].values()


@pytest.mark.parametrize("command", [["list"], ["list", "--json"], ["text", "tide"]])
def test_a_folder_that_is_not_indexed_is_status_2(run, tmp_path, command):
    assert_one_line(run(*command), "not indexed")
    assert not (tmp_path / "store").exists()


def test_index_twice_embeds_once(run, folder):
    status, out, _ = run("index", folder)
    assert status == 0
    assert out.startswith("3 documents; files: 3 added, 0 changed, 0 removed, 0 unchanged")
    assert not out.splitlines()[0].endswith(" 0 passages embedded")
    write(folder / "broken.pdf", b"not a PDF at all")
    status, out, err = run("index", folder)
    assert status == 0
    assert "0 added, 0 changed, 0 removed, 3 unchanged, 1 refused" in out
    assert " 0 passages embedded" in out
    assert [line.partition(": ")[0] for line in messages(err)] == [str(folder / "broken.pdf")]


def test_forget_erases_the_store_and_not_the_folder(run, folder, tmp_path):
    run("index", folder)
    assert (tmp_path / "store").is_dir()
    status, out, err = run("forget", folder, "--yes")
    assert (status, err) == (0, "")
    assert "erased" in out
    assert not (tmp_path / "store").exists()
    assert {path.name: path.read_bytes().decode() for path in folder.iterdir()} == TEXTS
    assert_one_line(run("forget", folder, "--yes"), "not indexed")


def test_forget_erases_traces_of_runs(run, folder, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    own = evaluations_folder(tmp_path / "store") / "a.jsonl"
    others = [evaluations_folder(tmp_path / "other") / "b.jsonl", evaluations_folder() / "c.jsonl"]
    onnx = tmp_path / "cache" / "Microsoft" / "DeveloperTools" / ".onnxruntime" / "deviceid"
    for trace in (own, *others, onnx):
        trace.parent.mkdir(parents=True, exist_ok=True)
        trace.write_text("trace")
    run("index", folder)
    assert run("forget", folder, "--yes")[1].count("erased") == 3
    assert [trace.exists() for trace in (own, *others, onnx)] == [False, True, True, False]


@pytest.mark.parametrize(("typed", "kept"), [("y\n", False), ("n\n", True), ("", True)])
def test_forget_asks_first(run, folder, tmp_path, monkeypatch, typed, kept):
    run("index", folder)
    reading, writing = os.pipe()
    os.write(writing, typed.encode())
    os.close(writing)
    with os.fdopen(reading) as answers:
        monkeypatch.setattr(sys, "stdin", answers)
        assert run("forget", folder)[0] == 0
    assert (tmp_path / "store").is_dir() == kept


def test_the_store_of_a_folder_is_found_without_naming_it(folder, capfdbinary):
    assert main(["index", str(folder)]) == 0
    assert corpus_folder(folder).is_dir()
    capfdbinary.readouterr()
    assert main(["text", str(folder / "snow.md"), "--corpus", str(folder)]) == 0
    assert capfdbinary.readouterr().out.decode() == TEXTS["snow.md"]
    assert main(["forget", str(folder), "--yes"]) == 0
    assert not corpus_folder(folder).exists()
