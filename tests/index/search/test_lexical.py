import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.search.lexical import LexicalIndex
from index.search.passage_filter import PassageFilter
from index.values import PassageRow
from tests.index.texts import adversarial


def row(id_, text, document="d", title="T"):
    return PassageRow(id_, document, title, text)


def filled(*rows, folder=None):
    index = LexicalIndex(folder)
    index.update([one.passage_id for one in rows], rows, [])
    return index


def of(rows, documents):
    """The filter of the passages of some documents."""
    if documents is None:
        return None
    return PassageFilter(one.passage_id for one in rows if one.document_id in documents)


def ids(found):
    return [id_ for id_, _ in found]


def test_more_of_the_question_ranks_higher():
    index = filled(
        row(1, "snow and rain"), row(2, "red snow fell on harbours"), row(3, "nothing here")
    )
    assert ids(index.search("snow harbour", 5)) == [2, 1]
    scores = [score for _, score in index.search("snow harbour", 5)]
    assert scores == sorted(scores, reverse=True)
    assert ids(index.search("snow harbour", 1)) == [2]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Harbours", "harbour"),
        ("Café", "CAFE"),
        ("cafe\u0301", "café"),
        ("\ufb01shing", "fishing"),
        ("har-\nbour", "harbour"),
        ("har\u00adbour", "harbour"),
        ("zero\u200bwidth", "zerowidth"),
        ("1969", "1969"),
    ],
)
def test_passages_and_questions_are_read_alike(text, question):
    assert ids(filled(row(1, text), row(2, "other")).search(question, 5)) == [1]


@pytest.mark.slow
@given(st.data())
def test_a_large_index_finds_what_one_query_finds(data):
    words = st.sampled_from(["the", "of", "bell", "horn", "snow", "tide", "north", "river"])
    texts = data.draw(st.lists(st.lists(words, min_size=1, max_size=8), min_size=12, max_size=30))
    # With so many others no word is common but those of the list.
    rows = [row(i, " ".join(text), f"d{i % 3}") for i, text in enumerate(texts, 1)]
    rows += [row(1000 + i, f"filler{i}") for i in range(10 * len(texts))]
    question = " ".join(data.draw(st.lists(words, min_size=1, max_size=6)))
    small, large = filled(*rows), LexicalIndex(one_query_most=0)
    large.update([one.passage_id for one in rows], rows, [])
    for documents in (None, ["d1"]):
        expected = dict(small.search(question, 100, of(rows, documents)))
        found = large.search(question, 100, of(rows, documents))
        assert dict(found) == pytest.approx(expected, rel=1e-5)
        assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)


def test_the_title_counts():
    index = filled(row(1, "text", title="Normans"), row(2, "text", title="Danes"))
    assert ids(index.search("normans", 5)) == [1]


def test_neighbouring_words_count_more_than_scattered_ones():
    index = filled(row(1, "river and north bank"), row(2, "north river and bank"))
    assert ids(index.search("north river", 5)) == [2, 1]


def test_the_filter_works_inside_the_search():
    rows = [row(i, "bell bell bell", "outside") for i in range(1, 41)]
    rows += [row(50, "a bell among so many other words", "inside"), row(51, "no", "inside")]
    index = filled(*rows)
    assert 50 not in ids(index.search("bell", 3))
    found = index.search("bell", 3, of(rows, ["inside"]))
    assert ids(found) == [50]
    unfiltered = dict(index.search("bell", 100))
    assert found[0][1] == pytest.approx(unfiltered[50])
    both = of(rows, ["inside", "outside"])
    assert ids(index.search("bell", 100, both)) == ids(index.search("bell", 100))
    assert index.search("bell", 3, of(rows, [])) == []
    assert index.search("bell", 3, of(rows, ["unknown"])) == []


def test_removed_and_replaced_passages():
    index = filled(*[row(i, f"bell word{i}") for i in range(1, 6)])
    index.update([], [], [2, 4, 99])
    assert index.ids() == [1, 3, 5]
    assert len(index) == 3
    assert sorted(ids(index.search("bell", 10))) == [1, 3, 5]
    index.update([3], [row(3, "horn")], [])
    assert index.ids() == [1, 3, 5]
    assert ids(index.search("horn", 10)) == [3]
    assert sorted(ids(index.search("bell", 10))) == [1, 5]


def test_an_update_that_fails_changes_nothing():
    index = filled(row(1, "bell"))

    def broken():
        yield row(2, "horn")
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        index.update([1, 2], broken(), [])
    assert index.ids() == [1]
    index.update([2], [row(2, "horn")], [])
    assert index.ids() == [1, 2]


def test_closed_and_opened_is_the_same(tmp_path):
    rows = [row(i, f"bell harbour word{i % 3}", f"d{i % 4}") for i in range(1, 30)]
    index = filled(*rows, folder=tmp_path / "lexical")
    index.update([], [], [3, 4])
    again = LexicalIndex(tmp_path / "lexical")
    assert again.ids() == index.ids()
    for question in ("bell", "harbour word1", "bell harbour word2"):
        for allowed in (None, of(rows, ["d1", "d2"])):
            assert again.search(question, 10, allowed) == index.search(question, 10, allowed)


def test_another_instance_sees_changes_after_reload(tmp_path):
    writer = filled(row(1, "bell"), folder=tmp_path / "lexical")
    reader = LexicalIndex(tmp_path / "lexical")
    writer.update([2], [row(2, "bell")], [1])
    reader.reload()
    assert reader.ids() == [2]


@given(adversarial, st.integers(-1, 3))
@example("AND OR NOT", 3)
@example('bell" OR passage:1 ^2 ~ * ? ( [ {', 3)
@example("word " * 2000, 3)
def test_nothing_that_is_typed_is_query_syntax(question, k):
    found = INDEX.search(question, k)
    assert len(found) <= max(k, 0)
    assert set(ids(found)) <= {1, 2}


INDEX = filled(row(1, "The bell, and or not."), row(2, "passage document text"))
