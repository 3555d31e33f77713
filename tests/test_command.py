"""The command ``citespan`` that an editable install puts on the path of its environment."""

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from qa.version import version

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def citespan(tmp_path_factory):
    """The command in a new environment, installed as ``make install`` does it.

    From a folder beside the clone, so that the clone itself stays as it is; the packages that the
    command imports are those of the present environment.
    """
    clone = tmp_path_factory.mktemp("clone")
    for name in ("pyproject.toml", "README.md", "requirements-run.txt", "requirements-model.txt"):
        (clone / name).write_bytes((ROOT / name).read_bytes())
    for name in ("qa", "index"):
        (clone / name).symlink_to(ROOT / name, target_is_directory=True)
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False)
    paths = sysconfig.get_paths("venv", {"base": str(place), "platbase": str(place)})
    present = sysconfig.get_paths()["purelib"]
    (Path(paths["purelib"]) / "present.pth").write_text(present + "\n", encoding="utf-8")
    python = Path(paths["scripts"]) / ("python.exe" if sys.platform == "win32" else "python")
    subprocess.run(
        [
            sys.executable, "-m", "pip", "--python", python, "install", "--no-deps",
            "--no-build-isolation", "--disable-pip-version-check", "-e", clone,
        ],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return Path(paths["scripts"]) / "citespan"


def run(command, *arguments, cwd):
    return subprocess.run(
        [command, *map(str, arguments)], cwd=cwd, capture_output=True, text=True,
        encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_it_runs_in_any_folder(citespan, tmp_path):
    done = run(citespan, "--version", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Citespan {version()}\n", "")
    done = run(citespan, "ask", "", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")


@pytest.mark.slow
@pytest.mark.model
def test_it_answers_from_a_folder_named_relatively(embedder, citespan, tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "bell.txt").write_text("Ann rang the bell at noon. Bob slept.")
    done = run(citespan, "ask", "Who rang the bell?", "--corpus", "texts", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["text"] == "Ann"
