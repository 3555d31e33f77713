"""Which words and headings of a folder of files do other readers find that ours loses?

    pip install pypandoc_binary==1.17 pdfminer.six==20260107
    python -m benchmarks.indexing.second_readers DIR [--worst 5]

Reads DOCX, ODT, RTF, EPUB, HTML, PPTX, XLSX and PDF files of DIR as the product does and with a
second reader: pandoc; python-pptx and openpyxl for slides and sheets; pdfminer.six for PDF. Prints
a Markdown table by format: files, words of the second reader, the share missing here, and the
headings that pandoc sees and that stand in no heading here, or nowhere at all. Files that either
reader refuses are listed below it.

A word has two characters or more and counts as often as it stands there; one that is joined or
broken differently counts as lost. Equations are left out: pandoc writes them as LaTeX.
"""

from __future__ import annotations

import argparse
import codecs
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from index.errors import RefusedError
from index.loaders.isolation.worker import Worker
from index.values import Extracted

_PANDOC: Final = {".docx": "docx", ".odt": "odt", ".rtf": "rtf", ".epub": "epub", ".html": "html"}
_WORD: Final = re.compile(r"[^\W_]{2,}")


@dataclass(slots=True)
class _Format:
    files: int = 0
    words: int = 0
    lost: int = 0
    headings: int = 0
    unmarked: int = 0
    gone: int = 0
    worst: list[tuple[float, str, str]] = field(default_factory=list)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=3, help="files to name for each format")
    options = parser.parse_args()
    formats: dict[str, _Format] = defaultdict(_Format)
    refused = []
    worker = Worker()
    for path in sorted(options.folder.iterdir()):
        reader = _READERS.get(path.suffix.lower())
        if reader is None:
            continue
        data = path.read_bytes()
        try:
            ours = worker.load(data, path.suffix)
        except RefusedError as error:
            refused.append(f"{path.name}: {error}")
            continue
        try:
            text, headings = reader(data, path.suffix.lower())
        except Exception as error:  # each library has its own
            refused.append(f"{path.name}: second reader: {type(error).__name__}")
            continue
        _compare(formats[path.suffix.lower()], path.name, ours, text, headings)
    worker.close()
    _print(formats, options.worst)
    for line in refused:
        print(f"- {line}")


def _compare(total: _Format, name: str, ours: Extracted, text: str, headings: list[str]) -> None:
    theirs = Counter(_words(text))
    here = Counter(_words(ours.text))
    missing = theirs - here
    total.files += 1
    total.words += theirs.total()
    total.lost += missing.total()
    lines = [
        " ".join(_words(ours.text[block.start : block.end]))
        for block in ours.structure.blocks
        if block.kind == "heading"
    ]
    everything = " ".join(_words(ours.text))
    for heading in filter(None, (" ".join(_words(heading)) for heading in headings)):
        total.headings += 1
        total.unmarked += not any(heading in line for line in lines)
        total.gone += heading not in everything
    share = missing.total() / max(theirs.total(), 1)
    total.worst.append((share, name, " ".join(word for word, _ in missing.most_common(12))))


def _print(formats: dict[str, _Format], worst: int) -> None:
    print("| format | files | words | lost | headings | not marked | nowhere |")
    print("|---|---|---|---|---|---|---|")
    for suffix, one in sorted(formats.items()):
        share = 100 * one.lost / max(one.words, 1)
        print(
            f"| {suffix[1:]} | {one.files} | {one.words:,} | {share:.2f} % | {one.headings} "
            f"| {one.unmarked} | {one.gone} |"
        )
    for suffix, one in sorted(formats.items()):
        for share, name, words in sorted(one.worst, reverse=True)[:worst]:
            if share:
                print(f"- {suffix[1:]}: {name}: {100 * share:.1f} %: {words}")


def _words(text: str) -> Iterator[str]:
    return (match[0].casefold() for match in _WORD.finditer(text))


def _pandoc(data: bytes, suffix: str) -> tuple[str, list[str]]:
    import tempfile

    import pypandoc

    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16").encode()
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(data)
        file.flush()
        arguments = (
            ["--wrap=none", "--track-changes=accept"] if suffix == ".docx" else ["--wrap=none"]
        )
        tree = json.loads(
            pypandoc.convert_file(file.name, "json", format=_PANDOC[suffix], extra_args=arguments)
        )
    parts: list[str] = []
    _collect(tree["blocks"], parts)
    headings: list[str] = []
    _headings(tree["blocks"], headings)
    return "".join(parts), headings


def _collect(node: Any, parts: list[str]) -> None:
    """The text of pandoc's tree: words, and a space wherever something else stands."""
    if isinstance(node, list):
        for child in node:
            _collect(child, parts)
    elif isinstance(node, dict):
        kind: str = node.get("t", "")
        content: Any = node.get("c")
        if kind == "Str":
            parts.append(content)
        elif kind in ("Code", "CodeBlock"):
            parts.append(content[-1])
        elif kind in ("RawInline", "RawBlock", "Image", "Math"):
            parts.append(" ")
        elif content is not None:
            inline = kind in ("Emph", "Strong", "Span", "Underline", "Superscript", "Subscript",
                              "SmallCaps", "Strikeout", "Link", "Quoted")  # fmt: skip
            if kind in ("Link", "Span", "Quoted"):
                content = content[1]
            parts.append("" if inline else " ")
            _collect(content, parts)
            parts.append("" if inline else " ")
        else:
            parts.append(" ")


def _headings(node: Any, headings: list[str]) -> None:
    if isinstance(node, list):
        for child in node:
            _headings(child, headings)
    elif isinstance(node, dict):
        if node.get("t") == "Header":
            parts: list[str] = []
            _collect(node["c"][2], parts)
            headings.append("".join(parts))
        elif isinstance(node.get("c"), list):
            _headings(node["c"], headings)


def _slides(data: bytes, suffix: str) -> tuple[str, list[str]]:
    import pptx

    parts, headings = [], []
    for slide in pptx.Presentation(BytesIO(data)).slides:
        if slide.element.get("show") == "0":
            continue
        if slide.shapes.title is not None and slide.shapes.title.has_text_frame:
            headings.append(slide.shapes.title.text_frame.text)
        for shape in slide.shapes:
            if shape.has_text_frame:
                parts.append(shape.text_frame.text)
            elif getattr(shape, "has_table", False):
                parts += (cell.text for row in shape.table.rows for cell in row.cells)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            parts.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(parts), headings


def _sheets(data: bytes, suffix: str) -> tuple[str, list[str]]:
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    cells = (
        cell.value
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows()
        for cell in row
    )
    # Numbers and dates are shown in as many ways as there are formats; texts are not.
    return "\n".join(value for value in cells if isinstance(value, str)), []


def _pdf(data: bytes, suffix: str) -> tuple[str, list[str]]:
    from pdfminer.high_level import extract_text

    return extract_text(BytesIO(data)), []


_READERS: Final[dict[str, Callable[[bytes, str], tuple[str, list[str]]]]] = {
    **dict.fromkeys(_PANDOC, _pandoc),
    ".pptx": _slides,
    ".xlsx": _sheets,
    ".pdf": _pdf,
}


if __name__ == "__main__":
    main()
