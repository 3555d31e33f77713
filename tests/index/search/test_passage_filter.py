"""Filters: the passages of documents, looked up once for a generation."""

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.lexical import LexicalIndex
from index.search.passage_filter import DocumentFilters, PassageFilter
from index.values import PassageRow
from tests.conformance.memory_changes import MemoryChanges, unit

NUMBERS = st.lists(st.integers(0, 200), max_size=40)


@given(NUMBERS, NUMBERS)
def test_the_mask_says_which_pass(allowed, asked):
    mask = PassageFilter(allowed).mask(np.array(asked, np.int64))
    assert mask.tolist() == [id_ in allowed for id_ in asked]


@pytest.mark.parametrize("largest", [63_999_999, 64_000_000, 10**12])
def test_the_selector_is_the_same_set_whatever_its_form(largest):
    selector = PassageFilter([5, 3, largest, 5]).selector
    assert isinstance(selector, faiss.IDSelectorBitmap) == (largest < 64_000_000)
    members = [id_ for id_ in (0, 2, 3, 4, 5, 6, largest - 1, largest, largest + 1)
               if selector.is_member(id_)]  # fmt: skip
    assert members == [3, 5, largest]


class CountedChanges(MemoryChanges):
    """Counts how often passages are looked up."""

    def __init__(self):
        super().__init__()
        self.lookups = 0

    def passage_ids(self, documents=None):
        self.lookups += 1
        return super().passage_ids(documents)

    def passages_by_document(self):
        self.lookups += 1
        by_document = {}
        for id_, (document, _, _) in self._rows.items():
            by_document.setdefault(document, []).append(id_)
        return {
            document: range(ids[0], ids[-1] + 1) if document != "d7" else ids
            for document, ids in by_document.items()
        }


@pytest.fixture
def changes():
    made = CountedChanges()
    for number in range(200):
        made.put(f"d{number}", *(("text", unit(1)) for _ in range(number % 4)))
    made.lookups = 0
    return made


@pytest.mark.parametrize("count", [0, 1, 7, 50, 51, 120, 200])
def test_the_passages_of_documents(changes, count):
    documents = [f"d{number}" for number in range(count)]
    expected = MemoryChanges.passage_ids(changes, documents)
    assert DocumentFilters(changes).of([*documents, "unknown"]).ids.tolist() == expected


def test_a_filter_is_looked_up_once_in_a_generation(changes):
    filters = DocumentFilters(changes)
    documents = [f"d{number}" for number in range(100)]
    first = filters.of(documents)
    assert filters.of(set(documents)) is first
    assert changes.lookups == 1
    filters.of(documents[:60])
    assert changes.lookups == 1
    (new,) = changes.put("d3", ("other", unit(1)))
    changes.lookups = 0
    second = filters.of(documents)
    assert changes.lookups == 1
    assert new in second.ids
    assert new not in first.ids


def test_only_the_latest_filters_are_kept(changes):
    filters = DocumentFilters(changes)
    first = filters.of(["d1"])
    for number in range(2, 9):
        filters.of([f"d{number}"])
    assert filters.of(["d1"]) is first
    for number in range(10, 18):
        filters.of([f"d{number}"])
    assert filters.of(["d1"]) is not first


@given(st.data())
def test_a_deeper_search_finds_what_a_query_for_the_set_finds(data):
    """Both ways of filtering, whichever a search would take."""
    words = st.sampled_from(["bell", "horn", "snow", "tide"])
    texts = data.draw(st.lists(st.lists(words, min_size=1, max_size=6), min_size=30, max_size=60))
    rows = [PassageRow(i, f"d{i}", "T", " ".join(text)) for i, text in enumerate(texts)]
    index = LexicalIndex()
    index.update([row.passage_id for row in rows], rows, [])
    allowed = PassageFilter(data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1)))
    k = data.draw(st.integers(1, 12))
    question = " ".join(data.draw(st.lists(words, min_size=1, max_size=4)))
    everything = index.search(question, len(rows))
    expected = [(id_, score) for id_, score in everything if id_ in allowed.ids][:k]
    found = index.search(question, k, allowed)
    assert [s for _, s in found] == pytest.approx([s for _, s in expected], rel=1e-5)
    assert {id_ for id_, _ in found} <= set(allowed.ids.tolist())
    assert len({id_ for id_, _ in found}) == len(expected)
