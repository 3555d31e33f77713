"""Files that were sent and not added yet."""

import errno
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.page.upload_limits import UploadLimits
from qa.page.web.sent_files import NoRoomError, SentFiles
from tests.qa.page.fake_bot import FakeBot
from tests.qa.page.web.serving import fetch, serving, upload


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def kept(files, person="ada", text=b"text", name="a.txt"):
    return files.keep(person, name, io.BytesIO(text))


def test_a_file_is_taken_once_and_only_by_its_path():
    files = SentFiles(UploadLimits())
    path = kept(files, name="..\\../b.txt")
    assert path.endswith("/b.txt") and ".." not in path
    for other in ("", "/etc/passwd", "x/b.txt", path.partition("/")[2], path[1:]):
        assert files.take(other) is None
    assert files.take(path).read_bytes() == b"text"
    assert files.take(path) is None


def test_equal_files_are_apart():
    files = SentFiles(UploadLimits())
    first, second = files.take(kept(files)), files.take(kept(files, "bob"))
    first.unlink()
    assert second.read_bytes() == b"text"


def test_what_is_not_added_goes_early():
    clock = Clock()
    files = SentFiles(UploadLimits(sent_seconds=60), clock)
    old, taken = kept(files), files.take(kept(files))
    clock.now = 50
    new = kept(files)
    clock.now = 70
    files.remove_old()
    assert files.take(old) is None and files.take(new) is not None
    assert taken.is_file()  # it is being added
    assert len(list(taken.parent.iterdir())) == 2


def test_of_a_file_that_cannot_be_written_nothing_is_left():
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().read(3)

    files = SentFiles(UploadLimits())
    beside = files.take(kept(files))
    with pytest.raises(OSError, match="No space left"):
        files.keep("ada", "a.txt", Broken(b"text"))
    assert list(beside.parent.iterdir()) == [beside]


@pytest.mark.parametrize(
    ("limits", "of_ada", "of_bob"),
    [
        ({"sent_each": 2}, 2, 2),
        ({"sent_bytes_each": 10}, 2, 2),
        ({"sent": 3}, 3, 0),
        ({"sent_bytes": 14}, 3, 0),
    ],
)
def test_there_is_room_for_so_much_of_one_person_and_in_all(limits, of_ada, of_bob):
    files, counts = SentFiles(UploadLimits(**limits)), []
    for person in ("ada", "bob"):
        count = 0
        try:
            for _ in range(5):
                with files.expecting(person, 4):
                    kept(files, person)
                    count += 1
        except NoRoomError as error:
            assert "wait to be added" in str(error)
        counts.append(count)
    assert counts == [of_ada, of_bob]


def test_files_on_their_way_take_room():
    files = SentFiles(UploadLimits(sent_bytes_each=10))
    with files.expecting("ada", 8):
        with pytest.raises(NoRoomError), files.expecting("ada", 8):
            pass
        with files.expecting("bob", 8):
            pass
    with files.expecting("ada", 8):
        pass


def test_a_page_takes_so_many_files_and_says_when_it_is_full():
    with serving(FakeBot(), limits=UploadLimits(sent_each=2)) as address:
        assert [upload(address, "a.txt", b"x")[0] for _ in range(3)] == [200, 200, 429]


def test_a_file_must_be_a_file():
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    with serving(FakeBot(), limits=UploadLimits(file_bytes=1_000)) as address:
        url = f"{address}/gradio_api/upload"
        assert fetch(url, {"a": 1})[0] == 400
        assert fetch(url, {"a": 1}, form)[0] == 400
        assert fetch(url, {"a": 1}, {"Content-Type": "multipart/form-data"})[0] == 400
        assert upload(address, "a.txt", b"x" * 1_001)[0] == 413
        assert upload(address, "a.txt", b"x" * 100_000)[0] == 413
        assert fetch(url)[0] in (404, 405)


def test_people_send_the_same_file_at_once():
    with serving(FakeBot()) as address, ThreadPoolExecutor(8) as pool:
        data = b"The same words. " * 10_000
        sent = list(pool.map(lambda _: upload(address, "same.txt", data), range(8)))
    assert {status for status, _ in sent} == {200}
    assert len({json.dumps(path) for _, path in sent}) == 8
