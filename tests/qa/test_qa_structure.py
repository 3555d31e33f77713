"""Rules that every file of ``qa`` keeps: names, sizes, and where Gradio's internals are named."""

import ast
import re
from collections import Counter
from pathlib import Path

import qa

ROOT = Path(qa.__file__).parent
TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.rglob("*.py"))
}
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
# Each says why in a comment.
LONG_FUNCTIONS = {"calibration/fitting.py: fit_calibration"}
INTERNALS = re.compile(
    r"/gradio_api/|access-token|state_holder|pending_event_ids|upload_file_set|mcp_server_obj"
    r"|postprocess_output_data|close_stream|\b_queue\b|event\._data|\bcookie_id\b"
)


def nodes(kind):
    """Path and node of every node of a kind."""
    for path, tree in TREES.items():
        yield from ((path, node) for node in ast.walk(tree) if isinstance(node, kind))


def test_files_and_functions_are_short():
    for path in TREES:
        assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= MOST_LINES, path
    long = {
        f"{path}: {node.name}"
        for path, node in nodes(ast.FunctionDef | ast.AsyncFunctionDef)
        if node.end_lineno - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    }
    assert long == LONG_FUNCTIONS


def test_no_two_modules_or_classes_share_a_name():
    modules = Counter(Path(path).stem for path in TREES if not path.endswith("__.py"))
    modules.update(Path(path).parent.name for path in TREES if path.endswith("/__init__.py"))
    classes = Counter(node.name for _, node in nodes(ast.ClassDef))
    assert {name for name, count in modules.items() if count > 1} == set()
    assert {name for name, count in classes.items() if count > 1} == set()


def test_names_say_more_than_one_or_found():
    names = {(path, node.id) for path, node in nodes(ast.Name)}
    names |= {(path, node.arg) for path, node in nodes(ast.arg)}
    # ``found`` is a field of the public answer, and of what is made of it.
    fields = {
        (path, node.target.id)
        for path, node in nodes(ast.AnnAssign)
        if isinstance(node.target, ast.Name) and node.target.id == "found" and node.col_offset == 4
    }
    assert {(path, name) for path, name in names if name in ("one", "found")} <= fields


def test_internals_of_gradio_are_named_in_one_module():
    named = {path for path in TREES if INTERNALS.search((ROOT / path).read_text(encoding="utf-8"))}
    assert named == {"page/web/gradio_compat.py"}
