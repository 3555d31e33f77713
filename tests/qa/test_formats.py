"""Every format from file to citation, beside every kind of file that cannot be used."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from index.corpus import Corpus
from index.loaders import Limits, load
from index.text.passages import PassageSettings
from qa import Chatbot
from qa.commands import manage_documents as documents_module
from qa.commands.main import main
from tests.fakes import WordEmbedder
from tests.index.corpora import assert_sound, write
from tests.index.loaders.format_samples import SAMPLES, zipped
from tests.index.loaders.hostile_samples import HOSTILE
from tests.qa.calibrations import calibration
from tests.sentence_reader import SentenceReader, SentenceWeights

pytestmark = pytest.mark.slow

CALIBRATION = calibration({})
WEIGHTS = SentenceWeights(bias=-1.0, cosine=2.0, overlap=3.0, passage=0.5)
LIMITS = Limits(seconds=60, archive_members=200, rows=2000, pages=1000, characters=1_000_000)
OPTIONS = (
    "--load-seconds", "60", "--max-members", "200", "--max-rows", "2000", "--max-pages", "1000",
    "--max-characters", "1000000",
)  # fmt: skip
TOWNS = {
    "plain.txt": "Dover", "notes.md": "Poole", "page.html": "Brest", "report.docx": "Whitby",
    "talk.pptx": "Cork", "boats.xlsx": "Galway", "book.epub": "Ostend", "letter.odt": "Bergen",
    "note.rtf": "Hull", "mail.eml": "Calais", "paper.pdf": "Malmo",
    "both.zip/in/zipped.txt": "Vigo",
}  # fmt: skip
PAGES = {"talk.pptx": 1, "boats.xlsx": 2, "paper.pdf": 1}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats") / "folder"
    for name, data in SAMPLES.items():
        write(folder / name, data)
    for name, (data, _) in HOSTILE.items():
        write(folder / "bad" / name, data)
    inside = {name: data for name, (data, _) in HOSTILE.items() if name != "wide.zip"}
    write(folder / "bad.zip", zipped({**inside, "good.txt": b"The tide in Nantes fell."}))
    return folder


@pytest.fixture(scope="module")
def embedder():
    return WordEmbedder(512, 80)


@pytest.fixture(scope="module")
def corpus(folder, embedder, tmp_path_factory):
    with Corpus(
        tmp_path_factory.mktemp("store") / "store",
        embedder,
        folder=folder,
        settings=PassageSettings(max_tokens=40),
        limits=LIMITS,
    ) as corpus:
        corpus.first = corpus.sync()
        yield corpus


@pytest.fixture(scope="module")
def bot(corpus, embedder):
    return Chatbot(corpus, SentenceReader(embedder, WEIGHTS), calibrations=[CALIBRATION])


def canonical(folder: Path, source: str) -> str:
    """The text of a source, extracted again from the file."""
    name = source.removeprefix(f"{folder}/")
    container, _, member = name.partition(".zip/")
    if member:
        with zipfile.ZipFile(io.BytesIO((folder / f"{container}.zip").read_bytes())) as archive:
            return load(archive.read(member), Path(member).suffix).text
    return load((folder / name).read_bytes(), Path(name).suffix).text


@pytest.mark.parametrize("name", TOWNS)
def test_each_format_answers_with_an_exact_citation(bot, folder, name):
    question = f"Where did the tide in {TOWNS[name]} rise to?"
    if name == "boats.xlsx":
        question = "Harbour Galway height?"
    answer = bot.ask(question, min_confidence=0)
    citation = answer.citations[0]
    assert citation.document.source == str(folder / name)
    assert TOWNS[name] in citation.text
    text = canonical(folder, citation.document.source)
    assert citation.document.text == text
    assert citation.text == text[citation.start : citation.end]
    assert citation.page == PAGES.get(name)


def test_rows_are_cited_with_names_and_number(bot, folder):
    answer = bot.ask("Which boat does the owner “Ben” have, of length 7,5?", min_confidence=0)
    assert answer.citations[0].text == "Boat: Tern; Length: 7,5; Owner: “Ben” (row 3)."
    assert answer.citations[0].document.source == str(folder / "boats.csv")


def test_every_bad_file_is_one_line_that_says_why(corpus, folder):
    reasons = {one.path: one.reason for one in corpus.first.refused}
    assert len(reasons) == len(corpus.first.refused)
    for name, (_, reason) in HOSTILE.items():
        found = reasons.pop(str(folder / "bad" / name))
        assert reason in found, (name, found)
        assert found.isprintable()
        assert re.search(r"[;:] ", found), found
    nested = [path for path in reasons if path.startswith(str(folder / "bad.zip/"))]
    assert len(nested) == len(HOSTILE) - 1 == len(reasons)
    for path in nested:
        expected = HOSTILE[path.rpartition("/")[2]][1]
        if path.endswith(".zip"):
            expected = "an archive inside another file"
        assert expected in reasons[path]


def test_the_others_are_whole(corpus, folder):
    good = {one.source for one in corpus.documents()}
    assert str(folder / "bad.zip/good.txt") in good
    assert len(good) == len(SAMPLES) + 2
    corpus.check()
    again = corpus.sync()
    assert again.refused == corpus.first.refused
    assert again.unchanged == len(good)
    assert again.added == again.changed == again.removed == 0


def test_assert_sound_with_a_wide_embedder(tmp_path, folder):
    embedder = WordEmbedder()
    place = tmp_path / "folder"
    for name, data in SAMPLES.items():
        write(place / name, data)
    with Corpus(tmp_path / "store", embedder, folder=place) as corpus:
        assert corpus.sync().refused == ()
        assert_sound(corpus)


def test_nothing_hidden_is_anywhere(corpus):
    for document in corpus.documents():
        for word in ("secret", "hidden words", "unseen", "a comment", "root:", "About us"):
            assert word not in document.text


def test_the_command_line(folder, tmp_path, embedder, monkeypatch, capfdbinary):
    monkeypatch.setattr(documents_module, "load_embedder", lambda name: embedder)
    store = str(tmp_path / "store")
    assert main(["index", str(folder), "--store", store, *OPTIONS]) == 0
    lines = [
        line for line in capfdbinary.readouterr().err.decode().splitlines()
        if line and not line.startswith("indexing") and "\r" not in line
    ]  # fmt: skip
    for name in HOSTILE:
        named = [line for line in lines if line.startswith(f"{folder / 'bad' / name}: ")]
        assert len(named) == 1, name
    assert not any("Traceback" in line for line in lines)
    for name in (*SAMPLES, *TOWNS):
        if name == "both.zip":
            continue
        source = str(folder / name)
        assert main(["text", source, "--store", store, "--corpus", str(folder)]) == 0
        assert capfdbinary.readouterr().out.decode() == canonical(folder, source)


def test_wrong_limits_are_wrong_usage(folder, capfdbinary):
    for option in (("--max-pages", "0"), ("--load-seconds", "-1"), ("--max-rows", "1.5")):
        with pytest.raises(SystemExit) as stopped:
            main(["index", str(folder), *option])
        assert stopped.value.code == 2
