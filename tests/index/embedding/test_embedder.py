"""The real model: the export equals its reference, and a vector depends on its text alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding.model_files import _locate, load_embedder
from index.errors import TextTooLongError
from index.text.passages import PassageSettings, split_passages
from index.text.search_text import search_text
from tests.index.texts import adversarial

pytestmark = pytest.mark.model

PROSE = (
    "the harbour bell rang while snow fell on seventeen old boats and nobody in Rouen slept "
    "because King Alfred’s fleet, burnt in 911, had never been paid for; the merchants wanted "
    "silver (not promises) and a café opened at 5 p.m. to sell bread fish rope salt"
)


def texts_of_many_lengths():
    random = np.random.default_rng(7)
    texts = ["", "a", "Why?", "😀", "漢字", "e\u0301 \ufb01ne\r\nprint-\ning"]
    for length in (2, 3, 5, 8, 13, 21, 34, 55, 89, 120, 150, 180):
        texts += [" ".join(random.choice(PROSE.split(), length)) for _ in range(2)]
    return texts


def full_length(embedder):
    """A text of exactly as many tokens as the model reads."""
    text = "word " * (embedder.max_tokens - 2)
    assert embedder.count_tokens([text]) == [embedder.max_tokens - 2]
    return text


@pytest.fixture(scope="module")
def full_precision(own_cache):
    loaded = load_embedder(precision="fp32")
    yield loaded
    loaded.close()


@pytest.fixture(scope="module")
def texts(embedder):
    return [*texts_of_many_lengths(), full_length(embedder)]


@pytest.mark.slow
def test_full_precision_equals_sentence_transformers(full_precision, texts):
    from sentence_transformers import SentenceTransformer

    folder, _ = _locate("all-MiniLM-L6-v2")
    reference = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    assert full_precision.max_tokens == reference.max_seq_length
    expected = reference.encode([search_text(t) for t in texts], normalize_embeddings=True)
    cosines = (full_precision.embed(texts) * expected).sum(axis=1)
    assert cosines.min() >= 0.9999
    question = full_precision.embed_question(texts[-2])
    assert question @ expected[-2] >= 0.9999


def test_int8_is_close_to_full_precision(embedder, full_precision, texts):
    cosines = (embedder.embed(texts) * full_precision.embed(texts)).sum(axis=1)
    assert cosines.mean() >= 0.997
    assert cosines.min() >= 0.99
    assert cosines.mean() < 0.999999, "int8 is not quantised"


def test_fingerprints_differ_by_precision(embedder, full_precision):
    assert embedder.fingerprint != full_precision.fingerprint


def test_vectors_have_unit_length_and_keep_their_order(embedder, texts):
    vectors = embedder.embed(texts)
    assert vectors.shape == (len(texts), 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert embedder.embed([]).shape == (0, 384)


def test_a_vector_depends_on_its_text_alone(embedder, texts):
    together = embedder.embed(texts)
    backwards = embedder.embed(texts[::-1])[::-1]
    for i, text in enumerate(texts):
        assert np.array_equal(together[i], embedder.embed([text])[0])
        assert np.array_equal(together[i], embedder.embed_question(text))
    assert np.array_equal(together, backwards)


def test_the_normalised_copy_is_embedded(embedder):
    plain, printed = embedder.embed(["fine printing", "\ufb01ne\r\nprint-\ning"])
    assert np.array_equal(plain, printed)


def test_progress_counts_every_text(embedder, texts):
    seen = []
    embedder.embed(texts, seen.append)
    assert sum(seen) == len(texts)


def test_a_text_that_is_too_long_is_never_cut(embedder):
    embedder.embed([full_length(embedder)])
    with pytest.raises(TextTooLongError, match="257 tokens, the model reads 256"):
        embedder.embed(["short", full_length(embedder) + "word"])


def test_a_question_is_read_up_to_the_limit(embedder):
    full = full_length(embedder)
    assert np.array_equal(embedder.embed_question(full + "more"), embedder.embed_question(full))


def test_token_spans_are_offsets_of_the_text_itself(embedder):
    text = "😀 Café\r\nun\ufb01nished  漢字"
    parts = [text[start:end] for start, end in embedder.token_spans(text)]
    assert parts[:2] == ["😀", "Café"]
    assert parts[-2:] == ["漢", "字"]
    assert "".join(parts[2:-2]) == "un\ufb01nished"


@settings(max_examples=60)
@given(adversarial, st.sampled_from([8, 128, 500]))
def test_every_passage_can_be_embedded(embedder, text, max_tokens):
    drafts = split_passages(text, embedder, PassageSettings(max_tokens=max_tokens))
    counts = embedder.count_tokens([text[d.start : d.end] for d in drafts])
    budget = min(max_tokens, embedder.max_tokens - 2)
    for draft, count in zip(drafts, counts, strict=True):
        assert count <= budget or draft.end - draft.start == 1


def test_a_line_of_ligatures_can_be_embedded(embedder):
    text = "ﷺ" * 40
    drafts = split_passages(text, embedder, PassageSettings())
    assert len(embedder.embed([text[d.start : d.end] for d in drafts])) > 1
