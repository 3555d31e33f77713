"""Portions of the torture tests: each is tried once, until it passed."""

import json
import sys

import pytest

from tests.torture import portions
from tests.torture.portions import Part, portions_of


def test_portions_make_up_the_whole_with_a_seed_each():
    part = Part("files", "tests", "CITESPAN_FUZZ", 1_000, 2, 325)
    made = list(portions_of(part))
    assert [size for _, size in made] == [2, 2]
    assert sum(size for _, size in made) * 325 >= 1_000
    part = Part("kills", "tests", "CITESPAN_KILLS", 45, 20)
    assert list(portions_of(part)) == [("kills 1", 20), ("kills 2", 20), ("kills 3", 5)]


def test_what_passed_is_not_run_again_and_what_failed_is(tmp_path, monkeypatch):
    ran, statuses = [], {"kills 2": 1}

    def run(part, seed, size, log):
        ran.append(seed)
        record = {"seed": seed, "size": size, "status": statuses.get(seed, 0), "seconds": 1}
        with log.open("a") as records:
            records.write(json.dumps(record) + "\n")
        return record["status"]

    monkeypatch.setattr(portions, "_ran", run)
    log = tmp_path / "new" / "log.jsonl"
    arguments = ["portions", "--log", str(log), "--kills", "45", "--only", "kills"]
    monkeypatch.setattr(sys, "argv", arguments)
    assert portions.main() == 1
    statuses.clear()
    assert portions.main() == 0
    assert ran == ["kills 1", "kills 2", "kills 3", "kills 2"]
    monkeypatch.setattr(sys, "argv", [*arguments[:4], "25", *arguments[5:]])
    assert portions.main() == 0
    assert ran[4:] == ["kills 2"]  # smaller than the one that passed


@pytest.mark.parametrize("status", [0, 1])
def test_the_exit_status_of_pytest_is_kept(tmp_path, monkeypatch, status):
    test = tmp_path / "test_one.py"
    test.write_text(
        "import os\ndef test_size():\n    assert os.environ['CITESPAN_SEED'] == 'x 1'\n"
        f"    assert os.environ['SIZE'] == '{7 + status}'\n"
    )
    monkeypatch.setattr(portions, "ROOT", tmp_path)
    log = tmp_path / "log.jsonl"
    assert portions._ran(Part("x", str(test), "SIZE", 7, 7), "x 1", 7, log) == status
    assert json.loads(log.read_text())["status"] == status
    assert (tmp_path / "log-x-1.txt").read_text()
