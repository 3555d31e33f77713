"""A tiny model made here: random, or rigged to point at one word."""

import re
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Document, Passage, document_id
from qa.extractive_reader import (
    MAX_ANSWER_TOKENS,
    SPANS_PER_WINDOW,
    ExtractiveReader,
    ReaderError,
    best_spans,
)
from qa.retriever import Hit

torch = pytest.importorskip("torch")

WINDOW = 48
"""Tokens that the tiny model reads at once."""
WORDS = ["the", "cat", "sat", "on", "a", "mat", "and", "saw", "red", "dog", "who", "where"]
WORDS += ["is", "it", "treasure", "near", "cafe"]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, ".", "?", ",", "e", "##e"]


def save_model(folder, pointed_at=None, safe=True, kind="BertForQuestionAnswering"):
    """Save a two-layer BERT; with ``pointed_at`` that word alone gets high logits."""
    import transformers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    torch.manual_seed(7)
    config = transformers.BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=48, max_position_embeddings=WINDOW,
    )  # fmt: skip
    model = getattr(transformers, kind)(config).eval()
    with torch.no_grad():
        if pointed_at is None:
            for parameter in model.parameters():
                parameter.mul_(8)
        else:
            rig(model, VOCABULARY.index(pointed_at))
    ids = {token: number for number, token in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=WINDOW, pad_token="[PAD]", unk_token="[UNK]",
        cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )  # fmt: skip
    folder.mkdir()
    fast.save_pretrained(folder)
    if safe:
        model.save_pretrained(folder)
    else:
        config.save_pretrained(folder)
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    return folder


def rig(model, word):
    """Make one component of the embedding tell the word, and the logits read that component."""
    embeddings = model.bert.embeddings
    for table in (embeddings.position_embeddings, embeddings.token_type_embeddings):
        table.weight.zero_()
    embeddings.word_embeddings.weight.normal_(std=0.1)
    embeddings.word_embeddings.weight[:, 0] = -1.0
    embeddings.word_embeddings.weight[word, 0] = 4.0
    for layer in model.bert.encoder.layer:
        # Both blocks add nothing, so that each position keeps its own word.
        for linear in (layer.attention.output.dense, layer.output.dense):
            linear.weight.zero_()
            linear.bias.zero_()
    model.qa_outputs.weight.zero_()
    model.qa_outputs.weight[:, 0] = 3.0
    model.qa_outputs.bias.zero_()


@pytest.fixture(scope="module")
def random_reader(tmp_path_factory):
    return ExtractiveReader(save_model(tmp_path_factory.mktemp("random") / "model"))


@pytest.fixture(scope="module")
def rigged_reader(tmp_path_factory):
    return ExtractiveReader(save_model(tmp_path_factory.mktemp("rigged") / "model", "treasure"))


def hit(text, start=0, end=None):
    document = Document(document_id(text), text, "t", ("t",))
    return Hit(
        Passage(1, document.id, start, len(text) if end is None else end), document, 1.0, 0.5, 0.5
    )


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
        (i, j): float(starts[i] + ends[j])
        for i in first_ones
        for j in last_ones
        if i <= j and j - i + 1 <= 60
    }
    found = best_spans(starts, ends, inside)
    assert len(found) == len({(i, j) for i, j, _ in found}) == min(20, len(expected))
    assert all(expected[i, j] == score for i, j, score in found)
    assert [score for _, _, score in found] == sorted(expected.values(), reverse=True)[:20]


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
    assert found[0] == (5, 64, 20.0)
    assert (5, 65) not in {(i, j) for i, j, _ in found}


def test_nothing_inside_gives_nothing():
    assert best_spans(np.ones(3, np.float32), np.ones(3, np.float32), np.zeros(3, bool)) == []


def test_spans_of_a_short_passage_are_those_of_transformers(random_reader, tmp_path):
    question, text = "who sat ?", "the cat sat on a mat , and the dog saw it ."
    inputs = random_reader._tokenizer(
        question, text, return_tensors="pt", return_offsets_mapping=True
    )
    sides = inputs.sequence_ids(0)
    offsets = inputs.pop("offset_mapping")[0].tolist()
    with torch.inference_mode():
        output = random_reader._model(**inputs)
    start, end = output.start_logits[0].tolist(), output.end_logits[0].tolist()
    inside = [i for i, side in enumerate(sides) if side == 1]
    assert len(inside) == 13
    # All tokens are among the 20 best starts and ends.
    scored = sorted(
        (
            (start[i] + end[j] - start[0] - end[0], offsets[i][0], offsets[j][1])
            for i in inside
            for j in inside
            if i <= j
        ),
        reverse=True,
    )[:SPANS_PER_WINDOW]
    spans = random_reader.read(question, [hit(text)])
    assert [(s.start, s.end) for s in spans] == [(a, b) for _, a, b in scored]
    assert [s.score for s in spans] == pytest.approx([s for s, _, _ in scored], abs=1e-4)


def test_scores_do_not_depend_on_what_is_read_beside(random_reader):
    texts = ["the cat sat .", "a dog saw the red mat and it sat on it .", "the mat " * 40]
    together = random_reader.read("where is it ?", [hit(text) for text in texts])
    for number, text in enumerate(texts):
        alone = random_reader.read("where is it ?", [hit(text)])
        mine = [s for s in together if s.hit == number]
        assert [(s.start, s.end) for s in mine] == [(s.start, s.end) for s in alone]
        assert [s.score for s in mine] == pytest.approx([s.score for s in alone], abs=1e-4)
    assert [s.score for s in together] == sorted((s.score for s in together), reverse=True)


@pytest.mark.parametrize(
    "text",
    [
        "The treasure is near.",
        "😀👩\u200d👩\u200d👧 e\u0301 Cafe\u0301,\r\n\r\n“treasure” e\u0301 😀.",
        "\ufeffthe\u00a0mat\u2028treasure\u00ad .",
        "the mat and " * 60 + "treasure.",
        "treasure " + "the mat and " * 60,
        "the mat and " * 30 + "\r\n😀e\u0301 treasure, " + "the mat and " * 30,
    ],
)
def test_the_word_is_found_at_its_exact_place(rigged_reader, text):
    spans = rigged_reader.read("where is the treasure ?", [hit(text)])
    best = spans[0]
    assert (best.start, best.end) == (text.index("treasure"), text.index("treasure") + 8)
    assert best.score > 0
    assert all(0 <= s.start < s.end <= len(text) for s in spans)


def test_every_occurrence_is_found(rigged_reader):
    # At most three in a window: each pair of them is a span as good as one alone.
    text = ("the mat and " * 6 + "treasure . ") * 20
    spans = rigged_reader.read("where ?", [hit(text)])
    found = {(s.start, s.end) for s in spans if text[s.start : s.end] == "treasure"}
    assert found == {match.span() for match in re.finditer("treasure", text)}


def test_windows_cover_the_passage_to_its_end(random_reader):
    text = "the cat saw a red dog . " * 40
    spans = random_reader.read("who ?", [hit(text)])
    ends = {s.end for s in spans}
    assert max(ends) > len(text) - 60
    assert min(s.start for s in spans) < 60
    encoded = random_reader._windows("who ?", [text])
    covered = {
        offset
        for window, offsets in enumerate(encoded["offset_mapping"])
        for side, offset in zip(encoded.encodings[window].sequence_ids, offsets, strict=True)
        if side == 1
    }
    assert covered == {match.span() for match in re.finditer(r"[a-z]+|\.", text)}
    assert all(len(ids) <= WINDOW for ids in encoded["input_ids"])


def test_offsets_count_in_the_document(rigged_reader):
    text = "A treasure of e\u0301 😀.\r\nThe cat saw a treasure near it. A treasure."
    start = text.index("The cat")
    end = text.index(" A treasure.")
    spans = rigged_reader.read("where is it ?", [hit("the cat sat ."), hit(text, start, end)])
    where = text.index("treasure", start)
    assert (spans[0].hit, spans[0].start, spans[0].end) == (1, where, where + 8)
    assert all(start <= s.start < s.end <= end for s in spans if s.hit == 1)


def test_words_of_the_question_are_no_answers(rigged_reader):
    question, text = "treasure treasure treasure ?", "the cat sat on a mat."
    spans = rigged_reader.read(question, [hit(text)])
    assert spans
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    # Nothing in the passage is pointed at; [CLS] isn't either, so both logits are nearly equal.
    assert max(s.score for s in spans) < 6
    found = rigged_reader.read(question, [hit("the treasure")])
    assert found[0].score > 6


@pytest.mark.parametrize("question", ["the cat " * 400, "treasure" * 250, "", "\u200b", "😀" * 9])
def test_a_question_of_any_length_leaves_room_for_the_passage(rigged_reader, question):
    text = "the mat and " * 30 + "treasure."
    spans = rigged_reader.read(question, [hit(text)])
    assert text[spans[0].start : spans[0].end] == "treasure"


def test_nothing_to_read_gives_nothing(rigged_reader):
    assert rigged_reader.read("who ?", []) == []
    assert rigged_reader.read("who ?", [hit("\u200b\u00ad")]) == []


def test_threads_read_as_one_does(random_reader):
    questions = [f"{'who saw ' * n}?" for n in range(1, 13)]
    hits = [hit("the cat saw a red dog . " * 8), hit("the mat is near .")]
    expected = {question: random_reader.read(question, hits) for question in questions}
    problems = []

    def ask(offset):
        for question in questions[offset:] + questions[:offset]:
            try:
                found = random_reader.read(question, hits)
                assert [(s.start, s.end) for s in found] == [
                    (s.start, s.end) for s in expected[question]
                ]
            except Exception as error:
                problems.append(repr(error))

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_the_fingerprint_follows_the_weights(random_reader, rigged_reader, tmp_path):
    again = ExtractiveReader(save_model(tmp_path / "again"))
    assert again.fingerprint == random_reader.fingerprint
    assert rigged_reader.fingerprint != random_reader.fingerprint
    assert not again.whole_sentences


def refusal(folder):
    with pytest.raises(ReaderError) as raised:
        ExtractiveReader(folder)
    message = str(raised.value)
    assert str(folder) in message
    assert "\n" not in message
    return message


def test_a_missing_folder_is_one_line(tmp_path):
    assert "no reader here" in refusal(tmp_path / "nowhere")


def test_pickled_weights_are_refused(tmp_path):
    folder = save_model(tmp_path / "pickled", safe=False)
    assert (folder / "pytorch_model.bin").is_file()
    assert "model.safetensors" in refusal(folder)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_damaged_file_is_one_line(tmp_path, name):
    folder = save_model(tmp_path / "damaged")
    (folder / name).write_bytes((folder / name).read_bytes()[:100])
    assert "cannot be loaded" in refusal(folder)


def test_a_model_that_does_not_answer_questions_is_refused(tmp_path):
    assert "qa_outputs" in refusal(save_model(tmp_path / "encoder", kind="BertModel"))
