"""The log as JSON holds outcomes and places in the code, and nothing that people read or ask."""

import io
import json
import logging
import warnings

import pytest

from qa.launch.json_log import json_log, tell
from qa.page.page_figures import Figures

SECRET = "Who embezzled the otters?"


@pytest.fixture
def logged():
    """What is logged in JSON, line by line, once called."""
    stream = io.StringIO()
    with json_log(stream):
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_line_is_an_object_with_time_level_and_logger(logged):
    logging.getLogger("qa.page").warning("two\nlines of %s", "text")
    logging.getLogger("qa.page").info("not worth a line")
    (line,) = logged()
    assert line["level"] == "warning" and line["logger"] == "qa.page"
    assert line["message"] == "two\nlines of text" and line["time"].endswith("+00:00")


def test_a_question_is_its_outcome_and_its_times(logged):
    Figures().given("page", "evidence", {"read": 12.34, "total": 20.0}, 0.001)
    (line,) = logged()
    assert {name: line[name] for name in ("event", "asker", "outcome", "milliseconds")} == {
        "event": "question", "asker": "page", "outcome": "evidence",
        "milliseconds": {"read": 12.3, "total": 20.0, "wait": 1.0},
    }  # fmt: skip


def test_an_exception_is_its_class_and_where_it_was_raised(logged):
    def raises():
        raise ValueError(SECRET)

    try:
        raises()
    except ValueError:
        logging.getLogger("qa.page").exception("a question failed")
    (line,) = logged()
    assert line["error"] == "ValueError" and line["at"][-1].endswith(" raises")
    assert SECRET not in json.dumps(line)


def test_what_other_libraries_put_into_their_lines_stays_out(logged):
    other = logging.getLogger("some.library")
    other.error("cannot read %s", SECRET)
    other.error(f"Task failed\n<Task {SECRET}>")
    warnings.warn("a change is coming", UserWarning, stacklevel=1)
    lines = logged()
    assert [line["message"] for line in lines[:2]] == ["cannot read %s", "Task failed"]
    assert lines[2]["logger"] == "py.warnings"
    assert SECRET not in json.dumps(lines)


def test_lines_for_people_join_the_log_only_while_it_is_json(logged, capsys):
    tell("a.exe: not a known format")
    assert [line["message"] for line in logged()] == ["a.exe: not a known format"]
    assert capsys.readouterr().err == ""


def test_lines_for_people_are_plain_otherwise_and_loggers_are_as_before(capsys):
    root = logging.getLogger()
    before = root.handlers[:], root.level
    with json_log(io.StringIO()):
        pass
    assert (root.handlers[:], root.level) == before
    tell("a.exe: not a known format")
    assert capsys.readouterr().err == "a.exe: not a known format\n"
