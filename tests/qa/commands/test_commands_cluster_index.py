"""``cluster index`` brings a corpus in tables up to date with a folder."""

import pytest

from index.cluster.cluster_corpus import ClusterCorpus
from index.distributed import ray_reading
from qa.commands import cluster_index
from qa.commands.main import main
from tests.fakes import WordEmbedder
from tests.index.corpora import make_folder, write


class WideEmbedder(WordEmbedder):
    """Takes passages of the usual length."""

    def __init__(self, *_, workers=None):
        super().__init__(64, 400)
        self.workers = workers


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_index, "load_embedder", WideEmbedder)
    return str(tmp_path / "tables")


def test_a_folder_is_read_and_only_changes_are_read_again(tmp_path, place, capsys):
    folder = make_folder(tmp_path / "folder")
    write(folder / "bad.pdf", b"%PDF-1.4 nothing of it")
    assert main(["cluster", "index", place, str(folder)]) == 0
    out, err = capsys.readouterr()
    assert out == f"{place}: 4 added, 0 changed, 0 removed, 0 unchanged, 1 refused\n"
    assert len(err.splitlines()) == 1 and "bad.pdf" in err
    write(folder / "snow.txt", "The snow melted, said Ben.")
    (folder / "tide.txt").unlink()
    assert main(["cluster", "index", place, str(folder), "--portion-files", "1"]) == 0
    out, _ = capsys.readouterr()
    assert out == f"{place}: 0 added, 1 changed, 1 removed, 2 unchanged, 1 refused\n"
    with ClusterCorpus(place, WideEmbedder()) as corpus:
        texts = [document.text for document in corpus.documents()]
        hits = corpus.lexical_search("melted", 3)
    assert "The snow melted, said Ben." in texts and len(texts) == 3
    assert len(list(hits)) >= 1


def test_a_reader_of_a_ray_cluster_computes_on_one_core(tmp_path, place, monkeypatch):
    """Ray gives each one core, and starts as many beside each other as a node has."""
    seen = []

    def read(reading, portions):
        seen.append(reading.embedder().workers)
        return iter(())

    monkeypatch.setattr(ray_reading, "connect", lambda *_: None)
    monkeypatch.setattr(ray_reading.RayReading, "__call__", read)
    folder = make_folder(tmp_path / "folder")
    main(["cluster", "index", place, str(folder), "--ray", "127.0.0.1:6379"])
    assert seen == [1]


def test_what_cannot_be_done_is_one_line(tmp_path, place, capsys):
    assert main(["cluster", "index", place, str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    (tmp_path / "empty").mkdir()
    assert main(["cluster", "index", place, str(tmp_path / "empty")]) == 2
