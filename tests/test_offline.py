"""The page and the command line ask no other host and write to their own folders only.

Two observers: a block on Python's sockets in every process, children included, and, where strace
can be used, the system calls of all of them; native code asks for hosts without Python's sockets.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from index.platform import telemetry
from index.platform.paths import models_folder

ROOT = Path(__file__).resolve().parents[1]

# Python runs this in every process that starts with the folder on PYTHONPATH.
BLOCK = """
import os
import socket


def _refusing(function, host_of):
    def call(*arguments, **options):
        host = host_of(arguments)
        if host not in ("127.0.0.1", "::1", "localhost", "", None):
            with open(os.environ["OUTSIDE_LOG"], "a") as log:
                print(function.__name__, host, file=log)
            raise OSError(f"blocked: {host}")
        return function(*arguments, **options)

    return call


def _peer(arguments):
    return arguments[1][0] if isinstance(arguments[1], tuple) else ""


socket.getaddrinfo = _refusing(socket.getaddrinfo, lambda arguments: arguments[0])
socket.gethostbyname = _refusing(socket.gethostbyname, lambda arguments: arguments[0])
for _name in ("connect", "connect_ex"):
    setattr(socket.socket, _name, _refusing(getattr(socket.socket, _name), _peer))
"""

CHANGES = (
    "creat mkdir mkdirat mknod mknodat rename renameat renameat2 link linkat symlink symlinkat"
)
OPENS = "open openat openat2"


def usable_strace():
    """Whether system calls can be traced here; some containers forbid it."""
    command = ["strace", "-f", "--seccomp-bpf", "-o", os.devnull, "-e", "trace=openat", "true"]
    return shutil.which("strace") is not None and (
        subprocess.run(command, capture_output=True, check=False).returncode == 0
    )


class Observed:
    """A place to run programs in, and what they did there that they should not have."""

    def __init__(self, place, strace):
        self.place = place
        self.strace = strace
        self.log = place / "log" / "sockets"
        self.trace = place / "log" / "calls"
        self.own = [place / name for name in ("cache/citespan", "data/citespan", "tmp")]
        for name in ("cache/citespan", "data", "tmp", "home", "log", "block", "texts"):
            (place / name).mkdir(parents=True)
        (place / "block" / "sitecustomize.py").write_text(BLOCK)
        (place / "texts" / "bell.txt").write_text("Ann rang the bell at noon. Bob slept.\n")
        # An export takes long; the tests share one.
        (place / "cache" / "citespan" / "models").symlink_to(models_folder().resolve())

    @property
    def environment(self):
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "XDG_"))}
        for name in telemetry.SWITCHES:
            clean.pop(name, None)
        return {
            **clean,
            "HOME": str(self.place / "home"),
            "XDG_CACHE_HOME": str(self.place / "cache"),
            "XDG_DATA_HOME": str(self.place / "data"),
            "TMPDIR": str(self.place / "tmp"),
            "OUTSIDE_LOG": str(self.log),
            "PYTHONPATH": str(self.place / "block"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def command(self, *arguments):
        traced = ["-e", f"trace=%network,{','.join([*CHANGES.split(), *OPENS.split()])}"]
        before = ["strace", "-f", "-y", "--seccomp-bpf", "-o", str(self.trace), *traced]
        return [*(before if self.strace else []), sys.executable, *map(str, arguments)]

    def run(self, *arguments):
        return subprocess.run(
            self.command(*arguments), cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    @contextlib.contextmanager
    def serving(self, *arguments):
        """The first address that a program prints, until it is ended with Ctrl-C."""
        with subprocess.Popen(
            self.command(*arguments), cwd=ROOT, env=self.environment, stdout=subprocess.PIPE,
            text=True, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                yield re.search(r"http://\S+", process.stdout.readline()).group()
                # strace lets the signal through to what it traces.
                os.killpg(process.pid, signal.SIGINT)
                assert process.wait(30) == 0
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def outside(self):
        """One line for each look-up, connection or change of a file that is not our own."""
        found = self.log.read_text().splitlines() if self.log.exists() else []
        calls = self.trace.read_text().splitlines() if self.trace.exists() else []
        assert bool(calls) == self.strace
        return found + [call for call in calls if self._is_outside(call)]

    def _is_outside(self, call):
        name, _, rest = re.sub(r"^\d+ +", "", call).partition("(")
        if "sa_family=AF_INET" in rest:
            return not re.search(r'"(127\.[\d.]+|0\.0\.0\.0|::1|::)"', rest)
        paths = re.findall(r'"([^"]*)"', rest)
        # Names are looked up with these files and sockets.
        if any(re.search(r"/(resolv\.conf|hosts|nscd/.*|io\.systemd\.Resolve)$", p) for p in paths):
            return True
        opens = name in OPENS.split() and re.search("O_(WRONLY|RDWR|CREAT|TRUNC)", rest)
        if not opens and name not in CHANGES.split():
            return False
        started = re.match(r"(?:AT_FDCWD|\d+)<([^>]*)>", rest)
        base = Path(started.group(1)) if started else ROOT
        # What lies in /dev is a device or a semaphore, and no file that stays.
        allowed = [*self.own, Path("/dev")]
        return not all(any((base / p).is_relative_to(own) for own in allowed) for p in paths)


@pytest.fixture(params=["sockets", "calls"])
def observed(request, tmp_path):
    strace = request.param == "calls"
    if strace and not usable_strace():
        if os.environ.get("REQUIRE_STRACE") == "1":
            pytest.fail("strace cannot be used, and REQUIRE_STRACE is 1")
        pytest.skip("strace cannot be used here")
    return Observed(tmp_path, strace)


@pytest.mark.model
def test_the_command_line_stays_inside(embedder, observed):
    done = observed.run(
        "-m", "qa", "ask", "Who rang the bell?", "--corpus", observed.place / "texts", "--json"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["text"] == "Ann"
    assert observed.outside() == []
    assert [path.name for path in (observed.place / "cache").iterdir()] == ["citespan"]
    assert list((observed.place / "home").iterdir()) == []


@pytest.mark.model
def test_the_page_stays_inside(embedder, observed):
    texts = observed.place / "texts"
    with observed.serving("app.py", "--corpus", texts, "--port", "0") as address:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address, timeout=30) as page:
            assert b"conversation" in page.read()
        question = json.dumps({"data": ["Who rang the bell?", None]}).encode()
        ask = urllib.request.Request(
            f"{address}gradio_api/run/ask", question, {"Content-Type": "application/json"}
        )
        with opener.open(ask, timeout=60) as answer:
            assert json.load(answer)["data"][0]["text"] == "Ann"
    assert observed.outside() == []
    assert [path.name for path in (observed.place / "cache").iterdir()] == ["citespan"]
    assert list((observed.place / "home").iterdir()) == []


# Each is nothing that reaches another machine: connecting a datagram socket sends no packet.
ESCAPES = {
    "connection": "s = socket.socket(type=socket.SOCK_DGRAM); s.connect(('192.0.2.1', 9))",
    "look-up": "socket.getaddrinfo('192.0.2.1', 9)",
}
NATIVE = {
    "connection": "s = socket.socket(type=socket.SOCK_DGRAM);"
    "_socket.socket.connect(s, ('192.0.2.1', 9))",
    "look-up": "open('/etc/hosts').close()",
    "file": "open(os.path.expanduser('~/deviceid'), 'w').close()",
    "folder": "os.mkdir(os.path.expanduser('~/.state'))",
    "document": "os.replace(os.path.abspath('texts/bell.txt'), os.path.abspath('cache/bell.txt'))",
}


@pytest.mark.parametrize("escape", ESCAPES)
def test_the_sockets_tell(tmp_path, escape):
    observed = Observed(tmp_path, strace=False)
    done = observed.run("-c", f"import socket; {ESCAPES[escape]}")
    assert "blocked: 192.0.2.1" in done.stderr
    assert len(observed.outside()) == 1


@pytest.mark.skipif(not usable_strace(), reason="strace cannot be used here")
@pytest.mark.parametrize("escape", NATIVE)
def test_the_system_calls_tell(tmp_path, escape):
    observed = Observed(tmp_path, strace=True)
    prepare = f"import os, socket, _socket; os.chdir({str(tmp_path)!r});"
    assert observed.run("-c", prepare).stderr == ""
    assert observed.outside() == []
    assert observed.run("-c", prepare + NATIVE[escape]).stderr == ""
    assert observed.outside() != []


@pytest.mark.parametrize(
    "first",
    [
        "index",
        "qa",
        "qa.page",
        "index.loaders.isolation.worker",
        pytest.param("app", marks=pytest.mark.slow),
    ],
)
def test_statistics_are_off_before_anything_can_send_them(first):
    program = (
        f"import os, sys, {first}, index.platform.telemetry as t;"
        "print(all(os.environ[n] == v for n, v in t.SWITCHES.items()),"
        " 'onnxruntime' in sys.modules)"
    )
    contrary = {**os.environ, **dict.fromkeys(telemetry.SWITCHES, "0")}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=contrary, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["True", "False"]
