"""The command that evaluates questions of a dataset."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from qa.calibration.files import keep_calibration
from tests.index.corpora import write
from tests.qa.calibrations import calibration
from tests.qa.commands.command_line import SQUAD, animals, assert_one_line, squad

pytestmark = pytest.mark.usefixtures("nothing_unfinished")


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
