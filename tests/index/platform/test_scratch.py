"""Temporary folders go at the end, or at the next start if their process was killed."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from index.platform.scratch import clear_scratch, scratch_folder

ROOT = Path(__file__).parents[3]
KILLED = """
import os
from index.platform.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "part").write_text("secret")
    print(folder, flush=True)
    os.kill(os.getpid(), 9)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_goes_at_the_end(temporary):
    with scratch_folder() as folder:
        (folder / "part").write_text("text")
        assert folder.parent == temporary
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_one_of_a_killed_process_goes_at_the_next_start(temporary):
    environment = {**os.environ, "TMPDIR": str(temporary)}
    done = subprocess.run(
        [sys.executable, "-c", KILLED], capture_output=True, cwd=ROOT, env=environment, check=False
    )
    left = Path(done.stdout.decode().strip())
    assert (left / "part").exists()
    with scratch_folder() as used:
        assert clear_scratch() == 1
        assert used.exists()
        assert not left.exists()


def test_others_stay(temporary):
    (temporary / "mine").mkdir()
    (temporary / "citespan-file").write_text("no folder")
    young = temporary / "citespan-young"
    young.mkdir()
    target = temporary / "target"
    target.mkdir()
    (temporary / "citespan-link").symlink_to(target)
    assert clear_scratch() == 0
    old = time.time() - 3 * 24 * 3600
    os.utime(young, (old, old))
    assert clear_scratch() == 1
    assert sorted(path.name for path in temporary.iterdir()) == [
        "citespan-file", "citespan-link", "mine", "target",
    ]  # fmt: skip
