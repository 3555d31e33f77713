import argparse
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.platform.paths import corpus_folder, evaluations_folder
from index.values import Extracted
from qa.chatbot import Chatbot
from qa.commands.main import main
from qa.commands.terminal import harmless
from qa.errors import UsageError
from qa.launch.opening import opened
from tests.index.corpora import write
from tests.qa.answer_keys import ANSWER_KEYS, CITATION_KEYS
from tests.qa.commands.command_line import ROOT, assert_one_line, messages
from tests.qa.small_bot import TEXTS

BOM = b"\xef\xbb\xbf"


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
    assert (status, data["found"], data["text"], data["citations"]) == (3, False, "", [])
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
    assert status == 3
    first = "I found nothing in these documents that answers this (confidence 0."
    assert out.startswith(first)
    assert "Searched: 3 documents.\n" in out
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


def test_a_refused_file_is_told_once_until_it_changes(run, folder):
    def told():
        status, _, err = run("ask", "Who rang the bell?", "--corpus", folder)
        assert status == 0
        return [Path(line.partition(": ")[0]).name for line in messages(err)]

    write(folder / "broken.pdf", b"not a PDF at all")
    assert [told(), told()] == [["broken.pdf"], []]
    write(folder / "empty.txt", b"")
    assert [told(), told()] == [["empty.txt"], []]
    write(folder / "broken.pdf", b"still not a PDF")
    assert [told(), told()] == [["broken.pdf"], []]
    (folder / "broken.pdf").unlink()
    assert told() == []
    write(folder / "broken.pdf", b"not a PDF again")
    assert told() == ["broken.pdf"]
    # Whoever asks for the index is told all.
    assert len(messages(run("index", folder)[2])) == 2
    assert told() == []


# -- several questions


def lines_of(monkeypatch, content):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_questions_of_standard_input_get_a_line_of_json_each(run, folder, monkeypatch):
    content = "\ufeffWho rang the bell?\r\n\n  What do otters eat? \nWhich zebra invented algebra?"
    lines_of(monkeypatch, content.encode())
    status, out, err = run("ask", "-", "--corpus", folder)
    answers = [json.loads(line) for line in out.splitlines()]
    assert (status, messages(err)) == (0, [])
    assert [(a["question"], a["found"]) for a in answers] == [
        ("Who rang the bell?", True), ("What do otters eat?", True),
        ("Which zebra invented algebra?", False),
    ]  # fmt: skip
    assert all(set(answer) == ANSWER_KEYS for answer in answers)


@pytest.mark.parametrize(
    ("content", "expected", "count"),
    [
        (b"Which zebra invented algebra?\n", 3, 1),
        (b"Who rang the bell?\ncaf\xe9\nWho rang the bell?\n", 2, 3),
        (b"x" * 2_001, 2, 1),
        (b" \n\n", 2, 0),
    ],
)
def test_the_status_of_several_questions(run, folder, monkeypatch, content, expected, count):
    lines_of(monkeypatch, content)
    status, out, _ = run("ask", "-", "--corpus", folder)
    assert (status, len(out.splitlines())) == (expected, count)
    errors = [line for line in map(json.loads, out.splitlines()) if "error" in line]
    assert bool(errors) == (expected == 2 and count > 0)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_no_question_without_a_terminal_is_status_2(run, folder, tmp_path, monkeypatch, options):
    lines_of(monkeypatch, b"Who rang the bell?\n")
    assert_one_line(run("ask", "--corpus", folder, *options), "no question", "standard input")
    assert not (tmp_path / "store").exists()


def test_nothing_usable_is_status_2(run, tmp_path):
    (tmp_path / "bare").mkdir()
    assert_one_line(run("ask", "Who?", "--corpus", tmp_path / "bare"), "bare", "no usable document")
    write(tmp_path / "bare" / "picture.gif", b"GIF89a")
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
        [], ["sing"], ["ask", "Who?", "--loud"], ["ask", "Who?", "--min-confidence", "2"],
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


def test_list_says_what_was_not_read_below_each_file(run, folder, monkeypatch):
    notes = ("page 2: a picture", "page 3:\x1b[31m red")
    kelp = TEXTS["kelp.txt"]

    def load(data, _):
        text = data.decode()
        return Extracted(text, notes=notes if text == kelp else ())

    # Plain text is read in this process; other formats are read in another one.
    monkeypatch.setattr("index.loaders.plain_text.load", load)
    write(folder / "copy.txt", kelp)
    run("index", folder)
    lines = run("list")[1].splitlines()
    place = lines.index(f"{'':14}{folder / 'kelp.txt'}")
    assert lines[place + 1 : place + 3] == [
        f"{'':16}page 2: a picture", f"{'':16}page 3:\\x1b[31m red"
    ]  # fmt: skip
    assert sum(line.startswith(" " * 16) for line in lines) == 4
    (twice,) = (one for one in json.loads(run("list", "--json")[1]) if len(one["sources"]) == 2)
    shown = ["page 2: a picture", "page 3:\\x1b[31m red"]
    assert shown in twice["notes"].values()


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


def test_forget_erases_traces_of_runs(run, folder, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    own = evaluations_folder(tmp_path / "store") / "a.jsonl"
    others = [evaluations_folder(tmp_path / "other") / "b.jsonl", evaluations_folder() / "c.jsonl"]
    onnx = tmp_path / "cache" / "Microsoft" / "DeveloperTools" / ".onnxruntime" / "deviceid"
    for trace in (own, *others, onnx):
        trace.parent.mkdir(parents=True, exist_ok=True)
        trace.write_text("trace")
    run("index", folder)
    assert run("forget", folder, "--yes")[1].count("erased") == 3
    assert [trace.exists() for trace in (own, *others, onnx)] == [False, True, True, False]


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
    with pytest.raises(UsageError):
        opened(options)
    assert len(closed) == 1


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
