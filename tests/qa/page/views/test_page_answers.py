"""What the page shows of documents that disagree, of files, and where a page ends."""

import re
from dataclasses import replace

from index.values import Document, document_id
from qa.answer import Alternative, Answer, Citation, Searched
from qa.entries import Entry
from qa.page.session import Session, Turn
from qa.page.views.conversation_pane import conversation_html
from qa.page.views.documents_panel import Choice, documents_html, scope_html
from qa.page.views.file_list import files_html, rows_of
from qa.page.views.source_pane import source_html
from tests.qa.page.fake_bot import FakeBot, document

PERHAPS = "Perhaps; read the source before you rely on it"
NBSP = "\N{NO-BREAK SPACE}"


def cited(text, answer, title):
    start = text.index(answer)
    return Citation(document(text, title), 0, len(text), 0.4, start, start + len(answer))


def answered(first, *others):
    return Answer("q", "q", "answer", 0.4, True, (first,), alternatives=others)


NEW = cited("Of 4 May 2023: 10 days of leave.", "10 days", "Leave")
OLD = cited("Of 2019: 5 days of leave.", "5 days", "Old leave")


def shown(answer):
    return conversation_html(Session(None, (Turn("q", answer),)))


def test_documents_that_disagree_stand_side_by_side_with_their_dates():
    markup = shown(answered(NEW, Alternative(0.4, (OLD,), True), Alternative(0.1, (OLD,))))
    alone = "Confidence in this answer alone: low · 0.40"
    parts = ['role="note"', "Two documents give different answers, the newest first<",
             "Read both before you rely on one.", "<bdi>4 May 2023</bdi>", ">10 days</blockquote>",
             '<span class="page">4 May 2023</span>', alone, 'class="rival"', "<bdi>2019</bdi>",
             ">5 days</blockquote>", '<span class="page">2019</span>', "Also found"]  # fmt: skip
    places = [markup.index(part) for part in parts]
    assert places == sorted(places) and PERHAPS not in markup
    alone = shown(answered(NEW, Alternative(0.1, (OLD,))))
    assert PERHAPS in alone and "different answers" not in alone and ">2019<" not in alone
    assert 'class="version"' not in alone and "Confidence: low · 0.40" in alone


def test_answers_that_differ_are_told_apart_by_name_where_they_have_no_dates():
    red, blue = cited("The door is red.", "red", "Plan <A>"), cited("It is blue.", "blue", "Plan B")
    green = cited("Paint it green.", "green", "Plan C")
    markup = shown(answered(red, *(Alternative(0.3, (c,), True) for c in (blue, green))))
    assert "Three documents give different answers<" in markup
    assert "cannot be told from their dates. Read all of them before" in markup
    names = re.findall(r'class="version"><bdi>(.*?)</bdi>', markup)
    assert names == ["Plan &lt;A&gt;", "Plan B", "Plan C"]


def test_no_sign_is_drawn_where_a_page_ends():
    citation = cited("One\n\fTwo ends.", "Two", "Pages")
    sign = "<i class=feed>\u240c</i>"
    session = Session(None, (Turn("q", answered(citation)),), current=(0, 0))
    for markup in (conversation_html(session), source_html(session)):
        seen = re.sub(r"<(?!/?i\b)[^<>]*>", "", markup)  # buttons hold what they copy
        assert sign in seen and seen.count("\u240c") == seen.count(sign)


def test_the_name_of_a_file_opens_it_too():
    entry = Entry("/f/a.md", "A title", "file", "indexed", "id", 9, 0, 9)
    markup = files_html(rows_of([entry], lambda source: source), ())
    assert markup.count('data-action="read" data-read="id"') == 2 and ">a.md<" in markup
    refused = Entry("/f/b.md", "b.md", "file", "refused", reason="empty")
    assert "data-read" not in files_html(rows_of([refused], lambda source: source), ())


def test_documents_with_one_title_are_told_apart_everywhere():
    texts = ("12 March 2024. A.", "Of May. B.", "Alone.")
    places = (("Meeting", "/folder/a/m.md"), ("Meeting", "/folder/b/m.md"), ("Other", "/folder/o"))
    meeting, namesake, other = documents = [
        Document(document_id(text), text, title, (source,))
        for text, (title, source) in zip(texts, places, strict=True)
    ]
    bot = FakeBot(documents)
    names = bot.library.namesakes
    first = answered(Citation(meeting, 0, 5, 0.9))
    chosen = Searched(2, chosen=(meeting.id, namesake.id), total=3)
    alone = replace(answered(Citation(other, 0, 5, 0.9)), searched=chosen)
    session = Session(None, (Turn("q", first), Turn("q", alone)))
    page = conversation_html(session, names)
    assert page.count("12 March 2024 · a/m.md") == 3 and "folder/o" not in page
    asked = "Asked of 2 of 3 documents: <bdi>Meeting (12 March 2024 · a/m.md)</bdi>; "
    assert f"{asked}<bdi>Meeting (b/m.md)</bdi>" in page
    source = source_html(session.opened(0, 0), names=names)
    assert "12 March 2024 · <bdi>a/m.md</bdi>" in source
    choice = Choice(frozenset((namesake.id,)))
    assert ": <bdi>Meeting (b/m.md)</bdi>" in scope_html(choice, set("abc"), names=names)
    entries = bot.library.entries()
    listed = documents_html(entries, choice, bot.library.relative, names)
    assert 'aria-label="Ask Meeting (12 March 2024 · a/m.md)"' in listed
    assert listed.count(f"12{NBSP}March{NBSP}2024 · ") == 1
    assert 'aria-label="Ask Other"' in listed
