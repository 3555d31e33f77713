"""Examples from datasets, and their texts cut to runs of sentences."""

import random
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.text.sentences import sentence_spans
from index.values import Span
from qa.evaluate import Dataset, Gold, Paragraph, Question
from tests.index import texts
from tests.training.tiny_tokens import count, word_tokenizer
from training.reader.examples import Cropper, Example, holds_text, positives


def example(text, *golds, answers=None):
    spans = tuple(Span(start, end) for start, end in golds)
    found = tuple(text[one.start : one.end] for one in spans) if answers is None else answers
    return Example("Who?", text, spans, found, "set", "set:0")


def place(text, part):
    start = text.index(part)
    return start, start + len(part)


def cropper(seed=0):
    return Cropper(word_tokenizer(), random.Random(seed))


def test_positives_are_the_answerable_questions_with_their_paragraphs():
    dataset = Dataset(
        "tiny",
        (Paragraph("A", "Ann left. Bob stayed."), Paragraph("B", "Carl slept.")),
        (
            Question("1", " Who slept? ", (Gold("Carl", 0),), 1),
            Question("2", "Who flew?", (), 0),
            Question("3", "Who stayed?", (Gold("Bob", 10), Gold("Bob stayed", 10)), 0),
            Question("4", "Who left?", (Gold("Ann", 0),), 0),
        ),
    )
    assert positives(dataset, [q for q in dataset.questions if q.id != "4"]) == [
        Example("Who slept?", "Carl slept.", (Span(0, 4),), ("Carl",), "tiny", "tiny:1"),
        Example(
            "Who stayed?", "Ann left. Bob stayed.", (Span(10, 13), Span(10, 20)),
            ("Bob", "Bob stayed"), "tiny", "tiny:0",
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "answers", "held"),
    [
        ("It rained on Monday.", ("monday",), True),
        ("Monday", ("Monday",), True),
        ("It rained on Mondays.", ("Monday",), False),
        ("In 1985 it rained.", ("5",), False),
        ("The well-known Khan!", ("a wellknown khan",), True),
        ("Khan of all", ("the Khan, of all",), True),
        ("Khan is all", ("nobody", "is all"), True),
        ("Khan is all", ("nobody", "Khan all"), False),
        # nothing is left of these answers, and nothing is held by every text
        ("The end.", ("the",), False),
        ("The end.", ("...", ""), False),
        ("", ("end",), False),
        ("The end.", (), False),
    ],
)
def test_holds_text_looks_for_whole_normalised_words(text, answers, held):
    assert holds_text(text, answers) is held


FIVE = "One sat here. Two sat here. Three sat here. Four sat here. Five sat here."
"""Five sentences of four tokens."""


@pytest.mark.parametrize(
    ("tokens", "kept"),
    [
        (0, {"Three sat here."}),
        (7, {"Three sat here."}),
        (8, {"Two sat here. Three sat here.", "Three sat here. Four sat here."}),
        (
            12,
            {
                "One sat here. Two sat here. Three sat here.",
                "Two sat here. Three sat here. Four sat here.",
                "Three sat here. Four sat here. Five sat here.",
            },
        ),
        (19, {FIVE.removesuffix(" Five sat here."), FIVE.removeprefix("One sat here. ")}),
        (20, {FIVE}),
        (500, {FIVE}),
    ],
)
def test_around_answer_keeps_as_many_sentences_as_fit(tokens, kept):
    cut = {
        cropper(seed).around_answer(example(FIVE, place(FIVE, "Three")), tokens).text
        for seed in range(60)
    }
    assert cut == kept


def test_around_answer_keeps_an_answer_over_two_sentences_whole():
    gold = place(FIVE, "sat here. Three")
    cut = cropper().around_answer(example(FIVE, gold), 1)
    assert cut.text == "Two sat here. Three sat here."
    assert cut.golds == (Span(4, 19),)


def test_around_answer_drops_answers_that_are_cut_away():
    both = example(FIVE, place(FIVE, "One"), place(FIVE, "Five sat"), place(FIVE, "Five"))
    cuts = {cropper(seed).around_answer(both, 4) for seed in range(30)}
    assert {(one.text, one.golds) for one in cuts} == {
        ("One sat here.", (Span(0, 3),)),
        ("Five sat here.", (Span(0, 8), Span(0, 4))),
    }
    assert {one.answers for one in cuts} == {("One", "Five sat", "Five")}


def test_beside_answer_takes_sentences_on_one_side():
    given_ = example(FIVE, place(FIVE, "Three"))
    texts_ = {cropper(seed).beside_answer(given_, 8).text for seed in range(30)}
    assert texts_ == {"One sat here. Two sat here.", "Four sat here. Five sat here."}
    assert cropper().beside_answer(given_, 8).golds == ()
    assert cropper().beside_answer(given_, 8).answers == ("Three",)


def test_beside_answer_needs_a_free_sentence_of_fitting_size():
    assert cropper().beside_answer(example("One sat here.", (0, 3)), 8) is None
    repeated = "One sat here. Here sat one."
    assert cropper().beside_answer(example(repeated, (0, 3)), 8) is None
    two = "One sat here. Two sat here."
    assert cropper().beside_answer(example(two, (0, 3)), 19) is not None  # 4 tokens are 19 // 4
    assert cropper().beside_answer(example(two, (0, 3)), 20) is None
    assert cropper().beside_answer(example(two, (0, 3)), 2) is not None  # and twice 2
    assert cropper().beside_answer(example(two, (0, 3)), 1) is None


def test_beside_answer_sees_an_answer_that_two_sentences_make_together():
    text = "He was Wang Khan then. It was Wang. Khan it was."
    given_ = example(text, place(text, "Wang Khan"))
    found = {cropper(seed).beside_answer(given_, 5) for seed in range(20)}
    assert {one and one.text for one in found} == {"It was Wang.", "Khan it was."}
    assert {cropper(seed).beside_answer(given_, 8) for seed in range(20)} == {None}


@st.composite
def numbered(draw):
    """A text of sentences of numbered words, so that every part has one place; and answers."""
    lengths = draw(st.lists(st.integers(1, 9), min_size=1, max_size=9))
    number = iter(range(sum(lengths)))
    sentences = [" ".join(f"W{next(number)}" for _ in range(length)) for length in lengths]
    text = draw(st.sampled_from([" ", "  ", "\n\n"])).join(f"{one}." for one in sentences)
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    golds = draw(st.lists(ends.map(sorted), min_size=1, max_size=3))
    assume(all(text[start:end].strip() for start, end in golds))
    return example(text, *golds)


@given(numbered(), st.integers(0, 40), st.integers(0, 5))
def test_a_crop_around_the_answer_keeps_places_and_budget(one, tokens, seed):
    cut = cropper(seed).around_answer(one, tokens)
    assert one.text.count(cut.text) == 1
    begin = one.text.index(cut.text)
    whole = Span(begin, begin + len(cut.text))
    inside = [gold for gold in one.golds if whole.contains(gold)]
    assert inside
    assert [Span(gold.start + begin, gold.end + begin) for gold in cut.golds] == inside
    assert (cut.question, cut.answers, cut.key) == (one.question, one.answers, one.key)
    sentences = sentence_spans(one.text)
    touched = [number for number, span in enumerate(sentences) if span.overlaps(whole)]
    assert all(whole.contains(sentences[number]) for number in touched)
    spent = sum(count(one.text[sentences[n].start : sentences[n].end]) for n in touched)
    own = [[n for n in touched if sentences[n].overlaps(gold)] for gold in inside]
    assert spent <= tokens or touched in own
    beyond = [n for n in (touched[0] - 1, touched[-1] + 1) if 0 <= n < len(sentences)]
    assert all(
        spent + count(one.text[sentences[n].start : sentences[n].end]) > tokens for n in beyond
    )


@given(texts.adversarial, st.data(), st.integers(0, 30))
def test_crops_of_any_text_are_slices(text, data, tokens):
    assume(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    one = example(text, (start, end))
    cut = cropper().around_answer(one, tokens)
    assert cut.text in text
    assert [cut.text[g.start : g.end] for g in cut.golds] == [text[start:end]]
    beside = cropper().beside_answer(one, tokens)
    assert beside is None or beside.text in text


@st.composite
def repeating(draw):
    """A text of few words, in which an answer often occurs again; and one answer."""
    words = st.lists(st.sampled_from(["red", "blue", "the", "sky"]), min_size=1, max_size=6)
    sentences = draw(st.lists(words.map(" ".join), min_size=2, max_size=8))
    text = " ".join(f"{one.capitalize()}." for one in sentences)
    places = [match.span() for match in re.finditer(r"(?i)red sky|red|sky", text)]
    assume(places)
    return example(text, draw(st.sampled_from(places)))


def plain(text):
    """Words without case, full stops and articles."""
    return [word for word in text.lower().replace(".", "").split() if word != "the"]


@settings(max_examples=60)
@given(repeating(), st.integers(0, 30), st.integers(0, 5))
def test_a_crop_beside_the_answer_never_holds_it(one, tokens, seed):
    cut = cropper(seed).beside_answer(one, tokens)
    assume(cut is not None)
    assert cut.golds == ()
    assert cut.text in one.text
    assert (cut.question, cut.answers, cut.key) == (one.question, one.answers, one.key)
    words, asked = plain(cut.text), plain(one.answers[0])
    assert asked not in [words[i : i + len(asked)] for i in range(len(words))]
    assert tokens // 4 <= count(cut.text) <= 2 * tokens
    assert count(cut.text) <= tokens or len(sentence_spans(cut.text)) == 1
