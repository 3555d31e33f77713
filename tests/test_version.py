import re
import sys
import tomllib
from pathlib import Path

import pytest

import app
from qa.commands.main import main
from qa.version import version

ROOT = Path(__file__).resolve().parents[1]


def test_the_version_stands_in_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert version() == project["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", version())
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changes, re.MULTILINE)[0] == version()


@pytest.mark.parametrize("program", [main, app.main])
def test_both_programs_tell_their_version(program, capsys):
    with pytest.raises(SystemExit) as stopped:
        program(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"Citespan {version()}\n"


def test_help_names_the_command_that_was_started(monkeypatch, capsys):
    for started, name in (
        ("/clone/qa/__main__.py", "python -m qa"),
        ("/clone/.venv/bin/citespan", "citespan"),
        ("citespan.exe", "citespan"),
    ):
        monkeypatch.setattr(sys, "argv", [started])
        with pytest.raises(SystemExit):
            main(["--help"])
        assert capsys.readouterr().out.startswith(f"usage: {name} [-h]")
