import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.readers.windows import (
    MAX_ANSWER_TOKENS,
    MAX_WINDOW_TOKENS,
    TOKEN_COST,
    Window,
    Windower,
    best_spans,
    spans_of,
)
from tests.index.texts import adversarial
from tests.qa.readers.tiny_models import (
    VOCABULARY,
    WINDOW,
    WORDS,
    fast_tokenizer,
    hit,
    make_tokenizer,
)

CLS, SEP = VOCABULARY.index("[CLS]"), VOCABULARY.index("[SEP]")
LONG = "the cat saw a red dog . " * 40
"""280 tokens."""

words = st.lists(st.sampled_from([*WORDS, ".", "?", "cafe\u0301", "zebra", "\r\n", "😀"]))
texts = st.builds(lambda parts, gap: gap.join(parts), words, st.sampled_from([" ", "", " \u00a0"]))
long_texts = st.builds(lambda text, times: text * times, texts | adversarial, st.integers(1, 30))


def ids_of(text):
    return [VOCABULARY.index(word) for word in text.split()]


def inside(window, values):
    """Those of the passage's tokens."""
    return [value for value, mine in zip(values, window.inside, strict=True) if mine]


# -- windows


def test_question_and_passage_stand_in_the_template():
    (window,) = Windower(make_tokenizer(), WINDOW).windows("who sat ?", ["The cat."])
    assert window.ids == [CLS, *ids_of("who sat ?"), SEP, *ids_of("the cat ."), SEP]
    assert window.type_ids == [0] * 5 + [1] * 4
    assert window.inside.tolist() == [False] * 5 + [True] * 3 + [False]
    assert inside(window, window.offsets) == [(0, 3), (4, 7), (7, 8)]
    assert window.passage == 0


def test_windows_of_a_long_text_overlap_by_the_stride_and_reach_its_end():
    # 48 tokens less 2 of the question and 3 special ones leave 43, of which 21 are read again; so
    # a window begins every 22 tokens, and 1 + ceil((280 - 43) / 22) = 12 reach the 280th.
    found = Windower(make_tokenizer(), WINDOW).windows("who ?", [LONG])
    places = [match.span() for match in re.finditer(r"[a-z]+|\.", LONG)]
    assert len(places) == 280
    assert [inside(one, one.offsets) for one in found] == [
        places[22 * i : 22 * i + 43] for i in range(12)
    ]


def test_windows_overlap_by_at_most_128_tokens():
    # 384 - 2 - 3 = 379, whose half is more; a window begins every 251 tokens.
    found = Windower(make_tokenizer(), 512).windows("who ?", [LONG * 3])
    assert [len(one.ids) for one in found] == [384, 384, 5 + 840 - 502]
    first, second = (inside(one, one.offsets) for one in found[:2])
    assert first[251:] == second[:128]


def test_texts_keep_their_order_and_one_without_words_has_a_window():
    found = Windower(make_tokenizer(), WINDOW).windows("who ?", ["cat", LONG, "\u200b", "dog"])
    assert [one.passage for one in found] == [0, *[1] * 12, 2, 3]
    assert not found[13].inside.any()
    assert found[13].ids == [CLS, *ids_of("who ?"), SEP, SEP]
    assert Windower(make_tokenizer(), WINDOW).windows("who ?", []) == []


@pytest.mark.parametrize(("limit", "asked"), [(48, 16), (50, 16), (384, 128), (10_000, 128)])
def test_a_question_is_cut_to_a_third(limit, asked):
    for window in Windower(make_tokenizer(), limit).windows("the cat " * 400, [LONG]):
        assert window.ids[: asked + 2] == [CLS, *ids_of("the cat") * (asked // 2), SEP]
        assert window.inside[asked + 2]
        assert len(window.ids) <= min(limit, MAX_WINDOW_TOKENS)


def test_padding_and_truncation_of_the_tokenizer_are_switched_off():
    tokenizer = make_tokenizer()
    tokenizer.enable_padding(length=40)
    tokenizer.enable_truncation(4)
    (window,) = Windower(tokenizer, WINDOW).windows("who ?", ["the cat sat on a mat ."])
    assert window.ids == [CLS, *ids_of("who ?"), SEP, *ids_of("the cat sat on a mat ."), SEP]


@pytest.mark.slow
@given(texts, st.lists(long_texts, max_size=3), st.integers(12, 60))
@example("the " * 99, ["cafe\u0301 😀 e\u0301 zebra " * 30], 13)
def test_every_token_is_read_in_its_place(question, passages, limit):
    tokenizer = make_tokenizer()
    found = Windower(tokenizer, limit).windows(question, passages)
    assert [one.passage for one in found] == sorted(one.passage for one in found)
    for number, text in enumerate(passages):
        mine = [one for one in found if one.passage == number]
        assert mine
        encoded = tokenizer.encode(text, add_special_tokens=False)
        expected = list(zip(encoded.offsets, encoded.ids, strict=True))
        read = [list(zip(inside(w, w.offsets), inside(w, w.ids), strict=True)) for w in mine]
        # Each window is a piece of the text, and none leaves a gap to the one before.
        position, covered = 0, 0
        for piece in read:
            while expected[position : position + len(piece)] != piece:
                position += 1
                assert position <= covered
            covered = position + len(piece)
        assert covered == len(expected)
        assert all(0 <= start <= end <= len(text) for (start, end), _ in expected)
    for window in found:
        assert len(window.ids) <= limit
        assert len(window.ids) == len(window.type_ids) == len(window.offsets) == len(window.inside)


@pytest.mark.slow
@given(texts, long_texts.filter(bool))
@example("who ?", LONG)
@example("the " * 99, LONG)
def test_windows_are_those_of_transformers(question, text):
    cut = question
    asked = make_tokenizer().encode(question, add_special_tokens=False)
    if len(asked) > WINDOW // 3:
        asked.truncate(WINDOW // 3)
        cut = question[: asked.offsets[-1][1]]
    room = WINDOW - 3 - len(asked)
    expected = fast_tokenizer()(
        cut,
        text,
        truncation="only_second",
        max_length=WINDOW,
        stride=min(128, room // 2),
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )
    found = Windower(make_tokenizer(), WINDOW).windows(question, [text])
    assert [one.ids for one in found] == expected["input_ids"]
    assert [one.type_ids for one in found] == expected["token_type_ids"]
    for row, window in enumerate(found):
        sides = [side == 1 for side in expected.sequence_ids(row)]
        assert window.inside.tolist() == sides
        assert inside(window, window.offsets) == [
            place
            for place, mine in zip(expected["offset_mapping"][row], sides, strict=True)
            if mine
        ]


# -- spans_of


def made(offsets, before=2, passage=0):
    """A window of ``before`` tokens, the passage's, and a last one."""
    length = before + len(offsets) + 1
    belongs = np.zeros(length, bool)
    belongs[before:-1] = True
    # Offsets of a question begin at 0 too.
    places = [(0, 3)] * before + list(offsets) + [(0, 0)]
    return Window(passage, [0] * length, [0] * length, belongs, places)


def logits(*values):
    return np.array(values, np.float32)


def test_a_score_is_start_and_end_logit_less_no_answer():
    window = made([(0, 3), (4, 7)])
    # No answer: 1 + 0.5. The cat alone: 3 + 4 - 1.5.
    found = spans_of(window, logits(1, 0, 2, 3, 0), logits(0.5, 0, 1, 4, 0), hit("the cat"))
    assert [(s.start, s.end) for s in found] == [(4, 7), (0, 7), (0, 3)]
    assert [s.score for s in found] == pytest.approx([5.5, 4.5 - TOKEN_COST, 1.5])


def test_question_special_tokens_and_padding_are_masked():
    window = made([(0, 3), (4, 7)])
    high = logits(9, 9, 0, 0, 9, 9, 9)
    found = spans_of(window, high, high, hit("the cat"))
    assert {(s.start, s.end) for s in found} == {(0, 3), (0, 7), (4, 7)}
    scores = [s.score for s in found]
    assert scores == pytest.approx([-18, -18, -18 - TOKEN_COST])


def test_spans_count_in_the_document_and_name_their_passage():
    one = hit("Ann said: the cat sat.", 10, 17)
    assert one.text == "the cat"
    found = spans_of(made([(0, 3), (4, 7)], passage=4), logits(0, 0, 0, 5, 0),
                     logits(0, 0, 0, 5, 0), one)  # fmt: skip
    assert (found[0].hit, found[0].start, found[0].end) == (4, 14, 17)


def test_space_around_words_is_no_part_of_a_span():
    # As byte-level tokenizers have it: "the", " cat", "\u00a0", " \n".
    text = "the cat\u00a0 \n"
    window = made([(0, 3), (3, 7), (7, 8), (8, 10)])
    zeros = np.zeros(7, np.float32)
    found = spans_of(window, zeros, zeros, hit(text))
    # Of the ten pairs those within the last two hold nothing.
    assert sorted((s.start, s.end) for s in found) == [
        (0, 3), (0, 7), (0, 7), (0, 7), (4, 7), (4, 7), (4, 7),
    ]  # fmt: skip


def test_a_window_without_a_passage_has_no_spans():
    assert spans_of(made([]), logits(1, 2, 3), logits(1, 2, 3), hit("the cat")) == []


# -- best_spans


@st.composite
def windows(draw):
    length = draw(st.integers(1, 130))
    seed = draw(st.integers(0, 2**32 - 1))
    # Few distinct values give many ties.
    levels = draw(st.sampled_from([2, 5, 1000]))
    numbers = np.random.default_rng(seed)
    starts, ends = numbers.integers(-levels, levels, (2, length)).astype(np.float32)
    low = draw(st.integers(0, length))
    high = draw(st.integers(low, length))
    inside = np.zeros(length, bool)
    inside[low:high] = True
    return starts, ends, inside


@given(windows())
def test_best_spans_are_those_of_exhaustive_search(window):
    starts, ends, inside = window
    places = [i for i in range(len(starts)) if inside[i]]
    # sorted() is stable, so of equal logits the earlier token is taken.
    first_ones = sorted(places, key=lambda i: -starts[i])[:20]
    last_ones = sorted(places, key=lambda i: -ends[i])[:20]
    expected = {
        (i, j): float(starts[i] + ends[j]) - TOKEN_COST * (j - i)
        for i in first_ones
        for j in last_ones
        if i <= j and j - i + 1 <= 60
    }
    found = best_spans(starts, ends, inside)
    assert len(found) == len({(i, j) for i, j, _ in found}) == min(20, len(expected))
    assert all(expected[i, j] == pytest.approx(score, abs=1e-4) for i, j, score in found)
    best = sorted(expected.values(), reverse=True)[:20]
    assert [score for _, _, score in found] == pytest.approx(best, abs=1e-4)


def test_the_best_pair_is_not_the_pair_of_best_tokens():
    # Best start 2 and best end 0 run backwards; 0 to 0 gives 1 + 5, 2 to 2 gives 4 + 1.
    starts, ends = np.array([1, 0, 4], np.float32), np.array([5, 0, 1], np.float32)
    found = best_spans(starts, ends, np.ones(3, bool))
    assert found[:2] == [(0, 0, 6.0), (2, 2, 5.0)]
    assert len(found) == 6


def test_an_answer_has_at_most_60_tokens():
    starts, ends = np.zeros(80, np.float32), np.zeros(80, np.float32)
    starts[5] = 10
    ends[64] = ends[65] = 10
    found = best_spans(starts, ends, np.ones(80, bool))
    assert MAX_ANSWER_TOKENS == 60
    assert found[0] == (5, 64, pytest.approx(20.0 - 59 * TOKEN_COST))
    assert (5, 65) not in {(i, j) for i, j, _ in found}


def test_of_answers_as_good_the_shorter_one_comes_first():
    # Two starts before one end, and one start before two ends.
    starts, ends = np.array([3, 3, 0, 0], np.float32), np.array([0, 0, 3, 3], np.float32)
    found = best_spans(starts, ends, np.ones(4, bool))
    assert [(first, last) for first, last, _ in found[:4]] == [(1, 2), (0, 2), (1, 3), (0, 3)]
    scores = [score for *_, score in found[:4]]
    assert scores == pytest.approx([6 - TOKEN_COST, *[6 - 2 * TOKEN_COST] * 2, 6 - 3 * TOKEN_COST])
    # A word more that is more probable is still worth it.
    ends[3] += 2 * TOKEN_COST
    assert best_spans(starts, ends, np.ones(4, bool))[0][:2] == (1, 3)


def test_nothing_inside_gives_nothing():
    assert best_spans(np.ones(3, np.float32), np.ones(3, np.float32), np.zeros(3, bool)) == []
