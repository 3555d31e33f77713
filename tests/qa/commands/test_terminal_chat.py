"""``ask`` without a question: a conversation on a terminal."""

import os
import select
import signal
import subprocess
import sys
import time

import pytest

from qa.commands import terminal_chat as chat_module
from qa.commands.terminal_chat import chat
from tests.index.corpora import make_folder
from tests.qa.commands.command_line import ROOT
from tests.qa.small_bot import make_bot, titled

pty = pytest.importorskip("pty")


@pytest.fixture
def typed(monkeypatch, tmp_path, capfdbinary):
    """Chat with the small bot; returns what was printed."""

    def call(*lines, documents=None):
        waiting = iter(lines)

        def next_line(prompt):
            line = next(waiting, None)
            if line is None:
                raise EOFError
            return line

        monkeypatch.setattr(chat_module, "input", next_line, raising=False)
        with make_bot(tmp_path) as bot:
            bot.sync()
            chosen = documents and [titled(bot, title).id for title in documents]
            assert chat(bot, chosen, None) == 0
        return capfdbinary.readouterr().out.decode()

    return call


def test_questions_are_answered_until_the_end(typed):
    out = typed("Who rang the bell?", "", "  What do otters eat?")
    assert out.startswith("Ask about 3 documents")
    assert out.index("> 😀 Ann rang the bell.") < out.index("> Otters eat urchins.")
    for word in ("exit", "Quit"):
        assert "Ann rang" not in typed(word, "Who rang the bell?")


def test_a_follow_up_says_what_it_was_read_as(typed):
    out = typed("What do otters eat?", "And urchins?")
    assert out.count("Asked as: ") == 1
    assert "Asked as: " not in typed("Who rang the bell?")


def test_what_cannot_be_asked_is_a_line_and_the_conversation_goes_on(typed):
    out = typed("x" * 2_001, "Who rang the bell?")
    assert out.index("at most 2,000 are allowed") < out.index("> 😀 Ann rang the bell.")


def test_it_keeps_to_the_documents_chosen(typed):
    out = typed("Who rang the bell?", documents=["Snow"])
    assert out.startswith("Ask about 1 document;")
    assert "Ann" not in out


def test_a_terminal_gets_nothing_to_obey_from_a_question(typed):
    assert "\x1b" not in typed("What do otters eat?", "And \x1b[31murchins?")


# -- in a terminal


def in_terminal(arguments, *keys, seconds=60):
    """What a program prints on a terminal, and its status; types ``keys`` after each prompt."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
    ) as process:  # fmt: skip
        os.close(theirs)
        out, waiting, end = b"", list(keys), time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    piece = os.read(ours, 65_536)
                except OSError:  # Linux says so that nobody has the terminal open any more
                    break
                if not piece:
                    break
                out += piece
                if waiting and out.endswith(b"> "):
                    # The prompt is shown a moment before keys, Ctrl-C among them, are waited for.
                    time.sleep(1.0)
                    os.write(ours, waiting.pop(0))
        process.kill()
        os.close(ours)
        return out.decode(), process.wait()


@pytest.mark.model
@pytest.mark.slow
def test_a_person_talks_on_a_terminal(tmp_path):
    folder = make_folder(tmp_path / "folder", {"bell.txt": "Ann rang the bell at noon."})
    command = ["-m", "qa", "ask", "--corpus", folder, "--store", tmp_path / "store"]
    out, status = in_terminal(command, b"Who rang the bell?\r", b"When?\r", b"\x04")
    assert "Ann\r\n" in out and "noon" in out
    assert "Asked as: " in out
    assert (status, "Traceback" in out) == (0, False)
    out, status = in_terminal(command, b"\x03")
    assert (status, "Traceback" in out, out.count("interrupted")) == (130, False, 1)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("program", [["-m", "qa", "list"], ["app.py"]])
def test_an_interrupt_while_modules_are_imported_is_one_line(program):
    """Whichever module is under way: the signal comes when the first one of ours was imported."""
    watched = (
        "import sys, os, signal\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'numpy': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "import runpy\n"
        f"sys.argv = {program[-2:] if program[0] == '-m' else program!r}\n"
        + (
            "runpy.run_module('qa', run_name='__main__')\n"
            if program[0] == "-m"
            else "runpy.run_path('app.py', run_name='__main__')\n"
        )
    )
    done = subprocess.run(
        [sys.executable, "-c", watched], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert done.stderr == b"interrupted\n"
    assert done.returncode == -signal.SIGINT
