"""Made-up documents of the benchmark of tables are whole, and as many as were wanted."""

import numpy as np
import pytest

from benchmarks.cluster.made_up import portions
from benchmarks.indexing.growth.build import real_corpus
from index.text.passages import PassageSettings, passage_fingerprint
from tests.fakes import WordEmbedder

WORDS = ["tide", "bell", "harbour", "rope", "salt", "snow", "road", "boat", "kelp", "otter"]


@pytest.mark.slow
def test_made_up_documents_are_whole(tmp_path):
    embedder, draw = WordEmbedder(64), np.random.default_rng(4)
    texts = [
        (
            f"Title {i}",
            f"The {' '.join(draw.choice(WORDS, 9))}. It {' '.join(draw.choice(WORDS, 7))}.",
        )
        for i in range(40)
    ]
    real_corpus(tmp_path, embedder, texts)
    made_with = passage_fingerprint(embedder, PassageSettings())
    documents = [d for portion in portions(tmp_path, made_with, 64, 1_003) for d in portion]
    assert sum(len(one.drafts) for one in documents) == 1_003
    assert len({one.sources[0].source for one in documents}) == len(documents) == 126
    for one in documents:
        assert one.vectors.shape == (len(one.drafts), 64)
        ends = [draft.end for draft in one.drafts]
        assert ends == sorted(ends) and ends[-1] == len(one.document.text)
        for draft in one.drafts:
            words = [one.document.text[s.start : s.end] for s in draft.sentences]
            assert " ".join(words) == one.document.text[draft.start : draft.end]
