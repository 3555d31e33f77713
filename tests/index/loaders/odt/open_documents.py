"""ODT files made of the XML of their parts."""

from __future__ import annotations

from collections.abc import Mapping

from tests.index.loaders.format_samples import zipped

__all__ = ["NAMES", "bullet", "item", "list_style", "number", "open_document"]

_SHORT = {
    "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
    "fo": "xsl-fo-compatible", "svg": "svg-compatible", "chart": "chart",
}  # fmt: skip
NAMES = (
    " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in _SHORT.items()
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def number(depth: int, number_format: str = "1", **more: str) -> str:
    """A numbered level of a list, from 1; ``more`` are attributes such as ``num_suffix``."""
    in_text = ("display_levels", "start_value")
    attributes = "".join(
        f" {'text' if name in in_text else 'style'}:{name.replace('_', '-')}='{value}'"
        for name, value in more.items()
    )
    return (
        f"<text:list-level-style-number text:level='{depth}' "
        f"style:num-format='{number_format}'{attributes}/>"
    )


def bullet(depth: int) -> str:
    return f"<text:list-level-style-bullet text:level='{depth}' text:bullet-char='•'/>"


def list_style(name: str, *levels: str) -> str:
    return f"<text:list-style style:name='{name}'>{''.join(levels)}</text:list-style>"


def item(*texts: str, attributes: str = "") -> str:
    """An item of paragraphs; XML stands for itself."""
    inner = "".join(text if text.startswith("<") else f"<text:p>{text}</text:p>" for text in texts)
    return f"<text:list-item {attributes}>{inner}</text:list-item>"


def open_document(
    body: str,
    *,
    automatic: str = "",
    styles: str = "",
    master: str = "",
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """An ODT file.

    Args:
        body: XML in the text.
        automatic: Styles beside the text.
        styles: Named styles, in a part of their own.
        master: Layouts of pages.
        more: Other members of the archive.
    """
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {NAMES}><office:automatic-styles>{automatic}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>".encode(),
    }
    if styles or master:
        members["styles.xml"] = (
            f"<office:document-styles {NAMES}><office:styles>{styles}</office:styles>"
            f"<office:master-styles>{master}</office:master-styles></office:document-styles>"
        ).encode()
    return zipped({**members, **(more or {})})
