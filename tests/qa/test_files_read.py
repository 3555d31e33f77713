"""That all files were read, or which were not: the same in panel, answers and ``status``."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from index.source_entry import SourceEntry
from index.sync.activity import LastRun, RunningNow
from index.values import DocumentSummary, RefusedFile
from qa.background import BackgroundWork, files_read_in_words, work_of
from qa.commands.main import main
from qa.outcome_words import unread_in_words
from tests.index.corpora import write
from tests.qa.small_bot import TEXTS, make_bot

DONE = LastRun(0.0, 1.0, "done")
BAD = RefusedFile("/f/report.doc", "old")


def said(read, failed=(), partly=(), last=DONE, now=None):
    return files_read_in_words(BackgroundWork(now, last, tuple(failed), read, tuple(partly)))


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (said(12), "All 12 files were read"),
        (said(1), "The file was read"),
        (said(0), ""),
        (said(0, [BAD]), "The file was not read: report.doc"),
        (said(0, [BAD, BAD]), "None of the 2 files was read: report.doc, report.doc"),
        (said(1, [BAD]), "1 of 2 files were read; 1 was not: report.doc"),
        (said(11, [BAD]), "11 of 12 files were read; 1 was not: report.doc"),
        (said(1_200, [BAD] * 5), "1,200 of 1,205 files were read; 5 were not: "
         "report.doc, report.doc, report.doc and 2 more"),
        (said(12, (), ["/f/a/b.pdf"]), "All 12 files were read, 1 of them only in part: b.pdf"),
        (said(1, (), ["/f/b.pdf"]), "The file was read, only in part: b.pdf"),
        (said(3, [BAD], ["/f/b.pdf"]),
         "3 of 4 files were read, 1 of them only in part: b.pdf; 1 was not: report.doc"),
        (said(12, last=None), ""),
        (said(12, last=LastRun(0.0, 1.0, "stopped")), ""),
        (said(12, now=RunningNow("sync", 1, 0.0)), ""),
    ],
)  # fmt: skip
def test_how_many_files_were_read(words, line):
    assert words == line


def test_a_file_that_can_no_longer_be_opened_counts_once_though_its_document_stays():
    summary = DocumentSummary("d", "T", ("/f/a.txt",), 9, 0, 1)
    stored = [
        SourceEntry(path, "file", 9, summary, "", ("page 2: too dark",))
        for path in ("/f/a.txt", "/f/b.txt")
    ]
    last = replace(DONE, failed=(RefusedFile("/f/b.txt", "cannot be opened"),))
    assert files_read_in_words(work_of(stored, last)) == (
        "1 of 2 files were read, only in part: a.txt; 1 was not: b.txt"
    )


def with_hidden_slide():
    """A page that leaves something out, and is noted for it."""
    return b"<html><body><p>The tide rose again at six.</p><p><s>At five.</s></p></body></html>"


@pytest.fixture
def bot(tmp_path):
    with make_bot(tmp_path) as made:
        folder = tmp_path / "folder"
        write(folder / "bad.txt", b"\0\1\2" * 50)
        write(folder / "report.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 80)
        write(folder / "struck.html", with_hidden_slide())
        write(folder / "page.docx", b"<html><body><p>Bells ring at nine.</p></body></html>")
        write(folder / "film.mp4", b"film")
        made.sync()
        yield made


def test_panel_answer_and_status_count_and_name_the_same_files(bot, tmp_path, capsys):
    line = files_read_in_words(bot.library.background.work())
    assert line == (
        "5 of 7 files were read, 1 of them only in part: struck.html; "
        "2 were not: bad.txt, report.doc"
    )
    searched = bot.library.searched()
    # A file that is read whole, whatever it is named, is not among those that are not.
    assert {part.source.rpartition("/")[2] for part in searched.unread} == {
        "bad.txt", "report.doc", "struck.html",
    }  # fmt: skip
    assert unread_in_words(searched) == "3 files not read, or only in part"
    chosen = [bot.library.find("struck.html").id]
    assert len(bot.library.searched(chosen).unread) == 1
    bot.close()
    place = ["--corpus", str(tmp_path / "folder"), "--store", str(tmp_path / "store")]
    assert main(["status", *place]) == 0
    assert line in capsys.readouterr().out


def test_what_is_put_right_or_excluded_is_no_longer_named(bot, tmp_path):
    folder = tmp_path / "folder"
    (folder / "report.doc").unlink()
    write(folder / "bad.txt", b"Now it is text.")
    bot.sync()
    line = files_read_in_words(bot.library.background.work())
    assert line == "All 6 files were read, 1 of them only in part: struck.html"
    struck = bot.library.find("struck.html")
    bot.library.withdraw(struck.id, struck.source)
    assert files_read_in_words(bot.library.background.work()) == "All 5 files were read"
    assert bot.library.searched().unread == ()


def test_members_of_archives_count_as_files(tmp_path):
    with make_bot(tmp_path) as made:
        data = BytesIO()
        with zipfile.ZipFile(data, "w") as file:
            file.writestr("minutes.txt", "The board met in May.")
        write(tmp_path / "folder" / "papers.zip", data.getvalue())
        made.sync()
        line = files_read_in_words(made.library.background.work())
        assert line == f"All {len(TEXTS) + 1} files were read"
