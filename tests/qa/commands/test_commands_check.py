"""``check`` names every fault in a line; ``--repair`` reads the file anew."""

import contextlib
import sqlite3

import pytest

import qa.commands.check_corpus
from qa.commands.main import main
from tests.qa.small_bot import TEXTS


@pytest.fixture(autouse=True)
def shipped_models(monkeypatch, shipped):
    """Stand-ins for the models, as in the other tests of commands."""
    embedder = qa.chatbot.load_embedder("")
    monkeypatch.setattr(qa.commands.check_corpus, "load_embedder", lambda name: embedder)
    monkeypatch.setattr(qa.commands.check_corpus, "load_reader", lambda folder: None)
    monkeypatch.setattr(qa.commands.check_corpus, "data_folder", lambda: "")


def test_a_changed_byte_is_found_refused_and_mended(run, folder, tmp_path):
    run("index", folder)
    assert run("check", "--corpus", folder)[0] == 0
    with contextlib.closing(sqlite3.connect(tmp_path / "store/corpus.sqlite")) as store:
        store.execute("UPDATE documents SET text = replace(text, 'snow', 'snew')")
        store.execute("UPDATE documents SET text = replace(text, 'Snow', 'Snew')")
        store.commit()
    status, out, _ = run("check", "--corpus", folder)
    assert status == 1
    assert out.startswith(f"{folder / 'snow.md'}: its text is in the corpus damaged")
    assert out.endswith("1 fault; --repair mends what can be mended\n")
    status, out, err = run("text", folder / "snow.md", "--corpus", folder)
    assert (status, out) == (2, "")
    assert err.startswith(f"error: {folder / 'snow.md'}: ")
    assert err.endswith(" (python -m qa check --corpus FOLDER --repair)\n")
    assert "snew" not in err.lower()
    status, out, _ = run("check", "--corpus", folder, "--repair")
    assert status == 0
    assert "read anew: 1 documents; 0 are gone" in out
    assert run("text", folder / "snow.md", "--corpus", folder)[1] == TEXTS["snow.md"]


def test_nothing_is_repaired_without_the_folder(run, folder, tmp_path):
    run("index", folder)
    (tmp_path / "store/vectors.json").write_text("{")
    folder.rename(tmp_path / "elsewhere")
    status, out, err = run("check", "--corpus", folder, "--repair")
    assert status == 2
    assert "vectors.json: this manifest cannot be read" in out
    assert "files are read anew from there" in err


def test_a_changed_model_is_a_fault(run, folder, monkeypatch, tmp_path):
    run("index", folder)
    monkeypatch.undo()
    (tmp_path / "reader").mkdir()
    (tmp_path / "reader/manifest.json").write_text("{}")
    arguments = ["check", "--corpus", str(folder), "--store", str(tmp_path / "store")]
    assert main([*arguments, "--reader", str(tmp_path / "reader")]) == 1
