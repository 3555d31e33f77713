from itertools import pairwise

import pytest

from index.corpus import Corpus
from index.text.passages import PassageSettings
from qa.retriever import NEAR_BONUS, FusionSettings, Retriever
from tests.fakes import WordEmbedder

TEXTS = {
    "bell": "The bell rang.",
    "tide": "The tide rose. A bell fell.",
    "snow": "Snow lay deep.",
    "bells": "Bells, bells, bells!",
}


@pytest.fixture
def corpus(tmp_path):
    settings = PassageSettings(max_tokens=12)
    with Corpus(tmp_path / "corpus", WordEmbedder(256), settings=settings) as corpus:
        corpus.add_texts(TEXTS.items())
        yield corpus


def test_score_is_cosine_plus_weighted_share_of_the_best_bm25(corpus):
    question = "Who rang the bell?"
    bm25 = dict(corpus.lexical_search(question, 50))
    vector = corpus.embedder.embed_question(question)
    cosines = dict(corpus.dense_search(vector, 50))
    expected = {
        id_: cosine + 0.7 * bm25.get(id_, 0.0) / max(bm25.values())
        for id_, cosine in cosines.items()
    }
    hits = Retriever(corpus, FusionSettings(lexical_weight=0.7)).search(question, 10)
    assert {hit.passage.id: hit.score for hit in hits} == pytest.approx(expected)
    assert [hit.score for hit in hits] == pytest.approx(sorted(expected.values(), reverse=True))
    assert hits[0].text == "The bell rang."
    assert hits[0].lexical == 1.0
    snow = next(hit for hit in hits if hit.document.title == "snow")
    assert (snow.lexical, snow.score) == (0.0, snow.dense)
    assert len({0.0, 1.0} | {hit.lexical for hit in hits}) > 2


def test_a_passage_that_only_term_search_found_gets_its_true_cosine(corpus):
    # "bells" has the term bell but not the word: with one candidate each, dense search finds
    # another passage first.
    question = "bell bell bell"
    vector = corpus.embedder.embed_question(question)
    (dense, _), (lexical, _) = (
        corpus.dense_search(vector, 1)[0], corpus.lexical_search(question, 1)[0],
    )  # fmt: skip
    assert dense != lexical
    hits = Retriever(corpus, FusionSettings(candidates=1)).search(question, 1)
    assert hits[0].passage.id == lexical
    assert hits[0].dense == pytest.approx(dict(corpus.dense_search(vector, 50))[lexical])


def test_weight_0_is_dense_search(corpus):
    question = "bells"
    vector = corpus.embedder.embed_question(question)
    hits = Retriever(corpus, FusionSettings(lexical_weight=0.0)).search(question, 10)
    cosines = dict(corpus.dense_search(vector, 50))
    assert {hit.passage.id: hit.score for hit in hits} == pytest.approx(cosines)
    assert [hit.score for hit in hits] == sorted((h.dense for h in hits), reverse=True)
    weighted = Retriever(corpus, FusionSettings(lexical_weight=9.0)).search(question, 10)
    assert [hit.passage.id for hit in weighted] != [hit.passage.id for hit in hits]


def test_k_and_documents_are_kept_to(corpus):
    retriever = Retriever(corpus)
    assert retriever.search("bell", 0) == ()
    assert len(retriever.search("bell", 2)) == 2
    assert retriever.search("bell", 2) == retriever.search("bell", 10)[:2]
    snow = next(one.id for one in corpus.documents() if one.title == "snow")
    assert {hit.document.title for hit in retriever.search("bell", 10, [snow])} == {"snow"}
    assert retriever.search("bell", 10, []) == ()


def test_an_empty_corpus_has_no_hits(tmp_path):
    with Corpus(tmp_path / "empty", WordEmbedder()) as corpus:
        assert Retriever(corpus).search("bell") == ()


def test_equal_scores_keep_one_order(tmp_path):
    with Corpus(tmp_path / "same", WordEmbedder(256)) as corpus:
        corpus.add_texts((f"{i}", f"Same words {i}.") for i in range(6))
        question = "unheard"
        hits = Retriever(corpus, FusionSettings(lexical_weight=0.0)).search(question, 6)
        for hit, following in pairwise(hits):
            assert (-hit.score, hit.passage.id) < (-following.score, following.passage.id)


def test_the_fingerprint_follows_the_settings():
    settings = (
        FusionSettings(), FusionSettings(lexical_weight=0.9), FusionSettings(candidates=100),
    )  # fmt: skip
    assert len({one.fingerprint for one in settings}) == 3


def test_a_completed_question_scores_by_the_mean_of_both_texts(corpus):
    retriever = Retriever(corpus)
    question, completed = "When did it rise?", "When did it rise (tide)?"
    read = {hit.passage.id: hit for hit in retriever.search(question, 10)}
    topic = {hit.passage.id: hit for hit in retriever.search(completed, 10)}
    hits = retriever.search_completed(question, completed, 10)
    means = {id_: (read[id_].score + topic[id_].score) / 2 for id_ in read}
    assert {hit.passage.id: hit.score for hit in hits} == pytest.approx(means)
    assert [hit.score for hit in hits] == sorted(means.values(), reverse=True)
    assert all(hit.dense == read[hit.passage.id].dense for hit in hits)
    assert retriever.search_completed(question, None) == retriever.search(question)
    assert retriever.search_completed(question, question) == retriever.search(question)
    assert retriever.search_completed(question, completed, 0) == ()


def test_passages_of_the_document_that_was_cited_gain_a_bonus(corpus):
    question = "Who rang the bell?"
    retriever = Retriever(corpus)
    plain = {hit.passage.id: hit for hit in retriever.search_completed(question, None, 10)}
    near = next(hit.document.id for hit in plain.values() if hit.document.title == "snow")
    for retrieve_as in (None, question, "Who rang the bell (snow)?"):
        without = retriever.search_completed(question, retrieve_as, 10)
        hits = retriever.search_completed(question, retrieve_as, 10, near=near)
        scores = {hit.passage.id: hit.score for hit in without}
        for hit in hits:
            bonus = NEAR_BONUS if hit.document.id == near else 0.0
            assert hit.score == pytest.approx(scores[hit.passage.id] + bonus)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert len(retriever.search_completed(question, retrieve_as, 1, near=near)) == 1
