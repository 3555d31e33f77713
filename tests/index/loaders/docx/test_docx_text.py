"""What of a Word file becomes text: runs, fields, changes, notes, margins, boxes, headings."""

import pytest

from index.loaders import load
from tests.index.loaders.block_lists import blocks, typed
from tests.index.loaders.docx.word_files import paragraph, row, run, styles, word


def mark(role: str, instruction: str = "") -> str:
    code = f"<w:r><w:instrText> {instruction} </w:instrText></w:r>" if instruction else ""
    return f"<w:r><w:fldChar w:fldCharType='{role}'/></w:r>{code}"


def field(instruction: str, result: str) -> str:
    return mark("begin", instruction) + mark("separate") + run(result) + mark("end")


def text_of(body: str, **parts) -> str:
    return load(word(body, **parts), ".docx").text


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (run("see ") + field("REF _x \\h", "clause 3.2") + run("."), "see clause 3.2."),
        (run("a ") + mark("begin", f"IF {field('X', 'no')} 1") + mark("separate") + run("b")
         + mark("end"), "a b"),
        (mark("begin", "REF x") + run("a"), "a"),
        (run("a") + mark("separate") + mark("end") + run("b"), "ab"),
        ("<w:fldSimple w:instr=' DATE '>" + run("1 May") + "</w:fldSimple>", "1 May"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t> yes</w:t></w:r>", "☑ yes"),
        ("<w:r><w:ruby><w:rt>" + run("kana") + "</w:rt><w:rubyBase>" + run("kanji")
         + "</w:rubyBase></w:ruby></w:r>", "kanji"),
        ("<w:r><mc:AlternateContent><mc:Choice><w:t>new</w:t></mc:Choice><mc:Fallback><w:t>old"
         "</w:t></mc:Fallback></mc:AlternateContent></w:r>", "new"),
        ("<w:r><mc:AlternateContent><mc:Fallback><w:t>old</w:t></mc:Fallback>"
         "</mc:AlternateContent></w:r>", "old"),
        (run("a") + "<w:r><w:rPr><w:rStyle w:val='Secret'/></w:rPr><w:t>b</w:t></w:r>", "a"),
    ],
)  # fmt: skip
def test_runs(inner, text):
    hidden = "<w:style w:type='character' w:styleId='Secret'><w:rPr><w:vanish/></w:rPr></w:style>"
    assert text_of(paragraph(inner), styles=hidden) == text


def test_forms_show_their_boxes_and_choices():
    def form(data):
        begin = (
            f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData>{data}</w:ffData></w:fldChar></w:r>"
        )
        return begin + mark("separate") + mark("end")

    ticked = form("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>")
    empty = form("<w:checkBox><w:default w:val='0'/></w:checkBox>")
    choice = form(
        "<w:ddList><w:result w:val='1'/><w:listEntry w:val='red'/><w:listEntry w:val='blue'/>"
        "</w:ddList>"
    )
    data = word(paragraph(ticked + run(" yes ") + empty + run(" no ") + choice))
    assert load(data, ".docx").text == "☒ yes ☐ no blue"
    assert typed(data, ".docx") == " yes  no blue"


def test_tables_of_contents_are_left_out():
    contents = styles(T1="<w:name w:val='toc 1'/>", Other="<w:name w:val='My toc'/>")
    gallery = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
        f"</w:sdtPr><w:sdtContent>{paragraph('Contents')}</w:sdtContent></w:sdt>"
    )
    body = (
        gallery + paragraph("Term 3", "T1") + paragraph(mark("begin", "TOC \\o") + mark("separate")
        + run("Rent 4")) + paragraph(run("Roof 5") + mark("end") + run("kept"))
        + paragraph("x", "Other")
    )  # fmt: skip
    assert text_of(body, styles=contents) == "kept\n\nx"


def test_a_table_of_contents_without_an_end_hides_nothing():
    body = paragraph(mark("begin", "TOC") + mark("separate") + run("Term")) + paragraph("Text.")
    assert text_of(body) == "Term\n\nText."


def test_changes_are_accepted():
    joined = paragraph("The tide", "", "<w:rPr><w:del w:id='1'/></w:rPr>") + paragraph("rose.")
    moved = "<w:moveFrom w:id='2'>" + run("old") + "</w:moveFrom>"
    added = (
        "<w:moveTo w:id='3'>" + run("new") + "</w:moveTo><w:ins w:id='4'>" + run("er") + "</w:ins>"
    )
    data = word(joined + paragraph(moved + added))
    assert load(data, ".docx").text == "The tide rose.\n\nnewer"
    assert typed(data, ".docx") == "The tiderose.\n\nnewer"
    assert text_of(paragraph("Last", "", "<w:rPr><w:del w:id='1'/></w:rPr>")) == "Last"


NOTES = "".join(
    f"<w:{{0}} w:id='{number}'>{paragraph(text)}</w:{{0}}>"
    for number, text in ((1, "One."), (2, "Two."), (3, "* Own mark."), (4, "Never asked for."))
)
LINE = "<w:{0} w:type='separator' w:id='-1'>" + paragraph("line") + "</w:{0}>"


def reference(number: int, kind: str = "footnote", extra: str = "") -> str:
    return f"<w:r><w:{kind}Reference w:id='{number}'{extra}/></w:r>"


def test_notes_follow_the_paragraph_that_refers_to_them():
    own = f"{reference(3, extra=' w:customMarkFollows=' + repr('1'))}".replace(
        "</w:r>", "<w:t>*</w:t></w:r>"
    )
    body = (
        paragraph(run("The tide") + reference(2) + run(" rose") + reference(1, "endnote")
        + run("."))
        + paragraph(run("Nobody slept") + own + run(".")) + paragraph("The end.")
    )  # fmt: skip
    data = word(body, footnotes=(LINE + NOTES).format("footnote"), endnotes=NOTES.format("endnote"))
    assert blocks(data, ".docx") == [
        ("paragraph", 0, "", "The tide rose."), ("footnote", 0, "1", "1. Two."),
        ("footnote", 0, "i", "i. One."), ("paragraph", 0, "", "Nobody slept."),
        ("footnote", 0, "*", "* Own mark."), ("paragraph", 0, "", "The end."),
    ]  # fmt: skip
    assert typed(data, ".docx").split("\n\n")[1:3] == ["Two.", "One."]


def test_notes_of_a_table_follow_the_table():
    gull = paragraph(run("Gull") + reference(1))
    table = f"<w:tbl>{row('Boat', 'Length', 'Owner')}{row(gull, '9', 'Ann')}</w:tbl>"
    data = word(table + paragraph("End."), footnotes=NOTES.format("footnote"))
    assert [block[0] for block in blocks(data, ".docx")] == ["row", "row", "footnote", "paragraph"]
    assert "Boat: Gull; Length: 9" in load(data, ".docx").text


def test_notes_are_numbered_as_the_settings_say():
    settings = "<w:footnotePr><w:numFmt w:val='lowerLetter'/><w:numStart w:val='3'/></w:footnotePr>"
    data = word(
        paragraph(run("x") + reference(1)), footnotes=NOTES.format("footnote"), settings=settings
    )
    assert load(data, ".docx").text == "x\n\nc. One."


def section(*references: str, extra: str = "") -> str:
    links = "".join(
        f"<w:{kind}Reference w:type='{which}' r:id='{identifier}'/>"
        for kind, which, identifier in (one.split() for one in references)
    )
    return f"<w:sectPr>{links}{extra}</w:sectPr>"


def test_each_distinct_header_and_footer_is_read_once():
    page = paragraph(run("Page ") + field("PAGE", "3") + run(" of ") + field("NUMPAGES", "9"))
    more = {
        "h1": ("header", paragraph("Contract number K-7781")),
        "h2": ("header", paragraph("Contract number K-7781") + paragraph("First page only")),
        "h3": ("header", paragraph("Never shown")),
        "f1": ("footer", page),
        "f2": ("footer", f"<w:tbl>{row('Holm Timber', '3 Quay Road')}</w:tbl>" + page),
    }
    first = paragraph(
        "Text.", "", section("header default h1", "header even h3", "footer default f1")
    )
    last = section("header first h2", "footer default f2", extra="<w:titlePg/>")
    assert blocks(word(first + last, more=more), ".docx") == [
        ("header", 0, "", "Contract number K-7781"), ("header", 0, "", "First page only"),
        ("paragraph", 0, "", "Text."),
        ("footer", 0, "", "Holm Timber"), ("footer", 0, "", "3 Quay Road"),
        ("footer", 0, "", "Page 3 of 9"),
    ]  # fmt: skip


def test_headings_by_outline_style_and_name_in_any_language():
    styled = styles(
        berschrift2="<w:name w:val='Überschrift 2'/>",
        Mine="<w:name w:val='Mine'/><w:basedOn w:val='A'/>",
        A="<w:name w:val='A'/><w:basedOn w:val='Mine'/><w:pPr><w:outlineLvl w:val='3'/></w:pPr>",
        T="<w:name w:val='Title'/>",
        C="<w:name w:val='caption'/>",
    )
    body = (
        paragraph("The lease", "T") + paragraph("Term", "berschrift2") + paragraph("Roof", "Mine")
        + paragraph("Direct", "", "<w:outlineLvl w:val='0'/>")
        + paragraph("Not", "Mine", "<w:outlineLvl w:val='9'/>")
        + paragraph("Schedule 1 – Rent", "berschrift2") + paragraph("6.2 Repairs of the roof.")
        + paragraph(run("Table ") + field("SEQ Table", "3") + run(": Rents"), "C")
    )  # fmt: skip
    data = word(body, styles=styled)
    assert load(data, ".docx").title == "The lease"
    assert [block[:3] for block in blocks(data, ".docx")] == [
        ("heading", 1, ""), ("heading", 2, ""), ("heading", 4, ""), ("heading", 1, ""),
        ("paragraph", 0, ""), ("heading", 2, "Schedule 1"), ("paragraph", 0, "6.2"),
        ("caption", 0, "Table 3"),
    ]  # fmt: skip


def test_comments_and_missing_pictures_are_noted():
    picture = (
        "<w:r><w:drawing><wp:inline><wp:extent cx='7772400' cy='{0}'/><a:graphic><a:graphicData>"
        "<pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    body = paragraph(run("x") + picture.format(6_000_000) + picture.format(600_000))
    data = word(body, comments=f"<w:comment w:id='1'>{paragraph('A COMMENT')}</w:comment>")
    extracted = load(data, ".docx")
    assert extracted.text == "x"
    assert extracted.notes == (
        "comments are not read: 1",
        "1 picture: not read: it is not in the file",
    )
