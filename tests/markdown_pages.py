"""Reads code blocks, shell commands and links of Markdown pages."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

SKIPPED_FOLDERS = {
    ".venv", ".venv-bench", ".bench", ".git", ".pytest_cache", ".mypy_cache", ".ruff_cache",
}  # fmt: skip
SHELL = {"sh", "bash", "console"}
LANGUAGES = {*SHELL, "python", "json", "text", "mermaid"}
PROGRAMS = {"make", "python", "python3", "citespan"}
"""Programs whose commands are checked, in blocks and in running text."""
OTHER_PROGRAMS = {"docker"}
"""Programs that pages may name; these tests do not check them."""

_NOT_RUN = re.compile(r"<!--\s*not run:\s*(?P<reason>\S.*?)\s*-->", re.DOTALL)
_ASSIGNMENT = re.compile(r"[A-Z][A-Z0-9_]*=")
_REDIRECT = re.compile(r"\s*(?:[12]?>|<|\|).*$")


@dataclass(frozen=True)
class Block:
    """A code block of a page.

    Attributes:
        language: As labelled; an indented block without a label is ``sh``.
        line: 1-based line of the page.
        not_run: Why the page says that it is not run; "" if it is run.
    """

    page: Path
    language: str
    code: str
    line: int
    not_run: str


@dataclass(frozen=True)
class Command:
    """One command line, as words, without its comment and its redirection."""

    page: Path
    line: int
    text: str
    words: tuple[str, ...]


def pages(root: Path) -> list[Path]:
    """All Markdown pages of the project; ``seeds`` and test data are documents, not pages."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        found += [Path(folder, name) for name in files if name.endswith(".md")]
    data = root / "tests" / "data"
    return sorted(
        path for path in found if path.parent != root / "seeds" and data not in path.parents
    )


def tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def blocks(page: Path) -> Iterator[Block]:
    """Code blocks in order; ``<!-- not run: REASON -->`` right before one marks it."""
    reason = ""
    for token in tokens(page):
        if token.type == "html_block":
            marked = _NOT_RUN.search(token.content)
            reason = marked["reason"] if marked else ""
            continue
        if token.type in ("fence", "code_block"):
            language = token.info.split()[0] if token.info.strip() else ""
            if token.type == "code_block":
                language = "sh"
            assert token.map is not None
            yield Block(page, language, token.content, token.map[0] + 1, reason)
        reason = ""


def inline_tokens(page: Path) -> Iterator[tuple[int, Token]]:
    """(1-based line, token) of links, images and code in running text."""
    for token in tokens(page):
        line = token.map[0] + 1 if token.map else 0
        for child in token.children or ():
            yield line, child


def commands(page: Path) -> Iterator[Command]:
    """Commands of shell blocks that are not marked, and those named in running text."""
    for block in blocks(page):
        if block.language in SHELL and not block.not_run:
            yield from _commands_of(block)
    for line, token in inline_tokens(page):
        first, _, rest = token.content.strip().partition(" ")
        if token.type == "code_inline" and Path(first).name in PROGRAMS and rest:
            yield Command(page, line, token.content, words(token.content))


def _commands_of(block: Block) -> Iterator[Command]:
    joined = block.code.replace("\\\n", " ")
    for text in joined.splitlines():
        found = words(text.removeprefix("$ "))
        if found:
            yield Command(block.page, block.line, text, found)


def words(text: str) -> tuple[str, ...]:
    """Words of a command line; brackets of usage lines, assignments in front and comments go."""
    lexer = shlex.shlex(_REDIRECT.sub("", text), posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = "#"
    found = [word.strip("[]…") for word in lexer]
    while found and _ASSIGNMENT.match(found[0]):
        found.pop(0)
    return tuple(word for word in found if word)


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    kept = "".join(c for c in heading.strip().lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings; a repeated heading gets a number."""
    found: dict[str, int] = {}
    parsed = tokens(page)
    for opening, content in pairwise(parsed):
        if opening.type == "heading_open":
            text = "".join(
                child.content
                for child in content.children or ()
                if child.type in ("text", "code_inline")
            )
            name = slug(text)
            found[name] = found.get(name, -1) + 1
    return {f"{name}-{n}" if n else name for name, last in found.items() for n in range(last + 1)}


def broken_links(page: Path, root: Path) -> list[str]:
    """Relative links and images that lead nowhere, with the line of their paragraph."""
    wrong = []
    for line, token in inline_tokens(page):
        target = token.attrGet("href") if token.type == "link_open" else None
        if token.type == "image":
            target = token.attrGet("src")
        if target is None or re.match(r"[a-z][a-z0-9+.-]*:", str(target)):
            continue
        path, _, anchor = str(target).partition("#")
        aim = (page.parent / path).resolve() if path else page.resolve()
        if not aim.exists() or not aim.is_relative_to(root.resolve()):
            wrong.append(f"{page.name}:{line}: {target}: no such file")
        elif anchor and (aim.suffix != ".md" or anchor not in anchors(aim)):
            wrong.append(f"{page.name}:{line}: {target}: no such heading")
    return wrong
