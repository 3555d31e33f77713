"""A tiny model made here: random, or rigged to point at one word."""

import re
import threading

import pytest
import torch
import transformers

from qa.errors import ReaderError
from qa.readers.transformers import ExtractiveReader
from qa.readers.windows import SPANS_PER_WINDOW, TOKEN_COST
from tests.qa.readers.tiny_models import hit, save_model

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def random_reader(tmp_path_factory):
    return ExtractiveReader(save_model(tmp_path_factory.mktemp("random") / "model"))


@pytest.fixture(scope="module")
def rigged_reader(tmp_path_factory):
    return ExtractiveReader(save_model(tmp_path_factory.mktemp("rigged") / "model", "treasure"))


def test_spans_of_a_short_passage_are_those_of_transformers(random_reader, tmp_path):
    question, text = "who sat ?", "the cat sat on a mat , and the dog saw it ."
    tokenizer = transformers.AutoTokenizer.from_pretrained(save_model(tmp_path / "model"))
    inputs = tokenizer(question, text, return_tensors="pt", return_offsets_mapping=True)
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
            (
                start[i] + end[j] - TOKEN_COST * (j - i) - start[0] - end[0],
                offsets[i][0],
                offsets[j][1],
            )
            for i in inside
            for j in inside
            if i <= j
        ),
        reverse=True,
    )[:SPANS_PER_WINDOW]
    spans = random_reader.read(question, [hit(text)]).spans
    assert [(s.start, s.end) for s in spans] == [(a, b) for _, a, b in scored]
    assert [s.score for s in spans] == pytest.approx([s for s, _, _ in scored], abs=1e-4)


def test_scores_do_not_depend_on_what_is_read_beside(random_reader):
    texts = ["the cat sat .", "a dog saw the red mat and it sat on it .", "the mat " * 40]
    together = random_reader.read("where is it ?", [hit(text) for text in texts]).spans
    for number, text in enumerate(texts):
        alone = random_reader.read("where is it ?", [hit(text)]).spans
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
    spans = rigged_reader.read("where is the treasure ?", [hit(text)]).spans
    best = spans[0]
    assert (best.start, best.end) == (text.index("treasure"), text.index("treasure") + 8)
    assert best.score > 0
    assert all(0 <= s.start < s.end <= len(text) for s in spans)


def test_every_occurrence_is_found(rigged_reader):
    # At most three in a window: each pair of them is a span as good as one alone.
    text = ("the mat and " * 6 + "treasure . ") * 20
    spans = rigged_reader.read("where ?", [hit(text)]).spans
    found = {(s.start, s.end) for s in spans if text[s.start : s.end] == "treasure"}
    assert found == {match.span() for match in re.finditer("treasure", text)}


def test_a_long_passage_is_read_to_its_end(random_reader):
    text = "the cat saw a red dog . " * 40
    spans = random_reader.read("who ?", [hit(text)]).spans
    ends = {s.end for s in spans}
    assert max(ends) > len(text) - 60
    assert min(s.start for s in spans) < 60


def test_offsets_count_in_the_document(rigged_reader):
    text = "A treasure of e\u0301 😀.\r\nThe cat saw a treasure near it. A treasure."
    start = text.index("The cat")
    end = text.index(" A treasure.")
    spans = rigged_reader.read("where is it ?", [hit("the cat sat ."), hit(text, start, end)]).spans
    where = text.index("treasure", start)
    assert (spans[0].hit, spans[0].start, spans[0].end) == (1, where, where + 8)
    assert all(start <= s.start < s.end <= end for s in spans if s.hit == 1)


def test_words_of_the_question_are_no_answers(rigged_reader):
    question, text = "treasure treasure treasure ?", "the cat sat on a mat."
    spans = rigged_reader.read(question, [hit(text)]).spans
    assert spans
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    # Nothing in the passage is pointed at; [CLS] isn't either, so both logits are nearly equal.
    assert max(s.score for s in spans) < 6
    found = rigged_reader.read(question, [hit("the treasure")]).spans
    assert found[0].score > 6


@pytest.mark.parametrize("question", ["the cat " * 400, "treasure" * 250, "", "\u200b", "😀" * 9])
def test_a_question_of_any_length_leaves_room_for_the_passage(rigged_reader, question):
    text = "the mat and " * 30 + "treasure."
    spans = rigged_reader.read(question, [hit(text)]).spans
    assert text[spans[0].start : spans[0].end] == "treasure"


def test_nothing_to_read_gives_nothing(rigged_reader):
    assert rigged_reader.read("who ?", []).spans == ()
    assert rigged_reader.read("who ?", [hit("\u200b\u00ad")]).spans == ()


def test_threads_read_as_one_does(random_reader):
    questions = [f"{'who saw ' * n}?" for n in range(1, 13)]
    hits = [hit("the cat saw a red dog . " * 8), hit("the mat is near .")]
    expected = {question: random_reader.read(question, hits).spans for question in questions}
    problems = []

    def ask(offset):
        for question in questions[offset:] + questions[:offset]:
            try:
                found = random_reader.read(question, hits).spans
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
