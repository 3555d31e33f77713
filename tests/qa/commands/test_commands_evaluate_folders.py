"""The command that evaluates questions about a folder, and retrieval alone."""

import json

import pytest

from tests.index.corpora import write
from tests.qa.commands.command_line import assert_one_line

pytestmark = pytest.mark.usefixtures("nothing_unfinished")


def shares(metrics):
    return {
        name: value
        for name, value in metrics.items()
        if name not in ("latency_ms", "questions_per_second")
    }


HERON, CRANE = "The heron weighs 2 kilograms in spring.", "The crane lives 40 years."


@pytest.fixture
def asked(tmp_path):
    """A folder with two documents, and five questions about it."""
    write(tmp_path / "folder" / "heron.txt", f"{HERON} The tide rose.")
    write(tmp_path / "folder" / "crane.txt", f"Snow fell. {CRANE}")
    records = [
        {"question": "How many kilograms is the heron?", "answers": ["2 kilograms"],
         "evidence": HERON},
        {
            "question": "How many years does the crane live?", "answers": ["40", "40 years"],
            "document": "crane.txt", "evidence": [CRANE],
        },
        {"question": "How many kilograms is the heron in spring?", "answers": ["two"]},
        {"question": "How many zebras?", "answers": [], "document": None},
        {"question": "How old?", "answers": ["nine"], "document": "snow.txt", "evidence": "x"},
    ]  # fmt: skip
    lines = "\n".join(json.dumps(record) for record in records)
    return write(tmp_path / "mine.jsonl", lines)


def test_evaluate_questions_about_a_folder(run, tmp_path, numbers, asked, caplog):
    file = tmp_path / "out.json"
    status, *_ = run(
        "evaluate", asked, "--corpus", tmp_path / "folder", "--json-file", file,
        "--min-confidence", 0,
    )  # fmt: skip
    assert status == 0
    assert "the documents of 1 of 5 questions are not in the folder" in caplog.text
    data = json.loads(file.read_text())
    assert (data["dataset"], data["questions"]) == ("mine", 5)
    found = shares(data["metrics"])
    assert found["citation_exactness"] == 1.0
    # "2 kilograms" and "40 years" are right, and "2 kilograms" are not "two".
    assert found["has_answer_exact_match"] == 2 / 4
    assert found["no_answer_accuracy"] == found["declined_recall"] == 0.0
    assert found["answered_precision"] == 2 / 5
    # Of the two whose document is known.
    assert found["recall@1"] == found["reranked_recall@1"] == 1.0
    # Each cites the sentence that is its evidence.
    assert found["citation_precision"] == found["citation_recall"] == 1.0
    assert "citation_position" not in found


def test_questions_about_a_folder_need_one(run, tmp_path, asked):
    assert_one_line(run("evaluate", asked), "mine.jsonl", "--corpus FOLDER")
    assert_one_line(
        run("evaluate", asked, "--mode", "passage", store=False), "mine.jsonl", "--corpus FOLDER"
    )
    write(asked, asked.read_text() + '\n{"question": "Who?"}')
    result = run("evaluate", asked, "--corpus", tmp_path / "folder")
    assert_one_line(result, "mine.jsonl: line 6: 'answers' is missing")


def test_a_question_is_left_out_with_the_document_that_it_names(run, tmp_path, numbers):
    for i in range(24):
        write(tmp_path / "folder" / f"{i}.txt", f"The zog{i} weighs {100 + i} kilograms.")
    records = [
        {
            "question": f"How many kilograms is the zog{i}?",
            "answers": [str(100 + i)],
            **({"document": f"{i}.txt"} if i < 12 else {}),
        }
        for i in range(24)
    ]
    path = write(tmp_path / "zogs.jsonl", "\n".join(map(json.dumps, records)))
    file = tmp_path / "out.json"
    status, *_ = run(
        "evaluate", path, "--corpus", tmp_path / "folder", "--leave-out", "--json-file", file,
        "--min-confidence", 0.3,
    )  # fmt: skip
    assert status == 0
    found = shares(json.loads(file.read_text())["metrics"])
    # Those that name no document cannot be asked without it.
    assert (found["answered"], found["left_out_answered"]) == (1.0, 0.0)


def beir(folder):
    """Ten animals and a query for each of three."""
    corpus = [
        {"_id": f"d{i}", "title": f"Zog {i}", "text": f"The zog{i} weighs {i} kilograms."}
        for i in range(10)
    ]
    queries = [{"_id": f"q{i}", "text": f"zog{i} weighs"} for i in range(4)]
    write(folder / "corpus.jsonl", "\n".join(map(json.dumps, corpus)))
    write(folder / "queries.jsonl", "\n".join(map(json.dumps, queries)))
    judged = ["query-id\tcorpus-id\tscore", *(f"q{i}\td{i}\t1" for i in range(3))]
    write(folder / "qrels" / "test.tsv", "\n".join(judged))
    return folder


def test_evaluate_a_beir_folder(run, tmp_path):
    file = tmp_path / "out.json"
    folder = beir(tmp_path / "zogs")
    status, _, _ = run("evaluate", folder, "--json-file", file, "--report", tmp_path / "report")
    assert status == 0
    data = json.loads(file.read_text())
    assert (data["dataset"], data["questions"]) == ("zogs", 3)
    assert shares(data["metrics"]) == pytest.approx(
        dict.fromkeys(("recall@1", "recall@5", "recall@20", "mrr", "ndcg@10"), 1.0)
    )
    assert "3 questions, searched for, not read" in (tmp_path / "report/index.html").read_text()


@pytest.mark.parametrize(
    ("command", "options", "message"),
    [
        ("evaluate", ["--corpus", "x"], "--corpus goes without it"),
        ("evaluate", ["--leave-out"], "goes without a BEIR folder"),
        ("evaluate", ["--mode", "passage"], "only SQuAD data"),
        ("calibrate", [], "no answers to fit to"),
    ],
)
def test_a_beir_folder_goes_with_retrieval_alone(run, tmp_path, command, options, message):
    store = "passage" not in options
    assert_one_line(run(command, beir(tmp_path / "zogs"), *options, store=store), message)
