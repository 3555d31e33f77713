"""How much of each training set is learnt."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ADVERSARIAL", "BESIDE", "SHARES", "TABLES", "WHOLE", "Share"]


@dataclass(frozen=True, slots=True)
class Share:
    """How one set is used.

    Attributes:
        most: Limit on answered questions; all if None.
        most_unanswered: Limit on questions without answer; all if None.
        times_unanswered: How often each question without answer is learnt.
        searched: Whether the set's documents are searched for hard negatives.
        retrieved: Share of the set's answered questions that get such negatives.
    """

    most: int | None = None
    most_unanswered: int | None = None
    times_unanswered: int = 1
    searched: bool = False
    retrieved: float = 0.0


SHARES: dict[str, Share] = {
    # Questions as people ask them, on all kinds of articles.
    "squadshifts_new_wiki": Share(searched=True, retrieved=0.9),
    "squad_train_fragments": Share(searched=True, retrieved=0.9, times_unanswered=3),
    "qed_nq_train": Share(searched=True, retrieved=0.9),
    "afriqa_en": Share(searched=True, retrieved=0.9),
    "timeqa_human": Share(searched=True, retrieved=0.9, times_unanswered=2),
    "quoref_dev": Share(searched=True, retrieved=0.5),
    "selqa": Share(searched=True, retrieved=0.6),
    # Questions about a given text: another text's answer may be just as right.
    "squadshifts_reddit": Share(5000, searched=True, retrieved=0.2),
    "squadshifts_amazon_reviews": Share(5000, searched=True, retrieved=0.2),
    "fairytaleqa_train": Share(searched=True),
    "qamr": Share(9000),
    "covidqa": Share(),
    # Reasons, clauses, tables, pages of offices and authorities, meetings.
    "qadiscourse": Share(searched=True, retrieved=0.3),
    "doc2dial_rc_val": Share(searched=True, retrieved=0.8),
    "tatqa_spans": Share(searched=True, retrieved=0.5),
    "hotpot_subset": Share(),
    "wice_claims": Share(),
    "tables": Share(),
    # Templated: the same few questions of every text.
    "contractnli": Share(1200, 500),
    "medquad_sections": Share(1500, searched=True, retrieved=0.5),
    "causalnews": Share(1200),
    # Noisy, or made of turns rather than sentences.
    "friendsqa": Share(1500),
    "molweni_test": Share(700, 150),
    "qmsum_windows": Share(600),
}

TABLES = 9000
"""Number of made-up questions about tables."""

BESIDE = 0.3
"""Share of answered questions that are also read with other sentences of their document."""

WHOLE: dict[str, float] = {
    "squadshifts_new_wiki": 0.6,
    "squad_train_fragments": 0.8,
    "qed_nq_train": 0.3,
    "afriqa_en": 0.3,
    "qadiscourse": 0.3,
    "squadshifts_reddit": 0.3,
    "tatqa_spans": 0.5,
    "squadshifts_amazon_reviews": 0.3,
    "timeqa_human": 0.3,
    "fairytaleqa_train": 0.2,
}
"""Share of a set's questions that are read once more with their whole paragraph."""

ADVERSARIAL: dict[str, float] = {
    "squadshifts_new_wiki": 0.6,
    "squad_train_fragments": 0.6,
    "qed_nq_train": 0.3,
    "afriqa_en": 0.3,
    "timeqa_human": 0.4,
    "qadiscourse": 0.1,
    "squadshifts_reddit": 0.1,
    "squadshifts_amazon_reviews": 0.1,
    "quoref_dev": 0.2,
}
"""Share of a set's questions that rules change into unanswerable ones, read once more."""
