"""Trees of HTML as blocks: kinds, levels, labels, numbers."""

import time

import pytest

from tests.index.loaders.shown import assert_covers, generated, kinds, labels, page, rows, texts


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<ol><li>a<li>b</ol>", ["1. a", "2. b"]),
        ("<ol start=3><li>a<li value=9>b<li>c</ol>", ["3. a", "9. b", "10. c"]),
        ("<ol reversed><li>a<li>b</ol>", ["2. a", "1. b"]),
        ("<ol type=a start=26><li>a<li>b</ol>", ["z. a", "aa. b"]),
        ("<ol type=I start=4><li>a<li>b</ol>", ["IV. a", "V. b"]),
        ("<ol style='list-style-type: lower-roman'><li>a</ol>", ["i. a"]),
        ("<ol style='list-style: none'><li>a</ol>", ["a"]),
        ("<ol><li>a<ol type=a><li>b</ol><li>c</ol>", ["1. a", "a. b", "2. c"]),
        ("<ol><li><p>a</p><p>more</p><li><div><p>b</div></ol>", ["1. a", "more", "2. b"]),
        ("<ol start=-1><li>a<li>b</ol>", ["-1. a", "0. b"]),
        ("<ol start=99999999999><li>a</ol>", ["999999. a"]),
        ("<ul><li>4.1 The Supplier pays<li>• dot</ul>", ["4.1 The Supplier pays", "• dot"]),
        ("<li>a", ["- a"]),
    ],
)
def test_items_have_their_numbers(source, expected):
    extracted = page(source)
    assert texts(extracted) == expected
    assert [kind for kind, text in kinds(extracted) if text != "more"] == ["item"] * (
        len(expected) - ("more" in expected)
    )


def test_numbers_are_generated_and_labels():
    extracted = page("<ol type=a><li>rope<li>bell<ul><li>4.1 The tide rises</ul></ol>")
    assert generated(extracted) == ["a. ", "b. "]
    assert labels(extracted) == [(1, "a"), (1, "b"), (2, "4.1")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<dl><dt>Quorum<dd>The number.</dl>", ["Quorum: The number."]),
        ("<dl><dt>A<dt>B<dd>one</dl>", ["A, B: one"]),
        ("<dl><dt>A<dd>one<dd>two</dl>", ["A: one", "A: two"]),
        ("<dl><dt>A<dd><p>one<p>more</dl>", ["A: one", "more"]),
        ("<dl><dt>Hours:<dd>nine</dl>", ["Hours: nine"]),
        ("<dl><dt>Why?<dd>So.</dl>", ["Why? So."]),
        ("<dl><dt>4.1<dd>The Supplier pays.</dl>", ["4.1 The Supplier pays."]),
        ("<dl><dt>A<dd><ul><li>x</ul></dl>", ["A", "- x"]),
        ("<dl><dt>A</dl><p>x", ["A", "x"]),
        ("<dl><div><dt>A<dd>one</div></dl>", ["A: one"]),
        ("<dl><dd>no term</dl>", ["- no term"]),
    ],
)
def test_terms_stand_in_front_of_what_they_mean(source, expected):
    assert texts(page(source)) == expected


def test_a_term_that_is_a_label():
    assert labels(page("<dl><dt>4.1<dd>The Supplier pays.<dt>Fee<dd>x</dl>")) == [
        (1, "4.1"),
        (1, ""),
    ]


def test_a_term_that_is_given_again_is_generated():
    assert generated(page("<dl><dt>A<dd>one<dd>two</dl>")) == [": ", "A: "]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<h2>6.2 Liability</h2>x", ("heading", 2, "6.2")),
        ("<h1><div>Section 4</div></h1>x", ("heading", 1, "Section 4")),
        ("<div role=heading aria-level=3>Fees</div>x", ("heading", 3, "")),
        ("<p><b>Termination</b></p><p>x", ("heading", 1, "")),
        ("<p><b>He came.</b></p><p>x", ("paragraph", 0, "")),
        ("<p><b>Fees</b> are due</p>x", ("paragraph", 0, "")),
        ("<p>4.1 The Supplier pays.</p>x", ("paragraph", 0, "4.1")),
        ("<figure><figcaption>Figure 2: Mill</figcaption></figure>x", ("caption", 0, "Figure 2")),
        ("<p>Table 3. Rainfall</p>x", ("caption", 0, "Table 3")),
        ("<aside role=doc-footnote>Odo.</aside>x", ("footnote", 0, "")),
    ],
)  # fmt: skip
def test_kinds_levels_and_labels(source, expected):
    block = page(source).structure.blocks[0]
    assert (block.kind, block.level, block.label) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>a<b> b</b> <i>c</i>\n d</p>", ["a b c d"]),
        ("<p>a <br> b</p>", ["a\nb"]),
        ("x<span style='display:block'>y</span>z", ["x", "y", "z"]),
        ("<pre>  a  b\n\n   c</pre>", ["a  b\n\n   c"]),
        ("<p>10<sup>6</sup> m<sup>2</sup>, CO<sub>2</sub></p>", ["10^6 m2, CO2"]),
        ("<p>in Brest<sup>3</sup> and there.<sup>4,5</sup></p>", ["in Brest [3] and there. [4,5]"]),
        ("<p>the 1<sup>st</sup> of May</p>", ["the 1st of May"]),
        ("<address>Mill Lane<br>Pelham</address>", ["Mill Lane\nPelham"]),
    ],
)
def test_inline_content(source, expected):
    assert texts(page(source)) == expected


@pytest.mark.parametrize(
    "formula",
    [
        "<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>",
        "<math alttext='a/b'></math>",
        "<span style='display:none'><math><mfrac><mi>a</mi><mi>b</mi></mfrac></math></span><img>",
        "<span><span><math><semantics><mfrac><mi>a</mi><mi>b</mi></mfrac><annotation>\\frac"
        "</annotation></semantics></math></span><span aria-hidden=true>ab</span></span>",
        "<script type='math/tex'>a/b</script>",
    ],
)
def test_formulas_are_read_once(formula):
    assert texts(page(f"<p>So {formula} holds.</p>")) == ["So a/b holds."]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "<table><tr><th>A<th>B<tr><td rowspan=2>x<td>1<tr><td>2<tr><td>y<td>3</table>",
            ["A: x; B: 1", "A: x; B: 2", "A: y; B: 3"],
        ),
        (
            "<table><tr><th>A<th>B<th>C<tr><td colspan=2>x<td>1</table>",
            ["A: x; B: x; C: 1"],
        ),
        (
            "<table><tr><th>A<th>B<tr><td colspan=2>North<tr><td>x<td>1</table>",
            ["A: North", "A: x; B: 1"],
        ),
        (
            "<table><tr><th>A<th>B<th>C<tr><td>1<td>2<td rowspan=9>z<tr><td>3</table>",
            ["A: 1; B: 2; C: z", "A: 3; C: z"],
        ),
        (
            "<div role=table><div role=row><i role=columnheader>A</i><i role=columnheader>B</i>"
            "</div><div role=row><i role=cell>x</i><i role=cell>1</i></div></div>",
            ["A: x; B: 1"],
        ),
        ("<table><tr><th>A<th>B<tr><td>x<br>y<td><p>1<p>2</table>", ["A: x y; B: 1 2"]),
    ],
)
def test_merged_cells(source, expected):
    assert texts(page(source))[1:] == expected


def test_what_a_merged_cell_covers_is_generated():
    extracted = page("<table><tr><th>A<th>B<tr><td rowspan=2>x<td>1<tr><td>2</table>")
    cells = [[cell.lower() for cell in row] for row in rows(extracted)]
    assert cells == [["a", "b"], ["x", "1"], ["x", "2"]]
    start = extracted.text.rindex("x")
    assert any(span.start <= start < span.end for span in extracted.structure.generated)


@pytest.mark.parametrize(
    "source",
    [
        "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>",
        "<table><tr><td>a<td>b</table>",
        "<table><tr><td>a<tr><td>b</table>",
        "<table><tr><td><h2>a</h2><td>b<tr><td>c<td>d</table>",
    ],
)
def test_tables_that_lay_out_a_page_are_none(source):
    assert "row" not in [kind for kind, _ in kinds(page(source))]


def test_captions_of_tables():
    source = "<table><caption>Table 1: <b>Fees</b></caption><tr><th>A<th>B<tr><td>x<td>1</table>"
    assert kinds(page(source))[0] == ("caption", "Table 1: Fees")


@pytest.mark.parametrize(
    "source",
    [
        "<table>" + "<tr><td rowspan=65000 colspan=1000>x<td>y" * 400 + "</table>",
        "<table>" + "<tr><td rowspan=65000>x" * 3_000 + "</table>",
        "<p>" + "<sup>1</sup>" * 30_000,
        "<p>" + "a<br>" * 30_000,
        "<dl>" + "<dt>a</dt>" * 20_000 + "<dd>b</dd>" * 3 + "</dl>",
        "<p hidden>x</p>y" * 20_000,
        "<div role=table><div role=row><div role=cell>x</div><div role=cell>" * 200,
        "<p>x<a href='#n0'>[0]</a>"
        + "".join(f"<p id=n{n}>{n} see <a href='#n{n + 1}'>[{n + 1}]</a>" for n in range(3_000)),
        "<button aria-controls=b>x</button>" * 20_000 + "<div id=b hidden>y</div>",
        "<p id=a1>" + "<a href='#a1'>[1]</a>" * 20_000,
        "".join(f"<sup><a href='#n{n}'>{n}</a></sup>" for n in range(5_000))
        + "".join(f"<p id=n{n}>{n} note" for n in range(5_000)),
    ],
)
def test_large_and_hostile_pages_take_little_time(source):
    before = time.perf_counter()
    assert_covers(page(source))
    assert time.perf_counter() - before < 20
