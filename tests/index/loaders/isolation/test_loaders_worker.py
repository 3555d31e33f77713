"""The extracting process: reused, killed, crashed, limited, and small."""

import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from index.loaders import Limits, RefusedError, load
from index.loaders.isolation import child_process, worker
from index.loaders.isolation.worker import Worker
from tests.index.loaders.format_samples import SAMPLES, zipped

pytestmark = pytest.mark.slow

posix = pytest.mark.skipif(not hasattr(signal, "alarm"), reason="needs POSIX signals")

# A loader of CSV files that does what its file says, in the process that extracts.
BAD_LOADER = """
import os, signal, sys, time
import index.loaders.delimited as delimited
real = delimited.load
state = {"loads": 0}
def load(data, limits):
    state["loads"] += 1
    word = data.decode().strip()
    if word == "hang":
        while True: pass
    if word == "sleep": time.sleep(1000)
    if word == "segv": __import__("ctypes").string_at(0)
    if word == "exit": os._exit(0)
    if word == "memory": bytearray(10**13)
    if word == "fill":
        kept = []
        while True: kept.append(bytes(10**7))
    if word == "deep": return load(data, limits)
    if word == "error": raise KeyError("two\\nlines")
    if word == "print":
        print("noise" * 1000, flush=True)
        os.write(1, b"more noise")
        os.write(2, b"more noise")
    if word == "surrogate":
        from index.values import Extracted
        return Extracted("lone \\ud800")
    if word == "second" and state["loads"] > 1: os._exit(1)
    if word == "junk": os.write(4, b"{" * 100000); time.sleep(1000)
    return real(data, limits)
delimited.load = load
"""


@pytest.fixture
def bad(monkeypatch):
    """A worker whose CSV loader misbehaves on demand."""
    start = child_process._START.replace("from index", BAD_LOADER + "\nfrom index")
    assert start.startswith("import sys; sys.path.insert(0, sys.argv[1]);")
    monkeypatch.setattr(child_process, "_START", start.replace("; \nimport os", "\nimport os"))
    with_limits = Worker(Limits(seconds=3, memory_bytes=500_000_000))
    yield with_limits
    with_limits.close()


@pytest.fixture
def good():
    one = Worker()
    yield one
    one.close()


def refusal(one, word) -> str:
    with pytest.raises(RefusedError) as refused:
        one.load(word.encode(), ".csv")
    reason = str(refused.value)
    assert reason.isprintable()
    assert "; " in reason
    return reason


def test_the_same_as_in_this_process(good):
    for name, data in SAMPLES.items():
        suffix = Path(name).suffix
        if suffix != ".zip":
            assert good.load(data, suffix) == load(data, suffix), name


def test_one_process_for_all_files_and_none_for_text(good):
    good.load(b"plain", ".txt")
    assert good.pid is None
    good.load(b"a,b\n", ".csv")
    first = good.pid
    with pytest.raises(RefusedError):
        good.load(b"", ".docx")
    good.load(SAMPLES["report.docx"], ".docx")
    good.load(SAMPLES["paper.pdf"], ".pdf")
    assert good.pid == first is not None


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("hang", "takes longer than 3 seconds"),
        ("sleep", "takes longer than 3 seconds"),
        pytest.param("segv", "crashes the program", marks=posix),
        ("exit", "crashes the program"),
        ("memory", "needs more than 500 MB of memory"),
        pytest.param("fill", "needs more than 500 MB of memory", marks=posix),
        ("deep", "nested too deeply"),
        ("error", "damaged"),
        ("surrogate", "damaged"),
        ("junk", "crashes the program"),
    ],
)
def test_what_goes_wrong_is_one_line_and_the_next_file_is_read(bad, word, reason):
    bad.load(b"a,b\n", ".csv")
    began = time.monotonic()
    assert reason in refusal(bad, word)
    assert time.monotonic() - began < 15
    assert bad.load(b"a,b\n", ".csv").text == "Columns: a; b (row 1)."


def test_a_file_is_not_blamed_for_what_others_left_behind(bad):
    bad.load(b"a,b\n", ".csv")
    first = bad.pid
    assert bad.load(b"second", ".csv").text == "second (row 1)."
    assert bad.pid != first


@posix
def test_a_process_that_was_killed_between_two_files_is_started_again(good):
    good.load(b"a,b\n", ".csv")
    first = good.pid
    os.kill(first, signal.SIGKILL)
    assert good.load(b"c,d\n", ".csv").text == "Columns: c; d (row 1)."
    assert good.pid not in (None, first)


def test_what_a_library_prints_does_not_mix_with_answers(bad, capfd):
    for _ in range(3):
        assert bad.load(b"print", ".csv").text == "print (row 1)."
    assert capfd.readouterr() == ("", "")


def test_close_ends_the_process_and_a_later_file_starts_one(good):
    good.load(b"a,b\n", ".csv")
    process = good._process
    good.close()
    assert process.returncode is not None
    assert good.pid is None
    good.close()
    good.load(b"a,b\n", ".csv")
    assert good.pid is not None


def test_a_worker_that_is_dropped_ends_its_process():
    one = Worker()
    one.load(b"a,b\n", ".csv")
    process = one._process
    del one
    assert process.wait(5) is not None


@posix
def test_the_process_ends_with_its_parent(tmp_path):
    code = (
        "import os, signal\nfrom index.loaders.isolation.worker import Worker\n"
        "w = Worker()\nw.load(b'a,b', '.csv')\nprint(w.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    pid = int(done.stdout)
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("still running")


@posix
def test_a_hanging_process_ends_itself_when_its_parent_is_gone(bad, monkeypatch):
    """The alarm ends a child whose parent is gone."""
    bad.limits = Limits(seconds=1000)
    bad.load(b"a,b\n", ".csv")
    # The child was told 1,000 seconds as well; so ask one that was told less.
    bad.close()
    monkeypatch.setattr(child_process, "_START", child_process._START.replace(
        "main(sys.argv[2])",
        "import index.loaders.isolation.child as c; c._GRACE = -999; main(sys.argv[2])",
    ))  # fmt: skip
    began = time.monotonic()
    assert "crashes the program" in refusal(bad, "hang")
    assert time.monotonic() - began < 15


def test_interrupting_leaves_no_answer_behind(bad, monkeypatch):
    bad.load(b"a,b\n", ".csv")
    real = worker.wire.receive

    def interrupted(stream, most):
        monkeypatch.setattr(worker.wire, "receive", real)
        raise KeyboardInterrupt

    monkeypatch.setattr(worker.wire, "receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bad.load(b"old,answer\n", ".csv")
    assert "new" in bad.load(b"new,answer\n", ".csv").text


def test_many_threads_get_their_own_answers(good):
    wrong = []

    def ask(number):
        for turn in range(10):
            text = good.load(f"n{number},t{turn}\n".encode(), ".csv").text
            if text != f"Columns: n{number}; t{turn} (row 1).":
                wrong.append(text)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_open_archive_survives_a_crash(bad):
    data = zipped({"a.csv": b"a,b\n", "b.csv": b"exit", "c.csv": b"c,d\n", "d.txt": b"text"})
    members = bad.open(data, ".zip")
    assert [one.name for one in members] == ["a.csv", "b.csv", "c.csv", "d.txt"]
    assert bad.load_member(0).text == "Columns: a; b (row 1)."
    with pytest.raises(RefusedError, match="crashes"):
        bad.load_member(1)
    assert bad.load_member(2).text == "Columns: c; d (row 1)."
    assert bad.load_member(3).text == "text"
    assert bad.load_member(0).text == "Columns: a; b (row 1)."


FORGER = """
import struct, sys; sys.path.insert(0, sys.argv[1])
from index.loaders.isolation.wire import receive
while True:
    receive(sys.stdin.buffer, 10**9)
    sys.stdout.buffer.write(struct.pack("<I", len(HEADER)) + HEADER)
    sys.stdout.buffer.flush()
"""


@pytest.mark.parametrize(
    "header",
    [
        {"status": "open", "sizes": []}, {"status": "text", "sizes": []},
        {"status": "open", "sizes": [], "members": [1]}, {"status": "picture", "sizes": []},
        {"status": "open", "sizes": [math.inf]}, {"status": "open", "sizes": [10**400]},
        {"status": "open", "sizes": [], "members": [["a.txt", ""], ["a.txt", ""]]},
        {"status": "open", "sizes": [], "members": [["../a.txt", ""]]},
        {"status": "open", "sizes": [], "members": [["/a.txt", ""]]},
        {"status": "open", "sizes": [], "members": [[f"{n}.txt", ""] for n in range(2_000)]},
        {"status": [], "sizes": []}, {"status": "refused", "sizes": [], "reason": "\ud800\n" * 999},
    ],
)  # fmt: skip
def test_a_process_that_a_file_took_over_stops_no_other_file(header, monkeypatch):
    """Whatever it answers is a refusal of that file, in one line that can be stored."""
    start = FORGER.replace("HEADER", repr(json.dumps(header).encode()))
    monkeypatch.setattr(child_process, "_START", start)
    forged = Worker(Limits(archive_members=1_000))
    try:
        for read in (lambda: forged.open(b"PK", ".zip"), lambda: forged.load(b"a,b\n", ".csv")):
            with pytest.raises(RefusedError) as refused:
                read()
            assert len(str(refused.value).encode()) < 2_000 and "\n" not in str(refused.value)
    finally:
        forged.close()


def test_members_without_an_archive(good):
    with pytest.raises(ValueError, match="no archive is open"):
        good.load_member(0)


def test_the_process_imports_little():
    code = (
        "import sys, os\n"
        "from index.loaders.isolation.child import main\n"
        "from index.loaders import load\n"
        "from tests.index.loaders.format_samples import SAMPLES\n"
        "for name, data in SAMPLES.items():\n"
        "    suffix = os.path.splitext(name)[1]\n"
        "    suffix == '.zip' or load(data, suffix)\n"
        "print(*sorted(m for m in sys.modules if '.' not in m))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = set(done.stdout.decode().split())
    assert {"lxml", "docx", "pptx", "openpyxl", "pypdfium2"} <= loaded
    assert not loaded & {
        "torch", "transformers", "onnxruntime", "gradio", "faiss", "tantivy", "tokenizers",
        "sentence_transformers", "sklearn", "pandas", "requests", "qa",
    }  # fmt: skip
    bare = "import sys, index.loaders.isolation.child; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", bare], capture_output=True, check=True)
    assert not set(done.stdout.decode().split()) & {"lxml", "numpy", "markdown_it", "pypdfium2"}


def test_modules_in_the_current_folder_are_not_imported(tmp_path, monkeypatch, good):
    for name in ("csv", "json", "lxml", "index"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert good.load(b"a,b\n", ".csv").text == "Columns: a; b (row 1)."


@pytest.mark.parametrize("field", ["seconds", "pages", "member_ratio"])
def test_limits_must_leave_room(field):
    with pytest.raises(ValueError, match=field):
        Limits(**{field: 0})
    assert Limits(**{field: 1}).fingerprint != Limits().fingerprint
