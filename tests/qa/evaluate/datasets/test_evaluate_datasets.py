"""Datasets: what is read, and how errors are named."""

import copy
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.values import document_id
from qa.errors import DatasetError
from qa.evaluate.datasets.model import Dataset, Gold, Paragraph, Question, paragraphs_of, sample
from qa.evaluate.datasets.squad import read_squad

DATA = Path(__file__).parents[3] / "data" / "squad"

SMALL: dict[str, Any] = {
    "version": "v2.0",
    "data": [
        {
            "title": "Wang_Khan",
            "paragraphs": [
                {
                    # the emoji is one code point and two UTF-16 units: an offset tells them apart
                    "context": "👑 Toghrul led.",
                    "qas": [
                        {
                            "id": "q1",
                            "question": "Who led?",
                            "answers": [{"text": "Toghrul", "answer_start": 2}],
                        }
                    ],
                },
                {
                    "context": "He allied.",
                    "qas": [
                        {
                            "id": "q2",
                            "question": "When?",
                            "answers": [],
                            "is_impossible": True,
                        }
                    ],
                },
            ],
        }
    ],
}


def write(folder: Path, content: Any, name: str = "x.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_reads_plain_json(tmp_path: Path) -> None:
    dataset = read_squad(write(tmp_path, SMALL))
    assert dataset.name == "x"
    assert dataset.paragraphs == (
        Paragraph("Wang Khan", "👑 Toghrul led."),
        Paragraph("Wang Khan", "He allied."),
    )
    assert dataset.questions == (
        Question("q1", "Who led?", (Gold("Toghrul", 2),), 0),
        Question("q2", "When?", (), 1),
    )
    assert [question.answerable for question in dataset.questions] == [True, False]
    assert dataset.paragraphs[1].id == document_id("He allied.")


def test_gzip_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    plain = read_squad(write(tmp_path, SMALL))
    for name in ("x.json.gz", "x.json"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(json.dumps(SMALL).encode()))
        assert read_squad(path) == plain


def test_a_byte_order_mark_is_no_part_of_the_data(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(SMALL).encode())
    assert len(read_squad(path).questions) == 2


def test_reads_the_slice_of_squad() -> None:
    dataset = read_squad(DATA / "genghis_khan.json")
    assert (len(dataset.paragraphs), len(dataset.questions)) == (18, 84)
    assert {paragraph.title for paragraph in dataset.paragraphs} == {"Genghis Khan"}
    for question in dataset.questions:
        assert question.answerable
        text = dataset.paragraphs[question.paragraph].text
        for gold in question.golds:
            assert text[gold.span.start : gold.span.end] == gold.text


def test_the_unanswerable_questions_stand_on_paragraphs_of_the_slice() -> None:
    slice_ = read_squad(DATA / "genghis_khan.json")
    dataset = read_squad(DATA / "genghis_khan_unanswerable.json")
    assert len(dataset.questions) == 6
    assert not any(question.answerable for question in dataset.questions)
    assert set(dataset.paragraphs) <= set(slice_.paragraphs)


Edit = Callable[[dict[str, Any]], object]


def first(data: dict[str, Any]) -> dict[str, Any]:
    """The first question."""
    question: dict[str, Any] = data["data"][0]["paragraphs"][0]["qas"][0]
    return question


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda d: d.pop("data"), "x.json: 'data' is missing"),
        (lambda d: d.update(data={}), "x.json: 'data' is not a list"),
        (lambda d: d.update(data=[]), "x.json: no questions in it"),
        (lambda d: d["data"].append(3), "x.json: article 2: is not a JSON object"),
        (lambda d: d["data"][0].pop("title"), "x.json: article 1: 'title' is missing"),
        (
            lambda d: d["data"][0]["paragraphs"][1].update(context=" \n"),
            "x.json: article 1, paragraph 2: 'context' is empty",
        ),
        (
            lambda d: d["data"][0]["paragraphs"][1].update(context="\ud83d"),
            "x.json: article 1, paragraph 2: 'context' holds half a character (a lone surrogate)",
        ),
        (
            lambda d: first(d).update(id=5),
            "x.json: article 1, paragraph 1, question 1: 'id' is not a string",
        ),
        (
            lambda d: first(d).pop("answers"),
            "x.json: article 1, paragraph 1, question 'q1': 'answers' is missing",
        ),
        (
            lambda d: first(d).update(is_impossible=True),
            "x.json: article 1, paragraph 1, question 'q1': is said to be impossible but has "
            "answers",
        ),
        (
            lambda d: first(d).update(is_impossible=False, answers=[]),
            "x.json: article 1, paragraph 1, question 'q1': is said to be possible but has no "
            "answers",
        ),
        (
            lambda d: first(d).update(is_impossible="no"),
            "x.json: article 1, paragraph 1, question 'q1': 'is_impossible' is not true or false",
        ),
        (
            lambda d: first(d)["answers"][0].update(answer_start=3),  # counted in UTF-16
            "x.json: article 1, paragraph 1, question 'q1', answer 1: 'Toghrul' is not at 3, "
            "where 'oghrul ' stands",
        ),
        (
            lambda d: first(d)["answers"][0].update(answer_start=-12),  # would slice the right text
            "x.json: article 1, paragraph 1, question 'q1', answer 1: 'answer_start' is not an "
            "offset",
        ),
        (
            lambda d: first(d)["answers"][0].update(answer_start=True),
            "x.json: article 1, paragraph 1, question 'q1', answer 1: 'answer_start' is not an "
            "offset",
        ),
        (
            lambda d: first(d)["answers"][0].update(text=""),
            "x.json: article 1, paragraph 1, question 'q1', answer 1: 'text' is empty",
        ),
    ],
)
def test_malformed_records_are_named(tmp_path: Path, edit: Edit, message: str) -> None:
    data = copy.deepcopy(SMALL)
    edit(data)
    with pytest.raises(DatasetError) as caught:
        read_squad(write(tmp_path, data))
    assert str(caught.value).removeprefix(f"{tmp_path}/") == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe\xfa", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b"[]", "is not a JSON object"),
        (gzip.compress(b"{}", mtime=0)[:-4], "damaged gzip file"),
        (b"\x1f\x8bnonsense", "damaged gzip file"),
        (gzip.compress(b"{", mtime=0), "not JSON"),
    ],
)
def test_other_files_are_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(DatasetError) as caught:
        read_squad(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value)


def test_sample_is_deterministic_nested_and_in_order() -> None:
    dataset = read_squad(DATA / "genghis_khan.json")
    small, large = sample(dataset, 10, seed=3), sample(dataset, 30, seed=3)
    assert small == sample(dataset, 10, seed=3)
    assert len(small.questions) == 10
    assert small.paragraphs == dataset.paragraphs
    assert set(small.questions) < set(large.questions)
    assert list(large.questions) == [q for q in dataset.questions if q in large.questions]
    assert small.questions != sample(dataset, 10, seed=4).questions
    assert sample(dataset, 1_000) == dataset
    with pytest.raises(ValueError, match="not 0"):
        sample(dataset, 0)


def test_questions_may_share_an_id(tmp_path: Path) -> None:
    """FairytaleQA has two questions of one id; its paragraphs must still serve as distractors."""
    data = copy.deepcopy(SMALL)
    first(data).update(id="q2")
    dataset = read_squad(write(tmp_path, data))
    assert [question.id for question in dataset.questions] == ["q2", "q2"]
    assert len(sample(dataset, 1).questions) == 1


def test_paragraphs_of_gives_each_text_once() -> None:
    asked = Dataset("a", (Paragraph("A", "one"), Paragraph("A", "two"), Paragraph("B", "one")), ())
    more = Dataset("b", (Paragraph("C", "two"), Paragraph("C", "three")), ())
    assert list(paragraphs_of(asked, [more])) == [
        Paragraph("A", "one"),
        Paragraph("A", "two"),
        Paragraph("C", "three"),
    ]
