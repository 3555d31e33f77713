"""Figures, health and readiness, for programs that watch the page."""

import json
import logging

import pytest
from prometheus_client.parser import text_string_to_metric_families

from index.errors import StoreError
from index.values import RefusedFile
from qa.page.page_figures import Figures
from qa.page.web.access import Login
from qa.page.web.error_count import counting_errors
from tests.qa.page.fake_bot import KELP, FakeBot
from tests.qa.page.web.serving import basic, fetch, serving

LOGIN = Login("ada", "secret")


def figures(text):
    """Values by name and labels."""
    families = text_string_to_metric_families(text)
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def call(url, name, *data, headers=None):
    return fetch(f"{url}/gradio_api/run/{name}", {"data": list(data)}, headers)


def test_figures_of_the_background_for_those_who_may_see_the_page():
    bot = FakeBot()
    bot.library.background.failed = (RefusedFile("/folder/secret.pdf", "damaged"),)
    with serving(bot, login=LOGIN) as url:
        assert fetch(f"{url}/metrics")[0] == 401
        status, headers, text = fetch(f"{url}/metrics", headers=basic("ada:secret"))
    assert status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4")
    values = figures(text)
    assert values[("citespan_files_failed",)] == 1
    assert values[("citespan_files_read_total",)] == 3
    assert values[("citespan_reading",)] == values[("citespan_questions_waiting",)] == 0
    assert values["citespan_runs_total", "done"] == 2
    assert values["citespan_tasks", "waiting"] == 0
    assert values[("citespan_ready",)] == 1
    assert values[("citespan_index_version",)] == float(bot.library.version())
    assert "secret.pdf" not in text
    assert all(
        line.startswith(("# HELP citespan_", "# TYPE citespan_", "citespan_"))
        for line in text.splitlines()
    )


def test_questions_are_counted_by_outcome_and_timed_without_their_words():
    with serving(FakeBot()) as url:
        for question in ("half a metre?", "Why is there kelp?", "Hello", "zebra crossing", " "):
            call(url, "ask", question, None)
        call(url, "search", "urchins", 0, None)
        call(url, "documents")
        text = fetch(f"{url}/metrics")[2]
    values = figures(text)
    counts = {key[2]: int(value) for key, value in values.items() if key[1:2] == ("program",)}
    assert counts == {
        "answer": 1, "evidence": 1, "none": 1, "help": 1, "error": 1, "refused": 0, "abandoned": 0,
    }  # fmt: skip
    assert values["citespan_calls_total", "ask", "done"] == 4
    assert values["citespan_calls_total", "search", "error"] == 1
    assert values["citespan_calls_total", "documents", "done"] == 1
    assert values["citespan_question_seconds_count", "wait"] == 4
    assert values["citespan_questions_total", "page", "answer"] == 0
    assert not any(word in text for word in ("metre", "zebra", "urchins", KELP[:12]))


def test_a_question_on_the_page_is_counted_with_its_stages():
    counted = Figures()
    counted.given("page", "answer", {"retrieve": 20.0, "read": 300.0, "total": 320.0}, 0.5)
    assert counted.registry.get_sample_value(
        "citespan_question_seconds_sum", {"stage": "read"}
    ) == pytest.approx(0.3)
    for bound, expected in (("0.25", 0), ("0.5", 1)):
        labels = {"stage": "total", "le": bound}
        name = "citespan_question_seconds_bucket"
        assert counted.registry.get_sample_value(name, labels) == expected


def test_logged_errors_are_counted_by_part_and_still_logged(caplog):
    counted = Figures()
    with counting_errors(counted):
        logging.getLogger("index.sync.run").error("a disk is full")
        logging.getLogger("qa.page").warning("nothing bad")
        logging.getLogger("uvicorn.error").error("broken")
    logging.getLogger("qa.page").error("later")
    value = counted.registry.get_sample_value
    counts = [value("citespan_errors_total", {"part": p}) for p in ("index", "qa", "other")]
    assert counts == [1, 0, 1]
    assert "a disk is full" in caplog.messages


def test_open_metrics_show_figures_to_anybody_and_nothing_else():
    with serving(FakeBot(), login=LOGIN, open_metrics=True) as url:
        assert fetch(f"{url}/metrics")[0] == 200
        assert fetch(f"{url}/config")[0] == 401
        assert call(url, "documents")[0] == 401


def test_readiness_needs_no_login_and_tells_nothing_of_documents():
    bot = FakeBot()
    with serving(bot, login=LOGIN) as url:
        for _ in range(3):
            status, _, text = fetch(f"{url}/ready", headers={"Host": "any.example"})
            assert status == 200
            assert json.loads(text) == {"ready": True, "corpus": "open", "models": "loaded"}
        assert fetch(f"{url}/ready", {"x": 1})[0] == 404
        assert bot.asked.count("What is this about?") == 1


def test_a_page_whose_store_is_gone_is_not_ready_until_it_is_back(monkeypatch):
    monkeypatch.setattr("qa.page.web.readiness.FRESH_SECONDS", 0.0)
    bot = FakeBot()
    version = bot.library.version

    def gone():
        raise StoreError("the store cannot be reached")

    with serving(bot) as url:
        bot.library.version = gone
        status, _, text = fetch(f"{url}/ready")
        assert status == 503 and json.loads(text)["corpus"] == "not to be had"
        assert figures(fetch(f"{url}/metrics")[2])[("citespan_ready",)] == 0
        assert fetch(f"{url}/health")[0] == 200
        bot.library.version = version
        assert fetch(f"{url}/ready")[0] == 200


def test_models_that_fail_are_not_ready(monkeypatch):
    bot = FakeBot()
    monkeypatch.setattr("qa.page.web.readiness.PROBE", "crash")
    with serving(bot) as url:
        status, _, text = fetch(f"{url}/ready")
    assert status == 503
    assert json.loads(text) == {"ready": False, "corpus": "open", "models": "not loaded"}
