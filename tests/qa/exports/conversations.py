"""Conversations of any texts, for tests of exports."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from index.loaders import load
from index.structure import Structure
from index.values import Document, document_id
from qa.answer import Alternative, Answer, Citation, Searched
from qa.exports.export_head import ExportHead

HEAD = ExportHead(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))

# Signs that mean something in one of the forms come up often.
SIGNS = "\\`*_[]<>&#|~!$^:@-+=.)(\"'{} \t\n\r\x00\x0b\x7f\u2028\ufeff\ufffe"
CHARACTERS = st.one_of(
    st.sampled_from(SIGNS + "aB 1 6.3 "),
    st.characters(exclude_categories=["Cs"]),
)
TEXTS = st.text(CHARACTERS, min_size=3, max_size=60)


@st.composite
def citations(draw, text, title="t"):
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    first = draw(st.integers(start, end - 1))
    last = draw(st.integers(first + 1, end))
    document = Document(document_id(text), text, title, (f"/f/{title}.txt",))
    return Citation(document, start, end, 0.9, first, last)


@st.composite
def conversations(draw):
    """One turn of each kind that quotes, about any texts."""
    text = draw(TEXTS)
    first, second = draw(citations(text)), draw(citations(text, "Ä <b>"))
    plain = Citation(first.document, first.start, first.end, 0.5)
    question = draw(TEXTS)
    return [
        Answer(
            question, question, "answer", 0.9, True, (first,),
            alternatives=(Alternative(0.2, (second,)),), searched=Searched(2, total=2, version=3),
        ),
        Answer("?", "? then", "answer", 0.9, True, (first,), items=(first,), is_complete=True),
        Answer("why", "why", "evidence", 0.6, True, (plain,)),
        Answer("x", "x", "none", 0.1, True, related=(plain,)),
    ]  # fmt: skip


def answer_from(path, text, span, within=None):
    """The answer of a file that is written: a span of its text, or the span ``within`` one."""
    path.write_text(text, newline="")
    structure = load(text.encode(), ".md").structure if path.suffix == ".md" else Structure()
    document = Document(document_id(text), text, path.stem, (str(path),), (), structure)
    cited = Citation(document, *span, 0.9, *(within or span))
    return Answer("What?", "What?", "answer", 0.9, True, (cited,))
