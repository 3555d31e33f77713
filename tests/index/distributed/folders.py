"""A folder with all that can be in one, and its reading in portions."""

import os
import zipfile
from contextlib import closing

from index.sync.portions import PortionReader
from index.text.passages import PassageSettings, passage_fingerprint
from tests.fakes import WordEmbedder
from tests.index.corpora import TEXTS, make_folder, write

SETTINGS = PassageSettings(max_tokens=12)
FINGERPRINT = passage_fingerprint(WordEmbedder(), SETTINGS)


def mixed_folder(tmp_path):
    """Texts, one of them twice, an archive, a damaged and a blank file."""
    folder = make_folder(tmp_path / "folder", {**TEXTS, "again.txt": TEXTS["snow.txt"]})
    write(folder / "bad.pdf", b"%PDF-1.4 nothing of it")
    write(folder / "blank.txt", " \n")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("inside.txt", "The bell of the harbour was cast in the spring.")
        archive.writestr("twin.txt", TEXTS["tide.txt"])
    os.utime(folder / "more.zip", (1_400_000_000, 1_400_000_000))  # fresh times prove nothing
    return folder


def read_here(batch):
    """Each portion by a reader of its own, as another machine would."""
    for portion in batch:
        with closing(PortionReader(WordEmbedder(), SETTINGS)) as reader:
            yield reader.read(portion)


def change_folder(folder):
    """Change, rename, empty and remove files, and a member of the archive."""
    write(folder / "tide.txt", "The tide is not what it was. Nobody rang.")
    (folder / "list.md").rename(folder / "renamed.md")
    (folder / "deep" / "tide.txt").unlink()
    write(folder / "snow.txt", " ")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("inside.txt", "The bell of the harbour was cast in the spring.")
    os.utime(folder / "more.zip", (1_500_000_000, 1_500_000_000))
