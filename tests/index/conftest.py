"""A small folder and the corpus over it."""

import pytest

from tests.index.corpora import make_folder, open_corpus


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "folder")


@pytest.fixture
def corpus(tmp_path, folder):
    with open_corpus(tmp_path) as opened:
        opened.sync()
        opened.embedder.embedded.clear()
        yield opened
