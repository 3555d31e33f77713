"""What every command does: statuses, errors in one line, and the program as users run it."""

import argparse
import json
import os
import subprocess
import sys

import pytest

from qa.chatbot import Chatbot
from qa.commands.main import main
from qa.commands.terminal import harmless
from qa.errors import UsageError
from qa.launch.opening import opened
from tests.index.corpora import write
from tests.qa.commands.command_line import BOM, ROOT, assert_one_line, messages


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
