"""The files of the documents panel as escaped HTML: by folder, attachments below their message."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby
from pathlib import PurePath
from typing import NamedTuple

from index.loaders.formats import ARCHIVES
from qa.entries import Entry
from qa.marks import escape
from qa.namesakes import Apart
from qa.page.bot import DocumentNames
from qa.page.views.wording import bytes_in_words, file_name, suffix
from qa.places import page_count_in_words

__all__ = ["FileRow", "files_html", "rows_of"]

NOTES = 3  # of one file

_ADDED, _FOLDER, _REFUSED, _EXCLUDED = range(4)
_HEADINGS = {
    _ADDED: "Added here",
    _FOLDER: "In the folder",
    _REFUSED: "Could not be used",
    _EXCLUDED: "Excluded",
}


class FileRow(NamedTuple):
    """A file at its place in the list; rows in order are the list.

    Attributes:
        group: Where files of its kind stand.
        folder: Parts of the folder that it is in; an archive counts as one.
        parts: Of its name below that folder; an attachment's begin with its message's name.
        entry: The file.
    """

    group: int
    folder: tuple[str, ...]
    parts: tuple[str, ...]
    entry: Entry

    @property
    def attached_to(self) -> str:
        """Name of the message that it is attached to; or ""."""
        return self.parts[0] if len(self.parts) > 1 else ""


def rows_of(entries: Sequence[Entry], relative: Callable[[str], str]) -> list[FileRow]:
    """The list in its order: added files, those of the folder and of each folder in it, the rest.

    Args:
        entries: In any order.
        relative: A source as others may see it.
    """
    rows = [_row_of(entry, relative) for entry in entries]
    return sorted(rows, key=lambda row: (row[:3], row.entry.source))


def files_html(
    rows: Sequence[FileRow],
    chosen: Collection[str],
    names: DocumentNames | None = None,
    *,
    takes_files: bool = True,
) -> str:
    """Lists with their headings; a single list has none.

    Args:
        rows: In their order.
        chosen: Ids of the documents that questions are restricted to.
        names: Tell documents of one title apart.
        takes_files: Whether files can be excluded and deleted.
    """
    groups = [(place, list(group)) for place, group in groupby(rows, lambda row: row[:2])]
    if not groups:
        return '<ul class="files" aria-label="Files"></ul>'
    # Added files alone are named as such, so that nobody takes them for those of the folder.
    is_plain = len(groups) == 1 and groups[0][0] == (_FOLDER, ())
    parts = []
    for (group, folder), members in groups:
        heading = _heading(group, folder)
        items = "".join(
            _item(
                row,
                row.entry.document in chosen,
                _action(row.entry) if takes_files else "",
                names,
            )
            for row in members
        )
        head = "" if is_plain else f"<h3>{heading}</h3>"
        label = "Files" if is_plain else f"Files: {escape(_words(group, folder))}"
        parts.append(f'{head}<ul class="files" aria-label="{label}">{items}</ul>')
    return "".join(parts)


def _row_of(entry: Entry, relative: Callable[[str], str]) -> FileRow:
    group = _FOLDER
    if entry.state != "indexed":
        group = _REFUSED if entry.state == "refused" else _EXCLUDED
    elif entry.kind == "upload":
        group = _ADDED
    if entry.kind == "text":
        return FileRow(group, (), (entry.source,), entry)
    path = _parts(relative(entry.source), entry)
    container = _parts(relative(entry.container), entry) if entry.container else ()
    if container and suffix(entry.container).lower() not in ARCHIVES:
        # Below its message.
        depth = len(container) - 1
        return FileRow(
            group, path[:depth], (container[-1], "/".join(path[len(container) :])), entry
        )
    return FileRow(group, path[:-1], path[-1:], entry)


def _parts(path: str, entry: Entry) -> tuple[str, ...]:
    parts = tuple(part for part in path.replace("\\", "/").split("/") if part)
    # Copies lie in folders named by their content.
    is_copy = parts[:1] == ("uploads",) and len(parts) > 2 and entry.kind != "text"
    return parts[2:] if is_copy and entry.kind == "upload" else parts


def _words(group: int, folder: tuple[str, ...]) -> str:
    if group == _FOLDER and folder:
        return "/".join(folder)
    return _HEADINGS[group] + (f": {'/'.join(folder)}" if folder else "")


def _heading(group: int, folder: tuple[str, ...]) -> str:
    path = f"<bdi>{escape('/'.join(folder))}</bdi>" if folder else ""
    if group == _FOLDER and folder:
        return path
    return _HEADINGS[group] + (f" <span>{path}</span>" if folder else "")


def _item(row: FileRow, chosen: bool, action: str, names: DocumentNames | None) -> str:
    entry = row.entry
    apart = None if names is None or entry.document is None else names.apart(entry.document)
    reason = f'<span class="reason">{escape(entry.reason)}</span>' if entry.reason else ""
    title = f"<bdi>{escape(_title(entry))}</bdi>"
    box = ""
    if entry.document is None:
        title = f'<span class="title">{title}</span>'
    else:
        title = (
            f'<button type="button" class="title" data-event="read" data-action="read" '
            f'data-read="{entry.document}" title="Read it">{title}</button>'
        )
        box = (
            '<input type="checkbox" data-event="select" data-action="choose" '
            f'data-document="{entry.document}" title="Ask only the chosen documents" '
            f'aria-label="Ask {escape(_named(entry, apart))}"{" checked" if chosen else ""}>'
        )
    facts = f'<span class="facts">{" · ".join(_facts(row, apart))}</span>'
    about = f'<span class="about">{title}{facts}{reason}{_notes(entry.notes)}</span>'
    kind = f"{entry.state} attached" if row.attached_to else entry.state
    return f'<li class="{kind}"><span class="pick">{box}{about}</span>{action}</li>'


def _title(entry: Entry) -> str:
    """The document's own title; the whole name of a file whose title is only taken from it."""
    return entry.name if entry.title == PurePath(entry.name).stem else entry.title


def _named(entry: Entry, apart: Apart | None) -> str:
    return entry.title if apart is None else f"{entry.title} ({apart})"


def _facts(row: FileRow, apart: Apart | None) -> Iterator[str]:
    entry = row.entry
    if apart is not None and apart.date:
        yield _unbroken(escape(apart.date))
    if _title(entry) != entry.name:
        yield _name(entry)
    if row.attached_to:
        yield f"attached to <bdi>{escape(row.attached_to)}</bdi>"
    elif entry.container and row.group in (_REFUSED, _EXCLUDED):
        yield f"in <bdi>{escape(file_name(entry.container))}</bdi>"
    if entry.size is not None:
        yield _unbroken(bytes_in_words(entry.size))
    if entry.pages:
        yield _unbroken(page_count_in_words(entry.source, entry.pages))


def _name(entry: Entry) -> str:
    """The name of a file, which opens it, too; with the keyboard its title does."""
    name = f"<bdi>{escape(entry.name)}</bdi>"
    if entry.document is None:
        return name
    return (
        '<button type="button" class="file" tabindex="-1" data-event="read" data-action="read" '
        f'data-read="{entry.document}">{name}</button>'
    )


def _unbroken(figure: str) -> str:
    """A figure and its unit stay on one line."""
    return figure.replace(" ", "\N{NO-BREAK SPACE}")


def _notes(notes: Sequence[str]) -> str:
    """What of a file was not read, or is uncertain."""
    shown = [*notes[:NOTES]]
    if len(notes) > NOTES:
        shown.append(f"and {len(notes) - NOTES:,} more")
    return "".join(f'<span class="note">{escape(note)}</span>' for note in shown)


def _action(entry: Entry) -> str:
    file = f'data-file="{entry.key}"'
    name = escape(entry.name)
    if entry.state == "excluded":
        return _button("Bring back", f'data-action="restore" {file}', f"Bring back {name}")
    if entry.document is None or entry.kind == "text":
        return ""
    target = f'data-action="withdraw" data-document="{entry.document}" {file}'
    if entry.kind == "file":
        return _button("Exclude", target, f"Exclude {name}")
    sure = _button("Delete", target, f"Delete {name} for good", "danger")
    return (
        f'<details class="confirm"><summary class="tool" aria-label="Delete {name}">Delete…'
        f"</summary><div>The copy goes for good. {sure}</div></details>"
    )


def _button(label: str, attributes: str, name: str, kind: str = "") -> str:
    return (
        f'<button type="button" class="tool {kind}" data-event="select" {attributes} '
        f'aria-label="{name}">{label}</button>'
    )
