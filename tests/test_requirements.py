"""The lists of requirements and the lock file agree with each other and with the imports."""

import ast
import importlib.metadata
import re
import runpy
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
RUN, MODEL, CLUSTER = "requirements-run.txt", "requirements-model.txt", "requirements-cluster.txt"
LISTS = (RUN, MODEL, CLUSTER, "requirements.txt", "requirements-dev.txt")
CUDA = re.compile(r"^(nvidia|cuda|triton)")
# Where the name of a distribution is not that of its module.
MODULES = {
    "docx": "python-docx", "faiss": "faiss-cpu", "pptx": "python-pptx", "sklearn": "scikit-learn",
    "markdown_it": "markdown-it-py", "PIL": "pillow",
}  # fmt: skip


def listed(name):
    """The requirements that one file itself lists."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    lines = [line.split(" #")[0].strip() for line in lines]
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]


def pins():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


@pytest.mark.parametrize("name", LISTS)
def test_every_requirement_is_bounded_and_locked(name):
    assert listed(name)
    for requirement in listed(name):
        operators = {one.operator for one in requirement.specifier}
        assert operators in ({"=="}, {">=", "<"}), str(requirement)
        assert requirement.marker is None and requirement.url is None
        pin = pins()[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pin), f"{requirement}: locked to {pin}"


def test_the_lock_names_versions_and_nothing_else():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    names = [line.partition("==")[0] for line in lines]
    assert names == sorted(set(names))
    for line in lines:
        name, version = line.split("==")
        assert name == canonicalize_name(name)
        # No build label, which only one index has; nothing that only CUDA needs.
        assert Version(version).local is None
        assert not CUDA.match(name)


def test_the_lock_is_complete():
    """Whatever a locked package needs here is locked, too."""
    locked = pins()
    seen = 0
    for name, version in locked.items():
        try:
            present = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # of requirements-dev.txt, which is not installed
        if Version(present.version).public != version:
            continue  # installed without the lock; another version may need other packages
        for text in present.requires or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                needed_name = canonicalize_name(needed.name)
                if not CUDA.match(needed_name):
                    assert needed_name in locked, f"{name} needs {needed_name}: run make lock"
                    seen += 1
    assert seen


def test_every_locked_package_has_hashes_of_that_version():
    text = (ROOT / "requirements.hashes").read_text(encoding="utf-8")
    hashes = runpy.run_path(str(ROOT / ".ci" / "install.py"))["locked_hashes"](text)
    for name, version in pins().items():
        assert hashes[name][0] == version, f"{name}: run make lock"
    assert all(digests for _, digests in hashes.values())


def test_builds_with_a_label_are_locked_beside_those_of_the_index():
    digest = "a" * 64
    report = {
        "install": [
            {
                "metadata": {"name": "Torch", "version": "2.0+cpu"},
                "download_info": {"archive_info": {"hashes": {"sha256": digest}}},
            },
            {"metadata": {"name": "bell", "version": "2.0"}},
        ]
    }
    text = "bell==2.0 \\\n    --hash=sha256:b\ntorch==2.0 \\\n    --hash=sha256:c\n"
    with_builds = runpy.run_path(str(ROOT / ".ci" / "lock.py"))["with_builds"]
    assert with_builds(text, report) == (
        "bell==2.0 \\\n    --hash=sha256:b\n"
        f"torch==2.0 \\\n    --hash=sha256:{digest} \\\n    --hash=sha256:c\n"
    )


def imports(*places):
    """Names of the modules outside the project and the standard library that are imported."""
    found = set()
    for path in places:
        for file in [path] if path.is_file() else path.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"app", "index", "qa", "training", "tests"}


def test_what_the_program_imports_is_declared():
    declared = {
        canonicalize_name(one.name) for name in (RUN, MODEL, CLUSTER) for one in listed(name)
    }
    modules = imports(ROOT / "index", ROOT / "qa", ROOT / "app.py")
    assert "uvicorn" in modules
    assert {canonicalize_name(MODULES.get(name, name)) for name in modules} <= declared


def test_what_needs_torch_is_not_needed_to_run():
    names = {canonicalize_name(one.name) for one in listed(RUN)}
    assert names.isdisjoint({canonicalize_name(one.name) for one in listed(CLUSTER)})
    assert names.isdisjoint({"torch", "transformers", "sentence-transformers", "onnx"})
    assert names.isdisjoint({"pytest", "hypothesis", "fpdf2"})


def test_requirements_txt_installs_all_that_runs_and_tests():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    included = [line for line in lines if line.startswith("-r")]
    assert included == [f"-r {RUN}", f"-r {MODEL}", f"-r {CLUSTER}"]
    own = {one.name for one in listed("requirements.txt")}
    assert {"pytest", "hypothesis", "fpdf2"} <= own


def test_a_report_of_pip_becomes_a_lock():
    def package(name, version):
        return {"metadata": {"name": name, "version": version}}

    report = {
        "environment": {"python_full_version": "3.11.7"},
        "install": [
            package("torch", "2.13.0+cpu"),
            package("nvidia-cublas", "13.0"),
            package("Ruamel.yaml_x", "1.0"),
        ],
    }
    lock = runpy.run_path(str(ROOT / ".ci" / "lock.py"))["lock_of"](report)
    assert [line for line in lock.splitlines() if not line.startswith("#")] == [
        "ruamel-yaml-x==1.0",
        "torch==2.13.0",
    ]
    assert "Python 3.11;" in lock


def test_what_a_cluster_needs_is_imported_only_where_one_is_opened():
    """Modules of the extra are imported inside functions, or for types alone."""
    extra = {"lancedb", "lance", "pyarrow", "obstore", "ray", "lance_ray"}
    wrong = [
        f"{path.relative_to(ROOT)}: {node.lineno}"
        for package in ("index", "qa")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
        if (name or "").partition(".")[0] in extra
    ]
    assert wrong == []
