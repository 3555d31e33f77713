"""What other programs build on changes on purpose only, and in one place that a review sees."""

import subprocess
import sys
from pathlib import Path

import qa
from tests.public_api import described

ROOT = Path(__file__).parents[1]
SNAPSHOT = ROOT / "tests" / "data" / "public_api.txt"
IMPORT_SECONDS = 0.05
"""On a machine that imports ``dataclasses`` in ``YARDSTICK_SECONDS``; slower ones have longer."""
YARDSTICK_SECONDS = 0.012

MEASURED = """
import sys, time
begin = time.process_time()
import dataclasses
yardstick = time.process_time() - begin
import qa.answer
print(yardstick, time.process_time() - begin)
known = sys.stdlib_module_names | {"qa", "index", "__main__"}
print(*sorted({name.partition(".")[0] for name in sys.modules} - known))
"""


def test_the_public_names_and_signatures_are_those_of_the_snapshot():
    # After a change that is meant: python -m tests.public_api > tests/data/public_api.txt
    assert described() == SNAPSHOT.read_text(encoding="utf-8")


def test_an_unknown_name_is_an_attribute_error():
    assert set(qa.__all__) <= set(dir(qa))
    assert not hasattr(qa, "Nothing")


def test_importing_the_answer_is_quick_and_loads_the_standard_library_alone():
    """No NumPy, so no FAISS, tantivy, ONNX Runtime or PDFium either."""
    measured = []
    for _ in range(5):
        child = subprocess.run(
            [sys.executable, "-S", "-c", MEASURED], cwd=ROOT, capture_output=True, check=True,
            text=True,
        )  # fmt: skip
        times, loaded = child.stdout.splitlines()
        assert loaded == ""
        yardstick, seconds = map(float, times.split())
        # Processor time, so that it matters little what else the machine does.
        measured.append(seconds / max(1.0, yardstick / YARDSTICK_SECONDS))
    assert min(measured) < IMPORT_SECONDS, measured
