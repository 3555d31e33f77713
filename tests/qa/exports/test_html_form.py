import re

from hypothesis import given, settings

from index.loaders import load
from index.loaders.drawn_pages import NotDrawn
from index.loaders.isolation.drawer import Drawer
from index.values import Document, document_id
from qa.answer import Answer, Citation
from qa.exports.changes import changes
from qa.exports.export_file import read_export
from qa.exports.html_form import as_html
from tests.index.loaders.pdf_samples import laid_out
from tests.qa.exports.conversations import HEAD, conversations

TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "h1", "p", "section", "h2",
    "div", "figure", "blockquote", "mark", "figcaption", "b", "span", "code", "ul", "li", "footer",
    "details", "summary", "pre", "!doctype",
}  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(conversations())
def test_a_document_is_never_markup(answers):
    html = as_html(answers, HEAD)
    assert {tag.lower() for tag in re.findall(r"<([^\s/>]+)", html)} <= TAGS
    assert "default-src 'none'" in html


def pdf_answer(line):
    data = laid_out([[("Nothing here.", 12)], [(line, 12)]])
    extracted = load(data, ".pdf")
    text = extracted.text
    document = Document(document_id(text), text, "Lease", ("/f/lease.pdf",), extracted.pages)
    start = text.index("Lease ends")
    cited = Citation(document, start, start + 14, 0.9, start + 6, start + 10)
    return data, Answer("q", "q", "answer", 0.9, True, (cited, cited))


def test_the_page_of_a_pdf_is_shown_with_marks():
    data, answer = pdf_answer("Lease ends soon.")
    asked = []

    def draw(document, page, spans):
        drawer = Drawer(lambda _: (data, "hash"))
        asked.append(page.number)
        try:
            return drawer.draw(document, page, spans).result(60)
        finally:
            drawer.close()

    html = as_html([answer], HEAD, draw)
    assert asked == [2]
    assert html.count('<img src="data:image/png;base64,') == 1
    assert html.count('<span class="box" ') == 2 and html.count('class="box answer"') == 2
    assert changes(read_export(html.encode())) == []
    other = html.replace("base64,iVBO", "base64,iVBP")
    assert changes(read_export(other.encode()))[0].startswith("something else in the file")


def test_a_page_that_is_not_drawn_says_why():
    _, answer = pdf_answer("Lease ends soon.")
    html = as_html([answer], HEAD, lambda *_: NotDrawn("the <file> changed"))
    assert "No picture of page 2: the &lt;file&gt; changed." in html
