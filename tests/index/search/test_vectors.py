import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.passage_filter import PassageFilter
from index.search.vectors import VectorIndex

DIMENSION = 8


def questions_of(seed, count):
    """Unit vectors."""
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def unit_vectors(seed, count):
    """In half precision, as the store keeps them."""
    return questions_of(seed, count).astype(np.float16).astype(np.float32)


def brute_force(vectors, ids, question, k, allowed=None):
    scores = vectors @ question
    kept = [i for i in range(len(ids)) if allowed is None or ids[i] in allowed]
    return [(ids[i], scores[i]) for i in sorted(kept, key=lambda i: -scores[i])[:k]]


def assert_equal(found, expected):
    assert [id_ for id_, _ in found] == [id_ for id_, _ in expected]
    assert [s for _, s in found] == pytest.approx([float(s) for _, s in expected], abs=1e-6)


@pytest.mark.slow
@given(
    seed=st.integers(0, 10_000),
    ids=st.lists(st.integers(1, 10**12), unique=True, max_size=60),
    k=st.integers(0, 70),
    data=st.data(),
)
def test_search_equals_brute_force(seed, ids, k, data):
    vectors, question = unit_vectors(seed, len(ids)), questions_of(seed + 20_000, 1)[0]
    some = st.sets(st.sampled_from(ids)) if ids else st.just(set())
    removed, allowed = data.draw(some), data.draw(some)
    index = VectorIndex(DIMENSION)
    half = len(ids) // 2
    index.update(ids[:half], vectors[:half], [])
    index.update(ids[half:], vectors[half:], [])
    index.update([], vectors[:0], sorted(removed))
    rest = [i for i in range(len(ids)) if ids[i] not in removed]
    ids, vectors = [ids[i] for i in rest], vectors[rest]
    assert index.ids() == sorted(ids)
    assert len(index) == len(ids)
    assert_equal(index.search(question, k), brute_force(vectors, ids, question, k))
    assert_equal(
        index.search(question, k, PassageFilter(allowed)),
        brute_force(vectors, ids, question, k, allowed),
    )
    asked = [*allowed, *removed, 5 * 10**12]
    assert index.scores(question, asked) == pytest.approx(
        {i: float(s) for i, s in brute_force(vectors, ids, question, 100, allowed)}, abs=1e-6
    )
    assert index.scores(question, []) == {}


def test_an_id_that_is_there_is_replaced():
    index = VectorIndex(DIMENSION)
    one, other = unit_vectors(1, 2)
    index.update([7], one[None], [])
    index.update([7], other[None], [])
    assert len(index) == 1
    assert_equal(index.search(other, 5), [(7, other @ other)])


def test_saved_and_loaded_is_the_same(tmp_path):
    index, vectors = VectorIndex(DIMENSION), unit_vectors(3, 40)
    index.update(range(100, 140), vectors, [])
    index.update([], vectors[:0], [105])
    index.save(tmp_path / "v")
    loaded = VectorIndex.load(tmp_path / "v", DIMENSION)
    assert loaded.ids() == index.ids()
    for question in questions_of(4, 10):
        assert loaded.search(question, 12) == index.search(question, 12)
    loaded.update([200], vectors[:1], [101])
    assert loaded.ids() == sorted({*index.ids(), 200} - {101})


def test_other_indexes_are_not_loaded(tmp_path):
    index = VectorIndex(DIMENSION)
    index.save(tmp_path / "v")
    with pytest.raises(ValueError, match=r"v: not a flat index of dimension 9"):
        VectorIndex.load(tmp_path / "v", 9)
    faiss.write_index(faiss.IndexFlatIP(DIMENSION), str(tmp_path / "flat"))
    with pytest.raises(ValueError, match="flat: not a flat index"):
        VectorIndex.load(tmp_path / "flat", DIMENSION)
    whole = faiss.IndexIDMap2(faiss.IndexFlatIP(DIMENSION))
    faiss.write_index(whole, str(tmp_path / "whole"))
    with pytest.raises(ValueError, match="whole: not a flat index"):
        VectorIndex.load(tmp_path / "whole", DIMENSION)
    (tmp_path / "bad").write_bytes(b"nonsense")
    with pytest.raises(RuntimeError):
        VectorIndex.load(tmp_path / "bad", DIMENSION)


def test_room_changes_nothing_that_is_found():
    plain, roomy = VectorIndex(8), VectorIndex(8)
    vectors = np.eye(8, dtype=np.float32)
    for index in (plain, roomy):
        index.update([1, 2, 3], vectors[:3], [])
    roomy.reserve(100)
    assert len(roomy) == 3
    for index in (plain, roomy):
        index.update([9, 2], vectors[3:5], [1])
    assert roomy.ids() == [2, 3, 9]
    assert roomy.search(vectors[4], 5) == plain.search(vectors[4], 5)
