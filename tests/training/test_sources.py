"""Training sets from small gzipped files."""

import gzip
import json

import pytest

from index.values import Span
from training.reader.sources import read_source, texts_of

TEXT = "The cat sat on a mat. The dog saw it."


def entry(identifier, **fields):
    return {"id": identifier, "question": f" {identifier}? ", **fields}


def answer(text, start=None):
    return {"text": text, "answer_start": TEXT.index(text) if start is None else start}


def write(folder, *entries, name="selqa", title="/wiki/Old_Cats#3_12", texts=(TEXT,)):
    paragraphs = [{"context": texts[0], "qas": entries}]
    paragraphs += [{"context": text, "qas": [entry(text)]} for text in texts[1:]]
    path = folder / f"{name}.json.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump({"data": [{"title": title, "paragraphs": paragraphs}]}, file)
    return path


def test_answers_evidence_and_numbers(tmp_path):
    path = write(
        tmp_path,
        entry("a", answers=[answer("cat"), answer("cat"), answer(" ")], label="x"),
        entry("b", answers=[], evidence=[[0, 21]], relation="reason"),
        entry("c", answers=[], is_impossible=True),
    )
    words, explained, impossible = read_source(path)
    assert words.question == "a?"
    assert words.golds == (Span(4, 7), Span(4, 7))
    assert words.answers == ("cat", "cat")
    assert (words.evidence, words.is_answered, words.label) == (None, True, "x")
    assert (explained.golds, explained.evidence) == ((), (Span(0, 21),))
    assert (explained.is_answered, explained.label) == (True, "reason")
    assert (impossible.golds, impossible.evidence, impossible.is_answered) == ((), (), False)
    assert [question.number for question in (words, explained, impossible)] == [0, 1, 2]
    assert {question.source for question in (words, explained, impossible)} == {"selqa"}


def test_a_question_of_which_nothing_is_known_is_left_out(tmp_path):
    path = write(tmp_path, entry("a", answers=[]), entry("b", answers=[answer("dog")]))
    (question,) = read_source(path)
    assert (question.question, question.number) == ("b?", 1)


def test_the_answers_of_an_impossible_question_do_not_count(tmp_path):
    path = write(tmp_path, entry("a", answers=[answer("cat")], is_impossible=True))
    (question,) = read_source(path)
    assert question.golds == ()


@pytest.mark.parametrize("start", [3, 5, 36, 900])
def test_an_answer_that_stands_elsewhere_is_refused(tmp_path, start):
    path = write(tmp_path, entry("q7", answers=[answer("cat", start)]))
    with pytest.raises(ValueError, match="selqa: q7: the answer does not stand there"):
        read_source(path)


def test_offsets_count_code_points(tmp_path):
    text = "A 😀 cat."
    question = entry("a", answers=[{"text": "cat", "answer_start": 4}])
    (found,) = read_source(write(tmp_path, question, texts=(text,)))
    assert found.answers == ("cat",)


@pytest.mark.parametrize(
    ("name", "title", "lead"),
    [
        ("selqa", "/wiki/Old_Cats#3_12", "Old Cats"),
        ("doc2dial_rc_val", "Visas / How to apply / ", "Visas > How to apply"),
        ("selqa", None, ""),
        ("covidqa", "Old_Cats", ""),
    ],
)
def test_titles_are_leads_where_they_name_the_subject(tmp_path, name, title, lead):
    path = write(tmp_path, entry("a", answers=[answer("cat")]), name=name, title=title)
    assert read_source(path)[0].lead == lead


def test_texts_are_all_paragraphs_and_documents_are_numbered(tmp_path):
    path = write(tmp_path, entry("a", answers=[answer("cat")]), texts=(TEXT, "Second.", "Third."))
    assert texts_of(path) == [TEXT, "Second.", "Third."]
    assert [question.document for question in read_source(path)] == [0]
