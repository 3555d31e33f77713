"""Searches of a corpus, opened again, filtered, and made anew."""

import numpy as np
import pytest

from index.text.passages import PassageSettings
from tests.fakes import WordEmbedder
from tests.index.corpora import (
    TEXTS,
    all_passages,
    assert_sound,
    contents,
    open_corpus,
    searches,
)


@pytest.mark.slow
def test_closed_and_opened_searches_are_the_same(tmp_path, corpus, folder):
    (folder / "snow.txt").unlink()
    corpus.sync()
    before = searches(corpus)
    assert any(before)
    corpus.close()
    embedder = WordEmbedder()
    with open_corpus(tmp_path, embedder) as again:
        assert searches(again) == before
        assert_sound(again)
    assert embedder.calls == 0


def test_searches_are_what_they_say(corpus):
    question = corpus.embedder.embed_question("Who rang the bell?")
    passages = all_passages(corpus)
    exact = {}
    for passage in passages.values():
        text = corpus.document(passage.document_id).text[passage.start : passage.end]
        half = WordEmbedder().embed([text])[0].astype(np.float16).astype(np.float32)
        exact[passage.id] = float(half @ question)
    found = corpus.dense_search(question, 1000)
    assert dict(found) == pytest.approx(exact, abs=1e-6)
    assert [s for _, s in found] == sorted(exact.values(), reverse=True) or [
        s for _, s in found
    ] == pytest.approx(sorted(exact.values(), reverse=True), abs=1e-6)
    some = list(passages)[::2]
    assert corpus.dense_scores(question, [*some, 10**9]) == pytest.approx(
        {id_: exact[id_] for id_ in some}, abs=1e-6
    )


@pytest.mark.parametrize("kind", ["dense", "lexical"])
def test_filters_work_inside_the_search(corpus, kind):
    def search(k, documents=None):
        if kind == "lexical":
            return corpus.lexical_search("harbour bell", k, documents)
        return corpus.dense_search(corpus.embedder.embed_question("harbour bell"), k, documents)

    passages = all_passages(corpus)
    for summary in corpus.summaries():
        inside = [s for s in search(1000) if passages[s[0]].document_id == summary.id]
        assert [i for i, _ in search(2, [summary.id])] == [i for i, _ in inside[:2]]
        assert len(search(2, [summary.id])) == min(2, len(inside))
    assert search(5, []) == []
    assert search(5, ["unknown"]) == []


def test_other_passage_sizes_make_the_passages_anew(tmp_path, corpus):
    before = all_passages(corpus)
    corpus.close()
    with open_corpus(tmp_path, settings=PassageSettings(max_tokens=8)) as again:
        again.check()
        report = again.sync()
        assert report.unchanged == len(TEXTS)
        assert report.passages == len(again.embedder.embedded) > len(before)
        assert not set(all_passages(again)) & set(before)
        assert_sound(again)
        assert set(contents(again)) == set(TEXTS.values())


def test_another_embedder_makes_the_vectors_anew(tmp_path, corpus):
    corpus.close()
    with open_corpus(tmp_path, WordEmbedder(dimension=32)) as again:
        again.sync()
        assert_sound(again)
        found = again.dense_search(again.embedder.embed_question("bell"), 100)
        assert len(found) == len(again.embedder.embedded) > 0
