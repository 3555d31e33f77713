"""The drawing in docs/architecture.md matches the code: it is complete, and imports point down."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
# These hand names on; they belong to the whole package.
FACES = {"qa/__init__.py", "qa/__main__.py", "index/__init__.py"}
DATA = {"qa/models/"}


def rows(page: str) -> dict[str, int]:
    """Row of each package (``qa/page/``) and file (``qa/answer.py``), 0 at the top."""
    drawing = re.search(r"```text\n(.*?)```", page, re.DOTALL)
    assert drawing is not None
    row_of: dict[str, int] = {}
    package = ""
    for number, line in enumerate(drawing[1].splitlines()):
        if title := re.match(r" (\w+/) ", line):
            package = title[1]
        elif row := re.match(r" │([^│]*)│", line):
            for name in re.sub(r"\(.*?\)", "", row[1]).split():
                row_of[package + name] = number
    return row_of


def place(path: str, row_of: dict[str, int]) -> str:
    """The package or file of the drawing that holds ``path``; "" if none does."""
    return next(
        (name for name in row_of if path == name or (name[-1] == "/" and path.startswith(name))), ""
    )


def imported(source: str) -> Iterator[str]:
    """Modules that are imported when the code runs, and names that may be modules."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        waiting.extend(ast.iter_child_nodes(node))


def files() -> list[str]:
    found = [*(ROOT / "qa").rglob("*.py"), *(ROOT / "index").rglob("*.py")]
    return sorted({path.relative_to(ROOT).as_posix() for path in found} - FACES)


def wrong_arrows(row_of: dict[str, int]) -> list[str]:
    """Imports that do not point down."""
    wrong = []
    for path in files():
        here = place(path, row_of)
        for module in imported((ROOT / path).read_text(encoding="utf-8")):
            there = place(module.replace(".", "/") + ".py", row_of)
            if there and there != here and row_of[there] <= row_of[here]:
                wrong.append(f"{path} imports {module}")
    return wrong


@pytest.fixture(scope="module")
def row_of() -> dict[str, int]:
    return rows(PAGE.read_text(encoding="utf-8"))


def test_every_file_is_in_the_drawing(row_of):
    assert [path for path in files() if not place(path, row_of)] == []


def test_everything_drawn_exists(row_of):
    assert len(row_of) > 20
    assert [name for name in row_of if not (ROOT / name).exists()] == []


def test_every_package_is_in_a_table():
    text = PAGE.read_text(encoding="utf-8")
    packages = {
        f"{path.relative_to(ROOT).as_posix()}/"
        for top in ("qa", "index")
        for path in (ROOT / top).iterdir()
        if path.is_dir() and path.name != "__pycache__"
    }
    missing = [name for name in packages - DATA if f"\n| `{name}`" not in text]
    assert missing == []


def test_every_import_points_down(row_of):
    assert wrong_arrows(row_of) == []


def test_an_arrow_turned_round_is_seen(row_of):
    turned = row_of | {
        "index/text/": row_of["index/sync/"],
        "index/sync/": row_of["index/text/"],
    }
    assert any("index/sync/batches.py imports index.text" in one for one in wrong_arrows(turned))


def test_imports_for_types_alone_are_left_out():
    source = "if TYPE_CHECKING:\n    import a\nelse:\n    import b\ndef f():\n    from c import d\n"
    assert set(imported(source)) == {"c", "c.d"}
