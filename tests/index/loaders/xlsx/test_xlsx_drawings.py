"""Text boxes, charts, diagrams and comments of a sheet are read."""

from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from tests.index.loaders.xlsx.books import blocks, book, with_drawing, with_parts

_MAIN = "http://schemas.openxmlformats.org/drawingml/2006"


def tanks(sheet):
    sheet.append(("Tank", "Level"))
    sheet.append(("T1", 70))


def box(row, *paragraphs):
    texts = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)
    return (
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>3</xdr:col><xdr:row>{row}</xdr:row></xdr:from>"
        f"<xdr:sp><xdr:txBody><a:bodyPr/>{texts}</xdr:txBody></xdr:sp></xdr:twoCellAnchor>"
    )


def test_text_boxes_stand_behind_the_tables_from_top_to_bottom():
    data = with_drawing(book(tanks), box(9, "Second") + box(2, "T1 is cleaned", "on Tuesday."))
    assert blocks(data)[2:] == [
        ("paragraph", "T1 is cleaned"), ("paragraph", "on Tuesday."), ("paragraph", "Second"),
    ]  # fmt: skip


def test_of_two_forms_of_a_shape_one_is_read():
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    both = (
        f'<mc:AlternateContent xmlns:mc="{space}"><mc:Choice Requires="x">{box(1, "New")}'
        f"</mc:Choice><mc:Fallback>{box(1, 'Old')}</mc:Fallback></mc:AlternateContent>"
    )
    assert blocks(with_drawing(book(tanks), both))[2:] == [("paragraph", "New")]


def test_titles_of_charts_and_their_axes():
    def fill(sheet):
        tanks(sheet)
        chart = BarChart()
        chart.title = "Levels in May"
        chart.y_axis.title = "Per cent"
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2), titles_from_data=True)
        sheet.add_chart(chart, "E2")

    assert blocks(book(fill))[2:] == [
        ("caption", "Chart: Levels in May"), ("caption", "Chart: Per cent"),
    ]  # fmt: skip


def test_words_of_a_diagram():
    data = (
        f'<dgm:dataModel xmlns:dgm="{_MAIN}/diagram" xmlns:a="{_MAIN}/main"><dgm:ptLst>'
        "<dgm:pt><dgm:t><a:p><a:r><a:t>Pump</a:t></a:r></a:p></dgm:t></dgm:pt>"
        "<dgm:pt><dgm:t><a:p><a:r><a:t>Drain</a:t></a:r></a:p></dgm:t></dgm:pt>"
        "</dgm:ptLst></dgm:dataModel>"
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/diagramData" Target="../diagrams/data1.xml"/>'
        "</Relationships>"
    )
    anchor = (
        "<xdr:twoCellAnchor><xdr:graphicFrame><a:graphic><a:graphicData>"
        f'<dgm:relIds xmlns:dgm="{_MAIN}/diagram" r:dm="rId1"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame></xdr:twoCellAnchor>"
    )
    new = {
        "xl/diagrams/data1.xml": data.encode(),
        "xl/drawings/_rels/drawing1.xml.rels": relations.encode(),
    }
    assert blocks(with_drawing(book(tanks), anchor, new))[2:] == [
        ("paragraph", "Pump"), ("paragraph", "Drain"),
    ]  # fmt: skip


def test_comments_are_notes_with_their_cells():
    def fill(sheet):
        tanks(sheet)
        sheet["B2"].comment = Comment("Measured by\nhand", "Ann")

    data = book(fill)
    assert blocks(data)[2:] == [("note", "Comment on B2: Measured by hand")]
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    thread = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="B2"><text>By hand?</text>'
        '</threadedComment><threadedComment ref="B2"><text>Yes.</text></threadedComment>'
        "</ThreadedComments>"
    )
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2017/10/relationships/'
        b'threadedComment" Target="../threadedComments/one.xml"/></Relationships>'
    )
    threaded = with_parts(
        data,
        {"xl/threadedComments/one.xml": thread.encode()},
        {name: lambda part: part.replace(b"</Relationships>", relation)},
    )
    assert blocks(threaded)[2:] == [
        ("note", "Comment on B2: By hand?"), ("note", "Comment on B2: Yes."),
    ]  # fmt: skip


def test_what_a_drawing_refers_to_and_is_not_there_is_left_out():
    anchor = (
        "<xdr:twoCellAnchor><xdr:graphicFrame><a:graphic><a:graphicData>"
        f'<c:chart xmlns:c="{_MAIN}/chart" r:id="rId7"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame></xdr:twoCellAnchor>"
    )
    assert len(blocks(with_drawing(book(tanks), anchor))) == 2
