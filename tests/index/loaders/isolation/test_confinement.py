"""What a file that takes the extracting process over can still do."""

import ctypes
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from index.loaders.isolation.confinement import LANDLOCK, SECCOMP
from index.loaders.isolation.environment import clean_environment
from index.loaders.isolation.worker import Worker
from index.upkeep.reading_walls import missing_walls
from qa.background import walls_in_words

ROOT = Path(__file__).parents[4]

kernel = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="the kernel's walls are Linux's",
)

# Each attempt goes to the C library or to Python; what is not refused is printed.
ATTEMPTS = """
import ctypes, json, os, signal, sys, threading
from index.loaders.isolation.confinement import confine
folder, victim = sys.argv[1], int(sys.argv[2])
libc = ctypes.CDLL(None, use_errno=True)
kept = os.open(os.path.join(folder, "kept.txt"), os.O_RDONLY)
confine()
there, new = (os.path.join(folder, name).encode() for name in ("kept.txt", "new.txt"))
LIMITS = ctypes.create_string_buffer(16)
NATIVE = {
    "socket": lambda: libc.socket(2, 1, 0),
    "unix socket": lambda: libc.socket(1, 1, 0),
    "socketpair": lambda: libc.socketpair(1, 1, 0, (ctypes.c_int * 2)()),
    "io_uring": lambda: libc.syscall(425, 8, ctypes.create_string_buffer(200)),
    "write": lambda: libc.open(there, os.O_WRONLY),
    "append": lambda: libc.open(there, os.O_RDWR | os.O_APPEND),
    "create": lambda: libc.open(new, os.O_CREAT | os.O_WRONLY, 0o600),
    "creat": lambda: libc.creat(new, 0o600),
    "unlink": lambda: libc.unlink(there),
    "rename": lambda: libc.rename(there, new),
    "mkdir": lambda: libc.mkdir(new, 0o700),
    "link": lambda: libc.link(there, new),
    "symlink": lambda: libc.symlink(there, new),
    "truncate": lambda: libc.truncate(there, 0),
    "chmod": lambda: libc.chmod(there, 0o777),
    "fchmod": lambda: libc.fchmod(kept, 0o777),
    "utime": lambda: libc.utimes(there, None),
    "setxattr": lambda: libc.setxattr(there, b"user.x", b"1", 1, 0),
    "signal": lambda: libc.kill(victim, 0),
    "signal to all": lambda: libc.kill(-1, 0),
    "signal by a file": lambda: libc.fcntl(kept, 8, victim),
    "limits of another": lambda: libc.prlimit(victim, 7, LIMITS, None),
    "priority of another": lambda: libc.setpriority(0, victim, 19),
    "processors of another": lambda: libc.sched_setaffinity(victim, 8, LIMITS),
    "memory that stays": lambda: libc.shmget(0, 4096, 0o1600),
    "queue that stays": lambda: libc.msgget(0, 0o1600),
    "semaphore that stays": lambda: libc.semget(0, 1, 0o1600),
    "ptrace": lambda: libc.ptrace(16, victim, 0, 0),
    "fork": lambda: libc.fork() or os._exit(3),
    "exec": lambda: libc.execv(sys.executable.encode(), None),
}
PYTHON = {
    "python socket": lambda: __import__("socket").socket(),
    "python write": lambda: open(new, "w"),
    "python remove": lambda: os.remove(there),
    "python process": lambda: __import__("subprocess").run([sys.executable, "-c", ""]),
    "python kill": lambda: os.kill(victim, 0),
}
assert libc.prlimit(0, 7, None, LIMITS) == 0 and libc.fcntl(kept, 1) >= 0
done = [name for name, attempt in NATIVE.items() if attempt() >= 0] if sys.argv[3] == "1" else []
for name, attempt in PYTHON.items():
    try:
        attempt()
    except PermissionError:
        continue
    done.append(name)
try:
    environment = open(f"/proc/{victim}/environ", "rb").read()
except OSError:
    environment = b""
ran = []
thread = threading.Thread(target=lambda: ran.append(1))
thread.start()
thread.join()
print(json.dumps({"done": done, "threads": len(ran), "read": open(there).read(),
                  "environment": environment.decode()}))
"""


def attempted(folder: Path, is_native: bool) -> dict:
    (folder / "kept.txt").write_text("kept")
    done = subprocess.run(
        [sys.executable, "-c", ATTEMPTS, folder, str(os.getpid()), str(int(is_native))],
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    return json.loads(done.stdout)


@kernel
def test_the_kernel_refuses_networks_writes_and_other_processes(tmp_path):
    said = attempted(tmp_path, is_native=True)
    assert said["done"] == []
    assert said["threads"] == 1
    assert said["read"] == "kept"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
    assert (tmp_path / "kept.txt").read_text() == "kept"


def test_python_refuses_them_on_every_system(tmp_path):
    said = attempted(tmp_path, is_native=False)
    assert said["done"] == []
    assert said["read"] == "kept"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


@kernel
@pytest.mark.skipif(
    sys.platform != "linux" or ctypes.CDLL(None).syscall(444, None, 0, 1) < 1,
    reason="needs Landlock",
)
def test_the_environment_of_the_program_cannot_be_read(tmp_path):
    assert Path(f"/proc/{os.getpid()}/environ").read_bytes()
    assert attempted(tmp_path, is_native=True)["environment"] == ""


def test_a_password_is_not_handed_on():
    environment = {
        "CITESPAN_PASSWORD": "secret", "AWS_SECRET_ACCESS_KEY": "secret", "A_PROXY": "u:secret@p",
        "LD_PRELOAD": "secret.so", "PATH": "/bin", "LANG": "C.UTF-8", "SystemRoot": "C:",
    }  # fmt: skip
    clean = clean_environment(environment)
    assert "secret" not in repr(clean)
    assert {"PATH", "LANG", "SystemRoot"} <= set(clean)


@kernel
@pytest.mark.slow
def test_the_worker_is_confined(monkeypatch):
    monkeypatch.setenv("CITESPAN_PASSWORD", "a-secret-word")
    worker = Worker()
    try:
        assert worker.load(b"a,b\n", ".csv").text == "Columns: a; b (row 1)."
        process = Path(f"/proc/{worker.pid}")
        assert b"a-secret-word" not in (process / "environ").read_bytes()
        assert "Seccomp:\t2" in (process / "status").read_text()
        assert (process / "cwd").readlink() == Path("/")
    finally:
        worker.close()


@kernel
@pytest.mark.slow
def test_walls_that_the_system_does_not_give_are_named(monkeypatch):
    """Of a machine that no filter is written for, and of a kernel without Landlock."""
    program = (
        "from index.loaders.isolation import confinement as c; c.FILTERS = {}; "
        "c._LANDLOCK = (999, 999); print(c.confine())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout == "()\n"
    worker = Worker()
    try:
        walls = worker.walls()
        assert SECCOMP in walls
    finally:
        worker.close()
    assert SECCOMP not in missing_walls()
    monkeypatch.setattr(Worker, "walls", lambda self: frozenset())
    assert missing_walls() == (SECCOMP, LANDLOCK)
    assert "without seccomp and Landlock" in walls_in_words(missing_walls())
