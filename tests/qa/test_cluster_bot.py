"""A chatbot over a corpus in tables answers as the one over the folder does."""

from __future__ import annotations

import json

import pytest

from index.cluster.cluster_corpus import ClusterCorpus
from index.cluster.cluster_store import ClusterStore
from index.cluster.moving_corpora import load_corpus
from index.errors import StoreError
from qa import Chatbot
from qa.any_corpus import AnyCorpus
from qa.commands.main import main
from tests.fakes import WordEmbedder
from tests.qa.small_bot import SETTINGS, WEIGHTS, calibration, make_bot
from tests.sentence_reader import SentenceReader

QUESTIONS = (
    "Who rang the bell?",
    "What grows in cold water?",
    "Who closed the school?",
    "When did the tide rise?",
    "What does a zebra eat?",
)


@pytest.fixture
def local(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.library.sync()
        yield bot


@pytest.fixture
def corpus(local, tmp_path):
    inside: AnyCorpus = local._corpus
    place = str(tmp_path / "tables")
    with ClusterStore.create(place, inside.passage_fingerprint, 512) as store:
        load_corpus(inside.location, store)
    with ClusterCorpus(place, WordEmbedder(512, 30), settings=SETTINGS) as corpus:
        yield corpus


@pytest.fixture
def remote(corpus):
    embedder = corpus.embedder
    fitted = calibration(embedder, settings=SETTINGS)
    likened = fitted.likened(corpus.measured_as, corpus.fingerprint)
    yield Chatbot(corpus, SentenceReader(embedder, WEIGHTS), calibrations=[likened])


def said(answer):
    """Kind, words and places of an answer."""
    record = answer.to_dict()
    places = [
        [
            (c["document"], c["start"], c["end"], c["answer_start"], c["source"])
            for c in record[name]
        ]
        for name in ("citations", "related")
    ]
    return answer.kind, answer.text, answer.calibrated, places


def test_the_same_questions_get_the_same_citations(local, remote):
    for question in QUESTIONS:
        here, there = local.ask(question), remote.ask(question)
        assert said(there) == said(here)
        assert there.confidence == pytest.approx(here.confidence, abs=0.01)
        for citation in there.citations:
            assert citation.text == citation.document.text[citation.start : citation.end]
    assert any(local.ask(question).citations for question in QUESTIONS)
    only = [local.find("snow.md").id]
    assert said(remote.ask(QUESTIONS[0], only)) == said(local.ask(QUESTIONS[0], only))


def test_conversations_are_kept_in_the_tables(remote, corpus):
    chat = remote.conversation()
    chat.ask("Who rang the bell?")
    assert corpus.user_data.conversations.of_owner("") == []
    assert remote.library.sync().added == 0
    with pytest.raises(StoreError, match="command cluster"):
        remote.library.add("a.txt")
    id_ = remote.find("snow.md").id
    remote.library.remove(id_)
    assert remote.library.document_count() == 2
    assert id_ not in [document.id for document in remote.library.documents()]


def test_a_calibration_counts_only_for_the_search_it_was_fitted_for(local, corpus):
    fitted = calibration(corpus.embedder, settings=SETTINGS)
    assert fitted.likened("another search", corpus.fingerprint) == fitted
    assert not fitted.fits({**fitted.fitted_for, "search": corpus.fingerprint})
    likened = fitted.likened(corpus.measured_as, corpus.fingerprint)
    assert likened.fits({**fitted.fitted_for, "search": corpus.fingerprint})
    assert fitted.fitted_for["search"] == local._corpus.fingerprint == corpus.measured_as


def test_commands_of_a_corpus_in_tables(corpus, local, tmp_path, capsys):
    def run(*arguments):
        status = main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return status, written.out, written.err

    status, out, _ = run("cluster", "status", corpus.place, "--json")
    rows = {table["name"]: table["rows"] for table in json.loads(out)["tables"]}
    assert (status, rows["documents"], rows["sources"]) == (0, 3, 3)
    assert run("cluster", "check", corpus.place)[:2] == (0, f"{corpus.place} is sound\n")
    assert run("cluster", "optimize", corpus.place)[0] == 0
    status, out, _ = run("list", "--corpus", corpus.place, "--json")
    assert [entry["title"] for entry in json.loads(out)] == [
        summary.title for summary in corpus.summaries()
    ]
    document = local.find("snow.md")
    status, out, _ = run("text", "snow.md", "--corpus", corpus.place)
    assert (status, out) == (0, document.text)
    status, out, err = run("cluster", "check", tmp_path)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "no corpus there" in err
    assert run("cluster", "forget", corpus.place, "--yes")[0] == 0
    assert run("cluster", "status", corpus.place)[0] == 2


def test_a_command_for_folders_refuses_object_storage_in_one_line(capsys):
    assert main(["status", "--corpus", "s3://bucket/corpus"]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert len(written.err.splitlines()) == 1
    assert "python -m qa cluster" in written.err
