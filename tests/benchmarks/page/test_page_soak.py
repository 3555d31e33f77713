"""The soak's own checks can fail, and one person gets through the real page."""

import random

import httpx
import pytest

from benchmarks.page import soak
from benchmarks.page.soak_people import Texts, View
from index.values import document_id
from qa.exports.export_file import read_export
from tests.qa.page.fake_bot import FakeBot
from tests.qa.page.web.serving import serving

TEXT = "Ann rang the bell at noon. Bob slept."


def cited(**changes):
    return {"document": document_id(TEXT), "start": 0, "end": 3, "text": "Ann", **changes}


def test_a_citation_is_compared_with_the_text_that_was_written():
    texts = Texts([TEXT])
    assert texts.fault(cited()) == ""
    assert texts.fault(cited(start=1, end=4)) == "a citation that is not exact"
    assert texts.fault(cited(text="ann")) == "a citation that is not exact"
    assert texts.fault(cited(end=0, text="")) == "a citation that is not exact"
    assert texts.fault(cited(document="0" * 64)) == "a citation of a text that nobody wrote"


def test_a_text_that_was_made_may_be_cited():
    texts = Texts([TEXT])
    made = texts.made(random.Random(0))
    assert made not in (TEXT, texts.made(random.Random(1)))
    assert {*made.split("\n\n")[1:]} == {"Ann rang the bell at noon.", "Bob slept."}
    assert texts.fault(cited(document=document_id(made), end=6, text="Notice")) == ""


def figures(**changes):
    return {"minutes": 60, "citations": 1, "errors": {}, "memory": {"growth": 0.01}, **changes}


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"errors": {"ReadTimeout": 1}}, False),
        ({"citations": 0}, False),
        ({"memory": {"growth": 0.06}}, False),
        ({"memory": {"growth": 0.06}, "minutes": 5}, True),
    ],
)
def test_what_counts_as_good(changes, good):
    assert soak.is_good(figures(**changes)) is good


def test_memory_is_compared_from_the_tenth_minute_on():
    memory = [(minute / 10, 500 if minute < 100 else 400 + minute / 30) for minute in range(600)]
    assert soak.memory_figures(memory, 60) == {
        "settled_after_minutes": 10,
        "settled_mib": 403.8,
        "end_mib": 419.5,
        "most_mib": 500,
        "growth": 0.0388,
    }


def test_errors_are_told_from_what_was_done():
    counts = soak.Shared("", Texts([]), []).counts
    counts.update({"error: ReadError": 2, "error: none": 0, "questions": 3, "citations": 4})
    assert soak._counted(counts) == {
        "citations": 4,
        "errors": {"ReadError": 2},
        "done": {"questions": 3},
    }


@pytest.mark.slow
def test_the_page_has_what_people_press():
    with serving(FakeBot()) as url, httpx.Client(base_url=url, timeout=30) as client:
        view = View(client, client.get("/config").json(), "tab")
        assert "moon" in view.ask("moon")
        for form in ("json", "md"):
            assert read_export(view.exported(form)).seal == "whole"
        assert 'class="files"' in view.shelf("")
        assert "<" in view.press("withdraw", "0" * 64, "0")
        assert isinstance(view.tasks(), str)
