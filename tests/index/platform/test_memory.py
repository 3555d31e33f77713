"""Memory that is freed in the middle of others goes back to the system when it is asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
from pathlib import Path
from index.platform.memory import give_back_memory
def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))
blocks = [bytes(2000) for _ in range(100_000)]
kept = blocks[::50]  # so that no end of the heap is free
del blocks
before = resident()
print(give_back_memory(), before - resident())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc alone has the call")
def test_free_memory_between_used_blocks_goes_back():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=ROOT, check=True,
        env={"PYTHONMALLOC": "malloc"},
    )  # fmt: skip
    was_free, megabytes = done.stdout.split()
    assert was_free == "True"
    assert int(megabytes) > 50
