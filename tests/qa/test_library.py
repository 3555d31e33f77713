import json
import zipfile

from qa.page.upload_result import UploadResult
from tests.index.corpora import write
from tests.qa.small_bot import TEXTS, make_bot, titled


def states(library):
    return {entry.name: entry.state for entry in library.entries()}


def added(bot, path):
    return UploadResult.of(path.name, bot.library.add(path))


def test_every_file_is_listed_with_its_state(tmp_path):
    with make_bot(tmp_path) as bot:
        write(tmp_path / "folder" / "bad.txt", b"\x00\x01")
        bot.sync()
        snow = titled(bot, "Snow")
        bot.library.withdraw(snow.id, snow.source)
        assert states(bot.library) == {
            "kelp.txt": "indexed", "tide.txt": "indexed", "bad.txt": "refused",
            "snow.md": "excluded",
        }  # fmt: skip
        kelp = next(one for one in bot.library.entries() if one.name == "kelp.txt")
        assert kelp.size == len(TEXTS["kelp.txt"]) == kelp.characters and kelp.pages == 0
        assert all(one.reason for one in bot.library.entries() if one.state == "refused")
        bot.library.restore(snow.source)
        bot.library.restore("/never/excluded.txt")
        assert states(bot.library)["snow.md"] == "indexed"


def test_an_upload_is_indexed_found_unchanged_and_deleted(tmp_path, bot=None):
    with make_bot(tmp_path) as bot:
        bot.sync()
        path = write(tmp_path / "moon.txt", "The moon rose over the kelp.")
        assert added(bot, path) == UploadResult("moon.txt", "indexed")
        assert added(bot, path) == UploadResult("moon.txt", "unchanged")
        refused = added(bot, write(tmp_path / "bad.txt", b"\x00\x01"))
        assert refused.state == "refused" and refused.reason
        assert bot.library.uploads() == 1
        (entry,) = [one for one in bot.library.entries() if one.kind == "upload"]
        bot.library.withdraw(entry.document, entry.source)
        assert bot.library.uploads() == 0 and path.is_file()
        assert "moon.txt" not in states(bot.library)


def test_a_file_is_excluded_without_its_uploaded_copy(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.sync()
        kelp = titled(bot, "kelp")
        assert added(bot, tmp_path / "folder" / "kelp.txt").state == "unchanged"
        bot.library.withdraw(kelp.id, kelp.source)
        assert bot.document(kelp.id).sources != kelp.sources
        assert bot.library.uploads() == 1


def test_the_original_is_given_only_while_it_is_the_same(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.sync()
        kelp = titled(bot, "kelp")
        assert bot.library.original(kelp.id) == TEXTS["kelp.txt"].encode()
        write(tmp_path / "folder" / "kelp.txt", TEXTS["kelp.txt"] + " ")
        assert bot.library.original(kelp.id) is None
        (tmp_path / "folder" / "kelp.txt").unlink()
        assert bot.library.original(kelp.id) is None


def test_feedback_is_kept_with_the_answer_and_replaced(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.sync()
        answer = bot.ask("Who rang the bell?")
        bot.library.keep_feedback("a", answer, helpful=True)
        bot.library.keep_feedback("a", answer, helpful=False, note="Wrong Ann 😀")
    with make_bot(tmp_path) as bot:
        (kept,) = bot.library.feedback()
        assert (kept.id, kept.helpful, kept.note) == ("a", False, "Wrong Ann 😀")
        assert json.loads(kept.answer)["citations"] == answer.to_dict()["citations"]


def test_an_archive_of_which_something_is_used_is_not_refused(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.sync()
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("bad.txt", b"\x00\x01")
            packed.writestr("moon.txt", "The moon rose over the kelp.")
            packed.writestr("worse.txt", b"\x00\x02")
        upload = added(bot, path)
        assert upload.state == "indexed"
        assert upload.reason.startswith("not used: bad.txt (") and upload.reason.endswith(
            ", and 1 more"
        )
        assert bot.ask("moon", min_confidence=0.0).citations[0].document.title == "moon"


def test_a_relative_source_tells_nothing_of_where_the_folder_is(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.sync()
        write(tmp_path / "folder" / "deep" / "a.txt", "Kelp grows.")
        bot.sync()
        bot.add(write(tmp_path / "other.txt", "Urchins graze."))
        sources = sorted(bot.library.relative(one.source) for one in bot.library.entries())
        assert bot.library.relative("s3://bucket/docs/a.txt") == "docs/a.txt"
    assert sources[:2] == ["deep/a.txt", "kelp.txt"]
    assert sources[-1].startswith("uploads/") and sources[-1].endswith("/other.txt")
    assert not any(str(tmp_path) in source for source in sources)
