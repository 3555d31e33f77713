"""What each measure is, in a few words, for the report."""

from __future__ import annotations

__all__ = ["GROUPS"]

GROUPS: dict[str, dict[str, str]] = {
    "Answers": {
        "exact_match": "all questions, at the threshold; to decline is right where nothing answers",
        "f1": "the same, by shared words",
        "has_answer_exact_match": "answerable questions, best candidate",
        "has_answer_f1": "the same, by shared words",
        "best_exact": "exact match at its best threshold",
        "best_f1": "F1 at its best threshold",
        "best_threshold": "the one of best F1",
    },
    "Answering and declining": {
        "threshold": "answers are given from here on",
        "answered": "of all questions",
        "evidence": "of all questions, given sentences instead",
        "left_out_evidence": "of those whose article was left out, given sentences instead",
        "left_out_answered": "of those whose article was left out",
        "answered_precision": "of the answers given, right",
        "answered_recall": "of the answerable questions, answered and right",
        "declined_precision": "of the declined questions, rightly declined",
        "declined_recall": "of what should be declined, declined",
        "no_answer_accuracy": "of the unanswerable questions, declined",
    },
    "Confidence": {
        "confidence_auroc": "tells right from wrong; 0.5 is chance",
        "expected_calibration_error": "how far it is from the share of right answers",
        "calibration_error_by_chance": "the same to expect if it were exact",
        "risk_coverage_area": "mean risk over all coverages; 0 is best",
    },
    "Retrieval": {
        "recall@1": "relevant text in the first place, before reading",
        "recall@5": "among the first 5",
        "recall@20": "among the first 20",
        "mrr": "mean reciprocal rank",
        "ndcg@10": "discounted gain of the first 10",
        "reranked_recall@1": "in the first place after reading",
    },
    "Citations": {
        "citation_exactness": "equal to an independent slice of the document",
        "citation_has_answer": "the first one holds a gold answer",
        "citation_position": "of right answers, cited from the gold answer's place",
        "citation_precision": "cited characters that are evidence",
        "citation_recall": "characters of the evidence that are cited",
        "evidence_f1": "cited sentences against those that a person marked",
        "evidence_f1_why_how": "the same of questions for a reason or a manner",
    },
}
"""Names of measures by group, each with its meaning."""
