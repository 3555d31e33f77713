"""DOCX files made of the XML of their parts."""

from __future__ import annotations

from collections.abc import Mapping

from tests.index.loaders.format_samples import zipped

__all__ = [
    "NAMES",
    "REL",
    "level",
    "lists",
    "numbered",
    "paragraph",
    "row",
    "run",
    "styles",
    "word",
]

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{_W}" xmlns:r="{REL}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)
_ROOTS = {
    "styles": "styles", "numbering": "numbering", "settings": "settings", "footnotes": "footnotes",
    "endnotes": "endnotes", "comments": "comments", "header": "hdr", "footer": "ftr",
}  # fmt: skip


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def paragraph(text: str, style: str = "", properties: str = "") -> str:
    """``text`` is words, or XML of runs."""
    named = f"<w:pStyle w:val='{style}'/>" if style else ""
    inner = text if text.startswith("<") or not text else run(text)
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def numbered(text: str, list_id: int, depth: int = 0, style: str = "") -> str:
    number = f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{list_id}'/></w:numPr>"
    return paragraph(text, style, number)


def level(depth: int, text: str, number_format: str = "decimal", extra: str = "", start=1) -> str:
    return (
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='{start}'/><w:numFmt w:val='{number_format}'/>"
        f"{extra}<w:lvlText w:val='{text}'/></w:lvl>"
    )


def lists(*definitions: str, nums: str = "") -> str:
    """Definitions from 1; each is the list of its own number, and ``nums`` are more lists."""
    abstract = "".join(
        f"<w:abstractNum w:abstractNumId='{number}'>{definition}</w:abstractNum>"
        for number, definition in enumerate(definitions, 1)
    )
    own = "".join(
        f"<w:num w:numId='{number}'><w:abstractNumId w:val='{number}'/></w:num>"
        for number in range(1, len(definitions) + 1)
    )
    return abstract + own + nums


def styles(**named: str) -> str:
    """Styles of paragraphs: id to what is in the element."""
    return "".join(
        f"<w:style w:type='paragraph' w:styleId='{name}'>{inner}</w:style>"
        for name, inner in named.items()
    )


def row(*cells: str, properties: str = "") -> str:
    """A row of cells: words, or XML of a whole cell."""
    inner = "".join(
        cell
        if cell.startswith("<w:tc>")
        else f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>"
        for cell in cells
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def word(
    body: str,
    *,
    more: Mapping[str, tuple[str, str | bytes]] | None = None,
    types: Mapping[str, str] | None = None,
    strict: bool = False,
    **parts: str,
) -> bytes:
    """A DOCX file.

    Args:
        body: XML in the body.
        more: Parts by the id of their relationship: its last word and XML, or bytes.
        types: Content types by suffix.
        strict: Whether the addresses are those of Strict files.
        parts: XML in the parts of these names: ``styles``, ``numbering``, ``footnotes``.
    """
    defaults = "".join(
        f'<Default Extension="{suffix}" ContentType="{kind}"/>'
        for suffix, kind in (types or {}).items()
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    members = {"[Content_Types].xml": f'<Types xmlns="{namespace}">{defaults}</Types>'.encode()}
    links = ""
    for kind, inner in parts.items():
        root = _ROOTS[kind]
        members[f"word/{kind}.xml"] = f"<w:{root} {NAMES}>{inner}</w:{root}>".encode()
        links += f'<Relationship Id="{kind}" Type="{REL}/{kind}" Target="{kind}.xml"/>'
    for identifier, (kind, inner) in (more or {}).items():
        kind, _, suffix = kind.partition(".")
        target = f"{identifier}.{suffix or 'xml'}"
        if isinstance(inner, str):
            root = f"w:{_ROOTS[kind]}" if kind in _ROOTS else ""
            inner = (f"<{root} {NAMES}>{inner}</{root}>" if root else inner).encode()
        members[f"word/{target}"] = inner
        links += f'<Relationship Id="{identifier}" Type="{REL}/{kind}" Target="{target}"/>'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    members["word/document.xml"] = (
        f"<w:document {NAMES}><w:body>{body}</w:body></w:document>".encode()
    )
    members["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{package}">{links}</Relationships>'.encode()
    )
    members["_rels/.rels"] = (
        f'<Relationships xmlns="{package}"><Relationship Id="a" Type="{REL}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    ).encode()
    if strict:
        for name, data in members.items():
            data = data.replace(_W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            members[name] = data.replace(
                REL.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
            )
    return zipped(members)
