"""A program with small parts, run in this process, for tests of the command line."""

import pytest

import qa.calibration.files
import qa.chatbot
from qa.commands import manage_documents as documents_module
from qa.commands.main import main
from tests.fakes import WordEmbedder
from tests.index.corpora import make_folder
from tests.qa.commands.command_line import NumberReader, ship_reader
from tests.qa.small_bot import TEXTS, WEIGHTS, calibration
from tests.sentence_reader import SentenceReader


@pytest.fixture(autouse=True)
def shipped(tmp_path_factory, monkeypatch):
    """Stands for embedder, reader and calibration that come with the program; own user data."""
    place = tmp_path_factory.mktemp("shipped")
    embedder = WordEmbedder(512, 60)
    calibration(embedder).save(place / "calibration.json", {})
    monkeypatch.setattr(qa.chatbot, "load_embedder", lambda name: embedder)
    monkeypatch.setattr(documents_module, "load_embedder", lambda name: embedder)
    monkeypatch.setattr(qa.calibration.files, "SHIPPED_CALIBRATION", place / "calibration.json")
    ship_reader(monkeypatch, SentenceReader(embedder, WEIGHTS))
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "data"))
    return place


@pytest.fixture
def numbers(monkeypatch):
    """A shipped reader that picks numbers, and for which nothing is calibrated."""
    ship_reader(monkeypatch, NumberReader())


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "folder", TEXTS)


@pytest.fixture
def run(capfdbinary, tmp_path):
    """Run a command with a store in ``tmp_path``: status, standard output, standard error."""

    def call(*arguments, store=True):
        where = ["--store", str(tmp_path / "store")] if store else []
        status = main([*map(str, arguments), *where])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


@pytest.fixture
def nothing_unfinished(tmp_path, monkeypatch):
    """Keep the interrupted runs of one test from another."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
