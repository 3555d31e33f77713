import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import qa.calibrations
import qa.chatbot
from index.paths import calibrations_folder, corpus_folder
from qa import commands
from qa.calibrations import keep_calibration
from qa.chatbot import Chatbot
from qa.commands import ask as ask_module
from qa.commands import documents as documents_module
from qa.commands import evaluate as evaluate_module
from qa.commands.main import main
from qa.commands.terminal import harmless
from qa.confidence import FEATURES, Calibration
from qa.reader import ScoredSpan
from qa.readers import load_reader
from qa.retriever import FusionSettings
from tests.fakes import WordEmbedder
from tests.index.corpora import make_folder, write
from tests.qa.test_answer import ANSWER_KEYS, CITATION_KEYS
from tests.qa.test_chatbot import TEXTS, WEIGHTS, calibration
from tests.sentence_reader import SentenceReader

ROOT = Path(commands.__file__).parents[2]
SQUAD = ROOT / "tests" / "data" / "squad" / "genghis_khan.json"
BOM = b"\xef\xbb\xbf"


class NumberReader:
    """Scores every number by the words that its passage shares with the question."""

    whole_sentences = False
    fingerprint = "numbers"

    def read(self, question, hits):
        asked = set(words(question))
        spans = [
            ScoredSpan(
                i, hit.passage.start + number.start(), hit.passage.start + number.end(),
                2.0 * len(asked & set(words(hit.text))) - 5,
            )
            for i, hit in enumerate(hits)
            for number in re.finditer(r"\b\d+\b", hit.text)
        ]  # fmt: skip
        return sorted(spans, key=lambda span: (-span.score, span.hit, span.start))


def words(text):
    return re.findall(r"\w+", text.lower())


def ship_reader(monkeypatch, reader):
    """Make ``reader`` the one that comes with the program."""
    for module in (qa.chatbot, evaluate_module):
        monkeypatch.setattr(
            module, "load_reader", lambda folder=None: load_reader(folder) if folder else reader
        )


@pytest.fixture(autouse=True)
def shipped(tmp_path_factory, monkeypatch):
    """Stands for embedder, reader and calibration that come with the program; own user data."""
    place = tmp_path_factory.mktemp("shipped")
    embedder = WordEmbedder(512, 60)
    calibration(embedder).save(place / "calibration.json", {})
    monkeypatch.setattr(qa.chatbot, "load_embedder", lambda name: embedder)
    monkeypatch.setattr(documents_module, "load_embedder", lambda name: embedder)
    monkeypatch.setattr(qa.calibrations, "SHIPPED_CALIBRATION", place / "calibration.json")
    ship_reader(monkeypatch, SentenceReader(embedder, WEIGHTS))
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "data"))
    return place


@pytest.fixture
def numbers(monkeypatch):
    """A shipped reader that picks numbers, and for which nothing is calibrated."""
    ship_reader(monkeypatch, NumberReader())


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "folder", TEXTS)


@pytest.fixture
def run(capfdbinary, tmp_path):
    """Run a command with a store in ``tmp_path``: status, standard output, standard error."""

    def call(*arguments, store=True):
        where = ["--store", str(tmp_path / "store")] if store else []
        status = main([*map(str, arguments), *where])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


def messages(err):
    """Lines of standard error; a progress bar, which rewrites its line, is none."""
    bars = ("indexing", "reading")
    return [line for line in err.splitlines() if line and not line.startswith(bars)]


# -- ask


def test_ask_json_prints_one_object(run, folder):
    status, out, err = run("ask", "Who rang the bell?", "--corpus", folder, "--json")
    data, end = json.JSONDecoder().raw_decode(out)
    assert status == 0
    assert out[end:] == "\n"
    assert messages(err) == []
    assert set(data) == ANSWER_KEYS
    assert set(data["milliseconds"]) == {"retrieve", "read", "total"}
    assert data["found"]
    assert data["text"] == "😀 Ann rang the bell."
    for one in data["citations"]:
        assert set(one) == CITATION_KEYS
        text = Path(one["source"]).read_bytes().decode()
        assert one["text"] == text[one["start"] : one["end"]]


def test_ask_json_of_a_declined_question(run, folder):
    status, out, _ = run("ask", "Which zebra invented algebra?", "--corpus", folder, "--json")
    data = json.loads(out)
    assert (status, data["found"], data["text"], data["citations"]) == (0, False, "", [])
    assert data["related"]


def test_ask_shows_quotation_source_and_place(run, folder):
    status, out, _ = run("ask", "Who rang the bell?", "--corpus", folder)
    text = TEXTS["tide.txt"]
    start = text.index("😀")
    assert status == 0
    assert out.startswith("😀 Ann rang the bell.\n")
    assert f"characters {start}-{len(text)}" in out
    assert str(folder / "tide.txt") in out
    assert "    > 😀 Ann rang the bell." in out


def test_ask_shows_the_closest_sentences_when_declined(run, folder):
    status, out, _ = run("ask", "Who rang the bell?", "--corpus", folder, "--min-confidence", "1")
    assert status == 0
    assert out.startswith("Not in these documents (confidence 0.")
    assert "Closest sentences:" in out
    assert "    > 😀 Ann rang the bell." in out


def test_ask_looks_only_in_the_documents_named(run, folder):
    run("index", folder)
    for name in (folder / "snow.md", ids(run, folder)["snow.md"][:10]):
        status, out, _ = run(
            "ask", "Who rang the bell?", "--corpus", folder, "--json", "--document", name,
            "--min-confidence", 0,
        )  # fmt: skip
        assert status == 0
        sources = {one["source"] for one in json.loads(out)["citations"]}
        assert sources == {str(folder / "snow.md")}


def test_a_refused_file_is_one_line_and_no_failure(run, folder):
    write(folder / "broken.pdf", b"not a PDF at all")
    write(folder / "empty.txt", b"")
    status, out, err = run("ask", "Who rang the bell?", "--corpus", folder, "--json")
    assert status == 0
    assert json.loads(out)["found"]
    lines = messages(err)
    assert len(lines) == 2
    assert lines[0].startswith(f"{folder / 'broken.pdf'}: ")
    assert lines[1].startswith(f"{folder / 'empty.txt'}: ")


def assert_one_line(result, *words):
    status, out, err = result
    lines = messages(err)
    assert (status, out, len(lines)) == (2, "", 1), (status, out, err)
    assert lines[0].startswith("error: ")
    for word in words:
        assert word in lines[0]


def test_nothing_usable_is_status_2(run, tmp_path):
    (tmp_path / "bare").mkdir()
    assert_one_line(run("ask", "Who?", "--corpus", tmp_path / "bare"), "bare", "no usable document")
    write(tmp_path / "bare" / "picture.png", b"\x89PNG")
    assert_one_line(run("ask", "Who?", "--corpus", tmp_path / "bare"), "no usable document")
    assert run("index", tmp_path / "bare")[0] == 2
    write(tmp_path / "bare" / "broken.pdf", b"not a PDF at all")
    status, out, err = run("ask", "Who?", "--corpus", tmp_path / "bare")
    assert (status, out, len(messages(err))) == (2, "", 2)


@pytest.mark.parametrize("command", [["ask", "Who?", "--corpus"], ["index"]])
def test_a_missing_folder_is_status_2(run, tmp_path, command):
    assert_one_line(run(*command, tmp_path / "nowhere"), "nowhere", "no such folder")
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("question", ["", "  \n ", "x" * 2001, "caf\udce9"])
def test_a_question_that_cannot_be_asked_is_status_2(run, folder, tmp_path, question):
    assert_one_line(run("ask", question, "--corpus", folder), "question")
    assert not (tmp_path / "store").exists()


def test_what_is_not_there_is_status_2(run, folder, tmp_path, shipped):
    assert_one_line(
        run("ask", "Who?", "--corpus", folder, "--document", "f00f00"), "no document 'f00f00'"
    )
    assert_one_line(run("ask", "Who?", "--corpus", folder, "--reader", tmp_path / "model"), "model")
    (shipped / "calibration.json").write_text("{")
    assert_one_line(run("ask", "Who?", "--corpus", folder), "calibration.json")


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["sing"], ["ask"], ["ask", "Who?", "--loud"], ["ask", "Who?", "--min-confidence", "2"],
        ["ask", "Who?", "--min-confidence", "nan"], ["ask", "Who?", "--min-confidence", "high"],
        ["evaluate", "x.json", "--sample", "0"], ["evaluate", "x.json", "--mode", "both"],
    ],
)  # fmt: skip
def test_wrong_usage_is_status_2(capsys, arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "error: " in err.splitlines()[-1]
    assert "Traceback" not in err


# -- documents


def ids(run, folder):
    """Id of each file of the store, by name."""
    return {
        Path(source).name: one["id"]
        for one in json.loads(run("list", "--json")[1])
        for source in one["sources"]
    }


@pytest.mark.parametrize("bom", [b"", BOM])
def test_text_prints_the_canonical_bytes(capfdbinary, tmp_path, bom):
    body = "\r\nThe tide 😀 rose.\r\n\r\ne\u0301 \u00a0 ﬁne\u00ad.\rEnd \t".encode()
    path = write(tmp_path / "folder" / "odd.txt", bom + body)
    store = ["--store", str(tmp_path / "store")]
    assert main(["index", str(path.parent), *store]) == 0
    capfdbinary.readouterr()
    assert main(["text", str(path), *store]) == 0
    assert capfdbinary.readouterr() == (body, b"")


def test_text_finds_by_the_beginning_of_the_id(run, folder):
    run("index", folder)
    for name, id_ in ids(run, folder).items():
        assert run("text", id_[:12]) == (0, TEXTS[name], "")
    assert_one_line(run("text", "nowhere"), "no document 'nowhere'")


def test_list_names_every_document(run, folder):
    run("index", folder)
    status, out, err = run("list")
    assert (status, err) == (0, "")
    for name, id_ in ids(run, folder).items():
        assert str(folder / name) in out
        assert f"{id_[:12]}  {len(TEXTS[name]):>11,} characters" in out
    listed = json.loads(run("list", "--json")[1])
    assert {one["id"]: one["length"] for one in listed} == {
        ids(run, folder)[name]: len(text) for name, text in TEXTS.items()
    }


@pytest.mark.parametrize("command", [["list"], ["list", "--json"], ["text", "tide"]])
def test_a_folder_that_is_not_indexed_is_status_2(run, tmp_path, command):
    assert_one_line(run(*command), "not indexed")
    assert not (tmp_path / "store").exists()


def test_index_twice_embeds_once(run, folder):
    status, out, _ = run("index", folder)
    assert status == 0
    assert out.startswith("3 documents; files: 3 added, 0 changed, 0 removed, 0 unchanged")
    assert not out.splitlines()[0].endswith(" 0 passages embedded")
    write(folder / "broken.pdf", b"not a PDF at all")
    status, out, err = run("index", folder)
    assert status == 0
    assert "0 added, 0 changed, 0 removed, 3 unchanged, 1 refused" in out
    assert " 0 passages embedded" in out
    assert [line.partition(": ")[0] for line in messages(err)] == [str(folder / "broken.pdf")]


def test_forget_erases_the_store_and_not_the_folder(run, folder, tmp_path):
    run("index", folder)
    assert (tmp_path / "store").is_dir()
    status, out, err = run("forget", folder, "--yes")
    assert (status, err) == (0, "")
    assert "erased" in out
    assert not (tmp_path / "store").exists()
    assert {path.name: path.read_bytes().decode() for path in folder.iterdir()} == TEXTS
    assert_one_line(run("forget", folder, "--yes"), "not indexed")


@pytest.mark.parametrize(("typed", "kept"), [("y\n", False), ("n\n", True), ("", True)])
def test_forget_asks_first(run, folder, tmp_path, monkeypatch, typed, kept):
    run("index", folder)
    reading, writing = os.pipe()
    os.write(writing, typed.encode())
    os.close(writing)
    with os.fdopen(reading) as answers:
        monkeypatch.setattr(sys, "stdin", answers)
        assert run("forget", folder)[0] == 0
    assert (tmp_path / "store").is_dir() == kept


def test_the_store_of_a_folder_is_found_without_naming_it(folder, capfdbinary):
    assert main(["index", str(folder)]) == 0
    assert corpus_folder(folder).is_dir()
    capfdbinary.readouterr()
    assert main(["text", str(folder / "snow.md"), "--corpus", str(folder)]) == 0
    assert capfdbinary.readouterr().out.decode() == TEXTS["snow.md"]
    assert main(["forget", str(folder), "--yes"]) == 0
    assert not corpus_folder(folder).exists()


# -- our own errors


@pytest.mark.parametrize("debug", [False, True])
def test_an_internal_error_is_status_1(run, folder, monkeypatch, debug):
    def broken(*_, **__):
        raise RuntimeError("two\nlines")

    monkeypatch.setattr(Chatbot, "from_folder", broken)
    options = ["--debug"] if debug else []
    status, out, err = run("ask", "Who?", "--corpus", folder, *options)
    assert (status, out) == (1, "")
    assert err.splitlines()[-1].startswith("internal error: RuntimeError: two lines")
    assert ("Traceback" in err) == debug
    assert debug or len(err.splitlines()) == 1


def test_an_interrupt_is_status_130(run, folder, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(Chatbot, "from_folder", interrupted)
    status, out, err = run("ask", "Who?", "--corpus", folder)
    assert (status, out, len(err.splitlines())) == (130, "", 1)


def test_an_unusable_corpus_is_closed(folder, tmp_path, monkeypatch):
    closed = []
    monkeypatch.setattr(Chatbot, "document_count", lambda _: 0)
    close = Chatbot.close
    monkeypatch.setattr(Chatbot, "close", lambda bot: (closed.append(bot), close(bot)))
    options = argparse.Namespace(corpus=folder, store=tmp_path / "store", embedder="x", reader=None)
    with pytest.raises(ask_module.UsageError):
        ask_module.opened(options)
    assert len(closed) == 1


# -- evaluate


def shares(metrics):
    return {
        name: value
        for name, value in metrics.items()
        if name not in ("latency_ms", "questions_per_second")
    }


@pytest.mark.parametrize("options", [[], ["--min-confidence", "0"]])
def test_evaluate_prints_a_table_and_writes_json(run, tmp_path, options):
    file = tmp_path / "out.json"
    status, out, err = run("evaluate", SQUAD, "--sample", 12, "--json-file", file, *options)
    assert status == 0
    assert "Traceback" not in err
    data = json.loads(file.read_text())
    assert (data["dataset"], data["mode"], data["questions"]) == ("genghis_khan", "corpus", 12)
    found = shares(data["metrics"])
    assert {"f1", "exact_match", "answered", "citation_exactness", "recall@1"} <= set(found)
    assert all(0 <= value <= 1 for value in found.values())
    assert found["citation_exactness"] == found["answered"] == 1.0
    # The one given, or the calibration's own.
    assert found["threshold"] == (0.0 if options else 0.5)
    # Whole sentences hold the answer, so they share words with it.
    assert 0 < found["f1"] < 1
    for name in ("f1", "answered"):
        assert name in out


# Scores are twice the shared words less 5: 1 with "kilograms the heron", -3 with "the", -1 with
# "fish the", and 1 with "years the crane", where the first of two numbers comes first.
PASSAGES = {
    "The heron weighs 2 kilograms in spring.": [
        ("How many kilograms is the heron?", "2"), ("How old is the crane?", None),
    ],
    "The crane lives 40 years and eats 3 fish.": [
        ("How many years does the crane live?", "40 years"), ("Are the gulls eating fish?", None),
    ],
}  # fmt: skip


def squad(path, articles):
    """A file of articles, each a dictionary of paragraphs to questions with their answer."""
    data = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {
                            "id": f"{title} {text} {question}",
                            "question": question,
                            "answers": [{"text": gold, "answer_start": text.index(gold)}]
                            if gold
                            else [],
                        }
                        for question, gold in asked
                    ],
                }
                for text, asked in paragraphs.items()
            ],
        }
        for title, paragraphs in articles.items()
    ]
    return write(path, json.dumps({"data": data}))


@pytest.mark.parametrize(
    ("threshold", "exact", "overlap"),
    [
        (None, 3 / 4, (1 + 2 / 3 + 1 + 1) / 4),  # 0 for a reader that is not calibrated
        (-1.0, 2 / 4, (1 + 2 / 3 + 1 + 0) / 4),  # gives what should be declined
        (1.5, 2 / 4, 2 / 4),  # declines all
    ],
)
def test_evaluate_with_the_passage_given(run, tmp_path, numbers, threshold, exact, overlap):
    if threshold is not None:
        # Of the reader, whatever else it was fitted for.
        parts = {"reader": "numbers", "embedder": "another", "fusion": "another"}
        weights = dict.fromkeys(FEATURES, 0.0)
        keep_calibration(Calibration(weights, 0.0, 0.5, 0.0, threshold, parts), {})
    file = tmp_path / "out.json"
    path = squad(tmp_path / "birds.json", {"Birds": PASSAGES})
    status, out, _ = run("evaluate", path, "--mode", "passage", "--json-file", file, store=False)
    assert status == 0
    data = json.loads(file.read_text())
    assert (data["dataset"], data["mode"], data["questions"]) == ("birds", "passage", 4)
    assert data["environment"]["fingerprints"] == {"reader": "numbers"}
    assert shares(data["metrics"]) == pytest.approx(
        {
            "exact_match": exact,
            "f1": overlap,
            "has_answer_exact_match": 1 / 2,
            "has_answer_f1": (1 + 2 / 3) / 2,
            "no_answer_accuracy": 1 / 2 if threshold == -1.0 else 1.0,
            "best_exact": 3 / 4,
            "best_f1": (1 + 2 / 3 + 1 + 1) / 4,
            "best_threshold": 1.0,
            "threshold": threshold or 0.0,
            "citation_exactness": 1.0,
            "citation_has_answer": 1.0,
            "citation_position": 1.0,
        }
    )
    assert re.search(r"^best_threshold +1\.000$", out, re.MULTILINE)


def test_evaluate_passage_reads_a_sample(run, tmp_path, numbers):
    path = squad(tmp_path / "birds.json", {"Birds": PASSAGES})
    status, out, _ = run("evaluate", path, "--mode", "passage", "--sample", 3, store=False)
    assert status == 0
    assert re.search(r"^questions +3$", out, re.MULTILINE)


def test_evaluate_passage_with_a_reader_that_is_not_there(run, tmp_path):
    assert_one_line(
        run("evaluate", SQUAD, "--mode", "passage", "--reader", tmp_path / "model", store=False),
        "model",
    )


def test_evaluate_over_a_folder(run, tmp_path):
    data = json.loads(SQUAD.read_text())
    paragraphs = [one["context"] for one in data["data"][0]["paragraphs"]]
    write(tmp_path / "khan" / "khan.txt", "\r\n\r\n".join(paragraphs))
    file = tmp_path / "out.json"
    status, _, _ = run(
        "evaluate", SQUAD, "--corpus", tmp_path / "khan", "--sample", 8, "--json-file", file
    )
    assert status == 0
    found = shares(json.loads(file.read_text())["metrics"])
    # One document: it is always ranked first, and all of its citations are slices.
    assert found["recall@1"] == found["citation_exactness"] == 1.0


def test_evaluate_without_reading(run, tmp_path):
    file = tmp_path / "out.json"
    status, _, _ = run(
        "evaluate", SQUAD, "--retrieval-only", "--sample", 8, "--json-file", file,
        "--distractors", SQUAD.with_name("genghis_khan_unanswerable.json"),
    )  # fmt: skip
    assert status == 0
    assert set(shares(json.loads(file.read_text())["metrics"])) == {
        "recall@1", "recall@5", "recall@20", "mrr",
    }  # fmt: skip


def test_a_malformed_dataset_is_named_with_its_record(run, tmp_path):
    data = json.loads(SQUAD.read_text())
    asked = data["data"][0]["paragraphs"][2]["qas"][1]
    asked["answers"][0]["answer_start"] += 1
    path = write(tmp_path / "moved.json", json.dumps(data))
    assert_one_line(run("evaluate", path), "moved.json", asked["id"])
    path = write(tmp_path / "cut.json", json.dumps(data)[:-5])
    assert_one_line(run("evaluate", path), "cut.json", "not JSON")
    assert_one_line(run("evaluate", tmp_path / "none.json"), "none.json")


@pytest.mark.parametrize(
    "options",
    [
        ["--corpus", "x"], ["--distractors", "x"], ["--retrieval-only"], ["--leave-out"],
        ["--store", "x"], ["--min-confidence", "0.5"], ["--min-confidence", "0"],
    ],
)  # fmt: skip
def test_a_given_passage_goes_without_a_corpus(run, options):
    result = run("evaluate", SQUAD, "--mode", "passage", *options, store=False)
    assert_one_line(result, f"{options[0]} goes with --mode corpus")


@pytest.mark.parametrize(
    ("command", "options", "message"),
    [
        ("evaluate", ["--corpus", "x", "--distractors", "y"], "--corpus goes without"),
        ("calibrate", ["--corpus", "x", "--distractors", "y"], "--corpus goes without"),
        ("evaluate", ["--leave-out", "--retrieval-only"], "goes without --retrieval-only"),
    ],
)
def test_options_that_contradict_each_other_are_status_2(run, command, options, message):
    assert_one_line(run(command, SQUAD, *options), message)


@pytest.mark.parametrize(("least", "left_out"), [(0.3, 0.0), (0.07, 1.0)])
def test_evaluate_leaves_articles_out(run, tmp_path, numbers, least, left_out):
    # Ten passages are read. With the animal's own, of score 1, and nine of score -1 the softmax is
    # e / (1 + e + 9 / e), 0.39; with ten of score -1 each has 1 / e / (1 + 10 / e), 0.08.
    path = animals(tmp_path / "animals.json", 30)
    file = tmp_path / "out.json"
    status, out, _ = run(
        "evaluate", path, "--leave-out", "--min-confidence", least, "--json-file", file
    )
    found = shares(json.loads(file.read_text())["metrics"])
    assert status == 0
    assert re.search(rf"^left_out_answered +{100 * left_out} %$", out, re.MULTILINE)
    assert found["left_out_answered"] == left_out
    # Of the others all are right, and surer.
    assert found["answered"] == found["exact_match"] == found["confidence_auroc"] == 1.0


# -- calibrate


def animals(path, number, vague=()):
    """An article for each animal, with its weight; a year comes first where one is ``vague``."""
    articles = {}
    for i in range(number):
        text = f"The zog{i} weighs {100 + i} kilograms."
        if i in vague:
            text = f"Since {1800 + i} the zog{i} weighs {100 + i} kilograms."
        articles[f"Zog {i}"] = {text: [(f"How many kilograms is the zog{i}?", str(100 + i))]}
    return squad(path, articles)


def kept():
    """The calibrations of this user."""
    return sorted(calibrations_folder().glob("*.json"))


def test_a_calibration_is_kept_and_used(run, tmp_path, numbers, shipped):
    text = "The zog7 weighs 107 kilograms. The gnu weighs 4 stone."
    folder = make_folder(tmp_path / "folder", {"zog.txt": text})

    def asked(question):
        return json.loads(run("ask", question, "--corpus", folder, "--json")[1])

    before = asked("How many kilograms is the zog7?")
    assert not before["calibrated"]

    path = animals(tmp_path / "animals.json", 60, vague=range(0, 60, 6))
    status, out, err = run("calibrate", path, store=False)
    assert (status, messages(err)) == (0, [])
    (calibration,) = kept()
    assert shipped / "data" in calibration.parents
    data = json.loads(calibration.read_text())
    assert data["fitted_for"] == {
        "reader": "numbers",
        "embedder": WordEmbedder(512, 60).fingerprint,
        "fusion": FusionSettings().fingerprint,
    }
    notes = data["notes"]
    assert (notes["dataset"], notes["questions"]) == ("animals", 60)
    assert notes["right"] == pytest.approx(50 / 60)  # 10 give the year
    assert notes["left_out_answered"] <= 0.1
    assert notes["others_answered"] >= 50 / 60
    assert f"threshold {data['min_confidence']:.3f}: " in out
    assert f"{notes['others_answered']:.0%} of 60 questions are answered" in out
    assert str(calibration) in out

    after = asked("How many kilograms is the zog7?")
    assert (after["calibrated"], after["found"], after["text"]) == (True, True, "107")
    assert after["confidence"] >= data["min_confidence"]
    assert after["confidence"] != before["confidence"]
    other = asked("How many kilograms is a walrus?")
    assert (other["calibrated"], other["found"]) == (True, False)
    assert other["confidence"] < data["min_confidence"]

    # The same parts once more: it is replaced.
    status, _, _ = run("calibrate", animals(path, 55, vague=range(30)), store=False)
    assert (status, kept()) == (0, [calibration])
    assert json.loads(calibration.read_text())["notes"]["questions"] == 55


def test_calibrate_on_a_folder(run, tmp_path, numbers):
    path = animals(tmp_path / "animals.json", 50, vague=range(10))
    texts = [
        paragraph["context"]
        for article in json.loads(path.read_text())["data"]
        for paragraph in article["paragraphs"]
    ]
    files = {f"{i}.txt": text for i, text in enumerate(texts)}
    folder = make_folder(tmp_path / "folder", files)
    status, _, err = run("calibrate", path, "--corpus", folder)
    assert (status, messages(err)) == (0, [])
    assert json.loads(kept()[0].read_text())["notes"]["right"] == pytest.approx(40 / 50)
    # A question whose paragraph is not in the folder does not count.
    (folder / "49.txt").unlink()
    assert_one_line(run("calibrate", path, "--corpus", folder), "49 questions", "at least 50")


@pytest.mark.parametrize("options", [[], ["--sample", "49"]])
def test_too_few_questions_are_status_2(run, tmp_path, numbers, options):
    path = animals(tmp_path / "animals.json", 60 if options else 49, vague=range(20))
    assert_one_line(run("calibrate", path, *options), "animals.json", "49 questions", "at least 50")
    assert kept() == []


def test_nothing_can_be_fitted_to_answers_that_are_all_wrong(run, tmp_path, numbers):
    path = animals(tmp_path / "animals.json", 50, vague=range(50))
    assert_one_line(run("calibrate", path), "animals.json", "all are wrong")
    assert kept() == []


# -- as users run it


def program(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "qa", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.mark.model
def test_the_program_answers_in_json_whatever_the_locale(folder, tmp_path):
    write(folder / "broken.pdf", b"not a PDF at all")
    done = program(
        "ask", "Who rang the bell?", "--corpus", folder, "--json", "--min-confidence", 0,
        "--store", tmp_path / "store", PYTHONIOENCODING="ascii",
    )  # fmt: skip
    assert done.returncode == 0
    data = json.loads(done.stdout)
    assert data["citations"][0]["text"] == "😀 Ann rang the bell."
    assert data["calibrated"]
    lines = messages(done.stderr.decode().replace("\r", "\n"))
    assert len(lines) == 1
    assert lines[0].startswith(f"{folder / 'broken.pdf'}: ")


@pytest.mark.model
def test_the_program_prints_the_canonical_bytes(tmp_path):
    body = "The tide 😀 rose.\r\n\r\ne\u0301 ﬁne.\r\n".encode()
    path = write(tmp_path / "folder" / "odd.txt", BOM + body)
    store = ["--store", tmp_path / "store"]
    assert program("index", path.parent, *store).returncode == 0
    done = program("text", path, *store)
    assert (done.returncode, done.stdout, done.stderr) == (0, body, b"")


@pytest.mark.model
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_program_lists_any_name_whatever_the_locale(tmp_path, options):
    store = ["--store", str(tmp_path / "store")]
    path = write(tmp_path / "folder" / "Öl 😀.txt", "The tide rose.")
    assert main(["index", str(path.parent), *store]) == 0
    done = program("list", *options, *store, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert str(path) in done.stdout.decode()


@pytest.mark.model
def test_the_program_survives_a_reader_that_leaves(tmp_path):
    write(tmp_path / "folder" / "long.txt", "The tide rose and fell. " * 20_000)
    store = ["--store", str(tmp_path / "store")]
    assert main(["index", str(tmp_path / "folder"), *store]) == 0
    with subprocess.Popen(
        [sys.executable, "-m", "qa", "text", str(tmp_path / "folder" / "long.txt"), *store],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.model
@pytest.mark.parametrize(
    "arguments", [["ask", b"caf\xe9"], ["ask", ""], ["ask", "Who?", "--corpus", "/nowhere"]]
)
def test_the_program_refuses_in_one_line(arguments):
    done = subprocess.run(
        [sys.executable, "-m", "qa", *arguments], cwd=ROOT, capture_output=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1


def test_a_terminal_gets_nothing_to_obey():
    assert (
        harmless("red \x1b[31m\r\nnext\u202e\ttab\x9b") == "red \ufffd[31m\nnext\ufffd\ttab\ufffd"
    )


def test_text_on_a_terminal_keeps_joiners_and_soft_hyphens():
    assert (
        harmless("\U0001f469\u200d\U0001f52c scien\u00adtist")
        == "\U0001f469\u200d\U0001f52c scien\u00adtist"
    )


def test_a_title_cannot_forge_a_line(tmp_path, capfdbinary):
    write(tmp_path / "folder" / "x\n[9] Trusted report.txt", "The tide rose in the harbour.")
    where = ["--corpus", str(tmp_path / "folder"), "--store", str(tmp_path / "store")]
    assert main(["ask", "Did the tide rise in the harbour?", *where, "--min-confidence", "0"]) == 0
    assert main(["list", *where]) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert not [line for line in lines if line.startswith("[9]")]
