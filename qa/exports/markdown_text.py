"""Any text as Markdown that shows it as it is, with as few backslashes as that takes."""

from __future__ import annotations

import re

from qa.exports.shown_parts import collapsed, visible

__all__ = ["plain_heading", "plain_line", "plain_lines", "unescaped"]

# Inside a line. Between letters an underscore means nothing; a dollar sign or a tilde matters only
# where it could end something.
_WITHIN = re.compile(
    r"[\\`*\[|]"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|(?<=\S)~"
    r"|(?<=\S)\$(?!\d)"
    r"|:(?=//|[A-Za-z_+][\w+-]*:)"
    r"|@(?=\w)"
    r"|(?<=www)\.",
    re.IGNORECASE,
)
_BEGINNING = re.compile(
    r"#{1,6}(?=\s|$)"
    r"|[>~]"
    r"|[-+](?=\s|$)"
    r"|[-=:](?=[-=:| ]*$)"
)
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain_line(text: str) -> str:
    """``text`` on one line, as a paragraph of its own."""
    return _escaped(collapsed(text))


def plain_heading(text: str) -> str:
    """``text`` on one line, behind the signs of a heading."""
    # Signs at the end would close the heading.
    return re.sub(r"#+$", lambda signs: signs[0].replace("#", r"\#"), plain_line(text))


def plain_lines(text: str) -> list[str]:
    """The lines of ``text``, without white space at their ends, which Markdown would interpret."""
    return [_escaped(line.strip()) for line in visible(text).splitlines()]


def unescaped(text: str) -> str:
    """What a reader sees of text that was made plain."""
    return _ESCAPED.sub(r"\1", text)


def _escaped(line: str) -> str:
    body = _WITHIN.sub(r"\\\g<0>", line)
    if _BEGINNING.match(line):
        return body if body.startswith("\\") else f"\\{body}"
    return _NUMBER.sub(r"\1\\\2", body, count=1) if _NUMBER.match(line) else body
