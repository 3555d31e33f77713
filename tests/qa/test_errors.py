"""Every error that qa raises has the base CitespanError and a built-in class beside it."""

import ast
from pathlib import Path

import pytest

import index.errors
import qa
import qa.errors
from index.errors import CitespanError

FOLDER = Path(qa.__file__).parent
OURS = {name for module in (index.errors, qa.errors) for name in module.__all__}
# What a caller asks for by Python's own rules, or Gradio's.
OTHERS = {"ArgumentTypeError", "AttributeError", "Refusal"}


@pytest.mark.parametrize("name", qa.errors.__all__)
def test_errors_have_the_base_and_say_what_they_mean(name):
    error = getattr(qa.errors, name)
    assert issubclass(error, CitespanError)
    assert error.__doc__


def test_only_errors_of_ours_are_raised():
    raised, own = set(), set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = {ast.unparse(base) for base in node.bases}
                own |= {node.name} if bases & OURS else set()
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                name = ast.unparse(node.exc.func).rpartition(".")[2]
                raised |= {name} if name[:1].isupper() or name.startswith("_") else set()
    assert len(raised) > 10
    assert raised <= OURS | OTHERS | own
