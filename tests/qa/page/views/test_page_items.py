"""Items, near forms and parts without answer on the page."""

import re
from html import unescape

from index.loaders import load
from index.values import Document, document_id
from qa.answer import Answer, Citation
from qa.page.handlers.chat import Handlers
from qa.page.session import Session, Turn
from qa.page.views.citation_button import underlined
from qa.page.views.conversation_pane import conversation_html
from qa.page.views.source_pane import source_html
from tests.qa.page.fake_bot import DOCUMENTS, FakeBot, listed


def test_items_are_listed_with_the_citation_they_stand_in():
    update = list(Handlers(FakeBot()).ask("List what urchens do", None))[-1]
    html = update.conversation
    assert re.findall(r"<li><bdi>([^<]*)</bdi>", html) == ["Urchins", "kelp"]
    assert html.count('data-reference="0" aria-label="Citation 1">1</button>') == 2
    assert "These are all that is listed here." in html
    assert "Nothing found for: “&lt;Who&gt; eats otters?”" in html
    assert "Searched for “urchins”, since “urchens” stands nowhere." in html
    assert "<blockquote" not in html
    assert "<b>Urchins</b> graze on <b>kelp</b>." in html
    marked = re.findall(r'<mark class="cite answer current"[^>]*>([^<]*)<', update.source)
    assert marked == ["Urchins", "kelp"]


def test_items_on_lines_of_their_own_are_not_quoted_again():
    text = "Towns:\n- Dover\n- Hull\n"
    document = Document(document_id(text), text, "T", ("t",))
    spans = ((9, 14), (17, 21))
    items = tuple(Citation(document, *span, 0.5, *span) for span in spans)
    answer = Answer(
        "q", "q", "answer", 0.5, True, (Citation(document, 0, 21, 0.5, 9, 21),), items=items
    )
    turn = Turn("q", answer)
    html = conversation_html(Session(FakeBot(), (turn,)))
    assert re.findall(r'class="sentence" dir="auto">([^<]*)<', html) == ["Towns:"]
    assert 'data-copy-plain="Dover\nHull\n\n“Towns:\n- Dover\n- Hull”\nt, characters 0–21"' in html


def test_bars_between_cells_are_quiet_and_no_line_begins_with_one():
    text = "| Who | When |\n|---|---|\n| Ann | a\\|b |\n| <Ben> | 9 |\n\nOr: a | b.\n"
    structure = load(text.encode(), ".md").structure
    document = Document(document_id(text), text, "T", ("t",), (), structure)
    start, end = text.index("Ann"), text.index(" |\n\nOr")
    whole = Citation(document, 0, len(text), 0.5)
    html = underlined(whole, start, end)
    bar = '<span class="between"> |</span>'
    line = '<span class="break">\n</span>'
    assert html == f'Ann{bar} a\\|b{bar}{line}<span class="between">|</span> &lt;Ben&gt;{bar} 9'
    assert unescape(re.sub("<[^>]*>", "", underlined(whole, 0, len(text)))) == text
    assert underlined(whole, text.index("Or"), len(text)) == "Or: a | b.\n"
    assert underlined(whole, start, start + 3) == "Ann"


def test_what_is_copied_has_the_exact_items_and_their_places():
    answer = listed(DOCUMENTS[0], "List what urchens do")
    cited = answer.citations[0]
    html = conversation_html(Session(FakeBot(), (Turn("q", answer),)))
    place = f"Kelp.txt, page 2, characters {cited.start}–{cited.end}"
    assert f'data-copy-plain="Urchins\nkelp\n\n“{cited.text}”\n{place}"' in html


def test_sentences_that_only_bear_on_a_part_are_not_marked():
    text = "Ann keeps the gate. It opens at six."
    document = Document(document_id(text), text, "T", ("t",))
    answer = Citation(document, 0, 19, 0.5, 0, 3)
    sentence, item = Citation(document, 20, 36, 0.5), Citation(document, 0, 3, 0.5)
    given = Answer(
        "q", "q", "answer", 0.5, True, (answer, sentence), items=(item,), evidence_for=("Why?",)
    )
    session = Session(FakeBot(), (Turn("q", given),), current=(0, 0))
    html = conversation_html(session)
    assert re.findall("<b>([^<]*)</b>", html) == ["Ann"]
    assert "What the documents say about “Why?” is cited below" in html
    marked = re.findall(r'<mark class="cite answer[^>]*>([^<]*)<', source_html(session))
    assert marked == ["Ann"]


CLAUSE = (
    "# Lease\n\n## 4. Repairs\n\n4.1 The Tenant keeps the interior of the premises in good repair\n"
    "and decorates it every five years.\n\nbut not the roof, which the Landlord maintains at all "
    "times.\n\n4.2 The Landlord maintains the outside walls.\n"
)


def clause_html(answer):
    """The turn of an answer that is quoted with what stands in front of it."""
    structure = load(CLAUSE.encode(), ".md").structure
    document = Document(document_id(CLAUSE), CLAUSE, "T", ("t.md",), (), structure)
    start = CLAUSE.index(answer)
    end = start + len(answer)
    cited = Citation(document, CLAUSE.index("## 4."), end, 0.5, start, end)
    return conversation_html(
        Session(FakeBot(), (Turn("q", Answer("q", "q", "answer", 0.5, True, (cited,))),))
    )


def test_a_long_answer_that_is_all_of_its_quotation_stands_once_with_its_lines():
    html = clause_html(CLAUSE[CLAUSE.index("Repairs") :].rstrip())
    assert 'class="sentence"' not in html
    # The lines of a paragraph and a sentence that goes on behind a break are no lines of their own.
    assert html.count('<span class="break">\n\n</span>') == 2
    assert 'Repairs<span class="break">\n\n</span>4.1 The' in html


def test_a_quotation_that_says_more_than_the_answer_is_shown():
    assert 'class="sentence"' in clause_html("Repairs")
    assert 'class="sentence"' in clause_html(CLAUSE[CLAUSE.index("4.1") :].rstrip())
