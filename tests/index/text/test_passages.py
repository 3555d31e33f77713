from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text.passages import PassageSettings, split_passages
from index.text.sentences import sentence_spans
from index.values import Span
from tests.fakes import WordEmbedder
from tests.index.texts import adversarial

EMBEDDER = WordEmbedder(max_tokens=22)
SIZES = PassageSettings(max_tokens=128, overlap=1)
BUDGETS = st.builds(
    PassageSettings, max_tokens=st.sampled_from([8, 12, 20, 500]), overlap=st.integers(0, 3)
)


def tokens(text, drafts):
    return EMBEDDER.count_tokens([text[d.start : d.end] for d in drafts])


def covered(drafts):
    return {i for d in drafts for i in range(d.start, d.end)}


def numbered(*lengths):
    """Sentences of so many tokens each, the full stop counted."""
    return " ".join(" ".join(["Words", *["more"] * (n - 2)]) + "." for n in lengths)


@given(adversarial, BUDGETS)
@example("ﷺ" * 40, PassageSettings(max_tokens=20))
@example("!" * 33, PassageSettings(max_tokens=8))
def test_passages_hold_every_sentence_within_the_budget(text, settings):
    drafts = split_passages(text, EMBEDDER, settings)
    sentences = sentence_spans(text)
    budget = min(settings.max_tokens, EMBEDDER.max_tokens - 2)
    for draft, count in zip(drafts, tokens(text, drafts), strict=True):
        # One character can be more than a small budget: U+FDFA is four words.
        assert count <= budget or draft.end - draft.start == 1
    inside = covered(drafts)
    assert all(not text[i].isspace() for d in drafts for i in (d.start, d.end - 1))
    for sentence in sentences:
        missing = [i for i in range(sentence.start, sentence.end) if i not in inside]
        assert all(text[i].isspace() for i in missing)
    assert [(d.start, d.end) for d in drafts] == sorted({(d.start, d.end) for d in drafts})
    for draft in drafts:
        assert draft.sentences[0].start == draft.start
        assert draft.sentences[-1].end == draft.end
        if len(draft.sentences) > 1:
            assert set(draft.sentences) <= set(sentences)
    assert drafts == split_passages(text, EMBEDDER, settings)


@given(adversarial, BUDGETS)
def test_a_sentence_within_the_budget_is_never_cut(text, settings):
    budget = min(settings.max_tokens, EMBEDDER.max_tokens - 2)
    whole = {s for draft in split_passages(text, EMBEDDER, settings) for s in draft.sentences}
    for sentence in sentence_spans(text):
        if EMBEDDER.count_tokens([text[sentence.start : sentence.end]])[0] <= budget:
            assert sentence in whole


@given(st.lists(st.integers(2, 12), max_size=30), st.integers(0, 3))
def test_overlap_is_as_configured_where_it_fits(lengths, overlap):
    text = numbered(*lengths)
    sentences = sentence_spans(text)
    assert len(sentences) == len(lengths)
    drafts = split_passages(text, EMBEDDER, PassageSettings(max_tokens=12, overlap=overlap))
    for one, other in pairwise(drafts):
        following = sentences.index(one.sentences[-1]) + 1
        shared = [s for s in other.sentences if s in one.sentences]
        assert sentences[following] in other.sentences
        assert len(shared) <= overlap
        if len(shared) < min(overlap, len(one.sentences) - 1):
            # One more shared sentence would leave no room for the next new one.
            more = following - len(shared) - 1
            assert sum(lengths[more : following + 1]) > 12


def test_passages_by_hand():
    text = numbered(4, 4, 4, 4)
    found = split_passages(text, EMBEDDER, PassageSettings(max_tokens=8, overlap=1))
    first, second, third, fourth = sentence_spans(text)
    assert [d.sentences for d in found] == [(first, second), (second, third), (third, fourth)]
    found = split_passages(text, EMBEDDER, PassageSettings(max_tokens=8, overlap=0))
    assert [d.sentences for d in found] == [(first, second), (third, fourth)]


def test_windows_by_hand():
    text = " ".join("abcdefghijkl")
    found = split_passages(text, EMBEDDER, PassageSettings(max_tokens=8))
    assert [text[d.start : d.end] for d in found] == ["a b c d e f g h", "e f g h i j k l"]
    assert all(d.sentences == (Span(d.start, d.end),) for d in found)


def test_the_embedder_limits_the_budget():
    text = numbered(10, 10, 10)
    found = split_passages(text, WordEmbedder(max_tokens=22), PassageSettings(max_tokens=500))
    assert len(found) == 2


@pytest.mark.parametrize("text", ["", "\r\n \f"])
def test_white_space_has_no_passage(text):
    assert split_passages(text, EMBEDDER, PassageSettings()) == []


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["!", "ab!", "漢字、", "aB3+/x"])
def test_a_very_long_line_without_a_space(unit):
    text = (unit * 200_000)[:200_000]
    drafts = split_passages(text, WordEmbedder(max_tokens=130), SIZES)
    total = EMBEDDER.count_tokens([text])[0]
    # Half a window overlaps, so each new passage brings at least a quarter of the budget.
    assert len(drafts) <= 4 * total / 128 + 1
    assert max(tokens(text, drafts)) <= 128
    assert drafts[0].start == 0
    assert drafts[-1].end == len(text)
    assert all(b.start <= a.end for a, b in pairwise(drafts))


def test_very_many_short_sentences():
    text = "Yes it is. " * 20_000
    drafts = split_passages(text, WordEmbedder(max_tokens=130), SIZES)
    # 32 sentences of 4 tokens fit 128; one is shared.
    assert len(drafts) == 1 + -(-(20_000 - 32) // 31)


class CountingEmbedder(WordEmbedder):
    """Counts the characters it was given to tokenise."""

    seen = 0

    def count_tokens(self, texts):
        self.seen += sum(len(text) for text in texts)
        return super().count_tokens(texts)


def test_windowing_reads_a_long_line_only_a_few_times():
    embedder = CountingEmbedder(max_tokens=130)
    text = "!" * 50_000
    split_passages(text, embedder, SIZES)
    assert embedder.seen < 12 * len(text)


@pytest.mark.parametrize("wrong", [{"max_tokens": 7}, {"overlap": -1}])
def test_sizes_that_cannot_make_progress_are_refused(wrong):
    with pytest.raises(ValueError, match=str(next(iter(wrong.values())))):
        PassageSettings(**wrong)


def test_the_fingerprint_changes_with_each_setting():
    prints = {
        PassageSettings().fingerprint,
        PassageSettings(max_tokens=64).fingerprint,
        PassageSettings(overlap=0).fingerprint,
    }
    assert len(prints) == 3


def test_data_without_sentences_is_cut_before_its_tokens_are_counted():
    longest = []

    class Counting(WordEmbedder):
        def count_tokens(self, texts):
            longest.append(max(map(len, texts), default=0))
            return super().count_tokens(texts)

        def token_spans(self, text):
            longest.append(len(text))
            return super().token_spans(text)

    text = "lorem ipsum " * 10_000 + "x" * 130_000
    drafts = split_passages(text, Counting(max_tokens=22), PassageSettings(max_tokens=20))
    assert max(longest) <= 100_000
    inside = covered(drafts)
    assert all(i in inside or text[i].isspace() for i in range(len(text)))
    assert all(text[d.start : d.end] == text[d.start : d.end].strip() for d in drafts)
