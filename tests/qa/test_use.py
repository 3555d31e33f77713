"""What a program meets that uses ``qa``: shown answers, named documents, clear errors, examples."""

import ast
import asyncio
import doctest
import html
import importlib
import re
import threading
from pathlib import Path

import pytest

import index.errors
import qa
import qa.errors
from index.errors import ClosedError, InvalidValueError, UnknownDocumentError
from index.values import Document, Page
from qa import Answer, Citation, QuestionError
from qa.wanted import awaited, wanted_here
from tests.qa.small_bot import make_bot, titled

ROOT = Path(qa.__file__).parents[1]


@pytest.fixture
def bot(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.sync()
        yield bot


# -- shown

TEXT = "Otters <b>eat</b> urchins.\nTides rise & fall."
DOCUMENT = Document("0" * 64, TEXT, "<i>Sea</i>", ("sea.pdf",), (Page(1, 0, 27), Page(2, 27, 45)))
CITED = Citation(DOCUMENT, 0, 26, 0.8, 7, 17)
EVIDENCE = Citation(DOCUMENT, 27, 45, 0.4)
ANSWER = Answer("q", "q", "answer", 0.8, True, (CITED,))


def test_an_answer_shows_its_quotation_and_its_place():
    expected = "<Answer (answer, confidence 0.80) '<b>eat</b>' in '<i>Sea</i>', page 1, characters"
    assert repr(ANSWER) == f"{expected} 0-26>"
    assert (
        repr(EVIDENCE)
        == "<Citation 'Tides rise & fall.' in '<i>Sea</i>', page 2, characters 27-45>"
    )
    assert "\n" not in repr(
        Answer("q", "q", "evidence", 0.4, True, (Citation(DOCUMENT, 0, 45, 1.0),))
    )
    assert repr(Answer("q", "q", "none", 0.1, True)) == "<Answer (none, confidence 0.10)>"


def test_a_long_quotation_is_cut_in_its_short_form():
    document = Document("1" * 64, "x" * 5_000, "Long", ())
    assert len(repr(Citation(document, 0, 5_000, 1.0))) < 200


def test_an_answer_as_text_has_its_citations_below():
    assert str(ANSWER) == (
        "<b>eat</b>\n\n[1] <i>Sea</i>, page 1, characters 0-26\n    sea.pdf\n"
        "    > Otters <b>eat</b> urchins."
    )
    evidence = str(Answer("q", "q", "evidence", 0.5, True, (EVIDENCE,)))
    assert evidence.startswith("What the documents say about it:\n\n[1] ")
    unlikely = str(Answer("q", "q", "evidence", 0.4, True, (EVIDENCE,)))
    assert unlikely.startswith("These sentences may bear on it:\n\n[1] ")
    assert str(Answer("q", "q", "none", 0.1, True)).startswith("I found nothing in these documents")
    listed = Answer("q", "q", "answer", 0.8, True, (CITED,), items=(Citation(DOCUMENT, 0, 6, 0.8),))
    assert str(listed).startswith("- Otters\n\n[1] ")


def test_a_notebook_gets_escaped_text_with_the_answer_marked():
    shown = ANSWER._repr_html_()
    assert set(re.findall(r"</?(\w+)", shown)) == {
        "div", "p", "strong", "ol", "li", "blockquote", "mark", "cite", "br"
    }  # fmt: skip
    (quoted,) = re.findall(r"<blockquote>(.*?)</blockquote>", shown)
    assert html.unescape(re.sub(r"<[^>]+>", "", quoted)) == CITED.text
    (marked,) = re.findall(r"<mark[^>]*>(.*?)</mark>", quoted)
    assert html.unescape(marked) == CITED.answer_text
    assert "<ol>" not in Answer("q", "q", "none", 0.1, True)._repr_html_()


# -- documents as they are named


def test_documents_are_ids_names_or_themselves_one_or_several(bot):
    kelp, snow = titled(bot, "kelp"), titled(bot, "Snow")
    end = "/".join(Path(kelp.source).parts[-2:])
    for chosen in (
        kelp, kelp.id, kelp.id[:8], "kelp.txt", "kelp", end, Path(kelp.source), kelp.source, {kelp}
    ):  # fmt: skip
        assert bot.ask("Who rang the bell?", chosen).searched.chosen == (kelp.id,)
    for chosen in ([kelp, "snow.md"], iter([kelp.id, snow, kelp]), (kelp.source, snow.id[:12])):
        assert bot.ask("Who rang the bell?", chosen).searched.chosen == (kelp.id, snow.id)
    assert bot.conversation().ask("Who?", "snow.md").searched.chosen == (snow.id,)
    assert {hit.document.id for hit in bot.search("bell", documents=kelp)} == {kelp.id}
    assert bot.ask_many(["Who rang the bell?"], kelp)[0].searched.chosen == (kelp.id,)


@pytest.mark.parametrize("chosen", ["nowhere.txt", "", ["kelp.txt", "f00f00f00"]])
def test_a_name_that_nothing_has_is_an_error(bot, chosen):
    with pytest.raises(UnknownDocumentError):
        bot.ask("Who rang the bell?", chosen)


@pytest.mark.parametrize("chosen", [3, [None], b"kelp.txt"])
def test_what_names_no_document_is_an_error(bot, chosen):
    with pytest.raises(InvalidValueError, match="file name"):
        bot.ask("Who rang the bell?", chosen)


def test_a_document_that_was_taken_out_is_an_error(bot):
    kelp = titled(bot, "kelp")
    bot.remove(kelp.id)
    with pytest.raises(UnknownDocumentError):
        bot.ask("Who rang the bell?", kelp)


# -- clear errors


@pytest.mark.parametrize("least", [-0.01, 1.01, float("nan"), float("inf"), "0.5", True])
def test_a_confidence_out_of_range_is_an_error(bot, least):
    for ask in (bot.ask, bot.conversation().ask):
        with pytest.raises(InvalidValueError, match="from 0 to 1"):
            ask("Who rang the bell?", min_confidence=least)


@pytest.mark.parametrize("question", [None, 3, b"Who?", ["Who?"]])
def test_a_question_that_is_no_text_is_an_error(bot, question):
    for ask in (bot.ask, bot.search, bot.conversation().ask, lambda q: bot.ask_many([q])):
        with pytest.raises(QuestionError, match="text"):
            ask(question)


def test_a_closed_chatbot_says_so(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.sync()
        talk = bot.conversation()
        answer = bot.ask("Who rang the bell?")
    before = sorted(path.name for path in (tmp_path / "store").iterdir())
    for call in (
        lambda: bot.ask("Who rang the bell?"), lambda: talk.ask("Who rang the bell?"),
        lambda: bot.search("bell"), lambda: bot.ask_many(["Who?"]), bot.documents,
        bot.document_count, bot.exclusions, bot.sync, lambda: bot.find("kelp.txt"),
        lambda: asyncio.run(bot.aask("Who rang the bell?")),
    ):  # fmt: skip
        with pytest.raises(ClosedError, match="closed"):
            call()
    bot.close()
    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == before
    assert answer.text == "😀 Ann rang the bell."


def test_errors_that_the_public_calls_name_are_exported():
    ours = {*index.errors.__all__, *qa.errors.__all__}
    named = set()
    for name in qa.__all__:
        value = getattr(qa, name)
        for member in (value, *(m for m in vars(value).values() if callable(m))):
            raises = re.search(r"Raises:\n(.*?)(?:\n\n|\Z)", member.__doc__ or "", re.DOTALL)
            named |= set(re.findall(r"\w+Error", raises[1])) if raises else set()
    assert {"QuestionError", "UnknownDocumentError", "ClosedError"} <= named & ours
    assert named & ours <= set(qa.__all__)


# -- asynchronous


def test_asking_leaves_the_event_loop_free(bot, monkeypatch):
    asked_in = []
    ask = bot._asked.answer
    monkeypatch.setattr(
        bot._asked, "answer", lambda *a: (asked_in.append(threading.current_thread()), ask(*a))[1]
    )

    async def several():
        return await asyncio.gather(*(bot.aask(q) for q in ("Who rang the bell?", "What fell?")))

    answers = asyncio.run(several())
    assert [a.text for a in answers] == [
        bot.ask(q).text for q in ("Who rang the bell?", "What fell?")
    ]
    assert threading.main_thread() not in asked_in[:2]


def test_a_cancelled_question_is_given_up():
    begun, given_up = threading.Event(), threading.Event()

    def compute():
        begun.set()
        wanted = wanted_here()
        while wanted():
            threading.Event().wait(0.01)
        given_up.set()

    async def leave():
        task = asyncio.create_task(awaited(compute))
        await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(leave())
    assert given_up.wait(10)


# -- examples


def examples():
    for path in sorted([*(ROOT / "qa").rglob("*.py"), *(ROOT / "index").rglob("*.py")]):
        if ">>> " in path.read_text(encoding="utf-8"):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("module", list(examples()))
def test_examples_of_docstrings_are_true(module):
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted and not result.failed


@pytest.mark.model
@pytest.mark.slow
def test_the_example_of_the_package_runs(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    example = qa.__doc__.split("\n\n", 1)[1].split("\n\nEach name")[0]
    assert ast.parse(example).body
    exec(example, {})
    assert "China" in capsys.readouterr().out


def test_types_are_there_for_type_checkers():
    for package in ("qa", "index"):
        assert (ROOT / package / "py.typed").is_file()
