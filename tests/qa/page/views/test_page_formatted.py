"""The formatted view holds the document's text, and its marks exactly what is marked."""

import html
import io
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders import load
from index.loaders.markdown.placing import markdown_blocks
from index.packed_structure import pack_structure, unpack_structure
from index.structure import NO_STRUCTURE, Block, Cell, Structure
from index.values import Document, Span, document_id
from qa.markdown.styles import markdown_styles
from qa.marks import CURRENT_ID, Mark
from qa.page.views.formatted_text import formatted_html, is_formatted
from tests.index.structures import structures

MARKUP = st.sampled_from(
    [
        "# ", "**", "*", "_", "`", "```", "> ", "- ", "1. ", "[a](b)", "](", "![", "|", "|---|",
        "\\", "\\*", "&amp;", "<b>", "</table>", "<script>", "  \n", "\n", "\r\n", " ", "\x00",
        "\x0c", "Columns: ", " (row 3).", "12.5", "e\u0301", "שלום", "\u202e", "👩‍👩‍👧", "---",
    ]
)  # fmt: skip
TEXTS = st.lists(MARKUP | st.text(max_size=6), max_size=25).map("".join)
TAGS = {
    "div", "p", "pre", "ul", "li", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "td",
    "th", "mark", "span", "u", "button",
}  # fmt: skip
BLANK = {chr(0x2400 + code) for code in range(32) if chr(code).isspace()}
CARRIED = {**{c: chr(0x2400 + c) for c in range(32) if chr(c) not in "\t\n\r"}, 0x7F: "\u2421"}
MADE = re.compile(r'<span class="[^"]*\bmade\b[^"]*">[^<>]*(?:<u [^<>]*>[^<>]*</u>)?</span>')


def squeezed(text):
    """What the browser's document holds of a text, without white space."""
    return "".join(c for c in text.translate(CARRIED) if not c.isspace() and c not in BLANK)


def plain(markup):
    return squeezed(html.unescape(re.sub(r"<[^<>]*>", "", markup)))


def drawn(markup):
    """What is seen: without the parts that the style sheet hides."""
    return plain(MADE.sub("", markup))


def marked(markup, number):
    pieces = re.findall(r'<mark [^<>]*data-cites="([\d ]+)"[^<>]*>(.*?)</mark>', markup, re.DOTALL)
    return "".join(piece for cites, piece in pieces if str(number) in cites.split())


def read(text, structure, suffix=".md"):
    return Document("0" * 64, text, "T", (f"/f/t{suffix}",), (), structure)


def loaded(data, suffix):
    extracted = load(data, suffix)
    return Document(
        document_id(extracted.text), extracted.text, "T", (f"/f/t{suffix}",), extracted.pages,
        extracted.structure,
    )  # fmt: skip


def shown(document, marks=(), within=None, place=None):
    return formatted_html(document, marks, within or Span(0, len(document.text)), place)


@st.composite
def spans(draw, length):
    return Span(*sorted(draw(st.tuples(*[st.integers(0, length)] * 2))))


@st.composite
def cases(draw):
    text = draw(TEXTS.filter(bool))
    suffix = draw(st.sampled_from([".md", ".html", ".xlsx"]))
    structure = draw(structures(len(text)))
    if suffix == ".md" and draw(st.booleans()):
        structure = Structure(markdown_blocks(text))
    marks = []
    for number in range(draw(st.integers(0, 4))):
        span = draw(spans(len(text)))
        answers = tuple(
            Span(span.start + inner.start, span.start + inner.end)
            for inner in draw(st.lists(spans(len(span)), max_size=2))
        )
        kind = draw(st.sampled_from(["cite", "earlier", "hit"]))
        button = '<button data-name="Q1"></button>' if kind == "earlier" else ""
        marks.append(Mark(span, answers, str(number + 1), number == 0, kind, button))
    within = draw(spans(len(text)) | st.just(Span(0, len(text))))
    return read(text, structure, suffix), marks, within


@given(cases())
def test_nothing_is_lost_and_marks_hold_exactly_their_spans(case):
    document, marks, within = case
    markup = formatted_html(document, marks, within)
    assert plain(markup) == squeezed(document.text[within.start : within.end])
    assert set(re.findall(r"</?(\w+)", markup)) <= TAGS
    for number, item in enumerate(marks):
        start, end = max(item.span.start, within.start), min(item.span.end, within.end)
        inside = squeezed(document.text[start:end]) if start < end else ""
        pieces = marked(markup, number)
        assert plain(pieces) == inside
        # Whatever is hidden, something of each mark is seen, and its label or button with it.
        if inside and document.text[start:end].strip():
            assert drawn(pieces)
            labels = re.findall(r'data-label="([\d ]+)"', markup)
            assert item.label in " ".join(labels).split()
            assert (markup.count(f'id="{CURRENT_ID}"') == 1) or not item.current
    assert markup.count(f'id="{CURRENT_ID}"') <= 1
    assert len(re.findall("<button", markup)) <= sum(bool(item.button) for item in marks)


def test_markdown_is_drawn_without_its_markup():
    text = (
        "# The *bell*\n\nIt **rang** at `noon`, says [Ann](http://x/(a)) \\*here\\*.\n"
        "Twice  \nor more.\n\n- one\n- two **x**\n\n> Said\n> so.\n\n1. First\n\n"
        "| A | B |\n|---|--:|\n| a*b* | 1,200 |\n\n```py\n# x = 1\n```\n\n"
        "---\n\nEnd _here_ x_y_z.\n"
    )
    markup = shown(loaded(text.encode(), ".md"))
    assert drawn(markup) == squeezed(
        "The bell It rang at noon, says Ann *here*. Twice or more. one two x Said so. 1. First "
        "A B ab 1,200 # x = 1 End here x_y_z."
    )
    assert re.search(r'<h3 class="level-1"[^>]*><span class="made"># </span>The ', markup)
    assert '<span class="strong">rang</span>' in markup and '<span class="em">bell</span>' in markup
    assert markup.count("<li") == 3 and markup.count("<ul>") == 2 and "<pre" in markup
    assert re.search(r'<td class="number">.*1,200', markup)
    assert 'class="quotation"' in markup and 'class="rule"' in markup and "href" not in markup


def test_what_cannot_be_followed_keeps_its_markup():
    text = "A \x00 **b** and *c*.\n"
    document = read(text, Structure(markdown_blocks(text)))
    assert "**b**" in drawn(shown(document))


TABLE = "Bid,Sum\nBeds,1200\nPumps,\nLift 3,900\n"


def test_a_sheet_is_a_table_with_the_cited_cells_marked():
    document = loaded(TABLE.encode(), ".csv")
    text = document.text
    row = text.index("Bid: Lift 3")
    start = text.index("900")
    marks = [Mark(Span(row, start + 3), (Span(start, start + 3),), "1", current=True)]
    markup = shown(document, marks)
    assert drawn(markup) == squeezed("Bid Sum Beds 1200 Pumps Lift 3 900")
    assert re.findall(r'data-row="(\d+)"', markup) == ["1", "2", "3", "4"]
    assert markup.count("<thead>") == 1 and markup.count('scope="col"') == 2
    assert drawn(marked(markup, 0)) == "Lift3900"
    assert f'id="{CURRENT_ID}" data-label="1"><' not in markup  # not on what is hidden
    assert re.search(rf'id="{CURRENT_ID}" data-label="1">Lift 3</mark>', markup)
    assert 'class="cite answer current" data-cites="0">900</mark>' in markup


def test_a_mark_of_hidden_text_alone_is_seen():
    document = loaded(TABLE.encode(), ".csv")
    start = document.text.index("Columns: ")
    markup = shown(document, [Mark(Span(start, start + 9), label="1", current=True)])
    assert "Columns:" in drawn(markup) and f'id="{CURRENT_ID}"' in markup


def test_names_over_several_columns_span_them_and_empty_cells_stay_empty():
    rows = [("2024", "", "Who"), ("Plan", "Done", ""), ("1", "2", "Ann")]
    text, blocks = "", []
    for number, row in enumerate(rows):
        start, cells = len(text), []
        for column, value in enumerate(row):
            if value:
                cells.append(Cell(len(text), len(text) + len(value), column, number < 2))
                text += value + " "
        blocks.append(Block("row", start, len(text) - 1, table=0, cells=tuple(cells)))
        text = text[:-1] + "\n"
    markup = shown(read(text, Structure(tuple(blocks)), ".xlsx"))
    assert '<th scope="col" class="number" colspan="2">2024</th>' in markup
    assert markup.count("<thead>") == 1 and "<tbody><tr><td" in markup


def long_table(count):
    """A table as the loader of CSV makes it, of rows with a number, a street and a cost."""
    names = ("No", "Where", "Cost")
    texts, blocks, generated, at = [], [], [], 0
    for n in range(count + 1):
        cells, start = [], at
        for column, value in enumerate((n, f"Street {n}", n * 7 % 1000) if n else names):
            made = f"{names[column]}: " if n else "; " if column else "Columns: "
            generated.append(Span(at, at + len(made)))
            cells.append(Cell(at + len(made), at + len(made) + len(str(value)), column, not n))
            texts.append(f"{made}{value}")
            at = cells[-1].end
        blocks.append(Block("row", start, at, table=0, cells=tuple(cells)))
        texts.append("\n\n")
        at += 2
    packed = pack_structure(Structure(tuple(blocks), tuple(generated)))
    return read("".join(texts), unpack_structure(packed), ".csv")


def test_the_name_of_a_column_of_figures_stands_where_they_do():
    rows = 'House,Rooms,Rate,Since,Code\nLake,88%,141,2001,K-1\nMill,,"1,180",never,K-2\n'
    markup = shown(loaded(rows.encode(), ".csv"))
    heads = re.findall(r'<th scope="col"( class="figures")?>(.*?)</th>', markup)
    assert [bool(kind) for kind, _ in heads] == [False, True, True, False, False]
    assert markup.count('class="number"') == 4


def test_a_part_of_a_long_table_is_quick_and_keeps_the_names_of_its_columns():
    document = long_table(40_000)
    start = document.text.index("Street 31234")
    within = Span(start - 12_000, start + 12_000)
    begin = time.perf_counter()
    markup = shown(document, [Mark(Span(start, start + 12), label="1", current=True)], within)
    assert time.perf_counter() - begin < 2
    names = re.findall(r'<th scope="col"(| class="figures") data-name="(\w+)"></th>', markup)
    assert [name for _, name in names] == ["No", "Where", "Cost"]
    assert [bool(kind) for kind, _ in names] == [True, False, True]
    assert plain(markup) == squeezed(document.text[within.start : within.end])
    assert len(markup) < 400_000


@pytest.mark.parametrize(
    ("suffix", "structure", "formatted"),
    [
        (".md", Structure((Block("paragraph", 0, 1),)), True),
        (".md", NO_STRUCTURE, False),
        (".txt", Structure((Block("paragraph", 0, 1),)), False),
        ("", Structure((Block("paragraph", 0, 1),)), False),
        (".unknown", Structure((Block("paragraph", 0, 1),)), False),
    ],
)
def test_plain_text_stays_plain(suffix, structure, formatted):
    assert is_formatted(read("a", structure, suffix)) is formatted


def test_the_place_that_was_turned_to_is_named():
    document = loaded(b"# One\n\ntext\n\n# Two\n\nmore\n", ".md")
    markup = shown(document, place=document.text.index("# Two"))
    assert re.search(rf'<h3 id="{CURRENT_ID}"[^>]*><span class="made"># </span>Two', markup)


def test_office_tables_are_tables():
    import docx

    file = docx.Document()
    file.add_heading("Terms", 1)
    table = file.add_table(rows=2, cols=2)
    for cell, value in zip(table._cells, ("Item", "Price", "Sheet", "£3"), strict=True):
        cell.text = value
    buffer = io.BytesIO()
    file.save(buffer)
    markup = shown(loaded(buffer.getvalue(), ".docx"))
    assert "<table" in markup and drawn(markup) == squeezed("Terms Item Price Sheet £3")


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        (f"Name,Count\nKelp,1{' ' * 40_000}x\nUrchin,{' ' * 40_000}-\n", ".csv"),
        (f"# Kelp{' ' * 40_000}forests\n\nText.\n", ".md"),
        (f"```\n{'`' * 40_000}x\n", ".md"),
        (f"Kelp\n\n```\n{'~' * 20_000}x{'`' * 20_000}y\n```\n", ".md"),
    ],
)
def test_runs_of_signs_take_no_time_of_everybody(text, suffix):
    """An expression that matches holds up the whole page."""
    document = loaded(text.encode(), suffix)
    begin = time.process_time()
    shown(document)
    assert time.process_time() - begin < 3


@pytest.mark.parametrize(
    ("cell", "is_number"),
    [
        ("12.5", True), ("-3 %", True), ("(1 200)", True), ("£ 12", True), ("- 4", True),
        ("+ € −5,0 %", True), ("1 x", False), ("", False), ("-", False), ("12 May", False),
    ],
)  # fmt: skip
def test_numbers_are_set_as_numbers(cell, is_number):
    html_text = shown(loaded(f'Name,Value\nKelp,"{cell}"\nUrchin,x\n'.encode(), ".csv"))
    assert ('class="number"' in html_text) is is_number


@pytest.mark.parametrize(
    ("block", "hidden"),
    [
        ("```py\na = 1\n```\n", ["```py\n", "```"]), ("```\na\n~~~~  \n", ["```\n", "~~~~"]),
        ("```\na ``\n", ["```\n"]), ("# A #  \n", ["# ", " #"]), ("# A # b ##\n", ["# ", " ##"]),
        ("# A #b\n", ["# "]), ("A  b\n===\n", ["\n==="]),
    ],
)  # fmt: skip
def test_markup_that_is_not_drawn(block, hidden):
    document = loaded(block.encode(), ".md")
    text = document.text
    made = [
        text[s.span.start : s.span.end].rstrip(" ")
        for b in document.structure.blocks
        for s in markdown_styles(text, b)
        if s.is_hidden and s.span.start < s.span.end
    ]
    assert made == [sign.rstrip(" ") for sign in hidden]


def test_named_lines_of_markdown_are_text_and_front_matter_is_set_apart():
    lines = "---\ntitle: A\ntags: *b*\n---\n\n**Date:** 1 May\n**Present:** Ann\n"
    html_text = shown(loaded(lines.encode(), ".md"))
    assert html_text.count('<p class="line" dir="auto">') == 2
    assert html_text.count('<p class="field" dir="auto">') == 2
    assert html_text.count('<span class="strong">Present:</span><span class="made">**</span>') == 1
    assert "*b*" in html_text


@pytest.mark.parametrize(
    ("cell", "is_code"),
    [("K-101", True), ("A/7", True), ("K-", False), ("K-101 a", False), ("a-1" * 9, False)],
)
def test_short_codes_in_tables_stay_whole(cell, is_code):
    html_text = shown(loaded(f"Name,Value\nKelp,{cell}\nUrchin,x\n".encode(), ".csv"))
    assert ('class="whole"' in html_text) is is_code
