"""PDFs of one page that is read in no time and drawn for a long one, written object by object.

Each has a line of text, ``LINE``, so that there is something to cite, and more text than a scan.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from typing import Final

from index.values import Document, Page, document_id

__all__ = ["LINE", "SLOW_PAGES", "document", "large_file"]

LINE: Final = "Kelp grows half a metre a day."

_TEXT: Final = (
    f"BT /F 12 Tf 50 700 Td ({LINE}) Tj ET\n"
    f"BT /F 6 Tf 50 680 Td ({'Urchins graze on kelp. ' * 20}) Tj ET\n"
).encode()


def document(name: str) -> Document:
    """What is read of such a file: its line, which its first characters are."""
    text = f"{LINE} This is {name}."
    page = Page(1, 0, len(text), tuple(range(len(LINE))) + (0,) * (len(text) - len(LINE)))
    return Document(document_id(text), text, name, (f"/folder/{name}.pdf",), (page,))


def _pdf(content: bytes, resources: str, *objects: bytes) -> bytes:
    """A file of one page; ``objects`` are numbered from 6 on."""
    page = (
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        f"/Resources<</Font<</F 5 0 R>>{resources}>>>>"
    )
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page.encode(),
        _stream("", _TEXT + content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    ]
    file = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    file += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    file += b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, start)
    return bytes(file)


def _stream(entries: str, data: bytes) -> bytes:
    packed = zlib.compress(data, 1)
    head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n"
    return head.encode() + packed + b"\nendstream"


def _images(count: int) -> bytes:
    """One picture of 1,500 by 1,500 pixels, drawn many times."""
    picture = _stream(
        "/Type/XObject/Subtype/Image/Width 1500/Height 1500/ColorSpace/DeviceGray"
        "/BitsPerComponent 8",
        bytes(1500 * 1500),
    )
    draws = b"q 590 3 -3 790 5 5 cm /I Do Q\n" * count
    return _pdf(draws, "/XObject<</I 6 0 R>>", picture)


def large_file() -> bytes:
    """A page of text, and 300 MB that belong to nothing."""
    return _pdf(b"", "", b"<</Length 300000000>>\nstream\n" + bytes(300_000_000) + b"\nendstream")


def _tilings(count: int) -> bytes:
    """A pattern of tiny cells whose cells are filled with a pattern of tiny cells."""
    head = "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .7/YStep .7"
    inner = _stream(f"{head}/Resources<<>>", b"1 0 0 rg 0 0 .3 .3 re f")
    outer = _stream(
        f"{head}/Matrix[1 .1 -.1 1 0 0]/Resources<</Pattern<</P 6 0 R>>>>",
        b"/Pattern cs /P scn 0 0 .4 .4 re f",
    )
    fills = b"/Pattern cs /Q scn 0 0 600 800 re f\n" * count
    return _pdf(fills, "/Pattern<</Q 7 0 R>>", inner, outer)


def _masks(count: int) -> bytes:
    """A soft mask over the whole page, put on again for each of many fills."""
    group = "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Group<</S/Transparency/CS/DeviceGray>>"
    form = _stream(group, b"0.5 g 0 0 600 800 re f")
    state = b"<</Type/ExtGState/SMask<</S/Luminosity/G 6 0 R>>/ca .5/BM/Multiply>>"
    fills = b"q /G gs 0 0 1 rg 0 0 600 800 re f Q\n" * count
    return _pdf(fills, "/ExtGState<</G 7 0 R>>", form, state)


def _lines(count: int) -> bytes:
    """Lines across the page, each stroked by itself."""
    random_ = random.Random(20)
    ends = [(random_.randrange(600), random_.randrange(600)) for _ in range(1_000)]
    lines = "".join(f"{left} 0 m {right} 800 l S\n" for left, right in ends)
    return _pdf(b".2 w\n" + lines.encode() * (count // len(ends)), "")


def _plot(segments: int) -> bytes:
    """An ordinary plot: one line through many points."""
    random_ = random.Random(20)
    heights = [random_.randrange(50, 650) for _ in range(segments)]
    points = (f"{50 + number / segments * 500:.2f} {y} l\n" for number, y in enumerate(heights))
    return _pdf(f".5 w 50 400 m\n{''.join(points)}S\n".encode(), "")


SLOW_PAGES: Final[dict[str, Callable[[], bytes]]] = {
    "images": lambda: _images(20_000),
    "tilings": lambda: _tilings(200),
    "masks": lambda: _masks(5_000),
    "lines": lambda: _lines(1_000_000),
    "plot": lambda: _plot(2_000_000),
}
