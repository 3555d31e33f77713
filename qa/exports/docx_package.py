"""The parts of a DOCX export that are the same in all of them."""

from __future__ import annotations

from typing import Final

__all__ = ["CONTENT_TYPES", "RECORD", "RECORD_NAMESPACE", "RECORD_RELATIONS", "RELATIONS", "STATIC"]

RECORD: Final = "customXml/item1.xml"
RECORD_NAMESPACE: Final = "urn:citespan:conversation"

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _relations(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _style(
    name: str, title: str, paragraph: str = "", run: str = "", base: str = "Normal", more: str = ""
) -> str:
    basis = f'<w:basedOn w:val="{base}"/>' if name != base else ""
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{title}"/>{basis}'
        f"{more}<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_QUIET: Final = '<w:color w:val="68635A"/>'
_BULLET: Final = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
_STYLES: Final = (
    f'{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" '
    'w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault>'
    '<w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
    "</w:docDefaults>"
    + _style("Normal", "Normal")
    + _style("Title", "Title", run='<w:b/><w:sz w:val="32"/>')
    + _style(
        "Heading1",
        "heading 1",
        '<w:keepNext/><w:spacing w:before="360"/><w:outlineLvl w:val="0"/>',
        '<w:b/><w:sz w:val="28"/>',
    )
    + _style(
        "Label", "Label", '<w:keepNext/><w:spacing w:after="0"/>', f'{_QUIET}<w:sz w:val="18"/>'
    )
    + _style("Answer", "Answer", run='<w:b/><w:sz w:val="26"/>')
    + _style("AlsoFound", "Also Found", run="<w:b/>")
    + _style("Said", "Said", run=_QUIET)
    + _style("ListedLine", "Listed Line", _BULLET, _QUIET)
    + _style("Item", "Item", _BULLET, "<w:b/>")
    + _style("Sentence", "Sentence", '<w:ind w:left="567" w:right="567"/>')
    + _style("Closing", "Closing", '<w:spacing w:before="480"/>', f'{_QUIET}<w:sz w:val="18"/>')
    + _style("FootnoteText", "footnote text", '<w:spacing w:after="0"/>', '<w:sz w:val="18"/>')
    + _style(
        "FootnotePlace",
        "Footnote Place",
        '<w:spacing w:after="80"/>',
        f'{_QUIET}<w:sz w:val="18"/>',
    )
    + '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote '
    'reference"/><w:rPr><w:b w:val="0"/><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    "</w:styles>"
)
_NUMBERING: Final = (
    f'{_HEAD}<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start '
    'w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr>'
    '<w:ind w:left="567" w:hanging="283"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1">'
    '<w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_SETTINGS: Final = (
    f'{_HEAD}<w:settings {_W}><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/>'
    "</w:footnotePr></w:settings>"
)
RELATIONS: Final = _relations(
    (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
    (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
)
RECORD_RELATIONS: Final = _relations((f"{_OFFICE}/relationships/customXmlProps", "itemProps1.xml"))
STATIC: Final = {
    "word/_rels/document.xml.rels": _relations(
        *((f"{_OFFICE}/relationships/{kind}", f"{kind}.xml") for kind in
          ("styles", "numbering", "settings", "footnotes")),
        (f"{_OFFICE}/relationships/customXml", f"../{RECORD}"),
    ),
    "word/styles.xml": _STYLES,
    "word/numbering.xml": _NUMBERING,
    "word/settings.xml": _SETTINGS,
    "customXml/itemProps1.xml": (
        f'{_HEAD}<ds:datastoreItem ds:itemID="{{5B1F7E6C-6B8E-4A55-9B8D-3C0C4A6E2D11}}" '
        f'xmlns:ds="{_OFFICE}/customXml"><ds:schemaRefs/></ds:datastoreItem>'
    ),
}  # fmt: skip
"""Parts by their names."""

CONTENT_TYPES: Final = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
    'Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/{name}" ContentType="{kind}+xml"/>'
        for name, kind in (
            ("word/document.xml", f"{_WORD}.document.main"),
            ("word/styles.xml", f"{_WORD}.styles"),
            ("word/numbering.xml", f"{_WORD}.numbering"),
            ("word/settings.xml", f"{_WORD}.settings"),
            ("word/footnotes.xml", f"{_WORD}.footnotes"),
            ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties"),
            (
                "customXml/itemProps1.xml",
                "application/vnd.openxmlformats-officedocument.customXmlProperties",
            ),
        )
    )
    + "</Types>"
)
