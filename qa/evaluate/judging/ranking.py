"""Measures of rankings, question by question, computed by ir-measures (MacAvaney et al. 2022).

Ranks and grades go in as synthetic names, so that nothing depends on how documents are called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["DEPTH", "Ranking", "ranking_measures"]

DEPTH = 20
"""How many documents of a ranking count; MRR takes a rank beyond them as not found."""

_RECALLS = (1, 5, DEPTH)
_NDCG = 10


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranking that one question got.

    Attributes:
        grades: Of the ranked documents, best first; 0 is not relevant.
        relevant: Grades, 1 or more, of all relevant documents, found or not.
    """

    grades: tuple[int, ...]
    relevant: tuple[int, ...]

    @classmethod
    def of_one(cls, rank: int | None) -> Ranking:
        """Of one relevant document at a 0-based rank; None if it was not found."""
        return cls(() if rank is None else (*[0] * rank, 1), (1,))


def ranking_measures(rankings: Sequence[Ranking]) -> dict[str, list[float]]:
    """Measures of each ranking, in order.

    Returns:
        ``recall@1``, ``recall@5`` and ``recall@20``: share of the relevant documents among the
        first k. ``mrr``: 1 / (rank + 1) of the first relevant one within 20, else 0 (Voorhees
        1999). ``ndcg@10``: discounted gain of the first 10 over that of the best order (Järvelin
        and Kekäläinen 2002, as trec_eval computes it: the gain is the grade).
    """
    # It takes a moment to import, and not every evaluation ranks.
    import ir_measures

    names = {ir_measures.R @ k: f"recall@{k}" for k in _RECALLS}
    names[ir_measures.RR @ DEPTH] = "mrr"
    names[ir_measures.nDCG @ _NDCG] = f"ndcg@{_NDCG}"
    judged: dict[str, dict[str, int]] = {}
    ranked: dict[str, dict[str, float]] = {}
    for number, ranking in enumerate(rankings):
        grades = {str(rank): grade for rank, grade in enumerate(ranking.grades[:DEPTH])}
        missed = Counter(ranking.relevant) - Counter(ranking.grades[:DEPTH])
        missing = {f"missed {i}": grade for i, grade in enumerate(missed.elements())}
        judged[str(number)] = grades | missing
        ranked[str(number)] = {str(rank): -float(rank) for rank in range(len(grades))}
    values = {name: [0.0] * len(rankings) for name in names.values()}
    for metric in ir_measures.iter_calc(list(names), judged, ranked):
        values[names[metric.measure]][int(metric.query_id)] = metric.value
    return values
