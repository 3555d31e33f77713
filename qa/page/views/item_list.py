"""What stands above the citations of an answer of several parts, as escaped HTML."""

from __future__ import annotations

from qa.answer import Answer, Citation
from qa.marks import escape
from qa.outcome_words import citation_numbers, completeness, near_forms_line, part_lines
from qa.page.views.citation_button import underlined

__all__ = ["items_html", "near_forms_html", "parts_html"]

_LONG_ITEM = 60
"""Mean code points from which on the items are set as text and no longer as an answer in large."""


def items_html(answer: Answer, turn: int) -> str:
    """The items as a list, each with buttons for its citations, and whether they are all; or ""."""
    if not answer.items:
        return ""
    lines = "".join(f"<li>{_item(answer, item, turn)}</li>" for item in answer.items)
    is_long = sum(item.end - item.start for item in answer.items) > _LONG_ITEM * len(answer.items)
    size = " long" if is_long or answer.kind == "evidence" else ""
    closing = completeness(answer)
    note = f'<p class="remark">{escape(closing)}.</p>' if closing else ""
    return f'<ul class="items{size}" aria-label="Items">{lines}</ul>{note}'


def near_forms_html(answer: Answer) -> str:
    """The words that were searched in place of what was typed; or ""."""
    line = near_forms_line(answer)
    return f'<p class="remark">{escape(line)}.</p>' if line else ""


def parts_html(answer: Answer) -> str:
    """The parts of a question that got no answer; or ""."""
    lines = part_lines(answer)
    return "".join(f'<p class="part" dir="auto">{escape(line)}</p>' for line in lines)


def _item(answer: Answer, item: Citation, turn: int) -> str:
    numbers = "".join(
        '<button type="button" class="reference" data-event="select" data-action="open" '
        f'data-turn="{turn}" data-reference="{number - 1}" aria-label="Citation {number}">'
        f"{number}</button>"
        for number in citation_numbers(answer, item)
    )
    text = underlined(item, item.start, item.end)
    return f'<bdi>{text}</bdi><span class="references">{numbers}</span>'
