"""A Ray cluster of several nodes on this machine, in a network of its own that leads nowhere.

Ray listens on all addresses and looks for a route to the internet. So everything runs in namespaces
made for it, with a loopback of their own, where each node has an address: 127.0.0.1 is the head.
Needs ``unshare`` (util-linux), ``ip`` (iproute2) and the rights to make namespaces.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

__all__ = ["HEAD", "RayNodes", "can_be_alone", "run_alone"]

HEAD = "127.0.0.1:6379"
_STORE_BYTES = 100_000_000
_ALONE = ("unshare", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")), "--net",
          "--pid", "--fork", "--mount-proc", "--kill-child")  # fmt: skip
_INSIDE = "CITESPAN_ALONE"
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_IMPORT_WARNING": "1"}
_TRIES = 4  # Ray gives a node thirty seconds, which a busy machine may not


def can_be_alone() -> bool:
    """Whether such namespaces can be made here."""
    if sys.platform != "linux" or not all(map(shutil.which, ("unshare", "ip"))):
        return False
    return subprocess.run([*_ALONE, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603


def run_alone(command: Sequence[str], **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command in namespaces of its own; whatever it leaves ends with it."""
    script = 'ip link set lo up && exec "$@"'
    words = [*_ALONE, "sh", "-c", script, "sh", *command]
    environment = {**os.environ, **_QUIET, _INSIDE: "1"}
    return subprocess.run(words, env=environment, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]  # noqa: S603


class RayNodes:
    """A head without a core, and nodes with one each; a context manager.

    Args:
        folder: For Ray's own files; a short path, since sockets are in it.
        nodes: How many, beside the head.
    """

    def __init__(self, folder: Path, nodes: int = 3) -> None:
        """Raises RuntimeError outside of ``run_alone``."""
        if os.environ.get(_INSIDE) != "1":
            raise RuntimeError("Ray is started in namespaces of its own only; see run_alone")
        self._folder = folder
        self.addresses = [f"127.0.0.{number + 2}" for number in range(nodes)]

    def __enter__(self) -> Self:
        head = ("--head", "--node-ip-address=127.0.0.1", "--port=6379", "--num-cpus=0")
        _ray("start", *head, "--include-dashboard=false", f"--temp-dir={self._folder}")
        for address in self.addresses:
            self.start(address)
        return self

    def __exit__(self, *_: object) -> None:
        _ray("stop", "--force")

    def start(self, address: str) -> None:
        """Start a node."""
        for left in reversed(range(_TRIES)):
            try:
                _ray("start", f"--address={HEAD}", f"--node-ip-address={address}", "--num-cpus=1")
            except RuntimeError:
                self.kill(address)
                if not left:
                    raise
            else:
                return

    def kill(self, address: str) -> None:
        """Kill a node: its raylet, which takes its workers with it."""
        for process, node in _raylets().items():
            if node == address:
                os.kill(process, signal.SIGKILL)

    def reading(self) -> list[str]:
        """Addresses of the nodes that have a reader."""
        raylets = _raylets()
        parents = {
            parent
            for _, words, parent in _processes()
            if words.startswith(b"ray::") and b"Map" in words
        }
        return sorted(node for process, node in raylets.items() if process in parents)


def _raylets() -> dict[int, str]:
    """Addresses of nodes by number of their process."""
    found, option = dict[int, str](), b"--node_ip_address="
    for process, line, _ in _processes():
        words = line.split(b"\0")
        if words[0].endswith(b"/raylet"):
            node = next(word for word in words if word.startswith(option))
            found[process] = node.removeprefix(option).decode()
    return found


def _processes() -> Iterator[tuple[int, bytes, int]]:
    """Number, command line and parent of the processes of this namespace."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes()
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        yield int(entry.name), line, int(parent)


def _ray(action: str, *words: str) -> None:
    more = ("--disable-usage-stats", f"--object-store-memory={_STORE_BYTES}")
    ray = Path(sys.executable).with_name("ray")
    command = [str(ray), action, *words, *(more if action == "start" else ())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0 and action == "start":
        raise RuntimeError(f"ray {action}: {(done.stderr or done.stdout).strip()[-500:]}")
