"""A word is not called absent where the documents have one that is derived from it."""

import pytest

from qa.answer import Searched
from qa.answering.derived_words import without_derived
from qa.answering.pipeline import Answerer
from tests.qa import calibrations
from tests.qa.answering.scripted_parts import PARTS, KeyedReader, ScriptedRetriever, hit


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("decided", "decision"), ("approve", "approval"), ("pay", "payment"),
        ("extended", "extension"), ("permitted", "permission"), ("resolved", "resolution"),
        ("apply", "application"), ("receive", "reception"), ("described", "description"),
        ("assume", "assumption"), ("reduced", "reduction"), ("converted", "conversion"),
        ("manages", "manager"), ("roofs", "roof"),
    ],
)  # fmt: skip
def test_derived_words_stand_for_each_other(word, other):
    assert without_derived([word], [f"The {other} of May"]) == ()
    assert without_derived([other], [f"They {word} it"]) == ()


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("master", "mast"), ("plan", "plant"), ("tender", "ten"), ("passion", "pass"),
        ("metal", "met"), ("roof", "room"), ("wood", "woos"), ("decided", "denied"),
    ],
)  # fmt: skip
def test_other_words_do_not(word, other):
    assert without_derived([word], [f"The {other} of May"]) == (word,)
    assert without_derived([word], []) == (word,)


def test_all_parts_of_a_word_with_a_hyphen_count():
    assert without_derived(["pay-master"], ["payments"]) == ("pay-master",)
    assert without_derived(["pay-roof"], ["payments, roofs"]) == ()


@pytest.mark.parametrize(
    ("text", "unknown"),
    [("The decision on the bell: ring it.", ("quorm",)),
     ("A bell rings here.", ("decided", "quorm"))],
)  # fmt: skip
def test_an_answer_names_only_words_that_stand_there_in_no_form(text, unknown):
    retriever = ScriptedRetriever((hit(text, 1.0),), nowhere=("decid",))
    answerer = Answerer(retriever, KeyedReader(), [calibrations.calibration(PARTS)])
    answer = answerer.answer("Who decided on the quorm?", None, None, Searched(1))
    assert answer.searched.unknown_words == unknown
