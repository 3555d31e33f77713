"""Rules that every file of ``index`` keeps: errors, names, sizes, what is imported."""

import ast
import builtins
import re
from collections import Counter
from pathlib import Path

import pytest

import index.errors
from index.errors import CitespanError

ROOT = Path(index.errors.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in FILES}

# Raised where the same function, or its only caller, turns them into an error of ours.
TRANSLATED = {
    ("__init__.py", "AttributeError"),
    ("loaders/isolation/wire.py", "TypeError"),
    ("loaders/isolation/wire.py", "ValueError"),
    ("storage/database.py", "DatabaseError"),
    ("cluster/object_source.py", "RuntimeError"),
    ("loaders/drawn_pages.py", "ValueError"),
    # Raised in the process that reads, as the system and the zipfile module raise them.
    ("loaders/isolation/confinement.py", "PermissionError"),
    ("loaders/containers/unpacking.py", "RuntimeError"),
    ("loaders/containers/unpacking.py", "ValueError"),
}


def raised(tree):
    """Names of the classes in ``raise Class(...)`` and ``raise Class``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            target = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = target.attr if isinstance(target, ast.Attribute) else target.id
            if name.endswith(("Error", "Exception", "Exit")) or hasattr(builtins, name):
                yield name


@pytest.mark.parametrize("path", TREES)
def test_every_error_is_ours(path):
    own = {node.name for node in ast.walk(TREES[path]) if isinstance(node, ast.ClassDef)}
    for name in raised(TREES[path]):
        if (path, name) not in TRANSLATED and name not in own:
            assert issubclass(getattr(index.errors, name), CitespanError), name


def test_every_class_of_errors_has_the_one_base():
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
                bases = {base.id for base in node.bases}
                ours = {name for name in index.errors.__all__ if name in bases}
                assert ours or node.name == "CitespanError", f"{path}: {node.name}"


def test_errors_keep_the_classes_that_callers_catch():
    for name, base in (
        ("NotIndexedError", RuntimeError), ("UnknownDocumentError", KeyError),
        ("CorpusBusyError", RuntimeError), ("StoreError", RuntimeError),
        ("RefusedError", ValueError), ("InvalidValueError", ValueError),
        ("MissingFolderError", NotADirectoryError), ("MissingFileError", FileNotFoundError),
        ("ChangingError", OSError), ("ModelError", RuntimeError), ("TextTooLongError", ValueError),
    ):  # fmt: skip
        assert issubclass(getattr(index.errors, name), base)
    error = index.errors.ChangingError(11, "being written", "/a")
    assert (error.errno, error.strerror, error.filename) == (11, "being written", "/a")


@pytest.mark.parametrize("path", TREES)
def test_no_message_names_an_option_of_the_command_line(path):
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"(^|[\s(])--[a-z]", node.value), node.value
            assert "python -m qa" not in node.value


@pytest.mark.parametrize("path", TREES)
def test_progress_bars_are_drawn_elsewhere(path):
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", None)]
            assert "tqdm" not in names


def test_files_and_functions_are_short():
    long_functions = []
    for path, tree in TREES.items():
        assert len((ROOT / path).read_text().splitlines()) <= 300, path
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 40:
                long_functions.append(f"{path}: {node.name}")
    assert long_functions == []


def _package(path: str) -> str:
    """The package that a name has to be unique in: that of a format, or else the whole."""
    parts = Path(path).parts
    is_of_a_format = parts[0] == "loaders" and len(parts) > 2
    return parts[1] if is_of_a_format else ""


def test_no_two_modules_or_classes_share_a_name():
    """Loaders of different formats have the same parts: tables, styles, numbers."""
    names = Counter(
        (_package(path), Path(path).stem) for path in TREES if not path.endswith("__init__.py")
    )
    names.update(
        (_package(path), node.name)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    )
    assert {name for name, count in names.items() if count > 1} == set()


def test_names_say_more_than_one_or_found():
    for path, tree in TREES.items():
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        assert not names & {"one", "found"}, path
