"""What was decided stands behind a label, and what was said beside it is held back."""

import pytest

from qa.answering.minuted import (
    HELD_BACK,
    labelled_ranges,
    read_as_minuted,
    with_minuted_preferred,
)
from qa.readers.protocol import Reading, ScoredSentence, ScoredSpan
from tests.qa.answering.structured import document, hit_of

HOME = ("heading", "Home working", 1, "")
SAID = ("paragraph", "Most would like three days.", 0, "")
LABEL = ("paragraph", "*Decision*", 0, "")
DECIDED = ("paragraph", "Two days a week.", 0, "")
TASK = ("paragraph", "Action: Ann writes the rule.", 0, "")
HEATING = ("heading", "Heating", 1, "")
OFFERS = ("paragraph", "Three offers came.", 0, "")
QUESTION = "What was decided about home working?"


def labelled(*blocks, kind="decision"):
    made = document(*blocks)
    spans = labelled_ranges(made, made.structure.blocks, kind)
    return [made.text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    "label", ["Decision", "*Decision:*", "**Resolved**", "AGREED:", "Decision 3/2025:", "decided"]
)
def test_the_paragraph_under_a_label_belongs_to_it(label):
    assert labelled(HOME, SAID, ("paragraph", label, 0, ""), DECIDED, SAID) == [DECIDED[1]]


@pytest.mark.parametrize("label", ["*Decision:* ", "Decision:\n", "Agreed – "])
def test_what_follows_a_label_in_its_paragraph_belongs_to_it(label):
    assert labelled(HOME, ("paragraph", f"{label}Two days.", 0, ""), SAID) == ["Two days."]


def test_a_list_under_a_label_belongs_to_it_and_the_next_label_ends_it():
    items = [("item", text, 1, "") for text in ("Two days.", "Three later.")]
    assert labelled(HOME, LABEL, *items, TASK) == ["- Two days.\n- Three later."]
    assert labelled(HOME, LABEL, DECIDED, TASK, kind="action") == ["Ann writes the rule."]
    assert labelled(HOME, LABEL, TASK) == []


@pytest.mark.parametrize(
    "text", ["Decision-making takes long.", "Decided to wait.", "Decisions are made here."]
)
def test_a_sentence_that_begins_with_the_word_is_no_label(text):
    assert labelled(HOME, ("paragraph", text, 0, ""), DECIDED) == []


@pytest.mark.parametrize(
    ("question", "read"),
    [
        (QUESTION, "What is the decision on home working?"),
        ("What did the forum decide about the heating?", "What is the decision on the heating?"),
        ("Who decided about home working?", None),
        ("When was it decided?", None),
    ],
)
def test_the_question_is_read_with_the_word_of_the_label(question, read):
    hits = [hit_of(document(HOME, SAID, LABEL, DECIDED))]
    assert read_as_minuted(question, hits) == (read or question)
    assert read_as_minuted(question, [hit_of(document(HOME, SAID))]) == question


def losses(question, *blocks):
    """What each text loses, by a reading that scores everything the same."""
    hit = hit_of(document(*blocks))
    sentences = [ScoredSentence(0, s.start, s.end, 1.0) for s in hit.passage.sentences]
    spans = [ScoredSpan(0, s.start, s.end, 1.0) for s in hit.passage.sentences]
    reading = with_minuted_preferred(question, Reading(tuple(spans), tuple(sentences)), [hit])
    ranked = [span.score for span in reading.spans]
    assert ranked == sorted((s.score for s in reading.sentences), reverse=True)
    text = hit.document.text
    return {text[s.start : s.end]: 1.0 - s.score for s in reading.sentences}


def test_what_is_said_beside_a_decision_is_held_back_in_its_section_alone():
    blocks = (HOME, SAID, LABEL, DECIDED, TASK, HEATING, OFFERS)
    lost = losses(QUESTION, *blocks)
    assert (lost[SAID[1]], lost[DECIDED[1]], lost[OFFERS[1]]) == (HELD_BACK, 0.0, 0.0)
    lost = losses("What action was agreed on home working?", *blocks)
    assert (lost[DECIDED[1]], lost[OFFERS[1]]) == (HELD_BACK, 0.0)
    for other in ("Why home working?", "What conditions has the decision on home working?"):
        assert set(losses(other, *blocks).values()) == {0.0}
    assert losses("Which decision was made on home working?", *blocks)[SAID[1]] == HELD_BACK


def test_a_label_that_is_a_heading_ends_no_section():
    label = ("heading", "Decision", 2, "")
    lost = losses(QUESTION, HOME, SAID, label, DECIDED, HEATING, OFFERS)
    assert (lost[SAID[1]], lost[DECIDED[1]], lost[OFFERS[1]]) == (HELD_BACK, 0.0, 0.0)
