"""docs/architecture.md is true: its drawing has the layers that the tests hold, all of them."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
LAYER_TEST = ROOT / "tests" / "test_layers.py"
MODELS = "qa/models/"


def drawn(page: str) -> dict[str, list[set[str]]]:
    """Rows of the drawing from the top down, by package; folders end in a slash."""
    drawing = re.search(r"```text\n(.*?)```", page, re.DOTALL)
    assert drawing is not None
    rows: dict[str, list[set[str]]] = {}
    package = ""
    for line in drawing[1].splitlines():
        if title := re.match(r" (\w+)/ ", line):
            package = title[1]
            rows[package] = []
        elif row := re.match(r" │([^│]*)│", line):
            rows[package].append(set(row[1].split()))
    return rows


def layers_of_test() -> dict[str, list[set[str]]]:
    """``LAYERS`` of the test of the layers, with units as the drawing writes them."""
    tree = ast.parse(LAYER_TEST.read_text(encoding="utf-8"))
    layers = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS"
    )
    return {
        package: [
            {f"{unit}/" if (ROOT / package / unit).is_dir() else f"{unit}.py" for unit in layer}
            for layer in rows
        ]
        for package, rows in layers.items()
    }


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_drawing_has_the_layers_that_are_tested(page):
    assert drawn(page) == layers_of_test()


def test_everything_drawn_is_in_a_table(page):
    rows = {line for line in page.splitlines() if line.startswith("| `")}
    names = {
        f"{package}/{name}"
        for package, layers in drawn(page).items()
        for layer in layers
        for name in layer
    }
    assert [name for name in sorted(names) if not any(f"`{name}`" in row for row in rows)] == []


def test_a_changed_drawing_is_seen(page):
    assert drawn(page.replace("│ readers/ ", "│ answering/", 1)) != layers_of_test()
    assert drawn(page.replace("│ catalog.py", "│           ", 1)) != layers_of_test()


def test_the_page_is_short(page):
    assert len(page.splitlines()) < 210
