"""Which calibration a chatbot takes for its parts."""

import logging
from dataclasses import replace

import pytest

import index.search.lexical
import index.search.local_engine
import qa.answering.pipeline
import qa.calibration.files
import qa.chatbot
from index.corpus import Corpus
from index.text.passages import PassageSettings
from qa import Chatbot
from qa.retriever import FusionSettings
from tests.fakes import WordEmbedder
from tests.qa.small_bot import SETTINGS, WEIGHTS, calibration, make_bot
from tests.sentence_reader import SentenceReader


@pytest.mark.parametrize("part", ["reader", "embedder", "search", "fusion", "read"])
def test_a_calibration_of_other_parts_is_not_used(tmp_path, caplog, part):
    other = calibration(WordEmbedder(512, 30), {part: "other"}, SETTINGS)
    with caplog.at_level(logging.WARNING), make_bot(tmp_path, calibrated=other) as bot:
        bot.sync()
        answers = bot.ask_many(["Who rang the bell?", "What fell?"])
    assert [one.calibrated for one in answers] == [False, False]
    warnings = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert "no calibration" in warnings[0].getMessage()
    # The reader's own softmax: the best of all spans and no answer.
    hits = bot_scores(tmp_path, "Who rang the bell?")
    assert answers[0].confidence == pytest.approx(hits)


def bot_scores(tmp_path, question):
    """Softmax probability of the best sentence; all sentences of the texts differ."""
    with make_bot(tmp_path) as bot:
        spans = bot.answerer.reader.read(question, bot.search(question)).spans
    odds = [2.718281828459045**span.score for span in spans]
    return max(odds) / (1 + sum(odds))


@pytest.mark.parametrize(
    "settings",
    [PassageSettings(max_tokens=24), PassageSettings(max_tokens=20, overlap=0)],
    ids=["passage length", "overlap"],
)
def test_a_calibration_is_for_the_way_documents_are_cut(tmp_path, settings):
    with make_bot(tmp_path) as bot:
        assert bot.ask("Who rang the bell?").calibrated
    with make_bot(tmp_path, settings=settings) as bot:
        assert not bot.ask("Who rang the bell?").calibrated


@pytest.mark.parametrize(
    "fusion", [FusionSettings(lexical_weight=0.4), FusionSettings(candidates=100)]
)
def test_a_calibration_is_for_one_fusion(tmp_path, fusion):
    with make_bot(tmp_path, fusion=fusion) as bot:
        assert not bot.ask("Who rang the bell?").calibrated


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (index.search.lexical, "PHRASE_WEIGHT", 0.3),
        (index.search.lexical, "PHRASE_SLOP", 1),
        (index.search.lexical, "MAX_TERMS", 32),
        (index.search.local_engine, "LEXICAL_SETTINGS", "another analyser"),
        (qa.answering.pipeline, "READ_PASSAGES", 5),
    ],
)
def test_a_calibration_is_for_one_search(tmp_path, monkeypatch, module, name, value):
    embedder = WordEmbedder(512, 30)
    fitted = calibration(embedder, settings=SETTINGS)
    monkeypatch.setattr(module, name, value)
    with make_bot(tmp_path, calibrated=fitted) as bot:
        assert not bot.ask("Who rang the bell?").calibrated


def test_a_calibration_is_for_one_reader_and_one_embedder(tmp_path):
    for embedder, reader in (
        (WordEmbedder(256, 30), SentenceReader(WordEmbedder(512, 30), WEIGHTS)),
        (WordEmbedder(512, 30), SentenceReader(WordEmbedder(512, 30), replace(WEIGHTS, bias=0.0))),
    ):
        fitted = calibration(WordEmbedder(512, 30), settings=SETTINGS)
        with Corpus(tmp_path / reader.fingerprint[:40], embedder, settings=SETTINGS) as corpus:
            assert not Chatbot(corpus, reader, calibrations=[fitted]).answerer.calibration


def test_a_fitting_calibration_is_no_cause_to_warn(tmp_path, caplog):
    with caplog.at_level(logging.WARNING), make_bot(tmp_path) as bot:
        bot.sync()
    assert caplog.records == []
