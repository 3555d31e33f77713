"""Work that is done to one text grows with its length, whatever is in it: counted, not timed.

What native code does cannot be counted in it. Its own rules are counted instead, on what it is
given: sentencex searches the closing sign of each opening one, and compares each full stop with
each pair; normalising sorts each run of marks by insertion.
"""

import re
import unicodedata

import pytest
import sentencex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.loaders.plain_text import load
from index.text.passages import PassageSettings, split_passages
from index.text.search_text import search_text
from index.text.sentences import sentence_spans
from tests.counting import lines_run
from tests.fakes import WordEmbedder

PAIRS = {"“": "”", "«": "»", "»": "«", "‘": "’", "„": "“", "‹": "›", '"': '"', "(": ")", "[": "]"}

FAMILIES = [
    "“", "«a. ", "„a “b. ", "(a) b. ", '"a" b. ', "([{", "» ", "'a. ", "`a ", "a. ", "? ", "…",
    "\u0301\u0316", "a\u0301\u0316", "\u0f73\u0301", "\U0001d165\u0301", "\u1f82", "\ufdfa", "ﬁ",
    "\n", "\r\n \r", "- a\n", "1. a\n", "a\tb\n", "a  b   c\n", "| a ", "#", "# a\n\n", "A.1 ",
    "a-", "a-  \n", "\u00ad", "\u200b", " ", "\f", "x", "ء", "。", "a.b@c.", "Mr. ", "§ 1.", "=\n",
]  # fmt: skip


class Counter:
    """Adds up steps: lines of our code, and what native code does by its rules."""

    def __init__(self):
        self.steps = 0

    def count_native(self, monkeypatch):
        """Count what native code does, too."""
        split, normalize = sentencex.get_sentence_boundaries, unicodedata.normalize

        def counted_split(language, text):
            self.steps += len(text) + searched(text) + text.count(".") * pairs(text)
            return split(language, text)

        def counted_normalize(form, text):
            self.steps += len(text) + sum(len(run) ** 2 for run in runs(text))
            return normalize(form, text)

        monkeypatch.setattr(sentencex, "get_sentence_boundaries", counted_split)
        monkeypatch.setattr(unicodedata, "normalize", counted_normalize)

    def of(self, function, *arguments):
        """Steps of one call."""
        self.steps = 0
        lines = lines_run(function, *arguments)
        return self.steps + lines


def searched(text):
    """Code points passed from opening signs to their closing ones, or to the end."""
    total = 0
    for sign, closing in PAIRS.items():
        nearest = len(text)
        for place in range(len(text) - 1, -1, -1) if sign in text else ():
            if text[place] == sign:
                total += nearest - place
            if text[place] == closing:
                nearest = place
    return total


def pairs(text):
    return min(sum(map(text.count, PAIRS)), sum(map(text.count, PAIRS.values())))


def runs(text):
    """Runs of marks out of order, as they are sorted."""
    classes = "".join("m" if unicodedata.combining(c) else " " for c in text)
    return [match[0] for match in re.finditer("m{2,}", classes)]


def text_of(fragments, size):
    pattern = "".join(fragments)
    return ("Begin. " + pattern * (size // len(pattern) + 1))[:size]


@pytest.fixture
def counter(monkeypatch):
    native = Counter()
    native.count_native(monkeypatch)
    return native


SMALL, LARGE = 40_000, 80_000


@pytest.mark.parametrize("family", ["“", "«a. ", "(a) b. ", "„a “b. "])
def test_splitting_costs_in_proportion_to_the_length(counter, family):
    small, large = (counter.of(sentence_spans, text_of([family], size)) for size in (SMALL, LARGE))
    assert large <= 1.5 * (LARGE / SMALL) * small


@pytest.mark.parametrize("family", ["\u0301\u0316", "\u0f73\u0301", "\U0001d165\u0301", "ﬁ\u0316"])
def test_normalising_costs_in_proportion_to_the_length(counter, family):
    search_text("\u0301" * 50 + "\U0001d165")  # the set of marks is made once
    small, large = (counter.of(search_text, text_of([family], size)) for size in (SMALL, LARGE))
    assert large <= 1.5 * (LARGE / SMALL) * small
    assert large <= 40 * LARGE


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(FAMILIES), min_size=1, max_size=4))
@example(["\n"])
@example(["- a\n"])
@example(["a  b   c\n"])
def test_reading_and_cutting_a_text_takes_steps_in_proportion_to_its_length(fragments):
    def work(text):
        extracted = load(text.encode())
        split_passages(extracted.text, WordEmbedder(), PassageSettings(), extracted.structure)

    small, large = (Counter().of(work, text_of(fragments, size)) for size in (1_000, 4_000))
    assert large <= 1.6 * 4 * small + 5_000
