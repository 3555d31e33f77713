import inspect
import os
import sys

import pytest

from index.platform.printable import printable
from index.sync.scan import ListedFile, folders, looks_unchanged, scan
from index.values import FileState, LoaderStamp
from tests.index.corpora import write

STAMP = LoaderStamp("text/1")


def names(folder, **options):
    return [str(found.path.relative_to(folder)) for found in scan(folder, **options).files]


def test_loadable_files_in_order_with_size_and_time(tmp_path):
    for name in ("b.txt", "a.MD", "sub/c.pdf", "B.txt"):
        write(tmp_path / name, "abc")
    result = scan(tmp_path)
    assert names(tmp_path) == ["B.txt", "a.MD", "b.txt", "sub/c.pdf"]
    assert result.refused == []
    status = (tmp_path / "b.txt").stat()
    assert result.files[2] == ListedFile(str(tmp_path / "b.txt"), 3, status.st_mtime_ns)


def test_other_formats_are_counted_and_named(tmp_path, monkeypatch):
    for name in ("a.gif", "Makefile", "b.txt"):
        write(tmp_path / name, "abc")
    assert scan(tmp_path).ignored == 2
    assert scan(tmp_path).passed_over == [str(tmp_path / "Makefile"), str(tmp_path / "a.gif")]
    monkeypatch.setattr("index.sync.scan.MOST_PASSED_OVER", 1)
    assert (scan(tmp_path).ignored, len(scan(tmp_path).passed_over)) == (2, 1)


def test_hidden_files_and_folders_are_passed_over(tmp_path):
    for name in (".a.txt", ".git/b.txt", "sub/.c.txt", "d.txt"):
        write(tmp_path / name, "abc")
    assert names(tmp_path) == ["d.txt"]
    assert scan(tmp_path).ignored == 0


def test_a_corpus_inside_the_folder_is_left_out(tmp_path):
    write(tmp_path / "corpus/uploads/a.txt", "abc")
    write(tmp_path / "b.txt", "abc")
    assert names(tmp_path, leave_out=tmp_path / "corpus") == ["b.txt"]


def test_links(tmp_path):
    outside = write(tmp_path / "outside/secret.txt", "abc")
    folder = tmp_path / "folder"
    write(folder / "sub/real.txt", "abc")
    (folder / "inside.txt").symlink_to(folder / "sub/real.txt")
    (folder / "out.txt").symlink_to(outside)
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "folder.txt").symlink_to(folder / "sub")
    (folder / "outside").symlink_to(outside.parent)
    result = scan(folder)
    assert names(folder) == ["inside.txt", "sub/real.txt"]
    assert result.ignored == 0
    refused = {one.path: one.reason for one in result.refused}
    assert set(refused) == {str(folder / f"{name}.txt") for name in ("out", "gone", "self")}
    assert "outside the folder" in refused[str(folder / "out.txt")]
    assert "cannot be read" in refused[str(folder / "gone.txt")]


def test_names_that_do_not_fit_a_line_or_utf_8(tmp_path):
    write(tmp_path / "two\nlines.txt", "abc")
    try:
        write(tmp_path / os.fsdecode(b"\xff.txt"), "abc")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    result = scan(tmp_path)
    assert names(tmp_path) == ["two\nlines.txt"]
    (refused,) = result.refused
    assert str(refused) == f"{tmp_path}/\\udcff.txt: the file name is not UTF-8; rename the file"


def test_a_folder_that_cannot_be_listed_is_one_line(tmp_path, monkeypatch):
    write(tmp_path / "a.txt", "abc")
    write(tmp_path / "closed/b.txt", "abc")
    real = os.scandir

    def scandir(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    result = scan(tmp_path)
    assert [found.path.name for found in result.files] == ["a.txt"]
    assert "Permission denied" in str(result.refused[0])
    assert result.unlisted == [tmp_path / "closed"]


def test_pipes_are_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert names(tmp_path) == []


def test_printable():
    assert printable("a\nb\x1b[31m\u202e.txt") == "a\\nb\\x1b[31m\\u202e.txt"
    assert printable("été 😀") == "été 😀"


@pytest.mark.parametrize(
    ("size", "mtime_ns", "loader", "same"),
    [
        (3, 10**18, "text/1", True),
        (4, 10**18, "text/1", False),
        (3, 10**18 + 1, "text/1", False),
        (3, 10**18, "text/2", False),
    ],
)
def test_looks_unchanged(tmp_path, size, mtime_ns, loader, same):
    known = FileState("ab", 3, 10**18, 10**18 + 3 * 10**9, STAMP)
    assert (
        looks_unchanged(ListedFile(str(tmp_path), size, mtime_ns), known, LoaderStamp(loader))
        is same
    )


def test_a_time_stamp_as_young_as_the_reading_proves_nothing(tmp_path):
    known = FileState("ab", 3, 10**18, 10**18 + 10**9, STAMP)
    assert not looks_unchanged(ListedFile(str(tmp_path), 3, 10**18), known, STAMP)


def test_folders_nested_deeper_than_calls_may_be(tmp_path):
    deep = tmp_path.joinpath(*["d"] * 150)
    deep.mkdir(parents=True)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    (deep / "deep.txt").write_text("x")
    (tmp_path / "top.txt").write_text("x")
    try:
        found = [one.path for one in scan(tmp_path).files]
    finally:
        sys.setrecursionlimit(limit)
    assert found == [deep / "deep.txt", tmp_path / "top.txt"]


def test_what_office_keeps_beside_an_open_document_is_passed_over(tmp_path):
    for name in ("report.docx", "~$report.docx", "~draft.txt"):
        write(tmp_path / name, "abc")
    assert names(tmp_path) == ["report.docx", "~draft.txt"]
    assert scan(tmp_path).ignored == 0


def test_folders_are_those_that_a_scan_looks_into(tmp_path):
    for name in ("a/b/c.txt", ".git/d.txt", "corpus/uploads/e.txt"):
        write(tmp_path / name, "abc")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    found = set(folders(tmp_path, leave_out=tmp_path / "corpus"))
    assert found == {tmp_path, tmp_path / "a", tmp_path / "a/b"}
