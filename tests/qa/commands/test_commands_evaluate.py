"""``evaluate`` on the command line."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from index.platform.paths import evaluations_folder
from qa.calibration.files import keep_calibration
from qa.chatbot import Chatbot
from qa.commands import evaluate_dataset as evaluate_module
from tests.index.corpora import write
from tests.qa.calibrations import calibration
from tests.qa.commands.command_line import SQUAD, animals, assert_one_line, squad


@pytest.fixture(autouse=True)
def nothing_unfinished(tmp_path, monkeypatch):
    """Keep the interrupted runs of one test from another."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def shares(metrics):
    return {
        name: value
        for name, value in metrics.items()
        if name not in ("latency_ms", "questions_per_second")
    }


@pytest.mark.parametrize("options", [[], ["--min-confidence", "0"]])
def test_evaluate_prints_a_table_and_writes_json(run, tmp_path, options):
    file = tmp_path / "out.json"
    status, out, err = run("evaluate", SQUAD, "--sample", 12, "--json-file", file, *options)
    assert status == 0
    assert "Traceback" not in err
    data = json.loads(file.read_text())
    assert (data["dataset"], data["mode"], data["questions"]) == ("genghis_khan", "corpus", 12)
    found = shares(data["metrics"])
    assert {"f1", "exact_match", "answered", "citation_exactness", "recall@1"} <= set(found)
    assert all(0 <= value <= 1 for value in found.values())
    assert found["citation_exactness"] == found["answered"] == 1.0
    assert set(data["intervals"]) == set(found) - {"threshold", "calibration_error_by_chance"}
    # The one given, or the calibration's own.
    assert found["threshold"] == (0.0 if options else 0.5)
    # Whole sentences hold the answer, so they share words with it.
    assert 0 < found["f1"] < 1
    for name in ("f1", "answered"):
        assert name in out


def test_the_json_says_what_was_measured_and_when(run, tmp_path):
    file = tmp_path / "out.json"
    run(
        "evaluate", SQUAD, "--sample=3", "--json-file", file, f"--report={tmp_path / 'page'}",
        "--distractors", SQUAD, "--seed", 4,
    )  # fmt: skip
    environment = json.loads(file.read_text())["environment"]
    assert re.fullmatch(
        f"python -m qa evaluate {SQUAD.name} --sample=3 --distractors {SQUAD.name} --seed 4.*",
        environment["command"],
    )
    assert str(tmp_path) not in environment["command"]
    assert "page" not in environment["command"]
    assert abs(date.today() - date.fromisoformat(environment["date"])).days <= 1
    assert environment["date"] in (tmp_path / "page" / "index.html").read_text(encoding="utf-8")


# Scores are twice the shared words less 5: 1 with "kilograms the heron", -3 with "the", -1 with
# "fish the", and 1 with "years the crane", where the first of two numbers comes first.
PASSAGES = {
    "The heron weighs 2 kilograms in spring.": [
        ("How many kilograms is the heron?", "2"), ("How old is the crane?", None),
    ],
    "The crane lives 40 years and eats 3 fish.": [
        ("How many years does the crane live?", "40 years"), ("Are the gulls eating fish?", None),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("threshold", "exact", "overlap", "given"),
    [
        # 0 for a reader that is not calibrated
        (
            None, 3 / 4, (1 + 2 / 3 + 1 + 1) / 4,
            {"answered_precision": 1.0, "answered_recall": 1.0, "declined_precision": 1.0},
        ),
        # gives what should be declined
        (
            -1.0, 2 / 4, (1 + 2 / 3 + 1 + 0) / 4,
            {"answered_precision": 2 / 3, "answered_recall": 1.0, "declined_precision": 1.0},
        ),
        # declines all
        (1.5, 2 / 4, 2 / 4, {"answered_recall": 0.0, "declined_precision": 2 / 4}),
    ],
)  # fmt: skip
def test_evaluate_with_the_passage_given(run, tmp_path, numbers, threshold, exact, overlap, given):
    if threshold is not None:
        # Of the reader, whatever else it was fitted for.
        parts = {"reader": "numbers", "embedder": "another", "fusion": "another"}
        keep_calibration(replace(calibration(parts), score_threshold=threshold), {})
    file = tmp_path / "out.json"
    path = squad(tmp_path / "birds.json", {"Birds": PASSAGES})
    status, out, _ = run("evaluate", path, "--mode", "passage", "--json-file", file, store=False)
    assert status == 0
    data = json.loads(file.read_text())
    assert (data["dataset"], data["mode"], data["questions"]) == ("birds", "passage", 4)
    assert data["environment"]["fingerprints"] == {"reader": "numbers"}
    assert shares(data["metrics"]) == pytest.approx(
        {
            "exact_match": exact,
            "f1": overlap,
            "has_answer_exact_match": 1 / 2,
            "has_answer_f1": (1 + 2 / 3) / 2,
            "no_answer_accuracy": 1 / 2 if threshold == -1.0 else 1.0,
            "best_exact": 3 / 4,
            "best_f1": (1 + 2 / 3 + 1 + 1) / 4,
            "best_threshold": 1.0,
            "threshold": threshold or 0.0,
            **given,
            "declined_recall": 1 / 2 if threshold == -1.0 else 1.0,
            # both of score 1 are right, those of -1 and -3 are not
            "risk_coverage_area": (0 + 0 + 1 / 3 + 2 / 4) / 4,
            "citation_exactness": 1.0,
            "citation_has_answer": 1.0,
            "citation_position": 1.0,
        }
    )
    assert re.search(r"^best_threshold +1\.000$", out, re.MULTILINE)


def test_evaluate_passage_reads_a_sample(run, tmp_path, numbers):
    path = squad(tmp_path / "birds.json", {"Birds": PASSAGES})
    status, out, _ = run("evaluate", path, "--mode", "passage", "--sample", 3, store=False)
    assert status == 0
    assert re.search(r"^questions +3$", out, re.MULTILINE)


def test_evaluate_passage_with_a_reader_that_is_not_there(run, tmp_path):
    assert_one_line(
        run("evaluate", SQUAD, "--mode", "passage", "--reader", tmp_path / "model", store=False),
        "model",
    )


def test_evaluate_over_a_folder(run, tmp_path):
    data = json.loads(SQUAD.read_text())
    paragraphs = [one["context"] for one in data["data"][0]["paragraphs"]]
    write(tmp_path / "khan" / "khan.txt", "\r\n\r\n".join(paragraphs))
    file = tmp_path / "out.json"
    status, _, _ = run(
        "evaluate", SQUAD, "--corpus", tmp_path / "khan", "--sample", 8, "--json-file", file
    )
    assert status == 0
    found = shares(json.loads(file.read_text())["metrics"])
    # One document: it is always ranked first, and all of its citations are slices.
    assert found["recall@1"] == found["citation_exactness"] == 1.0


def test_evaluate_without_reading(run, tmp_path):
    file = tmp_path / "out.json"
    status, _, _ = run(
        "evaluate", SQUAD, "--retrieval-only", "--sample", 8, "--json-file", file,
        "--distractors", SQUAD.with_name("genghis_khan_unanswerable.json"),
    )  # fmt: skip
    assert status == 0
    assert set(shares(json.loads(file.read_text())["metrics"])) == {
        "recall@1", "recall@5", "recall@20", "mrr", "ndcg@10",
    }  # fmt: skip


def test_a_malformed_dataset_is_named_with_its_record(run, tmp_path):
    data = json.loads(SQUAD.read_text())
    asked = data["data"][0]["paragraphs"][2]["qas"][1]
    asked["answers"][0]["answer_start"] += 1
    path = write(tmp_path / "moved.json", json.dumps(data))
    assert_one_line(run("evaluate", path), "moved.json", asked["id"])
    path = write(tmp_path / "cut.json", json.dumps(data)[:-5])
    assert_one_line(run("evaluate", path), "cut.json", "not JSON")
    assert_one_line(run("evaluate", tmp_path / "none.json"), "none.json")


@pytest.mark.parametrize(
    "options",
    [
        ["--corpus", "x"], ["--distractors", "x"], ["--retrieval-only"], ["--leave-out"],
        ["--store", "x"], ["--min-confidence", "0.5"], ["--min-confidence", "0"],
    ],
)  # fmt: skip
def test_a_given_passage_goes_without_a_corpus(run, options):
    result = run("evaluate", SQUAD, "--mode", "passage", *options, store=False)
    assert_one_line(result, f"{options[0]} goes with --mode corpus")


@pytest.mark.parametrize(
    ("command", "options", "message"),
    [
        ("evaluate", ["--corpus", "x", "--distractors", "y"], "--corpus goes without"),
        ("calibrate", ["--corpus", "x", "--distractors", "y"], "--corpus goes without"),
        ("evaluate", ["--leave-out", "--retrieval-only"], "goes without --retrieval-only"),
    ],
)
def test_options_that_contradict_each_other_are_status_2(run, command, options, message):
    assert_one_line(run(command, SQUAD, *options), message)


@pytest.mark.parametrize(("least", "left_out"), [(0.3, 0.0), (0.07, 1.0)])
def test_evaluate_leaves_articles_out(run, tmp_path, numbers, least, left_out):
    # Ten passages are read. With the animal's own, of score 1, and nine of score -1 the softmax is
    # e / (1 + e + 9 / e), 0.39; with ten of score -1 each has 1 / e / (1 + 10 / e), 0.08.
    path = animals(tmp_path / "animals.json", 30)
    file = tmp_path / "out.json"
    status, out, _ = run(
        "evaluate", path, "--leave-out", "--min-confidence", least, "--json-file", file
    )
    found = shares(json.loads(file.read_text())["metrics"])
    assert status == 0
    assert re.search(rf"^left_out_answered +{100 * left_out} % ", out, re.MULTILINE)
    assert found["left_out_answered"] == left_out
    # Of the others all are right, and surer.
    assert found["answered"] == found["has_answer_exact_match"] == 1.0
    assert found["confidence_auroc"] == 1.0
    # What is left out should be declined.
    assert found["declined_recall"] == 1 - left_out
    assert (found["exact_match"] == 1.0) == (left_out == 0.0)


def test_the_least_confidence_changes_nothing_of_the_confidence(run, tmp_path, numbers):
    path = animals(tmp_path / "animals.json", 20, vague=range(5))
    file = tmp_path / "out.json"
    found = []
    for least in (0.0, 0.35, 1.0):
        run("evaluate", path, "--min-confidence", least, "--json-file", file)
        found.append(shares(json.loads(file.read_text())["metrics"]))
    first, second, third = (one["answered"] for one in found)
    assert first == 1.0 > second > third == 0.0
    for name in ("confidence_auroc", "expected_calibration_error", "has_answer_exact_match"):
        assert len({one[name] for one in found}) == 1


# -- questions about a folder

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


# -- retrieval


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


# -- the report, and going on


def test_a_report_is_written(run, tmp_path):
    status, out, _ = run("evaluate", SQUAD, "--sample", 5, "--report", tmp_path / "new" / "report")
    page = tmp_path / "new" / "report" / "index.html"
    assert status == 0
    assert f"report: {page}" in out
    assert sorted(one.name for one in page.parent.iterdir()) == [
        "evaluation.json", "index.html", "reliability.svg", "risk_coverage.svg",
    ]  # fmt: skip


@pytest.mark.parametrize("option", ["--report", "--json-file"])
def test_what_could_not_be_written_is_refused_first(run, tmp_path, monkeypatch, option):
    write(tmp_path / "file", "")
    monkeypatch.setattr(evaluate_module, "evaluate_corpus", None)  # not come to
    where = {"--report": tmp_path / "file", "--json-file": tmp_path / "none" / "out.json"}[option]
    assert_one_line(run("evaluate", SQUAD, option, where), str(tmp_path))


def test_an_interrupted_run_goes_on(run, tmp_path, monkeypatch):
    file = tmp_path / "out.json"
    command = ("evaluate", SQUAD, "--sample", 6, "--json-file", file)
    whole = json.loads((run(*command), file.read_text())[1])
    ask, asked = Chatbot.ask, []

    def interrupted(bot, question, **options):
        if len(asked) == 4:
            raise KeyboardInterrupt
        asked.append(question)
        return ask(bot, question, **options)

    monkeypatch.setattr(Chatbot, "ask", interrupted)
    file.unlink()
    status, out, err = run(*command)
    assert (status, out) == (130, "")
    assert err.splitlines()[-1] == "interrupted; the same command goes on after 4 of 6 questions"
    assert not file.exists()
    assert len(list(evaluations_folder().iterdir())) == 1

    # Another threshold is no other run: nothing that is kept depends on it.
    asked.clear()
    status, _, err = run(*command, "--min-confidence", 0.9)
    assert status == 0
    assert "going on after 4 of 6 questions (--fresh begins anew)" in err
    assert len(asked) == 2
    found = json.loads(file.read_text())
    same = ("confidence_auroc", "expected_calibration_error", "has_answer_f1", "recall@5", "mrr")
    for name in same:
        assert found["metrics"].get(name) == whole["metrics"].get(name)
        assert found["intervals"].get(name) == whole["intervals"].get(name)
    assert list(evaluations_folder().iterdir()) == []


def test_a_fresh_run_begins_anew(run, tmp_path, monkeypatch):
    ask, asked = Chatbot.ask, []

    def counted(bot, question, **options):
        asked.append(question)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return ask(bot, question, **options)

    monkeypatch.setattr(Chatbot, "ask", counted)
    command = ("evaluate", SQUAD, "--sample", 5)
    assert run(*command)[0] == 130
    assert run(*command, "--fresh")[0] == 0
    assert len(asked) == 3 + 5


def test_what_was_measured_is_kept_when_it_cannot_be_written(run, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", "report/index.html")

    monkeypatch.setattr(evaluate_module, "write_report", full)
    command = ("evaluate", SQUAD, "--sample", 3, "--report", tmp_path / "report")
    status, _, err = run(*command)
    assert status == 2
    assert "No space left" in err.splitlines()[-1]
    assert len(list(evaluations_folder().iterdir())) == 1
