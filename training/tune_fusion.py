"""Chooses the weights of dense and lexical search.

    python -m training.tune_fusion DATA [--store DIR]

Asks all 2,454 questions of ``dev/squad1_tune`` of the 3,641 paragraphs of ``training.paragraphs``.
Each paragraph is a document, ranked by its best passage. Prints R@1 / R@5 / R@20 for each setting,
with reciprocal rank fusion (Cormack et al., 2009, k = 60) for comparison.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from tqdm import tqdm

from index.corpus import Corpus
from index.embedding.model_files import load_embedder
from index.search import clauses
from training.paragraphs import paragraph_corpus, read_all

DEPTH = 200
LEXICAL_WEIGHTS = (0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
PHRASES = ((0.0, 0), (0.2, 0), (0.4, 0), (0.3, 2))

Scores = dict[int, float]
Fusion = Callable[[Scores, Scores], Scores]


def main() -> None:
    """Print one row per setting."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--store", type=Path, help="keep the corpus here for the next run")
    options = parser.parse_args()
    datasets = read_all(options.data)
    tune = datasets[0]
    embedder = load_embedder()
    with paragraph_corpus(datasets, embedder, options.store) as (corpus, ids):
        gold = [ids[0][question.paragraph] for question in tune.questions]
        vectors = [embedder.embed_question(q.text) for q in tqdm(tune.questions, desc="questions")]
        dense = [dict(corpus.dense_search(vector, DEPTH)) for vector in vectors]
        owner: dict[int, str] = {}
        _print(
            "dense",
            [_rank(scores, g, owner, corpus) for scores, g in zip(dense, gold, strict=True)],
        )
        for weight, slop in PHRASES:
            # The analyser's settings are constants of the module; trying others is its business.
            clauses.PHRASE_WEIGHT, clauses.PHRASE_SLOP = weight, slop
            bm25 = [dict(corpus.lexical_search(q.text, DEPTH)) for q in tune.questions]
            complete = [
                cos | corpus.dense_scores(vector, [i for i in bm if i not in cos])
                for cos, bm, vector in zip(dense, bm25, vectors, strict=True)
            ]
            name = f"phrases {weight} slop {slop}"
            fusions: dict[str, Fusion] = {"BM25": lambda _, bm: bm, "RRF": _reciprocal}
            fusions |= {f"cosine + {w} BM25": _sum(w) for w in LEXICAL_WEIGHTS}
            for label, fuse in fusions.items():
                ranks = [
                    _rank(fuse(cos, bm), g, owner, corpus)
                    for cos, bm, g in zip(complete, bm25, gold, strict=True)
                ]
                _print(f"{label}, {name}", ranks)


def _sum(weight: float) -> Fusion:
    def fuse(cosines: Scores, bm25: Scores) -> Scores:
        best = max(bm25.values(), default=1.0)
        return {i: cos + weight * bm25.get(i, 0.0) / best for i, cos in cosines.items()}

    return fuse


def _reciprocal(cosines: Scores, bm25: Scores) -> Scores:
    fused: Scores = {}
    for scores in (cosines, bm25):
        for place, i in enumerate(sorted(scores, key=lambda i: -scores[i]), 1):
            fused[i] = fused.get(i, 0.0) + 1 / (60 + place)
    return fused


def _rank(scores: Scores, gold: str, owner: dict[int, str], corpus: Corpus) -> int:
    """Return the 0-based rank of the gold document, by best passages; a large number if absent."""
    unknown = [i for i in scores if i not in owner]
    owner |= {i: passage.document_id for i, passage in corpus.passages(unknown).items()}
    ranked = dict.fromkeys(owner[i] for i in sorted(scores, key=lambda i: (-scores[i], i)))
    return list(ranked).index(gold) if gold in ranked else 10**6


def _print(name: str, ranks: list[int]) -> None:
    shares = (100 * float(np.mean(np.array(ranks) < k)) for k in (1, 5, 20))
    print(f"| {name} | " + " | ".join(f"{share:.1f}" for share in shares) + " |", flush=True)


if __name__ == "__main__":
    main()
