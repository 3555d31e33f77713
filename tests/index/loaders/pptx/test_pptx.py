"""What is read of slides."""

from io import BytesIO

import pptx
import pytest
from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Emu, Inches

from index.loaders import load
from index.loaders.pptx.numbering import Counter

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082"
)


def deck(*fills, layout: int = 6) -> bytes:
    """A file with a slide for each function, which fills it."""
    presentation = pptx.Presentation()
    for fill in fills:
        fill(presentation.slides.add_slide(presentation.slide_layouts[layout]))
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def text_box(slide, text: str, left: float, top: float, width: float = 3, height: float = 0.5):
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    box.text_frame.text = text
    return box


def blocks(data: bytes) -> list[tuple[str, int, str]]:
    extracted = load(data, ".pptx")
    return [
        (block.kind, block.level, extracted.text[block.start : block.end])
        for block in extracted.structure.blocks
    ]


def test_boxes_come_as_they_are_seen():
    def fill(slide):
        text_box(slide, "Lorries leave at 05:30.", 0.5, 2.6)
        text_box(slide, "Evening shift", 5, 2)
        text_box(slide, "Vans leave at 18:10.", 5, 2.6)
        text_box(slide, "Morning shift", 0.5, 2)
        slide.shapes.title.text = "Delivery plan"

    assert [text for _, _, text in blocks(deck(fill, layout=5))] == [
        "Delivery plan", "Morning shift", "Lorries leave at 05:30.", "Evening shift",
        "Vans leave at 18:10.",
    ]  # fmt: skip


def test_a_group_stays_together():
    def fill(slide):
        text_box(slide, "after", 0.5, 4, width=9)
        group = slide.shapes.add_group_shape()
        for text, top in (("two", 3), ("one", 0.5)):
            group.shapes.add_textbox(
                Inches(1), Inches(top), Inches(2), Inches(0.5)
            ).text_frame.text = text
        text_box(slide, "between by place", 6, 1.5)

    assert [text for _, _, text in blocks(deck(fill))] == [
        "one", "two", "between by place", "after"
    ]  # fmt: skip


def paragraph(text: str, properties: str = "") -> str:
    return f'<a:p xmlns:a="{A}">{properties}<a:r><a:t>{text}</a:t></a:r></a:p>'


def replace_paragraphs(shape, *paragraphs: str) -> None:
    body = shape.text_frame._txBody
    for old in body.findall(f"{{{A}}}p"):
        body.remove(old)
    for one in paragraphs:
        body.append(etree.fromstring(one))


def test_bullets_levels_and_numbers():
    def fill(slide):
        slide.shapes.title.text = "Rules"
        replace_paragraphs(
            slide.placeholders[1],
            paragraph("Top."),
            paragraph("Below.", '<a:pPr lvl="1"/>'),
            paragraph("No bullet.", "<a:pPr><a:buNone/></a:pPr>"),
            paragraph("One.", '<a:pPr><a:buAutoNum type="alphaLcParenR" startAt="2"/></a:pPr>'),
            paragraph("Deep.", '<a:pPr lvl="1"/>'),
            paragraph("Two.", '<a:pPr><a:buAutoNum type="alphaLcParenR" startAt="2"/></a:pPr>'),
        )
        box = text_box(slide, "A box.", 1, 6.8)
        replace_paragraphs(box, paragraph("Box one."), paragraph("Box two."))

    data = deck(fill, layout=1)
    assert blocks(data) == [
        ("heading", 1, "Rules"), ("item", 1, "- Top."), ("item", 2, "- Below."),
        ("paragraph", 0, "No bullet."), ("item", 1, "b) One."), ("item", 2, "- Deep."),
        ("item", 1, "c) Two."), ("paragraph", 0, "Box one."), ("paragraph", 0, "Box two."),
    ]  # fmt: skip
    extracted = load(data, ".pptx")
    assert [block.label for block in extracted.structure.blocks if block.label] == ["b", "c"]
    assert "b) " in [extracted.text[one.start : one.end] for one in extracted.structure.generated]


@pytest.mark.parametrize(
    ("scheme", "texts"),
    [
        ("arabicPeriod", ["9.", "10."]),
        ("romanUcParenBoth", ["(IX)", "(X)"]),
        ("alphaUcPeriod", ["I.", "J."]),
        ("arabicPlain", ["9", "10"]),
        ("thaiNumPeriod", ["9.", "10."]),
    ],
)
def test_schemes_of_numbers(scheme, texts):
    counter = Counter()
    assert [counter.next(1, scheme, 9), counter.next(1, scheme, 9)] == texts
    counter.skip(1)
    assert counter.next(1, scheme, 9) == texts[0]
    assert Counter().next(1, "alphaLcPeriod", 28) == "bb."


def test_merged_cells_are_given_to_all_that_they_cover():
    def fill(slide):
        table = slide.shapes.add_table(3, 3, 0, 0, Inches(6), Inches(2)).table
        for row, texts in enumerate((("Region", "Town", "Wagons"), ("North", "Arlen", "4"),
                                     ("", "Boll", "7"))):  # fmt: skip
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        table.cell(1, 0).merge(table.cell(2, 0))

    assert blocks(deck(fill))[1:] == [
        ("row", 0, "Region: North; Town: Arlen; Wagons: 4"),
        ("row", 0, "Region: North; Town: Boll; Wagons: 7"),
    ]


def test_charts_are_tables():
    def fill(slide):
        data = CategoryChartData(number_format="0%")
        data.categories = ["2022", "2023"]
        data.add_series("Filled", (0.5, 0.62))
        data.add_series("Vacant", (0.5, 0.38))
        chart = slide.shapes.add_chart(
            XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(5), Inches(3), data
        ).chart
        chart.chart_title.text_frame.text = "Posts in the yard"
        chart.value_axis.axis_title.text_frame.text = "Share of posts"

    extracted = load(deck(fill), ".pptx")
    first, *rest = extracted.structure.blocks
    assert extracted.text[first.start : first.end] == "Posts in the yard; Share of posts"
    assert first.kind == "caption"
    last = extracted.text[rest[-1].start : rest[-1].end]
    for part in ("2023", "Filled: 62%", "Vacant: 38%"):
        assert part in last


def test_a_chart_of_points_has_both_numbers():
    def fill(slide):
        data = XyChartData()
        series = data.add_series("Depth")
        series.add_data_point(1.5, 20)
        series.add_data_point(2, 21.25)
        slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, 0, 0, Inches(5), Inches(3), data)

    assert [text for _, _, text in blocks(deck(fill))] == ["Depth", "1.5: 20", "2: 21.25"]


def diagram(slide, points: str, links: str) -> None:
    data = f'<dgm:dataModel xmlns:dgm="{DGM}" xmlns:a="{A}"><dgm:ptLst>{points}</dgm:ptLst>' + (
        f"<dgm:cxnLst>{links}</dgm:cxnLst></dgm:dataModel>"
    )
    name = PackURI("/ppt/diagrams/data1.xml")
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    part = Part(name, kind, slide.part.package, data.encode())
    relation = slide.part.relate_to(part, "http://schemas.openxmlformats.org/x/diagramData")
    frame = (
        '<p:graphicFrame xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        f'xmlns:a="{A}"><p:nvGraphicFramePr><p:cNvPr id="9" name="d"/><p:cNvGraphicFramePr/>'
        '<p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/>'
        f'</p:xfrm><a:graphic><a:graphicData uri="{DGM}"><dgm:relIds xmlns:dgm="{DGM}" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'r:dm="{relation}"/></a:graphicData></a:graphic></p:graphicFrame>'
    )
    slide.shapes._spTree.append(etree.fromstring(frame))


def point(name: str, text: str = "", kind: str = "node") -> str:
    body = f"<dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t>" if text else ""
    return f'<dgm:pt modelId="{name}" type="{kind}">{body}</dgm:pt>'


def link(above: str, below: str, place: int) -> str:
    return f'<dgm:cxn modelId="x{above}{below}" srcId="{above}" destId="{below}" srcOrd="{place}"/>'


def test_diagrams_are_lists():
    def fill(slide):
        points = point("0", kind="doc") + point("2", "Deputy") + point("1", "Head of the yard")
        points += point("3", "Clerk") + point("9", "drawn", "pres")
        # A circle does not hold it up.
        diagram(slide, points, link("0", "1", 0) + link("1", "3", 1) + link("1", "2", 0)
                + link("3", "1", 0))  # fmt: skip

    assert blocks(deck(fill)) == [
        ("item", 1, "- Head of the yard"), ("item", 2, "- Deputy"), ("item", 2, "- Clerk"),
    ]  # fmt: skip


def test_a_damaged_diagram_is_noted():
    def fill(slide):
        text_box(slide, "Text.", 1, 1)
        diagram(slide, "<dgm:pt", "")

    extracted = load(deck(fill), ".pptx")
    assert extracted.text == "Text."
    assert extracted.notes == ("slide 1: a chart or diagram that is damaged is not read",)


def test_what_only_newer_programs_show_is_read():
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"

    def fill(slide):
        box = text_box(slide, "In the choice.", 1, 1).element
        tree = box.getparent()
        alternates = etree.SubElement(tree, f"{{{mc}}}AlternateContent")
        etree.SubElement(alternates, f"{{{mc}}}Choice").append(box)
        text_box(slide, "In the fallback.", 1, 2)
        etree.SubElement(alternates, f"{{{mc}}}Fallback").append(tree[-1])

    assert load(deck(fill), ".pptx").text == "In the choice."


def test_footers_once_and_neither_date_nor_number():
    ns = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="{A}"'

    def fill(slide):
        text_box(slide, f"Text {slide.slide_id}.", 1, 1)
        for number, (kind, text) in enumerate((("ftr", "Wick and Sons"), ("dt", "1 May"),
                                               ("sldNum", "1"))):  # fmt: skip
            slide.shapes._spTree.append(etree.fromstring(
                f'<p:sp {ns}><p:nvSpPr><p:cNvPr id="{20 + number}" name="x"/><p:cNvSpPr/>'
                f'<p:nvPr><p:ph type="{kind}" idx="{10 + number}"/></p:nvPr></p:nvSpPr><p:spPr/>'
                f"<p:txBody><a:bodyPr/>{paragraph(text)}</p:txBody></p:sp>"))  # fmt: skip

    assert [(kind, text) for kind, _, text in blocks(deck(fill, fill))] == [
        ("paragraph", "Text 256."), ("footer", "Wick and Sons"), ("paragraph", "Text 257."),
    ]  # fmt: skip


def test_what_is_not_read_is_said():
    def hidden(slide):
        text_box(slide, "Hidden.", 1, 1)
        slide.element.set("show", "0")

    def pictured(slide):
        text_box(slide, "Seen.", 1, 1)
        slide.shapes.add_picture(BytesIO(PNG), 0, 0, Inches(9), Inches(6))
        small = slide.shapes.add_picture(BytesIO(PNG), 0, 0, Emu(9000), Emu(9000))
        small._element.nvPicPr.cNvPr.set("descr", "described")

    extracted = load(deck(hidden, pictured), ".pptx")
    assert extracted.text == "Seen."
    assert extracted.notes == ("slide 1 is hidden and not read",)


def test_notes_are_said_to_be_notes():
    def fill(slide):
        text_box(slide, "Seen.", 1, 1)
        slide.notes_slide.notes_text_frame.text = "Said.\nAnd more."

    assert blocks(deck(fill))[1:] == [("note", 0, "Notes: Said.\nAnd more.")]
