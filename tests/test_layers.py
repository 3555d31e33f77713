"""Imports point one way: app.py to qa to index to plain values, and so inside each package.

A unit is a sub-package, or a module beside them. A unit may import units of lower layers only, so
there are no circles. Imports for types alone count too, except those of ``index/protocols.py``,
which names types of the layers that implement it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LAYERS = {
    "qa": [
        {"__main__"},
        {"commands", "page"},
        {"launch"},
        {"chatbot"},
        {"conversation", "forwarded_library", "calibration"},
        {"library", "evaluate", "exports", "kept"},
        {"answering", "entries", "namesakes"},
        {"followups", "readers", "markdown"},
        {"retriever", "outcome_words", "background", "chosen"},
        {"answer", "question", "progress", "amounts", "scope"},
        {"answer_words", "question_labels", "question_parts"},
        {"places", "marks", "question_kind", "recognition"},
        {"citation", "searched", "told", "wanted", "titles"},
        {"errors", "version", "any_corpus", "document_date"},
    ],
    "index": [
        {"cluster", "corpus", "distributed", "upkeep"},
        {"catalog", "current_search", "forwarded_search", "sync"},
        {"embedding", "search", "storage"},
        {"loaders", "onnx", "text"},
        {"platform"},
        {"protocols", "forwarded_catalog", "span_context"},
        {"changes", "source_entry"},
        {"packed_structure", "values", "user_values"},
        {"structure"},
        {"errors"},
    ],
}
"""From the top down. A package's ``__init__`` only hands names on, and stands above all."""

ABOVE = {"index": {"qa", "app", "training", "benchmarks", "tests"}, "qa": {"app", "training",
         "benchmarks", "tests"}}  # fmt: skip


def imported(path: Path) -> Iterator[str]:
    """Dotted names of the modules that a file imports, relative ones not allowed."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            # "from qa import commands" names a module, "from qa.answer import Answer" does not.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(package: str) -> Iterator[tuple[str, Path]]:
    """The unit and the path of each module of a package."""
    for path in sorted((ROOT / package).rglob("*.py")):
        yield path.relative_to(ROOT / package).with_suffix("").parts[0], path


def arrows(package: str) -> Iterator[tuple[str, str, Path]]:
    """(unit that imports, unit that is imported, file) inside a package."""
    units = set().union(*LAYERS[package])
    for unit, path in modules(package):
        if path == ROOT / "index" / "protocols.py":
            continue
        for name in imported(path):
            head, _, rest = name.partition(".")
            target = rest.partition(".")[0]
            if head == package and unit != "__init__" and target in units - {unit}:
                yield unit, target, path.relative_to(ROOT)


@pytest.mark.parametrize("package", LAYERS)
def test_every_unit_has_its_layer(package):
    units = {unit for unit, _ in modules(package)} - {"__init__"}
    placed = [unit for layer in LAYERS[package] for unit in layer]
    assert sorted(placed) == sorted(units)


@pytest.mark.parametrize("package", LAYERS)
def test_imports_point_to_lower_layers(package):
    rank = {unit: depth for depth, layer in enumerate(LAYERS[package]) for unit in layer}
    upward = [
        f"{path}: {unit} imports {target}"
        for unit, target, path in arrows(package)
        if rank[unit] >= rank[target]
    ]
    assert upward == []


@pytest.mark.parametrize("package", ABOVE)
def test_a_package_imports_nothing_above_it(package):
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for _, path in modules(package)
        for name in imported(path)
        if name.partition(".")[0] in ABOVE[package]
    ]
    assert wrong == []


def test_the_chat_page_is_started_without_the_command_line():
    names = list(imported(ROOT / "app.py"))
    assert any(name.startswith("qa.page.") for name in names)
    assert not [name for name in names if name.startswith(("qa.commands", "index.search"))]


def test_protocols_name_other_layers_for_types_alone():
    tree = ast.parse((ROOT / "index" / "protocols.py").read_text(encoding="utf-8"))
    lower = {"values", "changes", "structure", "errors"}
    names = [node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    assert {name.split(".")[1] for name in names if name.startswith("index.")} <= lower


def test_nothing_above_index_knows_where_it_stores():
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for _, path in modules("qa")
        for name in imported(path)
        if name.startswith("index.storage")
    ]
    assert wrong == []


@pytest.mark.parametrize("package", LAYERS)
def test_search_engines_and_pdfium_stay_below_qa(package):
    engines = {"faiss", "tantivy", "sqlite3", "pypdfium2", "lancedb", "lance", "pyarrow", "obstore"}
    users = {
        path.relative_to(ROOT)
        for _, path in modules(package)
        if engines & {name.partition(".")[0] for name in imported(path)}
    }
    assert bool(users) == (package == "index"), users


def test_tests_import_helpers_and_not_other_tests():
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for name in imported(path)
        if name.startswith("tests.") and any(part.startswith("test_") for part in name.split("."))
    ]
    assert wrong == []
