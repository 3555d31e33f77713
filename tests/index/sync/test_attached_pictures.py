"""Pictures attached to messages: those with text are documents, the others one note."""

import pytest
from PIL import Image

from tests.index.corpora import contents, make_folder, open_corpus, write
from tests.index.loaders.format_samples import eml, zipped
from tests.index.loaders.recognition.picture_documents import photo
from tests.index.loaders.scan_samples import LETTER, encoded, page_of, picture_of

pytestmark = pytest.mark.slow

PICTURES = {
    "logo.png": encoded(Image.new("RGB", (120, 80), "red")),
    "blank.png": encoded(Image.new("L", (900, 900), 255)),
    "hill.jpg": encoded(photo(), "JPEG"),
}


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "folder", {})


@pytest.fixture
def corpus(tmp_path, folder):
    with open_corpus(tmp_path) as opened:
        yield opened


def test_pictures_without_text_are_one_note_of_the_message(corpus, folder, monkeypatch):
    scan = encoded(picture_of(page_of(LETTER)))
    data = eml("Hello.", attached={**PICTURES, "scan.png": scan, "cut.png": scan[:9_000]})
    write(folder / "a.eml", data)
    report = corpus.sync()
    assert report.added == 2
    assert [refused.path for refused in report.refused] == [str(folder / "a.eml/cut.png")]
    texts = [" ".join(text.split()) for text in contents(corpus)]
    assert " ".join(LETTER) in texts
    (message,) = (entry for entry in corpus.sources() if entry.source.endswith("a.eml"))
    assert message.notes == ("3 pictures without text",)
    monkeypatch.setattr("index.loaders.isolation.worker.Worker.open", None)
    again = corpus.sync()
    assert (again.added, again.unchanged, len(again.refused)) == (0, 2, 1)


def test_in_folders_and_archives_each_is_refused_in_one_line(corpus, folder):
    write(folder / "plain.txt", "Words.")
    write(folder / "logo.png", PICTURES["logo.png"])
    write(folder / "a.zip", zipped({"logo.png": PICTURES["logo.png"]}))
    report = corpus.sync()
    reason = "a picture of 120 by 80 pixels, too small for text"
    assert sorted((refused.path, refused.reason) for refused in report.refused) == [
        (str(folder / "a.zip/logo.png"), reason),
        (str(folder / "logo.png"), reason),
    ]
