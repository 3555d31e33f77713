"""Questions about a folder (JSONL) and BEIR folders: what is read, and how errors are named."""

import gzip
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from index.errors import UnknownDocumentError
from index.values import Document, document_id
from qa.evaluate import Dataset, DatasetError, Ground, Question, ground_in_folder, read_dataset
from qa.evaluate.judging.ground_truth import GoldPlace

TIDE = "The tide 😀 rose. Ann rang the bell. The tide fell."
SNOW = "Snow fell. Ann rang the bell."


def lines(path: Path, *records: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in records)
    path.write_text(text + "\n", encoding="utf-8")
    return path


ASKED = {"question": "Who rang the bell?", "answers": ["Ann", "Ann Lee"]}


def test_a_jsonl_file_is_questions_about_a_folder(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "mine.jsonl",
        {**ASKED, "document": "tide.txt", "evidence": "Ann rang the bell.", "note": 1},
        "",
        {"question": "Who wept?", "answers": [], "document": None, "evidence": None},
        {"question": "What rose?", "answers": ["tide"], "evidence": ["The tide", "rose."]},
    )
    dataset = read_dataset(path)
    assert (dataset.name, dataset.kind) == ("mine", "folder")
    assert dataset.questions == (
        Question(
            "line 1", "Who rang the bell?", (), 0, ("Ann", "Ann Lee"), "tide.txt",
            ("Ann rang the bell.",),
        ),
        Question("line 3", "Who wept?", (), 1),
        Question("line 4", "What rose?", (), 2, ("tide",), None, ("The tide", "rose.")),
    )  # fmt: skip
    assert [one.answerable for one in dataset.questions] == [True, False, True]
    assert dataset.questions[0].gold_texts == ("Ann", "Ann Lee")
    assert [one.title for one in dataset.paragraphs] == ["tide.txt", "line 3", "line 4"]
    packed = tmp_path / "mine.jsonl.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")))
    assert read_dataset(packed) == dataset


def test_a_line_ends_with_a_line_feed_and_with_nothing_else(tmp_path: Path) -> None:
    record = json.dumps({"question": "a\u2028b\x85?", "answers": []}, ensure_ascii=False)
    (question,) = read_dataset(lines(tmp_path / "x.jsonl", record)).questions
    assert question.text == "a\u2028b\x85?"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ('{"question": ', "not JSON"),
        ("[]", "not a JSON object"),
        ({"answers": []}, "'question' is missing"),
        ({"question": "Who?"}, "'answers' is missing"),
        ({**ASKED, "question": 1}, "'question' is not a string"),
        ({**ASKED, "question": " "}, "'question' is empty"),
        ({**ASKED, "question": "x" * 2001}, "at most 2,000"),
        ({**ASKED, "answers": "Ann"}, "'answers' is not a list of strings"),
        ({**ASKED, "answers": ["Ann", 1]}, "'answers' is not a list of strings"),
        ({**ASKED, "answers": [""]}, "'answers' is empty"),
        ({**ASKED, "document": 7}, "'document' is not a string"),
        ({**ASKED, "evidence": {}}, "'evidence' is not a list of strings"),
        ({**ASKED, "evidence": [" "]}, "'evidence' is empty"),
        ('{"question": "\\ud800", "answers": []}', "half a character"),
        ({"question": "Who?", "answers": [], "evidence": "x"}, "evidence but no answers"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, record: Any, message: str) -> None:
    path = lines(tmp_path / "x.jsonl", ASKED, "", record)
    with pytest.raises(DatasetError, match=r"x\.jsonl: line 3: ") as caught:
        read_dataset(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"x\.jsonl: no questions"):
        read_dataset(lines(tmp_path / "x.jsonl", ""))
    broken = tmp_path / "y.jsonl.gz"
    broken.write_bytes(gzip.compress(b"{}")[:-4])
    with pytest.raises(DatasetError, match="damaged gzip"):
        read_dataset(broken)


# -- where a folder holds them


def document(text: str, name: str) -> Document:
    return Document(document_id(text), text, name, (name,))


TIDES, SNOWS = document(TIDE, "tide.txt"), document(SNOW, "snow.txt")


def find(name: str) -> Document:
    found = [one for one in (TIDES, SNOWS) if name in (one.title, one.id)]
    if len(found) != 1:
        raise UnknownDocumentError(f"no document {name!r}")
    return found[0]


def placed(tmp_path: Path, *records: Any) -> tuple[Dataset, Ground]:
    dataset = read_dataset(lines(tmp_path / "x.jsonl", *records))
    return dataset, ground_in_folder(dataset, [TIDES, SNOWS], find)


def whole(one: Document) -> GoldPlace:
    return GoldPlace(one.id, 0, len(one.text))


def test_evidence_is_found_in_the_document_named(tmp_path: Path) -> None:
    bell = "Ann rang the bell."
    _, ground = placed(
        tmp_path,
        {**ASKED, "document": "snow.txt", "evidence": bell},
        {**ASKED, "evidence": bell},
        {**ASKED, "evidence": [bell, "The tide"]},
        {**ASKED, "document": TIDES.id},
        ASKED,
        {"question": "Who wept?", "answers": [], "document": "tide.txt"},
    )
    in_tide, in_snow = (
        GoldPlace(one.id, one.text.index(bell), len(bell)) for one in (TIDES, SNOWS)
    )
    assert ground.places == (
        (whole(SNOWS),), (whole(TIDES), whole(SNOWS)), (whole(TIDES),), (whole(TIDES),), (), (),
    )  # fmt: skip
    both = tuple(
        GoldPlace(TIDES.id, TIDE.index(start), 8) for start in ("The tide 😀", "The tide f")
    )
    assert ground.evidence == {0: ((in_snow,),), 1: ((in_tide, in_snow),), 2: ((in_tide,), both)}
    assert ground.texts == {TIDES.id: TIDE, SNOWS.id: SNOW}


def test_what_is_not_found_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        _, ground = placed(
            tmp_path,
            {**ASKED, "document": "nowhere.txt", "evidence": "Ann rang the bell."},
            {**ASKED, "document": "elsewhere.txt"},
            {**ASKED, "document": "snow.txt", "evidence": "ann rang the bell."},
            {**ASKED, "evidence": "The tide 😀  rose."},
            {**ASKED, "evidence": ["The tide", "Snow fell."]},  # not in one document
        )
    assert ground.places == ((), (), (whole(SNOWS),), (), ())
    assert ground.evidence == {}
    messages = [record.getMessage() for record in caplog.records]
    assert len(messages) == 2
    assert "x: the documents of 2 of 5 questions are not in the folder" in messages[0]
    assert "x: the evidence of 3 of 5 questions does not stand" in messages[1]


# -- BEIR

CORPUS = [
    {"_id": "d1", "title": "Tide", "text": TIDE, "metadata": {}},
    {"_id": "d2", "title": "Snow", "text": ""},
    {"_id": "d3", "title": "", "text": SNOW},
    {"_id": "d4", "text": " "},
]
QUERIES = [
    {"_id": "q1", "text": "tide"},
    {"_id": "q2", "text": "snow"},
    {"_id": "q3", "text": "no one judged this"},
]
QRELS = ["query-id\tcorpus-id\tscore", "q2\td3\t2", "q1\td1\t1", "q2\td2\t1", "q1\td3\t0"]


def beir(
    folder: Path, corpus: Any = CORPUS, queries: Any = QUERIES, qrels: list[str] = QRELS
) -> Path:
    lines(folder / "corpus.jsonl", *corpus)
    lines(folder / "queries.jsonl", *queries)
    lines(folder / "qrels" / "test.tsv", *qrels)
    return folder


def test_a_beir_folder_is_documents_queries_and_relevance(tmp_path: Path) -> None:
    folder = beir(tmp_path / "small")
    dataset = read_dataset(folder)
    assert (dataset.name, dataset.kind) == ("small", "retrieval")
    assert [(one.title, one.text) for one in dataset.paragraphs] == [
        ("Tide", TIDE), ("Snow", "Snow"), ("d3", SNOW), ("d4", ""),
    ]  # fmt: skip
    assert dataset.questions == (
        Question("q1", "tide", (), 0, relevant=((0, 1),)),
        Question("q2", "snow", (), 2, relevant=((2, 2), (1, 1))),
    )
    for path in list(folder.rglob("*.jsonl")) + list(folder.rglob("*.tsv")):
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert read_dataset(folder) == dataset


def test_a_query_that_is_too_long_is_cut(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    queries = [{"_id": "q1", "text": "x" * 2001}, QUERIES[1]]
    dataset = read_dataset(beir(tmp_path, queries=queries))
    assert len(dataset.questions[0].text) == 2000
    assert "1 of 2 queries" in caplog.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"qrels": [*QRELS, "q9\td1\t1"]}, "test.tsv: line 6: no query 'q9'"),
        ({"qrels": [*QRELS, "q1\td9\t1"]}, "test.tsv: line 6: no document 'd9'"),
        ({"qrels": [*QRELS, "q1 d1 1"]}, "test.tsv: line 6: 1 columns instead of 3"),
        ({"qrels": [*QRELS, "q1\td1\thigh"]}, "line 6: 'high' is not a whole number"),
        ({"qrels": ["q1\td1\t0"]}, "no query has a relevant document"),
        ({"corpus": [*CORPUS, CORPUS[0]]}, "corpus.jsonl: line 5: a second document 'd1'"),
        ({"corpus": [{"_id": "d1"}]}, "corpus.jsonl: line 1: 'text' is missing"),
        ({"queries": [{"_id": 1, "text": "x"}]}, "queries.jsonl: line 1: '_id' is not a string"),
        ({"queries": ["{"]}, "queries.jsonl: line 1: not JSON"),
    ],
)
def test_a_malformed_beir_folder_is_named(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(DatasetError) as caught:
        read_dataset(beir(tmp_path, **change))
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_beir_folder_is_complete(tmp_path: Path, name: str) -> None:
    (beir(tmp_path) / name).unlink()
    with pytest.raises(DatasetError, match=f"no {name} in it"):
        read_dataset(tmp_path)


def test_relevance_files_without_a_line_of_names(tmp_path: Path) -> None:

    plain = read_dataset(beir(tmp_path / "a" / "x"))
    assert read_dataset(beir(tmp_path / "b" / "x", qrels=QRELS[1:])) == plain
