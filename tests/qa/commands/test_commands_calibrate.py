"""``calibrate`` on the command line."""

import json

import pytest

from index.platform.paths import calibrations_folder
from qa.retriever import FusionSettings
from tests.fakes import WordEmbedder
from tests.index.corpora import make_folder, write
from tests.qa.commands.command_line import animals, assert_one_line, messages
from tests.qa.small_bot import search_fingerprint


def kept():
    """The calibrations of this user."""
    return sorted(calibrations_folder().glob("*.json"))


@pytest.mark.slow
def test_a_calibration_is_kept_and_used(run, tmp_path, numbers, shipped):
    text = "The zog7 weighs 107 kilograms. The gnu weighs 4 stone."
    folder = make_folder(tmp_path / "folder", {"zog.txt": text})

    def asked(question):
        return json.loads(run("ask", question, "--corpus", folder, "--json")[1])

    before = asked("How many kilograms is the zog7?")
    assert not before["calibrated"]

    path = animals(tmp_path / "animals.json", 60, vague=range(0, 60, 6))
    status, out, err = run("calibrate", path, store=False)
    assert (status, messages(err)) == (0, [])
    (calibration,) = kept()
    assert shipped / "data" in calibration.parents
    data = json.loads(calibration.read_text())
    assert data["fitted_for"] == {
        "reader": "numbers",
        "embedder": WordEmbedder(512, 60).fingerprint,
        "search": search_fingerprint(WordEmbedder(512, 60)),
        "fusion": FusionSettings().fingerprint,
        "read": "passages=10",
    }
    notes = data["notes"]
    assert (notes["datasets"], notes["questions"]) == (["animals"], 60)
    assert notes["right"] == pytest.approx(50 / 60)  # 10 give the year
    figures = notes["figures"]["animals"]
    assert figures["absent_answered"] <= 0.05
    assert figures["absent_given_evidence"] <= 0.15
    assert figures["answered"] >= 40 / 60
    least = data["thresholds"]["answer"]
    assert f"thresholds: answer {least:.3f}, evidence {data['thresholds']['evidence']:.3f}" in out
    assert "held_out_answer_auroc" in out
    assert str(calibration) in out

    after = asked("How many kilograms is the zog7?")
    assert (after["calibrated"], after["found"], after["text"]) == (True, True, "107 kilograms")
    assert after["confidence"] >= least
    assert after["confidence"] != before["confidence"]
    other = asked("How many kilograms is a walrus?")
    assert (other["calibrated"], other["found"]) == (True, False)
    assert other["confidence"] < least

    # The same parts once more: it is replaced.
    status, _, _ = run("calibrate", animals(path, 55, vague=range(30)), store=False)
    assert (status, kept()) == (0, [calibration])
    assert json.loads(calibration.read_text())["notes"]["questions"] == 55


@pytest.mark.slow
def test_calibrate_on_a_mixture_reads_each_question_once(run, tmp_path, numbers, monkeypatch):
    field = make_folder(tmp_path / "field" / "files", {
        f"{i}.txt": f"The zog{i} weighs {100 + i} kilograms." for i in range(30)
    }).parent  # fmt: skip
    questions = [
        {
            "question": f"How many kilograms is the zog{i}?", "answers": [str(100 + i)],
            "document": f"{i}.txt", "evidence": [f"The zog{i} weighs {100 + i} kilograms."],
            "kind": "fact",
        }
        for i in range(30)
    ]  # fmt: skip
    write(field / "questions.jsonl", "\n".join(map(json.dumps, questions)))
    path = animals(tmp_path / "animals.json", 40, vague=range(10))
    readings = tmp_path / "readings.jsonl"
    command = ("calibrate", path, field, "--readings", readings)
    status, out, _ = run(*command)
    assert status == 0
    notes = json.loads(kept()[0].read_text())["notes"]
    assert notes["datasets"] == ["animals", "field"]
    assert set(notes["figures"]) == {"animals", "field"}
    lines = readings.read_text().split()
    assert len(lines) == 140  # each with and without its document

    def unread(*_):
        raise AssertionError("read again")

    monkeypatch.setattr("tests.qa.commands.command_line.NumberReader.read", unread)
    assert run(*command)[:2] == (0, out)
    assert readings.read_text().split() == lines


@pytest.mark.slow
def test_calibrate_on_a_folder(run, tmp_path, numbers):
    path = animals(tmp_path / "animals.json", 50, vague=range(10))
    texts = [
        paragraph["context"]
        for article in json.loads(path.read_text())["data"]
        for paragraph in article["paragraphs"]
    ]
    files = {f"{i}.txt": text for i, text in enumerate(texts)}
    folder = make_folder(tmp_path / "folder", files)
    status, _, err = run("calibrate", path, "--corpus", folder)
    assert (status, messages(err)) == (0, [])
    assert json.loads(kept()[0].read_text())["notes"]["right"] == pytest.approx(40 / 50)
    # A question whose paragraph is not in the folder does not count.
    (folder / "49.txt").unlink()
    assert_one_line(run("calibrate", path, "--corpus", folder), "49 questions", "at least 50")


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--sample", "49"]])
def test_too_few_questions_are_status_2(run, tmp_path, numbers, options):
    path = animals(tmp_path / "animals.json", 60 if options else 49, vague=range(20))
    assert_one_line(run("calibrate", path, *options), "animals.json", "49 questions", "at least 50")
    assert kept() == []


@pytest.mark.slow
def test_nothing_can_be_fitted_to_answers_that_are_all_wrong(run, tmp_path, numbers):
    path = animals(tmp_path / "animals.json", 50, vague=range(50))
    assert_one_line(run("calibrate", path), "animals.json", "all are wrong")
    assert kept() == []


@pytest.mark.slow
def test_calibrate_on_questions_about_a_folder(run, tmp_path, numbers):
    for i in range(52):
        vague = f"Since {1800 + i} the" if i < 10 else "The"
        write(tmp_path / "folder" / f"{i}.txt", f"{vague} zog{i} weighs {100 + i} kilograms.")
    records = [
        {
            "question": f"How many kilograms is the zog{i}?",
            "answers": [f"{100 + i} kilograms"],
            "document": f"{i}.txt",
        }
        for i in range(52)
    ]
    path = write(tmp_path / "zogs.jsonl", "\n".join(map(json.dumps, records)))
    status, _, err = run("calibrate", path, "--corpus", tmp_path / "folder")
    assert (status, messages(err)) == (0, [])
    assert json.loads(kept()[0].read_text())["notes"]["right"] == pytest.approx(42 / 52)
