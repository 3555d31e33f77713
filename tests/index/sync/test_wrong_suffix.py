"""Files in a folder whose names do not say what they are."""

from pathlib import Path

import pytest

from index.loaders import formats
from tests.index.corpora import contents, make_folder, open_corpus, write
from tests.index.loaders.format_samples import zipped

PAGE = b"<html><body><p>The laundry opens at six.</p></body></html>"

BY_NAME = "by its name only: it does not begin as such files do; get it again"


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "folder", {"plain.txt": "A plain file."})


def test_a_page_named_docx_is_read_once_and_again_when_its_loader_changes(
    tmp_path, folder, monkeypatch
):
    write(folder / "page.docx", PAGE)
    with open_corpus(tmp_path) as corpus:
        assert corpus.sync().added == 2
        assert "The laundry opens at six." in contents(corpus)
        assert corpus.sync().unchanged == 2
        real = formats._version
        monkeypatch.setattr(formats, "_version", lambda one: real(one) + "x" * (one.name == "html"))
        formats.version.cache_clear()
        report = corpus.sync()
        assert (report.changed, report.unchanged) == (1, 1)
    formats.version.cache_clear()


def test_documents_of_formats_that_nothing_reads_are_named(tmp_path, folder):
    for name in ("letter.doc", "sums.XLS", "mail.msg", "program.exe", "film.mp4"):
        write(folder / name, b"\xd0\xcf\x11\xe0")
    with open_corpus(tmp_path) as corpus:
        report = corpus.sync()
    assert report.ignored == 2
    assert [Path(path).name for path in report.passed_over] == ["film.mp4", "program.exe"]
    assert [(Path(refused.path).name, refused.reason) for refused in report.refused] == [
        ("letter.doc", "old Word format (.doc); save it as .docx"),
        ("mail.msg", "Outlook message (.msg); save it as .eml"),
        ("sums.XLS", "old Excel format (.xls); save it as .xlsx"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.doc", b"{\\rtf1 x}", "RTF named .doc; rename it to .rtf"),
        ("a.xls", PAGE, "HTML named .xls; rename it to .html"),
        ("a.doc", b"Just words.", "plain text named .doc; rename it to .txt"),
        ("a.ppt", b"PK\x03\x04", "a newer Office file named .ppt; rename it to .pptx"),
        ("a.doc", b"", "old Word format (.doc); save it as .docx"),
        ("a.doc", b"\xd0\xcf\x11", "old Word format (.doc); save it as .docx"),
        ("a.doc", b"\0\1\2", f"old Word format (.doc) {BY_NAME}"),
        ("a.xls", b"\x7fELF\2\1\1" + bytes(60), f"old Excel format (.xls) {BY_NAME}"),
    ],
)
def test_the_name_of_an_old_format_on_something_else(tmp_path, folder, name, data, reason):
    write(folder / name, data)
    with open_corpus(tmp_path) as corpus:
        (refused,) = corpus.sync().refused
    assert refused.reason == reason


def test_a_file_in_an_archive_is_read_by_its_content(tmp_path, folder):
    write(folder / "a.zip", zipped({"page.docx": PAGE}))
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        assert "The laundry opens at six." in contents(corpus)
