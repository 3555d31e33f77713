"""Recognition can be switched off by an option and by the environment."""

import argparse

from qa.launch.limit_options import add_limits, limits_of


def limits(*arguments):
    parser = argparse.ArgumentParser()
    add_limits(parser)
    return limits_of(parser.parse_args(arguments))


def test_recognition_is_on_unless_it_is_switched_off(monkeypatch):
    monkeypatch.delenv("CITESPAN_NO_OCR", raising=False)
    assert limits().recognise
    assert not limits("--no-ocr").recognise
    assert limits("--page-seconds", "2.5").page_seconds == 2.5


def test_the_environment_switches_it_off(monkeypatch):
    for value, is_on in (("1", False), ("true", False), ("0", True), ("", True)):
        monkeypatch.setenv("CITESPAN_NO_OCR", value)
        assert limits().recognise == is_on


def test_a_command_without_the_options_has_the_usual_limits():
    assert limits_of(argparse.Namespace()).recognise
