"""Fields of a story: which marks belong together, and what each field is.

A field is a begin mark, an instruction, a separator, a stored result and an end mark, over any
number of paragraphs. A mark without its partner is no field, so that a damaged one hides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from index.loaders.docx.parts import W

__all__ = ["MARGIN_FIELDS", "FieldMark", "Fields", "kind_of"]

MARGIN_FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF"})
"""Fields that only say which page this is, or which heading it is under."""

_CHARACTER: Final = f"{W}fldChar"
_INSTRUCTION: Final = f"{W}instrText"
_TYPE: Final = f"{W}fldCharType"
_DELETED: Final = frozenset({f"{W}del", f"{W}moveFrom"})


@dataclass(frozen=True, slots=True)
class FieldMark:
    """A mark of a field.

    Attributes:
        role: ``begin``, ``separate`` or ``end``.
        kind: First word of the instruction, in capitals: ``TOC``, ``PAGE``, ``REF``.
    """

    role: str
    kind: str


@dataclass(slots=True)
class _Open:
    begin: Any
    separator: Any = None
    instruction: list[str] = field(default_factory=list)


def kind_of(instruction: str) -> str:
    """What a field is: the first word of its instruction."""
    words = instruction.split(None, 1)
    return words[0].upper() if words else ""


class Fields:
    """The marks of the fields in a tree."""

    def __init__(self, root: Any) -> None:
        self._marks: dict[Any, FieldMark] = {}
        stack: list[_Open] = []
        for element in root.iter(_CHARACTER, _INSTRUCTION):
            if element.tag == _INSTRUCTION:
                if stack and stack[-1].separator is None:
                    stack[-1].instruction.append(element.text or "")
                continue
            if _is_deleted(element):
                continue
            role = element.get(_TYPE)
            if role == "begin":
                stack.append(_Open(element))
            elif role == "separate" and stack and stack[-1].separator is None:
                stack[-1].separator = element
            elif role == "end" and stack:
                self._close(stack.pop(), element)

    def mark(self, element: Any) -> FieldMark | None:
        """What a ``w:fldChar`` is; None for one without its partner."""
        return self._marks.get(element)

    def _close(self, opened: _Open, end: Any) -> None:
        kind = kind_of("".join(opened.instruction))
        self._marks[opened.begin] = FieldMark("begin", kind)
        self._marks[end] = FieldMark("end", kind)
        if opened.separator is not None:
            self._marks[opened.separator] = FieldMark("separate", kind)


def _is_deleted(element: Any) -> bool:
    run = element.getparent()
    parent = None if run is None else run.getparent()
    return parent is not None and parent.tag in _DELETED
