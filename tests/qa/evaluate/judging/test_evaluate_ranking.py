"""Measures of rankings, worked out by hand, and of citations against evidence."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Document, document_id
from qa.answer import Citation
from qa.evaluate import Dataset, Ground, Paragraph, Question, judge
from qa.evaluate.judging.evidence import Coverage, coverage
from qa.evaluate.judging.ground_truth import GoldPlace, ground_in_paragraphs
from qa.evaluate.judging.question_result import Outcome, ranking_of
from qa.evaluate.judging.ranking import Ranking, ranking_measures
from qa.evaluate.measures.summary import summarise
from tests.qa.evaluate.scripted import answer, cite, document


def of(ranking: Ranking) -> dict[str, float]:
    return {name: value for name, (value,) in ranking_measures([ranking]).items()}


@pytest.mark.parametrize(
    ("rank", "recalls", "reciprocal", "gain"),
    [
        (0, (1, 1, 1), 1, 1),
        (1, (0, 1, 1), 1 / 2, 1 / math.log2(3)),
        (4, (0, 1, 1), 1 / 5, 1 / math.log2(6)),
        (5, (0, 0, 1), 1 / 6, 1 / math.log2(7)),
        (9, (0, 0, 1), 1 / 10, 1 / math.log2(11)),
        (10, (0, 0, 1), 1 / 11, 0),
        (19, (0, 0, 1), 1 / 20, 0),
        (20, (0, 0, 0), 0, 0),
        (None, (0, 0, 0), 0, 0),
    ],
)
def test_of_one_relevant_document(
    rank: int | None, recalls: tuple[int, int, int], reciprocal: float, gain: float
) -> None:
    assert of(Ranking.of_one(rank)) == pytest.approx(
        {
            **dict(zip(("recall@1", "recall@5", "recall@20"), recalls, strict=True)),
            "mrr": reciprocal,
            "ndcg@10": gain,
        },
        abs=1e-6,
    )


def test_of_several_grades() -> None:
    # Found: 0, 2, 0, 1; a 2 is missed. The best order is 2, 2, 1.
    found = of(Ranking((0, 2, 0, 1), (2, 1, 2)))
    ideal = 2 + 2 / math.log2(3) + 1 / math.log2(4)
    assert found == pytest.approx(
        {
            "recall@1": 0.0,
            "recall@5": 2 / 3,
            "recall@20": 2 / 3,
            "mrr": 1 / 2,
            "ndcg@10": (2 / math.log2(3) + 1 / math.log2(5)) / ideal,
        },
        abs=1e-6,
    )


def test_each_ranking_keeps_its_place() -> None:
    ranks = [3, None, 0, 11, 1]
    together = ranking_measures([Ranking.of_one(rank) for rank in ranks])
    for number, rank in enumerate(ranks):
        for name, value in of(Ranking.of_one(rank)).items():
            assert together[name][number] == value


@given(
    st.lists(st.integers(0, 3), max_size=25),
    st.lists(st.integers(1, 3), min_size=1, max_size=8),
)
def test_measures_of_rankings_are_shares(grades: list[int], missed: list[int]) -> None:
    ranking = Ranking(tuple(grades), (*(grade for grade in grades if grade), *missed))
    found = of(ranking)
    assert all(0 <= value <= 1 for value in found.values())
    assert found["recall@1"] <= found["recall@5"] <= found["recall@20"]


def test_the_same_text_twice_is_one_document_of_its_highest_grade() -> None:
    dataset = Dataset(
        "d",
        (Paragraph("a", "one"), Paragraph("b", "two"), Paragraph("c", "one")),
        (Question("1", "q", (), 0, relevant=((0, 1), (1, 1), (2, 2))),),
        "retrieval",
    )
    ids = [document_id(text) for text in ("two", "other", "one")]
    ranking = ranking_of(dataset.questions[0], ids, ground_in_paragraphs(dataset))
    assert ranking == Ranking((1, 0, 2), (2, 1))


# -- evidence

TEXT = "The tide rose. Ann rang the bell. The tide fell."
TIDES = document(TEXT, "tide")
SNOWS = document("Snow fell. Ann rang the bell.", "snow")
BELL, ROSE = "Ann rang the bell.", "The tide rose."


def places(quote: str, *documents: Document) -> tuple[GoldPlace, ...]:
    return tuple(GoldPlace(one.id, one.text.index(quote), len(quote)) for one in documents)


@pytest.mark.parametrize(
    ("citations", "quotes", "expected"),
    [
        ([cite(TIDES, BELL)], [places(BELL, TIDES)], Coverage(18, 18, 18, 18)),
        # Two sentences of 14 and 18 with a space between, one of them evidence.
        ([cite(TIDES, f"{ROSE} {BELL}")], [places(BELL, TIDES)], Coverage(33, 18, 18, 18)),
        ([cite(TIDES, "Ann rang")], [places(BELL, TIDES)], Coverage(8, 8, 18, 8)),
        # What is cited twice counts once.
        (
            [cite(TIDES, BELL), cite(TIDES, f"{ROSE} {BELL}")],
            [places(BELL, TIDES)],
            Coverage(33, 18, 18, 18),
        ),
        ([cite(TIDES, BELL)], [places(ROSE, TIDES)], Coverage(18, 0, 14, 0)),
        # The same words in another document are not the evidence, unless it is found there, too.
        ([cite(SNOWS, BELL)], [places(BELL, TIDES)], Coverage(18, 0, 18, 0)),
        ([cite(SNOWS, BELL)], [places(BELL, TIDES, SNOWS)], Coverage(18, 18, 18, 18)),
        # One of two quotations.
        ([cite(TIDES, BELL)], [places(BELL, TIDES), places(ROSE, TIDES)], Coverage(18, 18, 32, 18)),
        ([], [places(BELL, TIDES)], Coverage(0, 0, 18, 0)),
    ],
)
def test_coverage_counts_characters(
    citations: list[Citation], quotes: list[tuple[GoldPlace, ...]], expected: Coverage
) -> None:
    assert coverage(citations, quotes) == expected


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=4),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), min_size=1, max_size=3),
)
def test_coverage_is_a_share(cited: list[tuple[int, int]], quoted: list[tuple[int, int]]) -> None:
    found = coverage(
        [Citation(TIDES, start, start + length, 0.5) for start, length in cited],
        [[GoldPlace(TIDES.id, start, length)] for start, length in quoted],
    )
    assert 0 <= found.recall <= 1
    assert (found.precision is None) == (not cited)
    if found.precision is not None:
        assert 0 <= found.precision <= 1


WHO = Question("1", "Who rang?", (), 0, ("Ann",), "tide", (BELL,))
GROUND = Ground(
    {one.id: one.text for one in (TIDES, SNOWS)},
    ((GoldPlace(TIDES.id, 0, len(TEXT)),),),
    {0: (places(BELL, TIDES),)},
)


def test_an_answer_with_evidence_is_right_if_half_of_it_stands_there() -> None:
    def right(source: Document, quote: str, span: str) -> bool:
        return judge(WHO, answer("Q?", cite(source, quote, span)), GROUND).right

    assert right(TIDES, BELL, "Ann")
    assert right(TIDES, BELL, "Ann rang")  # F1 2/3
    assert right(SNOWS, BELL, "Ann")  # exactly right, wherever it stands
    assert not right(SNOWS, BELL, "Ann rang")
    assert not right(TIDES, BELL, "bell")


def test_precision_and_recall_are_means_over_questions() -> None:
    outcomes = [
        Outcome(WHO, 1.0, judgement=judge(WHO, answer("Q?", *citations), GROUND))
        for citations in ([cite(TIDES, f"{ROSE} {BELL}", "Ann")], [cite(TIDES, ROSE, "tide")], [])
    ]
    found = summarise(outcomes, 0.0)
    assert found["citation_precision"] == pytest.approx((18 / 33 + 0) / 2)  # nothing is cited once
    assert found["citation_recall"] == pytest.approx((1 + 0 + 0) / 3)
    assert "citation_position" not in found  # no answer has a place of its own
    left_out = [replace(one, left_out=True) for one in outcomes]
    assert "citation_recall" not in summarise(left_out, 0.0)
