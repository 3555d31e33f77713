"""What was typed onto a PDF page: values of form fields, and notes."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.loaders.pdf.boxes import Box

__all__ = ["Typed", "typed_on"]

_MOST: Final = 2_000
"""Annotations of a page that are looked at."""

_LONGEST: Final = 100_000
_HIDDEN: Final = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW

Kind = Literal["text", "choice", "tick", "note", "comment"]

_COMMENTS: Final = frozenset(
    {
        pdfium_c.FPDF_ANNOT_TEXT, pdfium_c.FPDF_ANNOT_HIGHLIGHT, pdfium_c.FPDF_ANNOT_UNDERLINE,
        pdfium_c.FPDF_ANNOT_SQUIGGLY, pdfium_c.FPDF_ANNOT_STRIKEOUT, pdfium_c.FPDF_ANNOT_CARET,
    }
)  # fmt: skip
"""Annotations whose words stand in a window of their own, not on the page."""

_KINDS: Final[dict[int, Kind]] = {
    pdfium_c.FPDF_FORMFIELD_TEXTFIELD: "text",
    pdfium_c.FPDF_FORMFIELD_COMBOBOX: "choice",
    pdfium_c.FPDF_FORMFIELD_LISTBOX: "choice",
    pdfium_c.FPDF_FORMFIELD_CHECKBOX: "tick",
    pdfium_c.FPDF_FORMFIELD_RADIOBUTTON: "tick",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A field of a form or a note.

    Attributes:
        kind: ``tick`` is a box or a button that is ticked or not; ``comment`` says something about
            the page in a window of its own.
        box: Where it stands, in points.
        name: What the form tells people to type there, or its inner name; empty for a note.
        value: As stored; empty for a note and a tick.
        is_ticked: Whether a tick is set.
        is_drawn: Whether the file says how it looks.
    """

    kind: Kind
    box: Box
    name: str = ""
    value: str = ""
    is_ticked: bool = False
    is_drawn: bool = True


def typed_on(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> list[Typed]:
    """The visible fields and typed notes of a page, in order. The caller holds the lock."""
    form = document.formenv.raw if document.formenv else None
    typed_values = []
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), _MOST)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        typed = _typed(form, annotation)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
        if typed is not None:
            typed_values.append(typed)
    return typed_values


def _typed(form: Any, annotation: Any) -> Typed | None:
    subtype = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    is_comment = subtype in _COMMENTS
    if not is_comment and subtype not in (
        pdfium_c.FPDF_ANNOT_FREETEXT,
        pdfium_c.FPDF_ANNOT_WIDGET,
    ):
        return None
    rectangle = pdfium_c.FS_RECTF()
    if pdfium_c.FPDFAnnot_GetFlags(annotation) & _HIDDEN or not pdfium_c.FPDFAnnot_GetRect(
        annotation, rectangle
    ):
        return None
    box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
    if not all(map(math.isfinite, box)):
        return None
    if subtype == pdfium_c.FPDF_ANNOT_FREETEXT:
        return Typed("note", box, is_drawn=bool(pdfium_c.FPDFAnnot_HasKey(annotation, b"AP")))
    if is_comment:
        # The size is that of a string in UTF-16 with its end.
        has_words = pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0) > 2
        return Typed("comment", box) if has_words else None
    kind = None
    if form is not None:
        kind = _KINDS.get(pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation))
    if kind is None:
        return None

    def string(get: Callable[..., int]) -> str:
        return _string(get, form, annotation)

    hint = string(pdfium_c.FPDFAnnot_GetFormFieldAlternateName)
    name = hint or " ".join(string(pdfium_c.FPDFAnnot_GetFormFieldName).split("_"))
    if kind == "tick":
        return Typed(
            kind, box, name, is_ticked=bool(pdfium_c.FPDFAnnot_IsChecked(form, annotation))
        )
    return Typed(kind, box, name, string(pdfium_c.FPDFAnnot_GetFormFieldValue))


def _string(get: Callable[..., int], form: Any, annotation: Any) -> str:
    size = get(form, annotation, None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(form, annotation, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    text = buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
