"""A chatbot that is opened over a folder or over texts."""

import logging
import tempfile
from dataclasses import replace

import pytest
from filelock import FileLock

import qa.answering.pipeline
import qa.calibration.files
import qa.chatbot
from qa import Chatbot
from qa.answering.confidence import Thresholds
from qa.calibration.files import keep_calibration
from qa.errors import CalibrationError, ReaderError
from qa.readers.loading import load_reader
from tests.fakes import WordEmbedder
from tests.index.corpora import make_folder, write
from tests.qa.small_bot import TEXTS, WEIGHTS, calibration, without_times
from tests.sentence_reader import SentenceReader


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Replaces the shipped embedder, reader and calibration."""
    embedder = WordEmbedder(512, 30)
    own = SentenceReader(embedder, WEIGHTS)
    path = tmp_path / "shipped" / "calibration.json"
    path.parent.mkdir()
    calibration(embedder).save(path, {})
    monkeypatch.setattr(qa.chatbot, "load_embedder", lambda name: embedder)
    monkeypatch.setattr(
        qa.chatbot, "load_reader", lambda folder=None: load_reader(folder) if folder else own
    )
    monkeypatch.setattr(qa.calibration.files, "SHIPPED_CALIBRATION", path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    return path.parent


def test_from_folder_builds_and_opens_again(tmp_path, shipped):
    folder = make_folder(tmp_path / "mine", TEXTS)
    with Chatbot.from_folder(folder, store=tmp_path / "s", progress=False) as bot:
        assert bot.last_sync.added == 3
        first = bot.ask("Who rang the bell?")
        assert first.calibrated
        assert first.text == "😀 Ann rang the bell."
    with Chatbot.from_folder(str(folder), store=str(tmp_path / "s"), progress=False) as bot:
        assert bot.last_sync.added == 0
        assert bot.last_sync.unchanged == 3
        assert without_times(bot.ask("Who rang the bell?")) == without_times(first)
    assert sorted(path.name for path in folder.iterdir()) == sorted(TEXTS)


def test_ones_own_calibration_goes_before_the_shipped_one(tmp_path, shipped, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    fitted = calibration(WordEmbedder(512, 30))
    own = replace(
        fitted, answer=replace(fitted.answer, bias=-1.0), thresholds=Thresholds(0.25, 0.5)
    )
    kept = keep_calibration(own, {})
    with Chatbot.from_texts(TEXTS.items(), progress=False) as bot:
        assert bot.thresholds.answer == 0.25
        answer = bot.ask("Who rang the bell?")
        assert answer.calibrated
        assert answer.confidence == pytest.approx(1 / (1 + 2.718281828459045 ** (1 - answer.score)))
    kept.unlink()
    with Chatbot.from_texts(TEXTS.items(), progress=False) as bot:
        assert bot.thresholds.answer == 0.5


def test_from_folder_needs_a_folder(tmp_path, shipped):
    for path in (tmp_path / "nowhere", write(tmp_path / "file.txt", "text")):
        with pytest.raises(NotADirectoryError, match=path.name):
            Chatbot.from_folder(path, store=tmp_path / "s")
    assert not (tmp_path / "s").exists()


@pytest.mark.slow
def test_a_busy_corpus_is_answered_from(tmp_path, shipped, caplog):
    folder = make_folder(tmp_path / "mine", TEXTS)
    store = tmp_path / "s"
    Chatbot.from_folder(folder, store=store, progress=False).close()
    write(folder / "zebra.txt", "The zebra rang the bell.")
    with FileLock(store / "writer.lock"), caplog.at_level(logging.WARNING):
        with Chatbot.from_folder(folder, store=store, progress=False) as bot:
            assert bot.ask("Who rang the bell?").text == "😀 Ann rang the bell."
            assert len(bot.documents()) == 3
        warnings = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
        assert len(warnings) == 1
        assert "answering from what is indexed so far" in warnings[0]


def test_from_texts_answers_and_leaves_nothing_behind(tmp_path, shipped):
    with Chatbot.from_texts(TEXTS.items(), progress=False) as bot:
        (scratch,) = (tmp_path / "scratch").iterdir()
        answer = bot.ask("What do otters eat?")
        assert answer.text == "Otters eat urchins."
        assert answer.citations[0].document.source == "kelp.txt"
        assert scratch.is_dir()
    assert not scratch.exists()


def test_from_texts_keeps_a_store_that_was_given(tmp_path, shipped):
    store = tmp_path / "kept"
    Chatbot.from_texts(TEXTS.items(), store=store, progress=False).close()
    with Chatbot.from_texts([], store=store, progress=False) as bot:
        assert len(bot.documents()) == 3


def test_from_texts_that_fails_leaves_nothing_behind(tmp_path, shipped):
    scratch = tmp_path / "scratch"
    with pytest.raises(ValueError, match="empty"):
        Chatbot.from_texts([("t", "")], progress=False)
    assert list(scratch.iterdir()) == []
    with pytest.raises(ReaderError, match="nowhere"):
        Chatbot.from_texts(TEXTS.items(), reader=tmp_path / "nowhere", progress=False)
    assert list(scratch.iterdir()) == []
    (shipped / "calibration.json").write_text("{")
    with pytest.raises(CalibrationError, match=r"calibration\.json"):
        Chatbot.from_texts(TEXTS.items(), progress=False)
    assert list(scratch.iterdir()) == []


def test_a_missing_reader_is_told_before_anything_is_indexed(tmp_path, shipped):
    folder = make_folder(tmp_path / "mine", TEXTS)
    with pytest.raises(ReaderError, match="nowhere"):
        Chatbot.from_folder(folder, store=tmp_path / "s", reader=tmp_path / "nowhere")
    assert not (tmp_path / "s").exists()
