"""A Ray cluster on this machine that loses a node and its driver still reads every file once."""

import json
import os
import shutil
from pathlib import Path

import pytest

from benchmarks.cluster import lost_nodes, prefix_nodes
from benchmarks.cluster.object_store import weed
from benchmarks.cluster.ray_nodes import RayNodes, can_be_alone

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "data" / "cases"
SEEDS = ROOT / "seeds"


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_when_a_node_or_the_committer_dies(tmp_path):
    if not can_be_alone():
        pytest.skip("network namespaces cannot be made here")
    out = tmp_path / "figures.json"
    work = tmp_path / "work"
    words = ["--work", str(work), "--files", "32", "--seconds", "0.05", "--json", str(out)]
    assert lost_nodes.main(words) == 0
    figures = json.loads(out.read_text())
    assert figures["alone"] == figures["whole"] == figures["node"] == figures["driver"]
    documents, passages = figures["alone"][1:]
    assert documents == 29 and passages > documents  # three of the texts stand there twice
    before, after = figures["portions stored before and after the committer was killed"]
    assert before and after and before + after == figures["portions"]


def test_ray_starts_nowhere_but_in_a_network_of_its_own(tmp_path, monkeypatch):
    monkeypatch.delenv("CITESPAN_ALONE", raising=False)
    with pytest.raises(RuntimeError, match="namespaces"):
        RayNodes(tmp_path)
    assert "CITESPAN_ALONE" not in os.environ


@pytest.mark.slow
def test_a_prefix_of_object_storage_is_read_once_when_a_node_dies(tmp_path):
    if not can_be_alone() or (weed() is None and not os.environ.get("CI")):
        pytest.skip("network namespaces cannot be made here, or weed is not installed")
    folder, out = tmp_path / "documents", tmp_path / "figures.json"
    names = ("docx-equation", "html-headings-lists", "pdf-key-value", "xlsx-formats")
    for name in names:
        shutil.copytree(CASES / name, folder / name)
    shutil.copytree(SEEDS, folder / "seeds")
    words = [str(folder), "--work", str(tmp_path / "work"), "--json", str(out)]
    assert prefix_nodes.main(words) == 0
    figures = json.loads(out.read_text())
    assert figures["alone"] == figures["a node killed"]
    assert figures["nodes that were reading"]
    rows, before = figures["rows"], figures["stored before a node was killed"]
    assert 0 < before < rows["sources"] + rows["refused"]
    assert rows["documents"] == len(names) + 1
    assert figures["again"].startswith("0 added, 0 changed, 0 removed, ")
