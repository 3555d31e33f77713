"""What the page shows of documents that disagree, of files, and where a page ends."""

import re
from dataclasses import replace

from index.values import Document, document_id
from qa.answer import Alternative, Answer, Citation
from qa.entries import Entry
from qa.page.session import Session, Turn
from qa.page.views.conversation_pane import PERHAPS, conversation_html
from qa.page.views.file_list import files_html, rows_of
from qa.page.views.source_pane import source_html
from tests.qa.page.fake_bot import document


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
    parts = ["The documents give different answers, the newest first:", ">10 days</blockquote>",
             '<span class="page">4 May 2023</span>', 'class="rival"', ">5 days</blockquote>",
             '<span class="page">2019</span>', "Also found"]  # fmt: skip
    places = [markup.index(part) for part in parts]
    assert places == sorted(places) and PERHAPS not in markup
    alone = shown(answered(NEW, Alternative(0.1, (OLD,))))
    assert PERHAPS in alone and "different answers" not in alone and ">2019<" not in alone


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


def test_documents_with_one_title_are_told_apart_by_date_and_file():
    first, second = (
        Citation(Document(document_id(t), t, "Meeting", (source,)), 0, len(t), 0.9)
        for t, source in (("12 March 2024. A.", "/f/a/m1.md"), ("Of May. B.", "/f/b/m2.md"))
    )
    markup = shown(Answer("q", "q", "evidence", 0.7, True, (first, second)))
    assert "12 March 2024 · m1.md" in markup and ">m2.md<" in markup
    assert "· m1.md" not in shown(answered(first))
    again = Citation(replace(second.document, sources=("/f/b/m1.md",)), 0, 3, 0.9)
    markup = shown(Answer("q", "q", "evidence", 0.7, True, (first, again)))
    assert "a/m1.md" in markup and "b/m1.md" in markup
