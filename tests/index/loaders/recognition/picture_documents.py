"""Documents of each format around pictures, which stand between two lines of text."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Sequence

import numpy as np
import pptx
from docx.shared import Inches
from lxml import etree
from PIL import Image
from pptx.util import Inches as SlideInches

from tests.index.loaders.format_samples import docx_of, eml, epub, zipped
from tests.index.loaders.odt.open_documents import open_document

__all__ = ["AROUND", "drawn_in_book", "on_the_ground", "photo", "replaced", "with_pictures"]

AROUND = ("Before.", "After.")


def photo(side: int = 900) -> Image.Image:
    """Blurred blobs of all sizes, as a landscape has."""
    random = np.random.default_rng(7)
    whole = np.zeros((side, side))
    for cells in (3, 9, 27, 81):
        blobs = Image.fromarray(random.random((cells, cells)).astype(np.float32))
        whole += np.asarray(blobs.resize((side, side), Image.Resampling.BICUBIC)) / cells**0.5
    return Image.fromarray((255 * (whole - whole.min()) / np.ptp(whole)).astype(np.uint8))


def with_pictures(suffix: str, pictures: Sequence[bytes], inches: float = 6) -> bytes:
    """A file that shows the pictures ``inches`` wide, if its format says how large they are."""
    return _MAKERS[suffix](pictures, inches)


def _docx(pictures: Sequence[bytes], inches: float) -> bytes:
    def fill(document) -> None:
        document.add_paragraph(AROUND[0])
        for picture in pictures:
            document.add_picture(io.BytesIO(picture), width=Inches(inches))
        document.add_paragraph(AROUND[1])

    return docx_of(fill)


def _pptx(pictures: Sequence[bytes], inches: float) -> bytes:
    """Title, pictures on top of each other, and a line at the foot."""
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = AROUND[0]
    for picture in pictures:
        width = SlideInches(inches)
        slide.shapes.add_picture(io.BytesIO(picture), 0, SlideInches(1), width, SlideInches(5))
    place = (0, SlideInches(6.6), SlideInches(3), SlideInches(0.5))
    slide.shapes.add_textbox(*place).text_frame.text = AROUND[1]
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def _page(pictures: Sequence[bytes]) -> str:
    """The body of a page; the pictures stand inside a paragraph."""
    shown = "".join(
        f'<img alt="p" src="data:image/png;base64,{base64.b64encode(picture).decode()}"/>'
        for picture in pictures
    )
    return f"<p>{AROUND[0]} {shown} {AROUND[1]}</p>"


def _odt(pictures: Sequence[bytes], inches: float) -> bytes:
    frames = "".join(
        f"<text:p><draw:frame svg:width='{inches}in' svg:height='{inches}in'>"
        f"<draw:image xlink:href='Pictures/{number}.png'/></draw:frame></text:p>"
        for number in range(len(pictures))
    )
    more = {f"Pictures/{number}.png": picture for number, picture in enumerate(pictures)}
    body = f"<text:p>{AROUND[0]}</text:p>{frames}<text:p>{AROUND[1]}</text:p>"
    return open_document(body, more=more)


def _epub(pictures: Sequence[bytes], inches: float) -> bytes:
    shown = "".join(f'<img src="../OEBPS/p%20{n}.png" alt=""/>' for n in range(len(pictures)))
    extra = [(f"OEBPS/p {number}.png", picture) for number, picture in enumerate(pictures)]
    return epub({"a.xhtml": f"<p>{AROUND[0]}</p><p>{shown}</p><p>{AROUND[1]}</p>"}, extra=extra)


def drawn_in_book(picture: bytes) -> bytes:
    """A book whose only page is a drawing around a picture, as covers are."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    page = f'<div><svg {names}><image xlink:href="p.png" width="9" height="9"/></svg></div>'
    return epub({"a.xhtml": page}, extra=[("OEBPS/p.png", picture)])


def on_the_ground(picture: bytes) -> bytes:
    """A slide whose ground is a picture, as programs write that turn pages into slides."""
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    _, identifier = slide.part.get_or_add_image_part(io.BytesIO(picture))
    names = " ".join(
        f'xmlns:{short}="http://schemas.openxmlformats.org/{name}"'
        for short, name in (
            ("p", "presentationml/2006/main"),
            ("a", "drawingml/2006/main"),
            ("r", "officeDocument/2006/relationships"),
        )
    )
    fill = f'<a:blipFill><a:blip r:embed="{identifier}"/></a:blipFill>'
    ground = etree.fromstring(f"<p:bg {names}><p:bgPr>{fill}</p:bgPr></p:bg>")
    slide.element.cSld.insert(0, ground)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def replaced(data: bytes, content: bytes) -> bytes:
    """The same zip file with other bytes for its pictures."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped(
            {
                name: content if name.endswith(".png") else archive.read(name)
                for name in archive.namelist()
            }
        )


_MAKERS = {
    ".docx": _docx,
    ".pptx": _pptx,
    ".html": lambda pictures, _: f"<html><body>{_page(pictures)}</body></html>".encode(),
    ".eml": lambda pictures, _: eml(html_text=_page(pictures)),
    ".odt": _odt,
    ".epub": _epub,
}
