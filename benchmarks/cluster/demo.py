"""A corpus on object storage, filled by Ray and asked over HTTP, all on this machine.

    python -m benchmarks.cluster.demo [--corpus seeds] [--question "…"]

Starts SeaweedFS, a Ray cluster of two nodes and a page, in a network of their own that leads
nowhere; makes a corpus on the object store, indexes the folder on the nodes, asks the question
through the page's API, prints the answer with its first citation, compares that with the document's
own text, and stops everything. Exit status 0 if the citation is exact.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.cluster.object_store import ObjectStore
from benchmarks.cluster.ray_nodes import HEAD, RayNodes, can_be_alone, run_alone

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "Why was the visit announced in advance?"
PORT = 7860
READY_SECONDS = 300.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; 0 if the first citation is exact."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=ROOT / "seeds", help="a folder")
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.alone:
        return demonstrate(options.corpus.resolve(), options.question)
    if not can_be_alone():
        print(
            "the demonstration makes network namespaces (unshare, ip), which this machine or this "
            "account does not allow",
            file=sys.stderr,
        )
        return 2
    words = ["--corpus", str(options.corpus), "--question", options.question, "--alone"]
    return run_alone([sys.executable, "-m", "benchmarks.cluster.demo", *words]).returncode


def demonstrate(folder: Path, question: str) -> int:
    """All steps, with a line each."""
    with tempfile.TemporaryDirectory(prefix="demo-", dir="/tmp") as scratch:
        work = Path(scratch)
        _say("starting SeaweedFS")
        with ObjectStore(work / "objects") as store:
            os.environ.update(store.environment)
            place = f"s3://{store.bucket}/demo"
            _say(f"starting Ray: a head and two nodes\nindexing {folder} into {place}")
            with RayNodes(work / "ray", nodes=2):
                _run("-m", "qa", "cluster", "index", place, str(folder), "--ray", HEAD,
                     "--node", "127.0.0.1")  # fmt: skip
            _run("-m", "qa", "cluster", "status", place)
            _say("starting the page")
            with _page(place, work / "page") as url:
                answer = _asked(url, question)
            is_exact = _shown(answer, place)
    _say("stopped everything")
    return 0 if is_exact else 1


@contextmanager
def _page(place: str, copies: Path) -> Iterator[str]:
    """The address of the page while it is served."""
    command = [sys.executable, "app.py", "--corpus", place, "--port", str(PORT)]
    command += ["--store", str(copies)]
    page = subprocess.Popen(command, cwd=ROOT)  # noqa: S603
    url = f"http://127.0.0.1:{PORT}"
    try:
        end = time.monotonic() + READY_SECONDS
        while not _is_ready(url):
            if page.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the page did not start")
            time.sleep(0.5)
        yield url
    finally:
        page.terminate()
        page.wait()


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/ready", timeout=30) as response:  # noqa: S310
            return bool(json.load(response)["ready"])
    except OSError:
        return False


def _asked(url: str, question: str) -> dict[str, Any]:
    body = json.dumps({"data": [question, None]}).encode()
    request = urllib.request.Request(  # noqa: S310
        f"{url}/gradio_api/run/ask", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=120) as response:  # noqa: S310
        answer: dict[str, Any] = json.load(response)["data"][0]
        return answer


def _shown(answer: dict[str, Any], place: str) -> bool:
    """Print an answer; whether its first citation is a slice of the document that it names."""
    print(f"\n{answer['question']}\n{answer['kind']}: {answer['text']}")
    if not answer["citations"]:
        return False
    cited = answer["citations"][0]
    print(f"{cited['source']}, {cited['start']} to {cited['end']}: {cited['text']}")
    text = _run("-m", "qa", "text", cited["document"], "--corpus", place, quietly=True)
    is_exact: bool = text[cited["start"] : cited["end"]] == cited["text"]
    print("the citation is exact" if is_exact else "the citation is NOT exact")
    return is_exact


def _run(*words: str, quietly: bool = False) -> str:
    done = subprocess.run(  # noqa: S603
        [sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    if not quietly:
        print(done.stdout, end="", flush=True)
    return done.stdout


def _say(line: str) -> None:
    print(f"== {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
