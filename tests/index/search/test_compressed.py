import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.search.compressed import CompressedVectors
from index.search.passage_filter import PassageFilter
from index.search.vectors import VectorIndex

DIMENSION = 16


def questions_of(seed, count):
    """Unit vectors."""
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def unit_vectors(seed, count):
    """In half precision, as the store keeps them."""
    return questions_of(seed, count).astype(np.float16).astype(np.float32)


def compressed(ids, vectors):
    """Built in two batches, as from a store."""
    half = len(ids) // 2
    return CompressedVectors.build(
        vectors[: max(half, 16)], [(ids[:half], vectors[:half]), (ids[half:], vectors[half:])]
    )


def fetch_from(stored):
    """What a store would give: the vectors of those ids that it has."""

    def fetch(ids):
        found = sorted(set(ids) & set(stored))
        vectors = np.array([stored[i] for i in found], np.float32)
        return found, vectors.reshape(len(found), DIMENSION)

    return fetch


def exact(stored, question, k, allowed=None):
    scores = {i: float(v @ question) for i, v in stored.items() if allowed is None or i in allowed}
    return sorted(scores.items(), key=lambda one: (-one[1], one[0]))[:k]


def assert_equal(found, expected):
    assert [i for i, _ in found] == [i for i, _ in expected]
    assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=1e-6)


@pytest.mark.slow
@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    ids=st.lists(st.integers(1, 10**12), unique=True, min_size=40, max_size=70),
    k=st.integers(0, 80),
    data=st.data(),
)
def test_base_and_what_came_since_equal_exact_search(seed, ids, k, data):
    """With as many candidates as vectors, rounding has no effect."""
    vectors, question = unit_vectors(seed, len(ids)), questions_of(seed + 20_000, 1)[0]
    first = sorted(ids[:30])
    stored = dict(zip(first, vectors[:30], strict=True))
    index = VectorIndex(DIMENSION, compressed(first, vectors[:30]), fetch_from(stored))
    removed = data.draw(st.sets(st.sampled_from(ids)))
    replaced = data.draw(st.sets(st.sampled_from(first)))
    allowed = data.draw(st.sets(st.sampled_from([*ids, 5 * 10**12])))
    later = dict(zip(ids[30:], vectors[30:], strict=True))
    later |= dict(zip(sorted(replaced), unit_vectors(seed + 40_000, len(replaced)), strict=True))
    stored |= later
    index.update(list(later), np.array(list(later.values())), [])
    index.update([], vectors[:0], sorted(removed))
    index.update([], vectors[:0], sorted(removed))
    for id_ in removed:
        stored.pop(id_, None)
    assert index.ids() == sorted(stored)
    assert len(index) == len(stored)
    assert_equal(index.search(question, k), exact(stored, question, k))
    assert_equal(
        index.search(question, k, PassageFilter(allowed)), exact(stored, question, k, allowed)
    )
    scores = index.scores(question, [*allowed, *removed])
    assert scores == pytest.approx(dict(exact(stored, question, 100, allowed)), abs=1e-6)


@pytest.fixture(scope="module")
def many():
    """Enough vectors that candidates are a small part of them."""
    ids, vectors = list(range(10, 8_010)), unit_vectors(1, 8_000)
    return ids, vectors, dict(zip(ids, vectors, strict=True))


def test_the_best_are_found(many):
    ids, vectors, stored = many
    index = VectorIndex(DIMENSION, compressed(ids, vectors), fetch_from(stored))
    questions = questions_of(2, 10)
    right = 0
    for question in questions:
        found = {i for i, _ in index.search(question, 10)}
        right += len(found & {i for i, _ in exact(stored, question, 10)})
    assert right >= 0.97 * 100


@pytest.mark.slow
def test_filters_work_inside_the_search(many):
    """The best hundred of each question are taken out: few of the next are near the first."""
    ids, vectors, stored = many
    same = wanted = 0
    for question in questions_of(2, 5):
        base = compressed(ids, vectors)
        index = VectorIndex(DIMENSION, base, fetch_from(stored))
        gone = [i for i, _ in exact(stored, question, 100)]
        deep = base.candidates(question, 2_000).tolist()
        index.update([], vectors[:0], gone)
        for allowed in (ids, ids[::3]):
            # What a search deep enough would have left after filtering.
            expected = [i for i in deep if i not in gone and i in set(allowed)][:200]
            found = set(base.candidates(question, 200, PassageFilter(allowed)).tolist())
            assert len(found) == 200
            assert found <= set(allowed) - set(gone)
            same += len(found & set(expected))
            wanted += len(expected)
            candidates = base.candidates(question, 120, PassageFilter(allowed)).tolist()
            expected = exact({i: stored[i] for i in candidates}, question, 10)
            assert_equal(index.search(question, 10, PassageFilter(allowed)), expected)
    assert same >= 0.98 * wanted


def test_candidates_are_as_many_as_wanted_where_there_are_so_many(many):
    ids, vectors, _ = many
    base = compressed(ids, vectors)
    base.remove(ids[:4_000])
    base.remove([1, 2, 3])
    assert (len(base), base.built) == (4_000, 8_000)
    assert base.ids().tolist() == ids[4_000:]
    assert base.held([*ids[3_998:4_002], 3]).tolist() == ids[4_000:4_002]
    question = questions_of(3, 1)[0]
    for allowed in (None, ids[3_000:6_000], ids[:10]):
        there = set(ids[4_000:]) & set(ids if allowed is None else allowed)
        for count in (1, 100, 1_999, 8_000):
            passages = None if allowed is None else PassageFilter(allowed)
            found = base.candidates(question, count, passages).tolist()
            assert len(found) == len(set(found)) == min(count, len(there))
            assert set(found) <= there


def test_saved_and_mapped_is_the_same(many, tmp_path):
    ids, vectors, _ = many
    base = compressed(ids, vectors)
    base.save(tmp_path / "b")
    mapped = CompressedVectors.load(tmp_path / "b", DIMENSION)
    assert mapped.ids().tolist() == ids
    for question in questions_of(4, 5):
        assert mapped.candidates(question, 50).tolist() == base.candidates(question, 50).tolist()


def test_the_same_vectors_give_the_same_file(many, tmp_path):
    ids, vectors, _ = many
    for name in "ab":
        compressed(ids[:500], vectors[:500]).save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_odd_dimension():
    vectors = np.eye(17, dtype=np.float32)[:, :7] + 0.1
    base = CompressedVectors.build(vectors, [(range(17), vectors)])
    assert sorted(base.candidates(vectors[0], 3).tolist())[0] >= 0
    assert len(base.candidates(vectors[0], 3)) == 3


def test_other_indexes_are_not_loaded(many, tmp_path):
    ids, vectors, _ = many
    compressed(ids[:40], vectors[:40]).save(tmp_path / "b")
    with pytest.raises(ValueError, match=r"b: not a compressed index of dimension 9"):
        CompressedVectors.load(tmp_path / "b", 9)
    faiss.write_index(faiss.IndexFlatIP(DIMENSION), str(tmp_path / "flat"))
    with pytest.raises(ValueError, match="flat: not a compressed index"):
        CompressedVectors.load(tmp_path / "flat", DIMENSION)
    (tmp_path / "bad").write_bytes(b"nonsense")
    with pytest.raises(RuntimeError):
        CompressedVectors.load(tmp_path / "bad", DIMENSION)


def test_a_base_needs_to_know_where_its_vectors_are(many):
    ids, vectors, _ = many
    with pytest.raises(ValueError, match="where its vectors are stored"):
        VectorIndex(DIMENSION, compressed(ids[:40], vectors[:40]))
