import contextlib
import os
import types

import pytest

import app
from index.values import RefusedFile
from qa.launch import opening
from tests.qa.page.fake_bot import FakeBot


class Stopped:
    """Replaces the server and ends at once."""

    def run(self, sockets):
        raise KeyboardInterrupt


@pytest.fixture
def bot(monkeypatch):
    """The bot that the page opens, with one file refused."""
    bot = FakeBot()
    bot.refused = (RefusedFile("folder/a.exe", "not a known format"),)
    bot.opened = []

    def from_folder(folder, store=None, **_):
        bot.opened.append((folder, store))
        return bot

    monkeypatch.setattr(opening, "Chatbot", types.SimpleNamespace(from_folder=from_folder))
    monkeypatch.setattr(app, "application", lambda *_, **__: None)
    monkeypatch.setattr(app, "server", lambda *_, **__: Stopped())
    return bot


def test_opens_the_seeds_on_this_machine_only(bot, capsys):
    assert app.main(["--port", "0"]) == 0
    out, err = capsys.readouterr()
    assert bot.opened == [(app.SEEDS, None)]
    assert out.startswith("Citespan is at http://127.0.0.1:")
    assert err == "folder/a.exe: not a known format\n"


def test_watches_only_when_asked_and_ends_with_the_page(bot):
    app.main(["--port", "0"])
    assert bot.watches == []
    assert app.main(["--port", "0", "--watch"]) == 0
    assert bot.watches == ["begun", "ended"]


def test_warns_when_anyone_may_read(bot, capsys, monkeypatch):
    app.main(["--host", "0.0.0.0", "--port", "0"])
    assert "Warning: anyone" in capsys.readouterr().err
    monkeypatch.setenv("CITESPAN_PASSWORD", "secret")
    app.main(["--host", "0.0.0.0", "--port", "0", "--auth", "ada"])
    assert "Warning" not in capsys.readouterr().err


def test_auth_needs_its_password(bot, capsys, monkeypatch):
    monkeypatch.delenv("CITESPAN_PASSWORD", raising=False)
    assert app.main(["--auth", "ada"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert bot.opened == []


def test_folder_that_is_not_there_is_one_line(bot, capsys, monkeypatch):
    def missing(folder, **_):
        raise FileNotFoundError(f"no such folder: {folder}")

    monkeypatch.setattr(opening.Chatbot, "from_folder", missing)
    assert app.main(["--corpus", "nowhere", "--port", "0"]) == 2
    assert capsys.readouterr().err == "app.py: no such folder: nowhere\n"


def test_folder_without_documents_is_one_line(bot, capsys, tmp_path):
    bot.document_count = lambda: 0
    (tmp_path / "a.exe").write_bytes(b"x")
    assert app.main(["--port", "0", "--corpus", str(tmp_path)]) == 2
    assert "no usable document" in capsys.readouterr().err.splitlines()[-1]


def test_the_page_does_not_wait_for_documents_to_be_read(bot, capsys, tmp_path):
    bot.document_count = lambda: 0
    (tmp_path / "a.txt").write_text("The tide rose.")
    assert app.main(["--port", "0", "--corpus", str(tmp_path)]) == 0
    assert bot.opened == [(tmp_path, None)]


def test_the_password_is_not_left_in_the_environment(bot, monkeypatch):
    monkeypatch.setenv("CITESPAN_PASSWORD", "secret")
    assert app.main(["--port", "0", "--auth", "ada"]) == 0
    assert "CITESPAN_PASSWORD" not in os.environ


def test_port_that_is_taken_is_one_line(bot, capsys):
    with contextlib.closing(app.listen("127.0.0.1", 0)) as listener:
        assert app.main(["--port", str(listener.getsockname()[1])]) == 2
    assert "cannot listen on 127.0.0.1" in capsys.readouterr().err


def test_wrong_usage_is_status_2(capsys):
    with pytest.raises(SystemExit) as stopped:
        app.main(["--port", "many"])
    assert stopped.value.code == 2
    with pytest.raises(SystemExit) as stopped:
        app.main(["--port", "70000"])
    assert stopped.value.code == 2


def test_further_host_names_reach_the_page(bot, monkeypatch):
    given = []
    monkeypatch.setattr(app, "application", lambda *arguments, **_: given.append(arguments))
    app.main(["--port", "0", "--allow-host", "docs.example", "--allow-host", "nas"])
    assert given[0][3] == ["docs.example", "nas"]
