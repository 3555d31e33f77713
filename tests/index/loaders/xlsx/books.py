"""Workbooks for tests."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from index.loaders import load
from index.values import Extracted
from tests.index.loaders.format_samples import zipped

__all__ = ["blocks", "book", "lines", "read", "with_drawing", "with_parts"]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def book(fill: Callable[[Worksheet], None]) -> bytes:
    """A workbook of one sheet that ``fill(sheet)`` writes."""
    workbook = openpyxl.Workbook()
    fill(workbook.active)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def read(data: bytes) -> Extracted:
    """What the loader makes of it; the same each time."""
    extracted = load(data, ".xlsx")
    assert load(data, ".xlsx") == extracted
    return extracted


def blocks(data: bytes) -> list[tuple[str, str]]:
    """Kind and text of each block behind the name of the sheet."""
    extracted = read(data)
    return [
        (block.kind, extracted.text[block.start : block.end])
        for block in extracted.structure.blocks
    ][1:]


def lines(data: bytes) -> list[str]:
    """The texts of the blocks behind the name of the sheet."""
    return [text for _, text in blocks(data)]


def with_parts(
    data: bytes, new: Mapping[str, bytes], changes: Mapping[str, Callable[[bytes], bytes]]
) -> bytes:
    """A workbook with more parts, and some changed."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        before = members[name]
        members[name] = change(before)
        assert members[name] != before
    return zipped({**members, **new})


def with_drawing(data: bytes, anchors: str, new: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook whose first sheet has a drawing with some anchors."""
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main" '
        f'xmlns:r="{_OFFICE}">{anchors}</xdr:wsDr>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/drawing" Target="../drawings/drawing1.xml"/>'
        "</Relationships>"
    )
    reference = f'<drawing xmlns:r="{_OFFICE}" r:id="rId1"/></worksheet>'.encode()
    return with_parts(
        data,
        {
            "xl/drawings/drawing1.xml": drawing.encode(),
            "xl/worksheets/_rels/sheet1.xml.rels": relations.encode(),
            **(new or {}),
        },
        {"xl/worksheets/sheet1.xml": lambda part: part.replace(b"</worksheet>", reference)},
    )
