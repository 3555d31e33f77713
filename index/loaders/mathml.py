"""MathML as a line of readable text: ``E = mc^2``, ``(a + b)/2``, ``√(x)``."""

from __future__ import annotations

import re
from typing import Any, Final

__all__ = ["linear_math"]

_DEEPEST: Final = 60
_SPACED: Final = frozenset("=+−-×·÷±∓≠≈≡<>≤≥∈∉⊂⊆∪∩→←↔⇒⇔∧∨∝∼≪≫:∣|*/")
_INVISIBLE: Final = re.compile("[\u2061-\u2064\u200b\ufeff]")
_RELATIONS: Final = frozenset("=≠≈≡<>≤≥∼∝→⇒⇔")
_SPACES: Final = re.compile(r"\s+")
_SIMPLE: Final = re.compile(r"[\d.,]*%?|[^\W\d]+′*|[^\w\s]|√?\([^()]*\)")
_LEAVES: Final = frozenset({"mi", "mn", "mtext", "ms"})
_SKIPPED: Final = frozenset({"annotation", "annotation-xml", "mphantom", "maligngroup", "none"})
_NO_LINE: Final = re.compile(r"\s*0*\.?0+\s*[a-z%]*\s*")
_BEFORE_MARK: Final = re.compile(r" ([,;.)])|(?<=\() ")
_BARS: Final = frozenset("¯‾_^ˆ~˜→⃗.˙¨︷︸⏞⏟")


def linear_math(element: Any) -> str:
    """A formula on one line, as it is read aloud or typed; empty where it says nothing.

    The tags may be with or without namespace. Where the elements say nothing, it is the
    alternative text.
    """
    text = " ".join(_INVISIBLE.sub("", _linear(element, 0)).split())
    text = _BEFORE_MARK.sub(r"\1", text)
    return text or " ".join((element.get("alttext") or "").split())


def _linear(element: Any, depth: int) -> str:
    tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "annotation"
    if tag in _SKIPPED:
        return ""
    if tag in _LEAVES or depth > _DEEPEST:
        text = "".join(element.itertext())
        # The spaces of a text belong to it; those around a name are the layout of the file.
        return _SPACES.sub(" ", text) if tag == "mtext" else " ".join(text.split())
    if tag == "mo":
        return _operator(element)
    if tag == "mspace":
        return " "
    parts = [part for child in element if (part := _linear(child, depth + 1)) or tag in _SCRIPTS]
    if tag in _SCRIPTS and len(parts) >= 2:
        if tag == "mfrac" and _NO_LINE.fullmatch(element.get("linethickness") or ""):
            return f"({parts[0].strip()} over {parts[1].strip()})"
        return _script(tag, parts)
    if tag == "msqrt":
        return f"√({''.join(parts).strip()})"
    if tag in ("mtable", "mtr", "mlabeledtr"):
        return _row(tag, [stripped for part in parts if (stripped := part.strip())])
    if tag == "mfenced":
        inside = ", ".join(part.strip() for part in parts)
        return f"{element.get('open', '(')}{inside}{element.get('close', ')')}"
    if tag == "semantics":
        return parts[0] if parts else ""
    return "".join(parts)


_SCRIPTS: Final = frozenset(
    {"msup", "msub", "msubsup", "mfrac", "mroot", "mover", "munder", "munderover"}
)


def _row(tag: str, cells: list[str]) -> str:
    """The cells of a matrix, or the parts of an equation that is set below others."""
    if tag != "mtable" and any(cell[0] in _RELATIONS for cell in cells):
        return " ".join(cells)
    return ("; " if tag == "mtable" else ", ").join(cells)


def _operator(element: Any) -> str:
    text = "".join(element.itertext()).strip()
    is_prefix = element.getprevious() is None or element.get("form") == "prefix"
    if text in _SPACED and not (is_prefix and text in "−-+±∣|"):
        return f" {text} "
    return f"{text} " if text in (",", ";") else text


def _script(tag: str, parts: list[str]) -> str:
    base, first = parts[0].strip(), parts[1].strip()
    sign = "^" if tag in ("msup", "mover") else "_"
    last = parts[2].strip() if len(parts) > 2 else ""
    if tag == "mfrac":
        return f" {_group(base)}/{_group(first)} "
    if tag == "mroot":
        return f"√[{first}]({base})"
    if (tag == "mover" and first in _BARS) or (tag == "munder" and first in _BARS):
        return base
    if tag in ("msubsup", "munderover"):
        return f"{base}_{_group(first)}^{_group(last)}"
    # "x′" is no power.
    if tag == "msup" and first and set(first) <= set("′″‴*'°"):
        return base + first
    return f"{_group(base)}{sign}{_group(first)}" if first else base


def _group(text: str) -> str:
    text = text.strip()
    return text if _SIMPLE.fullmatch(text) else f"({text})"
