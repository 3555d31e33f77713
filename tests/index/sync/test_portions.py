"""Portions lie in folders that are cleared when whoever reads them was killed."""

import tempfile
from contextlib import closing

from index.sync.merging import opened_portion
from index.sync.portions import PortionReader, portions
from index.sync.scan import scan
from tests.fakes import WordEmbedder
from tests.index.corpora import make_folder
from tests.index.distributed.folders import SETTINGS


def test_texts_of_a_killed_reader_are_cleared_by_the_next_one(tmp_path, monkeypatch):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    folder = make_folder(tmp_path / "docs", {"a.txt": "The fuel pier sells diesel."})
    listed = scan(folder).files
    seen = []

    class Watching(WordEmbedder):
        def embed(self, texts, done=None):
            seen.extend(temporary.iterdir())
            return super().embed(texts, done)

    with closing(PortionReader(Watching(), SETTINGS)) as reader:
        [read] = map(reader.read, portions(listed))
    assert [path.name.startswith("citespan-") for path in seen] == [True]
    with opened_portion(read) as store:
        assert len(store.documents.ids()) == 1
        [left] = temporary.iterdir()
        assert left.name.startswith("citespan-")
    assert list(temporary.iterdir()) == []
    (temporary / "citespan-left").mkdir()
    (temporary / "citespan-left" / ".lock").touch()
    PortionReader(WordEmbedder(), SETTINGS).close()
    assert list(temporary.iterdir()) == []
