"""RTF tokens to stories: groups, destinations, formatting and characters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from index.loaders.drafts import draft
from index.loaders.rtf.characters import Characters
from index.loaders.rtf.destinations import (
    BOXES,
    CHARACTERS,
    DESTINATIONS,
    IN_GROUPS_OF_THEIR_OWN,
    PARAGRAPH_ENDS,
    SETTINGS,
    SKIPPED,
    STORIES,
)
from index.loaders.rtf.grid import CellShape, RowShape
from index.loaders.rtf.state import State
from index.loaders.rtf.story import Look, Story
from index.loaders.rtf.styles import MOST_LEVELS, Styles
from index.loaders.rtf.tokens import tokens

__all__ = ["Reader"]

_WITHOUT_TEXT: Final = frozenset({"skip", "picture", "info", "shape", "alternatives"})
_MOST_STORIES: Final = 4
"""Stories in each other; the text of deeper ones is read as part of the one around it."""

_LONGEST_TITLE: Final = 1_000
_LARGE_PICTURE: Final = 12_240 * 15_840 // 4  # a quarter of a page


class Reader:
    """Reads a whole source, in linear time.

    Attributes:
        body: The text of the document.
        title: From its properties.
        headers: Distinct texts of page headers, in order.
        footers: The same of page footers.
        pictures: Number of pictures that cover a quarter of a page.
        is_cut: Whether the source ends inside a group.
    """

    def __init__(self, source: bytes) -> None:
        self.body = Story("body")
        self.title = ""
        self.headers: dict[str, None] = {}
        self.footers: dict[str, None] = {}
        self.pictures = 0
        self.is_cut = True
        self._source = source
        self._characters = Characters(source, self._put)
        self._styles = Styles()
        self._state = State(self.body)
        self._stack: list[State] = []
        self._default_font = -1
        self._is_starred = False
        self._flags: set[str] = set()
        # Where numbers and bullets are written, a paragraph of a list without one has none.
        self._has_labels = b"\\listtext" in source or b"\\pntext" in source
        self._notes = {"footnote": 0, "endnote": 0}
        self._picture_width = 0
        self._handlers = self._words()

    def read(self) -> None:
        """Read everything."""
        characters = self._characters
        for word, number, text in tokens(self._source):
            state = self._state
            if text or word == "'":
                if state.destination not in _WITHOUT_TEXT:
                    font = state.font if state.destination in ("body", "label") else -1
                    data = text or bytes((number or 0,))
                    characters.add_bytes(data, font, is_raw=bool(text))
                continue
            characters.flush()
            if word == "{":
                characters.to_skip = 0
                self._stack.append(state)
                self._state = state.copy()
            elif word == "}":
                characters.to_skip = 0
                self.is_cut = self._end_group()
                if not self.is_cut:
                    break
            elif state.destination != "skip":
                self._take(word, number)
        characters.flush()
        while self._end_group():
            continue
        self.body.finish(self._look(self._state))

    # -- groups

    def _end_group(self) -> bool:
        """Return to what held before the group; False if it was the whole document."""
        if not self._stack:
            return False
        inner, self._state = self._state, self._stack.pop()
        if inner.story is not self._state.story:
            inner.story.finish(self._look(inner))
            self._close(inner.story)
        return bool(self._stack)

    def _close(self, story: Story) -> None:
        """A note, a header or a box is complete."""
        parent = self._state.story
        if story.kind in self._notes:
            label = ""
            if story.mark:
                self._notes[story.kind] += 1
                label = str(self._notes[story.kind])
            drafts = (draft(text, "footnote", label=label) for text in story.texts())
            parent.add_later([block for block in drafts if block is not None])
        elif story.kind in ("header", "footer"):
            text = "\n".join(story.texts())
            collected = self.headers if story.kind == "header" else self.footers
            if any(map(str.isalpha, text)):
                collected[text] = None
        else:
            parent.add_later(story.blocks)

    def _open(self, kind: str) -> None:
        state = self._state
        if state.is_hidden or state.is_deleted:
            state.destination = "skip"
            return
        state.destination = "body"
        if state.story.depth < _MOST_STORIES:
            state.reset_paragraph()
            state.story = Story(kind, state.story.depth + 1)

    # -- words

    def _take(self, word: str, number: int | None) -> None:
        state = self._state
        if word == "*":
            self._is_starred = True
            return
        is_starred, self._is_starred = self._is_starred, False
        if word == "ud" and state.destination == "alternatives":
            state.destination = state.outer
        elif state.destination in ("shape", "alternatives") and word not in BOXES:
            state.destination = "skip" if word in SKIPPED else state.destination
        elif word in SKIPPED or (is_starred and word not in IN_GROUPS_OF_THEIR_OWN):
            state.destination = "picture" if word == "pict" else "skip"
        elif character := CHARACTERS.get(word):
            self._characters.add_character(character)
        else:
            self._characters.to_skip = 0
            self._set(word, number)

    def _set(self, word: str, number: int | None) -> None:
        """Do what a control word says that stands for no character."""
        state = self._state
        if word in SETTINGS:
            name, default = SETTINGS[word]
            value = default if number is None or default is False else number
            setattr(state, name, number != 0 if default is None else value)
        elif word in PARAGRAPH_ENDS:
            if state.destination == "body":
                state.story.end_paragraph(self._look(state))
        elif word in STORIES:
            self._open(STORIES[word])
        elif word in DESTINATIONS:
            state.destination = DESTINATIONS[word]
        elif handler := self._handlers.get(word):
            handler(number)

    def _words(self) -> dict[str, Callable[[int | None], None]]:
        characters = self._characters
        return {
            "upr": self._alternatives,
            "ftnalt": lambda _: self._note_mark("kind", "endnote"),
            "chftn": lambda _: self._note_mark("mark", "automatic"),
            "pn": self._old_list,
            "ansicpg": characters.set_code_page,
            "mac": lambda _: characters.set_encoding("mac_roman"),
            "pc": lambda _: characters.set_encoding("cp437"),
            "pca": lambda _: characters.set_encoding("cp850"),
            "deff": self._default, "f": self._font,
            "fcharset": lambda n: self._describe_font("character_set", n),
            "cpg": lambda n: self._describe_font("code_page", n),
            "u": self._unicode,
            "plain": self._plain,
            "pard": lambda _: self._state.reset_paragraph(),
            "intbl": lambda _: setattr(self._state, "in_table", True),
            "outlinelevel": self._outline,
            "trowd": self._new_row, "trhdr": self._head_row,
            "trleft": self._row_left, "cellx": self._cell_shape,
            "clmrg": lambda _: self._flags.add("left"),
            "clvmrg": lambda _: self._flags.add("above"),
            "cell": self._cell, "nestcell": self._nested_cell,
            "row": self._row, "nestrow": self._nested_row,
            "picwgoal": lambda n: setattr(self, "_picture_width", n or 0),
            "pichgoal": self._picture_height,
        }  # fmt: skip

    def _alternatives(self, _: int | None) -> None:
        self._state.outer = self._state.destination
        self._state.destination = "alternatives"

    def _plain(self, _: int | None) -> None:
        self._state.is_hidden = self._state.is_deleted = self._state.is_raised = False
        self._state.font = self._default_font
        self._state.size = 24

    def _note_mark(self, name: str, value: str) -> None:
        if self._state.story.kind in self._notes:
            setattr(self._state.story, name, value)

    def _old_list(self, _: int | None) -> None:
        self._state.story.is_listed = True
        self._state.destination = "skip"

    # -- paragraphs and tables

    def _look(self, state: State) -> Look:
        outline = state.outline
        is_own = 0 <= outline < MOST_LEVELS
        heading = outline + 1 if is_own else self._styles.heading(state.style)
        depth = max(state.depth, 0) + 1 if state.list > 0 else 0
        is_listed = state.list > 0 and not self._has_labels
        table = max(state.nesting, 1) if state.in_table else max(state.nesting, 0)
        return Look(heading, min(depth, MOST_LEVELS), table, is_listed=is_listed)

    def _outline(self, number: int | None) -> None:
        if self._state.destination == "styles":
            self._styles.set_outline(self._state.style, number or 0)
        else:
            self._state.outline = number or 0

    def _cell(self, _: int | None) -> None:
        self._state.story.end_cell(1, self._look(self._state))

    def _row(self, _: int | None) -> None:
        self._state.story.end_row(1, self._state.shape)

    def _nested_cell(self, _: int | None) -> None:
        self._state.story.end_cell(max(self._state.nesting, 2), self._look(self._state))

    def _nested_row(self, _: int | None) -> None:
        self._state.story.end_row(max(self._state.nesting, 2), self._state.shape)

    def _new_row(self, _: int | None) -> None:
        self._state.shape = RowShape()
        self._flags.clear()

    def _head_row(self, _: int | None) -> None:
        self._state.shape.is_head = True

    def _row_left(self, number: int | None) -> None:
        self._state.shape.left = number or 0

    def _cell_shape(self, number: int | None) -> None:
        shape = CellShape(number or 0, "left" in self._flags, "above" in self._flags)
        self._state.shape.cells.append(shape)
        self._flags.clear()

    def _picture_height(self, number: int | None) -> None:
        self.pictures += self._picture_width * (number or 0) >= _LARGE_PICTURE
        self._picture_width = 0

    # -- characters

    def _default(self, number: int | None) -> None:
        self._default_font = self._state.font = number or 0

    def _font(self, number: int | None) -> None:
        self._state.font = number or 0
        if self._state.destination == "fonts":
            self._characters.add_font(self._state.font)

    def _describe_font(self, name: str, value: int | None) -> None:
        if self._state.destination == "fonts" and self._state.font in self._characters.fonts:
            setattr(self._characters.fonts[self._state.font], name, value or 0)

    def _unicode(self, number: int | None) -> None:
        state = self._state
        self._characters.add_unicode(number or 0, state.font, state.fallback)

    def _put(self, text: str) -> None:
        state = self._state
        match state.destination:
            case "body" | "label" if state.is_hidden or state.is_deleted:
                return
            case "body":
                state.story.add(text, state.size, is_raised=state.is_raised)
            case "label":
                state.story.label.append(text)
            case "title" if len(self.title) < _LONGEST_TITLE:
                self.title += text
            case "fonts" if state.font in self._characters.fonts:
                self._characters.fonts[state.font].add_name(text)
            case "styles":
                self._styles.add_name(state.style, text)
