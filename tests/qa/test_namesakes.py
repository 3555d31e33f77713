"""Documents of one title are told apart by their dates and the ends of their paths."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from qa import namesakes
from qa.namesakes import Namesakes, ends_apart
from tests.index.corpora import write
from tests.qa.small_bot import make_bot

PARTS = st.lists(st.sampled_from(["a", "b", "minutes.md"]), min_size=1, max_size=4)


@given(st.lists(PARTS, min_size=1, max_size=6, unique_by=tuple))
def test_ends_of_paths_are_ends_and_differ_where_they_can(paths):
    sources = ["/" + "/".join(parts) for parts in paths]
    ends = ends_apart(sources)
    for source, end in zip(sources, ends, strict=True):
        assert source.endswith(end)
        others = [other for other in sources if other != source]
        assert end == source[1:] or not any(other.endswith(f"/{end}") for other in others)


def test_only_namesakes_are_told_apart_and_changes_are_noticed(tmp_path):
    with make_bot(tmp_path) as bot:
        folder = tmp_path / "folder"
        for day, place in (("4 March", "2025-03"), ("10 June", "2025-06")):
            (folder / place).mkdir()
            text = f"# Works  Committee\n\nMeeting of {day} 2025.\n"
            write(folder / place / "minutes.md", text)
        bot.sync()
        names = bot.library.namesakes
        march = bot.find("2025-03/minutes.md")
        apart = names.apart(march.id)
        assert (apart.date, apart.path) == ("4 March 2025", "2025-03/minutes.md")
        assert names.name(march.id) == "Works Committee (4 March 2025 · 2025-03/minutes.md)"
        kelp = bot.find("kelp.txt")
        assert names.apart(kelp.id) is None and names.name(kelp.id) == kelp.title
        assert names.apart("0" * 64) is None and names.name("0" * 64) == ""
        (folder / "2025-06" / "minutes.md").unlink()
        bot.sync()
        assert names.apart(march.id) is None


def test_a_copy_does_not_show_the_digest_in_its_path(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.sync()
        copy = tmp_path / "kelp.txt"
        copy.write_text("Another text about kelp.")
        bot.add(copy)
        texts = {d.text: d for d in bot.documents()}
        assert names_of(bot, texts["Another text about kelp."]) == "added here/kelp.txt"


def names_of(bot, document):
    return bot.library.namesakes.apart(document.id).path


def test_where_there_are_very_many_none_are_compared(monkeypatch):
    monkeypatch.setattr(namesakes, "_MOST", 1)
    document = SimpleNamespace(
        id="a", title="Rota", text="", source="/f/june/rota.csv", sources=("/f/june/rota.csv",)
    )
    corpus = SimpleNamespace(
        version=lambda: 1, document_count=lambda: 2, document_or_none=lambda id_: document
    )
    assert Namesakes(corpus).apart("a").path == "june/rota.csv"
