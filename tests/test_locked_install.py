"""``.ci/install.py`` installs the locked files and no others."""

import base64
import hashlib
import os
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / ".ci" / "install.py"
DIGEST = "sha256:" + "0" * 64


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(SCRIPT))


def package(name, version):
    return {"metadata": {"name": name, "version": version}}


def test_what_pip_chose_becomes_a_list_with_hashes(script):
    text = f"# head\nbell-rope==1.0 ; python_version > '3' \\\n    --hash={DIGEST} \\\n"
    text += f"    --hash={DIGEST.replace('0', 'a')}\ntorch==2.0 \\\n    --hash={DIGEST}\n"
    locked = script["locked_hashes"](text)
    assert locked["bell-rope"] == ("1.0", [DIGEST, DIGEST.replace("0", "a")])
    report = {"install": [package("Bell_Rope", "1.0"), package("torch", "2.0+cpu")]}
    assert script["hashed_list"](report, locked) == (
        f"bell-rope==1.0 --hash={DIGEST} --hash={DIGEST.replace('0', 'a')}\n"
        f"torch==2.0+cpu --hash={DIGEST}\n"
    )


@pytest.mark.parametrize(("name", "version"), [("bell", "1.1"), ("bell-rope", "1.0")])
def test_a_package_that_is_not_locked_is_an_error(script, name, version):
    report = {"install": [package(name, version)]}
    with pytest.raises(ValueError, match=f"^{name} {version} is not in requirements.hashes$"):
        script["hashed_list"](report, {"bell": ("1.0", [DIGEST])})


def wheel(folder, code):
    """A wheel of ``bellrope`` 1.0 whose module has this code; its hash."""
    path = folder / "bellrope-1.0-py3-none-any.whl"
    about = "bellrope-1.0.dist-info"
    files = {
        "bellrope.py": code,
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: bellrope\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()},{len(text)}\n"
        for name, text in files.items()
        for digest in [hashlib.sha256(text.encode()).digest()]
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, f"{about}/RECORD": f"{record}{about}/RECORD,,\n"}.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.slow
def test_a_file_with_another_hash_is_not_installed(tmp_path):
    wheels, site = tmp_path / "wheels", tmp_path / "site"
    wheels.mkdir()
    locked = wheel(wheels, "rung = True\n")
    (tmp_path / "list.txt").write_text("bellrope>=1,<2\n")
    (tmp_path / "hashes").write_text(f"bellrope==1.0 \\\n    --hash=sha256:{locked}\n")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PIP_")},
        "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_NO_CACHE_DIR": "1",
        "PIP_FIND_LINKS": str(wheels), "PIP_TARGET": str(site),
    }  # fmt: skip

    def install():
        return subprocess.run(
            [
                sys.executable, SCRIPT, "-r", tmp_path / "list.txt",
                "--hashes", tmp_path / "hashes",
            ],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    wheel(wheels, "rung = 'by somebody else'\n")
    done = install()
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert not (site / "bellrope.py").exists()

    wheel(wheels, "rung = True\n")
    done = install()
    assert done.returncode == 0, done.stderr
    assert (site / "bellrope.py").read_text() == "rung = True\n"
