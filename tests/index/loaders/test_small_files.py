"""Small files of 41 kinds that once lost text, joined it wrongly or were refused wrongly.

The files were made for Citespan (CC0 1.0); ``README`` in each folder says what a person reads.
"""

from pathlib import Path

import pytest

from index.loaders import CONTAINERS, RefusedError
from index.loaders.isolation.worker import Worker

CASES = Path(__file__).parents[2] / "data" / "cases"

# File -> what stands in its text, and what does not.
READ: dict[str, tuple[list[str], list[str]]] = {
    "csv-preamble/fleet.xlsx": (["38"], []),
    "csv-preamble/statement.csv": (
        ["Date: 2024-01-03; Payee: Nordwind Energy; Amount: -84,10"], []),
    "docx-altchunk/merged.docx": (["Cover note", "The Mirel ferry carries 48 cars."], []),
    "docx-autonumber/lease.docx": (
        ["2.2 Late rent bears interest", "3.2 The landlord repairs the roof"], []),
    "docx-equation/pump.docx": (
        ["The required head is H=42 m and the flow is Q=17 L/s."], []),
    "docx-letterhead/letter.docx": (["K-7781"], []),
    "docx-strict/strict.docx": (["The Ostrava depot opens at 06:40 on weekdays."], []),
    "eml-leading-blank/blank.eml": (["out of service from 7 to 9 April."], []),
    "eml-leading-blank/mbox.eml": (["out of service from 7 to 9 April."], []),
    "eml-plain-stub/invoice.eml": (["63.20 crowns"], []),
    "eml-text-after-image/photo.eml": (["boiler 7"], []),
    "eml-utf16/notice.eml": (["Subject: "], []),
    "epub-notes-nonlinear/fen.epub": (["Mirrow was flooded for good in 1911."], []),
    "html-footer-contact/clinic.html": (["14 Mill Lane, Pelham", "555 0142"], []),
    "html-headings-lists/handbook.html": (["forty crowns"], []),
    "html-list-page/rules.html": (["Thursdays"], []),
    "html-rowspan/rota.html": (
        ["Day: Saturday; Watch: Late; Leader: Eva Stroud"], ["Day: Late"]),
    "html-small-table/receipt.html": (
        ["Item: Lamp oil; Quantity: 3; Price: 4.50", "\n\nPaid in cash."], []),
    "html-two-articles/news.html": (["three crowns"], []),
    "md-table/t.md": (["| Jack | D7 | 12 |"], []),
    "odt-merged-rows/m.odt": (["Line: Red; Stop: Pond; Minute: 9"], []),
    "odt-numbering/n.odt": (["3. "], []),
    "pdf-cropbox/kiln.pdf": (["The kiln holds 300 tiles."], ["PRINTER MARK"]),
    "pdf-footnote-mark/fn.pdf": (["4500"], ["45003"]),
    "pdf-form-values/application.pdf": (["Silver Heron", "14.2 m", "Kelmouth"], []),
    "pdf-freetext-note/note.pdf": (["Gas valve moved to the east wall."], []),
    "pdf-key-value/claim.pdf": (["KX-5510", "P-88-1204", "ORL 442", "555 0177"], []),
    "pdf-page-break/report.pdf": (["410,000 crowns"], []),
    "pdf-table-by-column/prices.pdf": (["Oat loaf", "2.90"], []),
    "pdf-two-columns-interleaved/control.pdf": (["82,000 crowns"], []),
    "pdf-two-columns-interleaved/minutes.pdf": (["82,000 crowns"], []),
    "pptx-visual-order/plan.pptx": (["Morning shift"], []),
    "rtf-cell-paragraphs/menu.rtf": (["Pea soup Rye bread", "Fish pie Plum tart"], []),
    "rtf-footnote/fn.rtf": (["The contractor was the firm of Jonas Wick."], ["\ufffd"]),
    "table-year-headers/accounts.xlsx": (
        ["Item: Revenue; 2021: 410; 2022: 455; 2023: 502"], []),
    "table-year-headers/accounts2.csv": (["2023: 12"], []),
    "table-year-headers/harvest.html": (["2023: 31"], []),
    "table-year-headers/stations.docx": (["2022: 133"], []),
    "txt-aligned-table/t.txt": (["09:45"], []),
    "txt-utf16-nobom/a.txt": ([" "], ["\0"]),
    "wrong-suffix/html-as-doc.docx": ([" "], ["<"]),
    "wrong-suffix/rtf-as-doc.docx": ([" "], ["\\par"]),
    "wrong-suffix/docx-named.pdf": ([" "], []),
    "wrong-suffix/csv-as-xlsx.xlsx": ([": "], []),
    "xlsx-formats/parts.xlsx": (
        ["01067", "1,234.50", "Mar 2024", "26:30", "12.5%", "007"], []),
    "xlsx-formula-uncached/sales.xlsx": (["(not calculated)"], []),
    "xlsx-merged-rows/crew.xlsx": (["Petrel"], []),
    "xlsx-textbox/tanks.xlsx": (["Tank T1 is cleaned every second Tuesday."], []),
    "xlsx-two-tables/plan.xlsx": (
        ["Vehicle: Bus 14; Licence plate: KX 220"], ["Driver: Bus 14"]),
}  # fmt: skip
REFUSED = {
    "wrong-suffix/empty.docx": "empty file",
    "wrong-suffix/empty.pdf": "empty file",
    "wrong-suffix/wrong.pdf": "not a PDF (plain text); rename it to .txt",
}
ORDERED = {
    "pptx-visual-order/plan.pptx": [
        "Morning shift", "Lorries leave at 05:30.", "Evening shift", "Vans leave at 18:10.",
    ],
    "eml-text-after-image/photo.eml": ["behind boiler 7"],
}  # fmt: skip


@pytest.fixture(scope="module")
def worker():
    worker = Worker()
    yield worker
    worker.close()


def text_of(worker: Worker, name: str) -> str:
    path = CASES / name
    if path.suffix not in CONTAINERS:
        return worker.load(path.read_bytes(), path.suffix).text
    worker.open(path.read_bytes(), path.suffix)
    return worker.load_member(0).text


@pytest.mark.parametrize("name", READ)
def test_the_right_text(worker, name):
    text = text_of(worker, name)
    present, absent = READ[name]
    assert [part for part in present if part not in text] == []
    assert [part for part in absent if part in text] == []


@pytest.mark.parametrize("name", REFUSED)
def test_the_true_reason(worker, name):
    with pytest.raises(RefusedError) as refusal:
        text_of(worker, name)
    assert REFUSED[name] in str(refusal.value)


@pytest.mark.parametrize("name", ORDERED)
def test_the_order_in_which_it_is_seen(worker, name):
    text = text_of(worker, name)
    places = [text.index(part) for part in ORDERED[name]]
    assert places == sorted(places)


def test_names_in_archives_of_old_code_pages(worker):
    members = worker.open((CASES / "zip-legacy-names" / "alt.zip").read_bytes(), ".zip")
    assert any("Wäsch" in member.name for member in members)


def test_every_folder_of_files_is_tried():
    tried = {name.partition("/")[0] for name in (*READ, *REFUSED)} | {"zip-legacy-names"}
    assert {path.name for path in CASES.iterdir()} == tried
