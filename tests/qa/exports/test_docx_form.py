import zipfile
from io import BytesIO

import docx
from hypothesis import given, settings
from hypothesis import strategies as st

from index.loaders import load
from qa.exports.changes import changes
from qa.exports.docx_form import as_docx
from qa.exports.export_file import read_export
from tests.qa.exports.conversations import HEAD, answer_from, conversations


def words(text):
    """What a loader keeps: letters and digits."""
    return "".join(filter(str.isalnum, text))


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_our_own_loader_reads_the_quotations_back(data):
    answers = data.draw(conversations())
    text = words(load(as_docx(answers, HEAD), ".docx").text)
    for answer in answers:
        for citation in (*answer.citations, *answer.related):
            assert words(citation.text) in text


def test_each_citation_is_a_footnote(tmp_path):
    text = "6.3 The lease ends on\n12 May 2025. The rent is <due>."
    data = as_docx([answer_from(tmp_path / "lease.txt", text, (0, 34), (22, 33))], HEAD)
    assert load(data, ".docx").text.split("\n\n")[2:8] == [
        "What?",
        "Asked of 0 documents.",
        "Answer",
        "12 May 2025",
        "1. 6.3 The lease ends on\n12 May 2025.",
        "lease.txt, characters 0–34",
    ]
    document = docx.Document(BytesIO(data))
    assert [p.text for p in document.paragraphs if p.style.name == "Answer"] == ["12 May 2025"]
    assert document.core_properties.title == "Conversation"


def test_a_file_saved_by_another_program_says_so(tmp_path):
    answer = answer_from(tmp_path / "lease.txt", "It ends on 12 May 2025.", (0, 23), (11, 22))
    data, again = BytesIO(as_docx([answer], HEAD)), BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    (line,) = changes(read_export(again.getvalue()))
    assert line.startswith("the whole file: it has no digest")


def test_signs_of_markdown_are_hidden_text_and_the_quotation_is_exact(tmp_path):
    text = "**Decision:** The *board* approved it.\n\n| a | b |\n|---|---|\n| c | d |\n"
    row = text.index("| c")
    answer = answer_from(tmp_path / "minutes.md", text, (0, 38), (0, 25))
    other = answer_from(tmp_path / "minutes.md", text, (row, row + 9))
    data = as_docx([answer, other], HEAD)
    assert changes(read_export(data)) == []
    shown = [
        "".join(run.text for run in paragraph.runs if not run.font.hidden)
        for paragraph in docx.Document(BytesIO(data)).paragraphs
        if paragraph.style.name == "Answer"
    ]
    assert shown == ["Decision: The board", "c | d"]
    with zipfile.ZipFile(BytesIO(data)) as file:
        notes = file.read("word/footnotes.xml").decode()
    assert notes.count("<w:vanish/>") == 6  # four stars in pairs, and a bar on either side
    assert read_export(data).record["turns"][0]["citations"][0]["text"] == text[:38]
