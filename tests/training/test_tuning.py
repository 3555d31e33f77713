"""Tuning with the passage given: the questions asked, and figures as arithmetic."""

import math
from dataclasses import dataclass, field, replace

import pytest

from index.values import Document, document_id
from qa.answer import Answer, Citation
from qa.evaluate import Dataset, Gold, Paragraph, Question
from training.reader.tuning import (
    PassageFigures,
    half_unanswerable,
    passage_figures,
    score_threshold,
)


@dataclass
class ScriptedAnswerer:
    """Replaces ``PassageAnswerer``: answers with fixed parts of the passage."""

    script: dict[str, tuple[str | None, float]]
    asked: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, question, text):
        self.asked.append((question, text))
        part, score = self.script[question]
        if part is None:
            return Answer(question, question, "none", 0.0, False, score=score)
        start = text.index(part)
        source = Document(document_id(text), text, "t", ("t",))
        citation = Citation(source, 0, len(text), 0.5, start, start + len(part))
        return Answer(question, question, "answer", 0.5, False, (citation,), score=score)


TEXT = "Ann Lee left in May. Bob Ray stayed."
DATASET = Dataset(
    "tiny",
    (Paragraph("A", TEXT), Paragraph("B", "Carl slept.")),
    (
        Question("1", "Who left?", (Gold("Ann Lee", 0), Gold("Ann", 0)), 0),
        Question("2", "Who stayed?", (Gold("Bob Ray", 21),), 0),
        Question("3", "Who flew?", (), 0),
        Question("4", "Who ran?", (), 1),
    ),
)


def test_figures_of_a_passage_given():
    bot = ScriptedAnswerer(
        {
            "Who left?": ("Ann", 3.0),  # as one annotator has it
            "Who stayed?": ("Bob Ray stayed", 2.0),  # F1 2·2/(3 + 2)
            "Who flew?": ("May", 1.0),
            "Who ran?": ("Carl", -1.0),
        }
    )
    # Answering from a score of 2 earns 1 + 0.8 and declining the others 2, of 4.
    assert passage_figures(bot, DATASET) == PassageFigures(
        pytest.approx(1 / 2), pytest.approx(1.8 / 2), pytest.approx(3.8 / 4), 2.0
    )
    assert bot.asked == [
        ("Who left?", TEXT),
        ("Who stayed?", TEXT),
        ("Who flew?", TEXT),
        ("Who ran?", "Carl slept."),
    ]


def test_the_threshold_may_decline_right_answers():
    bot = ScriptedAnswerer(
        {
            "Who left?": ("Ann Lee", 3.0),
            "Who stayed?": ("Ray stayed", 1.0),  # F1 1/2
            "Who flew?": ("May", 2.0),
            "Who ran?": (None, -math.inf),
        }
    )
    # From 3: 1 + 2. From 2: 1 + 1. From 1: 1 + 1/2 + 1.
    figures = passage_figures(bot, DATASET)
    assert (figures.best_f1, figures.best_threshold) == (3 / 4, 3.0)
    assert figures.has_answer_exact_match == 1 / 2
    assert figures.has_answer_f1 == pytest.approx(3 / 4)


def test_fewer_questions_can_be_asked():
    bot = ScriptedAnswerer({one.text: ("a", 1.0) for one in DATASET.questions})
    passage_figures(bot, Dataset("d", DATASET.paragraphs, DATASET.questions[:2]), 1)
    assert len(bot.asked) == 1


NAMES = ["Alba", "Brno", "Cork", "Dover", "Elba", "Fargo", "Genoa", "Haifa", "Izmir", "Jena"]
NORTH = {"Alba", "Brno", "Cork", "Dover", "Elba"}
TOWNS = Dataset(
    "towns",
    tuple(
        Paragraph("North" if name in NORTH else "South", f"A river comes from {name}.")
        for name in NAMES
    ),
    tuple(
        Question(name, f"Which thing comes from {name}?", (Gold("A river", 0),), number)
        for number, name in enumerate(NAMES)
    ),
)


def test_every_second_question_is_made_unanswerable():
    made = half_unanswerable(TOWNS)
    assert made.paragraphs == TOWNS.paragraphs
    changed = [
        (one, other)
        for one, other in zip(TOWNS.questions, made.questions, strict=True)
        if one != other
    ]
    assert len(changed) == 5
    for one, other in changed:
        assert not other.answerable
        assert other.text != one.text
        assert (other.id, other.paragraph) == (one.id, one.paragraph)
        name = other.text.removeprefix("Which thing comes from ").removesuffix("?")
        # Another name of the same article.
        assert name in (NORTH if one.id in NORTH else set(NAMES) - NORTH)
        assert name != one.id
    assert half_unanswerable(TOWNS) == made
    assert half_unanswerable(TOWNS, seed=1) != made


def test_names_of_other_articles_are_no_replacement():
    apart = replace(
        TOWNS, paragraphs=tuple(replace(one, title=one.text) for one in TOWNS.paragraphs)
    )
    assert half_unanswerable(apart) == apart


def test_questions_to_which_no_rule_applies_stay_answerable():
    plain = Dataset(
        "plain",
        (Paragraph("A", "A river comes there."),),
        tuple(
            Question(str(number), "Which thing comes there?", (Gold("river", 2),), 0)
            for number in range(4)
        ),
    )
    assert half_unanswerable(plain) == plain


def test_both_kinds_count_half_for_the_threshold():
    known = "Which thing comes from Alba?"
    plain = tuple(
        Question(str(number), f"Which thing comes {place}?", (Gold("A river", 0),), 0)
        for number, place in enumerate(("there", "here", "along"))
    )
    towns = replace(TOWNS, questions=(TOWNS.questions[0], *plain, Question("5", "Why?", (), 0)))

    asked = []

    class Bot:
        def ask(self, question, text):
            asked.append(question)
            score = {known: 3.0}.get(question, 2.0 if "from" in question else 1.0)
            return ScriptedAnswerer({question: ("A river", score)}).ask(question, text)

    # Only the first one can be changed. From 1 on: all four answers and no decline, 1/2 of 1. From
    # 3 on: one of the four answers and every decline, 1/2 of 1/4 and 1/2 of 1. By the number of
    # questions the first would be better: 4 of 5 against 2 of 5.
    assert score_threshold(Bot(), towns) == (pytest.approx(0.625), 3.0)
    assert len(asked) == 5
    assert "Why?" not in asked
    assert asked[0] == known
    assert asked[1] in {f"Which thing comes from {name}?" for name in NORTH - {"Alba"}}


def test_a_threshold_needs_questions_of_both_kinds():
    bot = ScriptedAnswerer({"Which thing comes there?": ("river", 3.0)})
    unanswerable = replace(DATASET, questions=DATASET.questions[2:])
    with pytest.raises(ValueError, match="tiny: no answerable questions"):
        score_threshold(bot, unanswerable)
    unchanged = Dataset(
        "plain",
        (Paragraph("A", "A river comes there."),),
        (Question("1", "Which thing comes there?", (Gold("river", 2),), 0),),
    )
    with pytest.raises(ValueError, match=r"plain: .* no rule changes any"):
        score_threshold(bot, unchanged)
