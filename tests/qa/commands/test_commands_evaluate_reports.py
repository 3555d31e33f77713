"""Reports of evaluations, and evaluations that were interrupted."""

import json

import pytest

from index.platform.paths import evaluations_folder
from qa.chatbot import Chatbot
from qa.commands import evaluate_dataset as evaluate_module
from tests.index.corpora import write
from tests.qa.commands.command_line import SQUAD, assert_one_line

pytestmark = pytest.mark.usefixtures("nothing_unfinished")


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
