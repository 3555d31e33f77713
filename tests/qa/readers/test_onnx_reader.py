"""Tiny models exported here: random, so that every score differs, or rigged to point at a word."""

import json
import random
import shutil
import threading

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from qa.errors import AbandonedError, ReaderError
from qa.readers.manifest import MANIFEST, MODEL_FILE, TOKENIZER_FILE
from qa.readers.onnx import OnnxReader
from qa.readers.transformers import ExtractiveReader
from qa.wanted import while_wanted
from tests.qa.readers.tiny_models import WORDS, hit, save_model
from training.reader.export import export, write_manifest

BERT_WINDOW = 512
"""Positions of the models; more than a window, as the shipped reader has it."""


@pytest.fixture(scope="module", autouse=True)
def one_torch_thread():
    """Tiny matrices gain nothing from more threads, which wait for each other on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    # Not steeper than that: rounding errors would grow beyond what is compared.
    return save_model(tmp_path_factory.mktemp("random") / "model", window=BERT_WINDOW, scale=4)


@pytest.fixture(scope="module")
def exported(checkpoint, tmp_path_factory):
    """The random model in fp32."""
    folder = tmp_path_factory.mktemp("exported") / "fp32"
    export(checkpoint, folder, "fp32")
    return folder


@pytest.fixture(scope="module")
def rigged(tmp_path_factory):
    """The rigged model in int8."""
    place = tmp_path_factory.mktemp("rigged")
    export(save_model(place / "model", "treasure", window=BERT_WINDOW), place / "int8", "int8")
    return place / "int8"


@pytest.fixture(scope="module")
def reader(exported):
    return OnnxReader(exported)


@pytest.fixture(scope="module")
def rigged_reader(rigged):
    return OnnxReader(rigged)


def drawn(count, longest, seed=1):
    """Questions, each with one to three passages."""
    numbers = random.Random(seed)
    for _ in range(count):
        question = " ".join(numbers.choices(WORDS, k=numbers.randint(1, 12))) + " ?"
        yield (
            question,
            [
                hit(
                    " ".join(numbers.choices([*WORDS, ".", "zebra"], k=numbers.randint(1, longest)))
                )
                for _ in range(numbers.randint(1, 3))
            ],
        )


def keyed(spans):
    return {(span.hit, span.start, span.end): span.score for span in spans}


# -- scores


@pytest.mark.slow
def test_spans_and_scores_are_those_of_torch(checkpoint, reader):
    torch_reader = ExtractiveReader(checkpoint)
    compared = 0
    for question, hits in [*drawn(200, longest=40), *drawn(2, longest=600, seed=2)]:
        ours, theirs = reader.read(question, hits).spans, torch_reader.read(question, hits).spans
        scores = [span.score for span in theirs]
        assert [span.score for span in ours] == pytest.approx(scores, abs=1e-4)
        mine, expected = keyed(ours), keyed(theirs)
        # Spans that tie with the last one of a window may be others.
        last = {number: min(s for key, s in expected.items() if key[0] == number)
                for number in {span.hit for span in theirs}}  # fmt: skip
        for key in mine.keys() ^ expected.keys():
            score = mine.get(key, expected.get(key))
            assert len(hits[key[0]].text.split()) > 300 or score < last[key[0]] + 1e-4
        for key in mine.keys() & expected.keys():
            assert mine[key] == pytest.approx(expected[key], abs=1e-4)
            compared += 1
    assert compared > 5000


def test_a_second_head_changes_no_span(checkpoint, reader, tmp_path):
    both = tmp_path / "both"
    shutil.copytree(checkpoint, both)
    weights = load_file(both / "model.safetensors")
    width = weights["qa_outputs.weight"].shape[1]
    weights |= {
        "evidence.weight": np.ones((1, width), np.float32),
        "evidence.bias": np.ones(1, np.float32),
    }
    save_file(weights, both / "model.safetensors")
    export(both, tmp_path / "onnx", "fp32")
    passages = [hit(" ".join(WORDS[:30])), hit(" ".join(WORDS[10:25]))]
    spans = OnnxReader(tmp_path / "onnx").read("alpha beta?", passages).spans
    assert spans and spans == reader.read("alpha beta?", passages).spans


def test_scores_differ_from_span_to_span(reader):
    # So that the comparisons say something.
    for question, hits in drawn(5, longest=30):
        scores = [span.score for span in reader.read(question, hits).spans]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) < 10 or len(set(scores)) > len(scores) // 2


@pytest.mark.parametrize("precision", ["fp32", "int8"])
def test_a_score_does_not_depend_on_what_is_read_beside(checkpoint, tmp_path, precision):
    export(checkpoint, tmp_path / precision, precision)
    reader = OnnxReader(tmp_path / precision, workers=3)
    for question, hits in drawn(10, longest=60):
        together = reader.read(question, [*hits, hit("the red dog " * 300)]).spans
        for number, one in enumerate(hits):
            (alone, beside) = (
                [(span.start, span.end, span.score) for span in spans if span.hit == mine]
                for spans, mine in ((reader.read(question, [one]).spans, 0), (together, number))
            )
            # Equal to the last bit.
            assert alone == beside
            assert alone


def test_one_worker_gives_the_same_as_many(exported):
    one, many = OnnxReader(exported, workers=1), OnnxReader(exported, workers=4)
    for question, hits in drawn(5, longest=500):
        assert one.read(question, hits).spans == many.read(question, hits).spans


def test_threads_read_as_one_does(reader):
    asked = list(drawn(12, longest=40))
    expected = [reader.read(*one).spans for one in asked]
    problems = []

    def ask(offset):
        for i in range(len(asked)):
            number = (i + offset) % len(asked)
            try:
                if reader.read(*asked[number]).spans != expected[number]:
                    problems.append(asked[number][0])
            except Exception as error:
                problems.append(repr(error))

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


# -- places


@pytest.mark.parametrize(
    "text",
    [
        "The treasure is near.",
        "😀👩\u200d👩\u200d👧 e\u0301 Cafe\u0301,\r\n\r\n“treasure” e\u0301 😀.",
        "the mat and " * 400 + "treasure.",
        "treasure " + "the mat and " * 400,
        "the mat and " * 200 + "\r\n😀e\u0301 treasure, " + "the mat and " * 200,
    ],
)
def test_int8_finds_the_word_at_its_exact_place(rigged_reader, text):
    best, *others = rigged_reader.read("where is the treasure ?", [hit(text)]).spans
    assert (best.start, best.end) == (text.index("treasure"), text.index("treasure") + 8)
    assert best.score > 6
    assert all(0 <= one.start < one.end <= len(text) for one in others)


def test_int8_does_not_take_other_words(rigged_reader):
    spans = rigged_reader.read("treasure treasure ?", [hit("the cat sat on a mat .")]).spans
    assert spans
    assert spans[0].score < 6


def test_offsets_count_in_the_document(rigged_reader):
    text = "A treasure of e\u0301 😀.\r\nThe cat saw a treasure near it. A treasure."
    start, end = text.index("The cat"), text.index(" A treasure.")
    spans = rigged_reader.read("where is it ?", [hit("the cat sat ."), hit(text, start, end)]).spans
    where = text.index("treasure", start)
    assert (spans[0].hit, spans[0].start, spans[0].end) == (1, where, where + 8)
    assert all(start <= one.start < one.end <= end for one in spans if one.hit == 1)


def test_nothing_to_read_gives_nothing(reader):
    assert reader.read("who ?", []).spans == ()
    assert reader.read("who ?", [hit("\u200b\u00ad")]).spans == ()


@pytest.mark.parametrize("question", ["the cat " * 400, "", "\u200b", "😀" * 9])
def test_a_question_of_any_length_leaves_room_for_the_passage(rigged_reader, question):
    text = "the mat and " * 200 + "treasure."
    best = rigged_reader.read(question, [hit(text)]).spans[0]
    assert text[best.start : best.end] == "treasure"


# -- files


def test_the_fingerprint_follows_the_model(reader, rigged_reader, exported):
    assert OnnxReader(exported).fingerprint == reader.fingerprint
    assert rigged_reader.fingerprint != reader.fingerprint
    assert not reader.whole_sentences


def test_int8_is_another_model_in_a_smaller_file(checkpoint, exported, tmp_path):
    export(checkpoint, tmp_path / "int8")
    sizes = [(folder / MODEL_FILE).stat().st_size for folder in (tmp_path / "int8", exported)]
    assert sizes[0] < sizes[1]
    assert OnnxReader(tmp_path / "int8").fingerprint != OnnxReader(exported).fingerprint


def test_an_unknown_precision_is_refused(checkpoint, tmp_path):
    with pytest.raises(ValueError, match="int4"):
        export(checkpoint, tmp_path / "int4", "int4")
    assert not (tmp_path / "int4").exists()


def test_export_leaves_other_files_alone(checkpoint, tmp_path):
    (tmp_path / "calibration.json").write_text("{}")
    export(checkpoint, tmp_path, "fp32")
    assert {path.name for path in tmp_path.iterdir()} == {
        "calibration.json", MODEL_FILE, TOKENIZER_FILE, MANIFEST,
    }  # fmt: skip
    assert (tmp_path / "calibration.json").read_text() == "{}"


@pytest.fixture
def copied(exported, tmp_path):
    return shutil.copytree(exported, tmp_path / "reader")


def refusal(folder, named):
    with pytest.raises(ReaderError) as raised:
        OnnxReader(folder)
    message = str(raised.value)
    assert str(named) in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE])
def test_a_changed_byte_is_told(copied, name):
    data = bytearray((copied / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copied / name).write_bytes(data)
    assert "SHA-256 differs" in refusal(copied, copied / name)


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE])
def test_a_missing_file_is_told(copied, name):
    (copied / name).unlink()
    assert "missing" in refusal(copied, copied / name)


def test_a_folder_without_a_manifest_is_no_reader(copied, tmp_path):
    (copied / MANIFEST).unlink()
    assert "no reader here" in refusal(copied, copied)
    assert "no reader here" in refusal(tmp_path / "nowhere", tmp_path / "nowhere")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"{}", b'{"format": 1}', b'{"format": 1, "files": []}',
        b'{"format": 1, "files": {}}', b'{"format": 1, "files": {"model.onnx": "00"}}',
        b'{"format": 1, "files": {"tokenizer.json": "00"}}',
    ],
)  # fmt: skip
def test_a_damaged_manifest_is_told(copied, content):
    (copied / MANIFEST).write_bytes(content)
    assert "not a reader's manifest" in refusal(copied, copied / MANIFEST)


def test_a_manifest_of_another_format_is_told(copied):
    manifest = json.loads((copied / MANIFEST).read_text())
    (copied / MANIFEST).write_text(json.dumps(manifest | {"format": 2}))
    assert "format 2, not 1" in refusal(copied, copied / MANIFEST)


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE])
def test_a_file_that_is_no_model_is_told(copied, name):
    # As it was shipped, by its hash, and still of no use.
    (copied / name).write_bytes(b"{}\n\n")
    write_manifest(copied, (MODEL_FILE, TOKENIZER_FILE))
    assert "cannot be loaded" in refusal(copied, copied)


def test_every_file_of_the_manifest_is_compared(copied):
    (copied / "calibration.json").write_text("{}")
    write_manifest(copied, (MODEL_FILE, TOKENIZER_FILE, "calibration.json"))
    OnnxReader(copied)
    (copied / "calibration.json").write_text("{} ")
    assert "SHA-256 differs" in refusal(copied, copied / "calibration.json")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_reading_that_nobody_waits_for_ends_at_the_next_window(exported, workers):
    reader = OnnxReader(exported, workers=workers)
    left = iter([True, True])
    with while_wanted(lambda: next(left, False)), pytest.raises(AbandonedError):
        reader.read("red dog?", [hit("the red dog " * 2000)])
    assert reader.read("red dog?", [hit("the red dog")]).spans
