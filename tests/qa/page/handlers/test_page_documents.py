import re

import pytest

from index.errors import CorpusBusyError
from index.loaders import SUFFIXES
from index.sync.activity import RunningNow
from index.values import RefusedFile
from qa.entries import Entry
from qa.page.handlers.document_actions import DocumentHandlers
from qa.page.handlers.uploads import safe_name
from qa.page.upload_limits import UploadLimits
from qa.page.views.documents_panel import (
    SHOWN,
    Choice,
    documents_html,
    drop_html,
    scope_html,
)
from qa.page.views.file_list import NOTES, files_html, rows_of
from qa.page.views.task_list import SHOWN_FINISHED
from tests.qa.page.fake_bot import DOCUMENTS, FakeBot, document

KELP, TIDES = DOCUMENTS
KEY = Entry(KELP.source, "", "file", "indexed").key


@pytest.fixture
def bot():
    return FakeBot()


@pytest.fixture
def sent(tmp_path):
    """Send files; return the browser's data on them, and the real paths."""
    real = {}

    def send(*files):
        said = []
        for number, (name, text) in enumerate(files):
            path = tmp_path / f"{number}-{len(real)}"
            path.write_text(text)
            real[str(path)] = path
            said.append({"name": name, "sent": str(path)})
        return said

    return send, real


def handlers(bot, real=None, **limits):
    claim = {} if real is None else real
    return DocumentHandlers(
        bot, lambda path: claim[path] if path in claim and claim[path].exists() else None,
        UploadLimits(**limits),
    )  # fmt: skip


def added(panel, files):
    """The panel once all of these files are dealt with."""
    shown = panel.add(files, None)
    assert panel._tasks._tasks.wait(20)
    last = panel.refresh(shown.choice)
    # A task may be done before the first look.
    return last if last.documents else last._replace(documents=shown.documents)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Bericht (Entwurf) #2.pdf", "Bericht (Entwurf) #2.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ada\\a.txt", "a.txt"),
        (".hidden.txt", "hidden.txt"),
        ("..", "file"),
        ("", "file"),
        (".txt", "txt"),
        ("a\u202egnp.txt", "agnp.txt"),
        ("a\x00\n\x7f<b>.txt", "a_b_.txt"),
        ("CON.txt", "CON_.txt"),
        ("e\u0301.md", "é.md"),
        ("a. .txt", "a.txt"),
    ],
)
def test_file_names_are_only_names(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_suffix():
    name = safe_name("é" * 400 + ".txt")
    assert name.endswith("é.txt") and 190 < len(name.encode()) <= 200


def test_each_sent_file_has_its_line(bot, sent):
    send, real = sent
    files = send(
        ("<b>.txt", "Crabs hide."), ("empty.txt", " "), ("photo.exe", "MZ"), ("x.txt", "y")
    )
    files[3]["sent"] = "/etc/passwd"
    files.append({"name": "big.txt", "problem": "large"})
    files.append("nonsense")
    last = added(handlers(bot, real), files)
    for line in (
        "<bdi>_b_.txt</bdi> <span>indexed",
        "empty.txt</bdi> <span>refused: empty",
        "photo.exe</bdi> <span>refused: unsupported format",
        "x.txt</bdi> <span>refused: it did not arrive",
        "big.txt</bdi> <span>refused: larger than 50 MB",
        "file</bdi> <span>refused: unsupported format",
    ):
        assert line in last.results
    assert "data-working" not in last.results and "_b_" in last.documents
    assert bot.library.added == ["_b_.txt"]
    assert [path.exists() for path in real.values()] == [False, False, False, True]


@pytest.mark.parametrize("files", [None, "a", 7, {}, []])
def test_nonsense_instead_of_files_adds_nothing(bot, files):
    assert "<li" not in added(handlers(bot), files).results
    assert bot.library.added == []


def test_limits_are_said_clearly(bot, sent):
    send, real = sent
    files = send(("a.txt", "One."), ("b.txt", "Two."), ("c.txt", "Three."))
    line = added(handlers(bot, real, at_once=2), files).results
    assert "c.txt</bdi> <span>refused: more than 2 files at once; add it again" in line
    line = added(handlers(bot, real, files=2), send(("d.txt", "Four."))).results
    assert "there are 2 added files already; delete some first" in line
    line = added(handlers(bot, real, file_bytes=3), send(("e.txt", "Five."))).results
    assert "e.txt</bdi> <span>refused: larger than 3 bytes" in line
    assert bot.library.added == ["a.txt", "b.txt"]


def test_a_document_is_excluded_brought_back_and_leaves_the_choice(bot):
    panel = handlers(bot)
    choice = panel.select({"action": "choose", "document": KELP.id, "on": True}, None).choice
    assert choice.documents == {KELP.id}
    event = {"action": "withdraw", "document": KELP.id, "file": KEY}
    update = panel.select(event, choice)
    assert update.choice.documents == frozenset() and 'class="scope"' not in update.scope
    assert "Bring back" in update.documents and "is excluded" in update.documents
    undo = re.search(r'data-action="restore" data-file="(\w+)">Undo<', update.documents)
    assert undo and undo[1] == KEY
    again = panel.select(event, choice)
    assert "That file is no longer there." in again.documents
    update = panel.select({"action": "restore", "file": KEY}, choice)
    assert "Bring back" not in update.documents


def test_the_panel_is_shown_anew_only_when_the_documents_changed(bot):
    panel = handlers(bot)
    shown = panel.refresh(None)
    assert "Kelp" in shown.documents
    choice = panel.select(
        {"action": "choose", "document": KELP.id, "on": True}, shown.choice
    ).choice
    same = panel.refresh(choice)
    assert same.results == "" and same.documents is same.choice is None
    assert "being read" not in same.scope
    bot.library.background.now = RunningNow("sync", 1, 0.0, files=17, files_done=5)
    assert "5 of 17 files" in panel.refresh(choice).scope
    bot.library.background.now = None
    new = document("Crabs hide.", "Crabs")
    bot._documents = (TIDES, new)
    update = panel.refresh(choice)
    assert "Crabs" in update.documents and update.choice.documents == frozenset()
    assert panel.refresh(update.choice).documents is None


def test_a_busy_corpus_is_a_message(bot, monkeypatch):
    def busy(*_):
        raise CorpusBusyError("busy")

    monkeypatch.setattr(bot.library, "withdraw", busy)
    event = {"action": "withdraw", "document": KELP.id, "file": KEY}
    assert "Another program is indexing" in handlers(bot).select(event, None).documents


def test_what_no_button_offers_changes_nothing(bot):
    before = bot.documents()
    for event in ({}, {"action": "remove"}, {"action": "choose", "document": "x", "on": True}):
        assert handlers(bot).select(event, None).choice.documents == frozenset()
    assert bot.documents() == before


def test_the_list_escapes_and_is_cut_and_searched():
    bot = FakeBot([document(f"Text {n}.", f"<i>{n}") for n in range(SHOWN + 5)])
    html = handlers(bot).show(None).documents
    assert "<i>" not in html and html.count("<li") == SHOWN and "And 5 more" in html
    html = handlers(bot).select({"action": "filter", "text": "<I>204"}, None).documents
    assert html.count("<li") == 1 and "&lt;i&gt;204" in html
    assert "No file by that name" in documents_html(
        bot.library.entries(), Choice(filter="zebra"), str
    )


def test_what_was_not_read_of_a_file_is_listed_and_cut():
    few = Entry("/a.pdf", "A", "file", "indexed", "id", notes=("page 2: a <picture>",))
    many = Entry(
        "/b.pdf", "B", "file", "indexed", "id2", notes=tuple(f"page {n}" for n in range(9))
    )
    html = documents_html([few, many], Choice(), str)
    assert "page 2: a &lt;picture&gt;" in html
    assert html.count('class="note"') == 1 + NOTES + 1
    assert "and 6 more" in html
    assert 'class="note"' not in documents_html(
        [Entry("/c", "C", "file", "indexed")], Choice(), str
    )


def test_restriction_is_shown_only_while_there_is_one():
    assert 'class="scope"' not in scope_html(Choice(), set("abcde"))
    assert 'data-count="5 documents"' in scope_html(Choice(), set("abcde"))
    assert "1 of 3 files" in scope_html(Choice(), set("ab"), "1 of 3 files")
    chosen = Choice(frozenset("ab")).among("abcde")
    assert "Only in 2 of 5 documents" in scope_html(chosen, set("abcde"))


def test_what_is_accepted_is_said_before():
    html = drop_html(SUFFIXES, UploadLimits(file_bytes=2_500_000, at_once=7))
    assert "up to 2.5 MB each, 7 at a time" in html and 'data-bytes="2500000"' in html


def test_lock_files_of_office_are_named_as_ignored(bot, sent):
    send, real = sent
    files = send(("~$report.docx", "lock"), ("~$.xlsx", "lock"), ("a.txt", "Crabs hide."))
    line = added(handlers(bot, real), files).results
    assert line.count("<span>ignored: a lock file of Office, not a document") == 2
    assert bot.library.added == ["a.txt"]
    assert not any(path.exists() for path in real.values())


def test_the_list_of_2000_files_stays_short(bot, sent):
    send, real = sent
    files = send(*((f"{n}.txt", f"Text {n}.") for n in range(2_000)))
    panel = handlers(bot, real, at_once=50)
    shown = added(panel, files).results
    assert [path for path in real.values() if path.exists()] == []
    assert shown.count("<li") == 51 and len(shown) < 10_000
    assert "… and 1,950 more</bdi> <span>refused: more than 50 files at once; add them" in shown
    for _ in range(5):
        shown = added(panel, send(*((f"a{n}.txt", f"Text {n}.") for n in range(50)))).results
    assert shown.count("<li") == SHOWN_FINISHED and len(shown) < 10_000


def test_a_long_name_costs_no_more_than_a_short_one():
    assert safe_name("e" + "\u0301" * 2_000_000 + ".txt").endswith(".txt")


def test_new_documents_are_told_while_some_are_chosen(bot):
    panel = handlers(bot)
    shown = panel.select({"action": "choose", "document": KELP.id, "on": True}, None)
    assert "left out" not in shown.scope + shown.documents
    bot._documents += (document("Crabs hide.", "Crabs"), document("Eels hide.", "Eels"))
    shown = panel.refresh(shown.choice)
    assert all("2 new documents are left out" in part for part in (shown.scope, shown.documents))
    both = panel.select({"action": "include"}, shown.choice)
    assert len(both.choice.documents) == 3 and "left out" not in both.scope + both.documents
    seen = panel.select({"action": "choose", "document": TIDES.id, "on": True}, shown.choice)
    assert "left out" not in seen.scope  # they were in the list from which this one was chosen
    none = panel.select({"action": "all"}, shown.choice)
    assert 'class="scope"' not in none.scope and "left out" not in none.documents


def test_the_page_holds_no_path_of_the_machine(bot):
    panel = handlers(bot)
    shown = panel.select({"action": "withdraw", "document": KELP.id, "file": KEY}, None)
    assert "Bring back" in shown.documents and "/folder/" not in shown.documents


def entry(source, kind="file", container="", state="indexed", size=None):
    return Entry(f"/f/{source}", source.rpartition("/")[2], kind, state, source, size,
                 container=container and f"/f/{container}")  # fmt: skip


def test_files_stand_in_their_folders_and_attachments_below_their_message():
    copies = "uploads/0123456789abcdef"
    entries = [
        entry("z/b.txt"), entry("a.eml/x/c.pdf", container="a.eml"), entry("a.eml-2.txt"),
        entry("a.eml", size=9), entry("p.zip/in/d.txt", container="p.zip"),
        entry("uploads/mine/e.txt"), entry(f"{copies}/g.zip/h.txt", "upload", f"{copies}/g.zip"),
        entry(f"{copies}/f.txt", "upload"), entry("gone.txt", state="excluded"),
    ]  # fmt: skip
    rows = rows_of(entries, lambda source: source.removeprefix("/f/"))
    assert [("/".join(row.folder), row.entry.title) for row in rows] == [
        ("", "f.txt"), ("g.zip", "h.txt"), ("", "a.eml"), ("", "c.pdf"), ("", "a.eml-2.txt"),
        ("p.zip/in", "d.txt"), ("uploads/mine", "e.txt"), ("z", "b.txt"), ("", "gone.txt"),
    ]  # fmt: skip
    assert [row.entry.title for row in rows if row.attached_to == "a.eml"] == ["c.pdf"]
    html = files_html(rows, ())
    heads = ["Added here</h3>", "<bdi>g.zip</bdi>", "In the folder<", "<bdi>p.zip/in</bdi></h3>"]
    assert all(head in html for head in heads) and "Excluded</h3>" in html
    assert "<h3" not in files_html(rows[2:5], ())  # a folder without folders needs no heading


@pytest.fixture
def fixed(bot, monkeypatch):
    """A bot whose documents come in elsewhere, with a file that could not be used."""
    monkeypatch.setattr(bot.library, "takes_files", False)
    bot.library.background.failed = (RefusedFile("/folder/broken.pdf", "it is damaged"),)
    return bot


def test_a_corpus_that_takes_no_files_offers_nothing_that_would_change_it(fixed):
    drop = drop_html(SUFFIXES, UploadLimits(), takes_files=False)
    assert "<input" not in drop and "python -m qa cluster index" in drop
    panel = handlers(fixed).show(None)
    actions = set(re.findall(r'data-action="([a-z-]+)"', panel.documents + panel.results))
    assert actions == {"choose", "read"}
    assert "it is damaged" in panel.results


def test_a_corpus_that_takes_no_files_is_not_changed_by_made_up_events(fixed, sent):
    send, real = sent
    panel = handlers(fixed, real)
    before = fixed.library.entries()
    panel.select({"action": "withdraw", "document": KELP.id, "file": KEY}, None)
    for action in ("again", "sync"):
        panel.act_on_task({"action": action, "file": "broken.pdf"}, None)
    line = added(panel, send(("a.txt", "Crabs hide."))).results
    assert fixed.library.entries() == before
    assert fixed.library.added == [] and fixed.library.background.tried == []
    assert "come in with python -m qa cluster index" in line
    assert not any(path.exists() for path in real.values())
