"""Fields of a form with their values, and typed notes, as units of the page they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from index.loaders.pdf.boxes import Box
from index.loaders.pdf.content import Content
from index.loaders.pdf.parts import Part
from index.loaders.pdf.typed import Typed
from index.loaders.pdf.units import Unit, union

__all__ = ["set_typed"]

_MOST_TYPED: Final = 500
_MOST_UNITS: Final = 4_000
"""Every field is compared with every unit of its page, so there may not be any number of them."""

_FARTHEST: Final = 250.0  # points
_ABOVE: Final = 14.0
_ENDS: Final = (":", "?", ".", ")", "=")


@dataclass(slots=True)
class _Labelled:
    label: Unit | None
    typed: list[Typed] = field(default_factory=list)
    values: list[Unit] = field(default_factory=list)


def set_typed(content: Content, typed: Sequence[Typed]) -> None:
    """Put each field's label and value together, and each note, as one unit.

    A tick that is set is "yes". One that is not is "no" if the form is filled in at all.
    """
    if not typed or len(typed) > _MOST_TYPED or len(content.units) > _MOST_UNITS:
        return
    inside: list[list[Unit]] = [[] for _ in typed]
    printed: list[Unit] = []
    for unit in content.units:
        number = next(
            (i for i, typed_field in enumerate(typed) if _is_in(unit, typed_field.box)), None
        )
        if number is None:
            printed.append(unit)
        else:
            inside[number].append(unit)
    is_filled = any(
        typed_field.is_ticked or typed_field.value or (units and typed_field.kind != "tick")
        for typed_field, units in zip(typed, inside, strict=True)
        if typed_field.kind != "note"
    )
    units = list(printed)
    by_label: dict[int, _Labelled] = {}
    for typed_field, values in zip(typed, inside, strict=True):
        if typed_field.kind == "note":
            units += _note(content, typed_field, values, printed)
            continue
        label = _label(typed_field, printed, typed)
        key = id(typed_field) if label is None else id(label)
        labelled = by_label.setdefault(key, _Labelled(label))
        labelled.typed.append(typed_field)
        labelled.values += values
    for labelled in by_label.values():
        made = _field(content, labelled, is_filled, printed)
        if made is not None:
            units = [other for other in units if other is not labelled.label]
            units.append(made)
    content.units = sorted(units, key=lambda unit: unit.order)


def _is_in(unit: Unit, box: Box) -> bool:
    if not unit.is_upright:
        return False
    x, y = (unit.box[0] + unit.box[2]) / 2, (unit.box[1] + unit.box[3]) / 2
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 2 <= y <= box[3] + 2


def _note(
    content: Content, typed: Typed, units: Sequence[Unit], printed: Sequence[Unit]
) -> list[Unit]:
    if not units:
        return []
    parts: list[Part] = []
    for unit in units:
        if parts:
            parts.append(Part("\n"))
        parts += content.parts(unit.start, unit.end)
    first = units[0]
    order = _order(typed.box, printed, first.order)
    note = Unit(first.start, units[-1].end, typed.box, first.baseline, first.size, order=order)
    note.parts, note.kind = tuple(parts), "note"
    return [note]


def _order(box: Box, printed: Sequence[Unit], otherwise: float) -> float:
    """Behind what stands above it."""
    above = [unit for unit in printed if unit.is_upright and unit.box[1] >= box[3] - 4]
    if not above:
        return otherwise
    nearest = min(above, key=lambda unit: (unit.box[1] - box[3], abs(unit.box[0] - box[0])))
    return nearest.order + 0.5


def _field(
    content: Content, labelled: _Labelled, is_filled: bool, printed: Sequence[Unit]
) -> Unit | None:
    first = labelled.typed[0]
    value = _value(content, labelled, is_filled)
    if not value:
        return None
    label = labelled.label
    if label is not None:
        parts = content.parts(label.start, label.end)
        box, order, start, end = label.box, label.order, label.start, label.end
        baseline, size = label.baseline, label.size
    elif any(part.indices for part in value):
        parts = [Part(first.name or "Field")]
        order = _order(first.box, printed, labelled.values[0].order if labelled.values else 0)
        start, end, box = 0, 0, first.box
        baseline, size = first.box[1] + 3, 10.0
    else:
        return None
    shown = "".join(part.text for part in parts).rstrip()
    parts.append(Part(" " if shown.endswith(_ENDS) else ": ", (), True))
    box = union(box, first.box)
    unit = Unit(start, end, box, baseline, size, order=order)
    unit.parts, unit.kind = (*parts, *value), "field"
    return unit


def _value(content: Content, labelled: _Labelled, is_filled: bool) -> list[Part]:
    first = labelled.typed[0]
    if first.kind == "tick":
        is_ticked = any(typed_field.is_ticked for typed_field in labelled.typed)
        if not is_ticked and not is_filled:
            return []
        drawn = [content.indices[unit.start] for unit in labelled.values] if is_ticked else []
        text = "yes" if is_ticked else "no"
        return [Part(text, drawn[:1] * len(text), True)]
    text, indices = content.one_line(labelled.values)
    if text:
        return [Part(text, indices)]
    return (
        [Part(" ".join(typed_field.value for typed_field in labelled.typed if typed_field.value))]
        if any(typed_field.value for typed_field in labelled.typed)
        else []
    )


def _label(typed: Typed, printed: Sequence[Unit], others: Sequence[Typed]) -> Unit | None:
    """The printed words nearest to the left, for a tick also to the right, else above."""
    left, bottom, right, top = typed.box
    best: tuple[float, Unit] | None = None
    for unit in printed:
        if not unit.is_upright or not any(map(bool, unit.box)):
            continue
        middle = (unit.box[1] + unit.box[3]) / 2
        if bottom - 2 <= middle <= top + 2:
            gap = left - unit.box[2]
            if typed.kind == "tick":
                gap = min((g for g in (gap, unit.box[0] - right) if g >= -2), default=-9.0)
            if not -2 <= gap <= _FARTHEST:
                continue
            distance = gap
        elif 0 <= unit.box[1] - top + 2 <= _ABOVE and unit.box[0] < right and unit.box[2] > left:
            distance = _FARTHEST + unit.box[1] - top
        else:
            continue
        if best is None or distance < best[0]:
            best = (distance, unit)
    return None if best is None or _is_between(best[1], typed, others) else best[1]


def _is_between(unit: Unit, typed: Typed, others: Sequence[Typed]) -> bool:
    """Whether another field stands between a label and this one."""
    if typed.kind == "tick":
        return False
    low, high = unit.box[2], typed.box[0]
    middle = (typed.box[1] + typed.box[3]) / 2
    return any(
        other is not typed
        and low - 2 <= (other.box[0] + other.box[2]) / 2 <= high
        and other.box[1] <= middle <= other.box[3]
        for other in others
    )
