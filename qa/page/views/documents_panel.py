"""The documents panel as escaped HTML: files, where they are dropped, the chosen documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from qa.library import Entry
from qa.marks import escape
from qa.page.upload_limits import UploadLimits
from qa.page.views.wording import bytes_in_words
from qa.places import page_count_in_words

__all__ = ["Choice", "documents_html", "drop_html", "scope_html"]

SHOWN = 200  # rows at once; a corpus can hold thousands
NOTES = 3  # of one file


@dataclass(frozen=True, slots=True)
class Choice:
    """The documents and the filter that one browser session has chosen.

    Attributes:
        documents: Ids of the documents that questions are restricted to; empty means all.
        filter: Only files with these words in title or name are listed.
        version: Of the library when it was last listed there; -1 if it never was.
    """

    documents: frozenset[str] = frozenset()
    filter: str = ""
    version: int = -1

    def toggled(self, document: str, on: bool) -> Choice:
        """With a document chosen or not."""
        chosen = self.documents | {document} if on else self.documents - {document}
        return replace(self, documents=chosen)

    def among(self, ids: Collection[str]) -> Choice:
        """Without documents that are no longer there."""
        return replace(self, documents=self.documents & frozenset(ids))


def drop_html(suffixes: Iterable[str], limits: UploadLimits) -> str:
    """Where files are dropped or chosen; the script sends them one by one."""
    kinds = sorted(suffixes)
    return (
        '<div class="shelf-head"><h2 id="documents-title" tabindex="-1">Documents</h2>'
        '<button type="button" class="tool" data-pane="source">Close</button></div>'
        f'<label class="drop" data-bytes="{limits.file_bytes}" data-files="{limits.at_once}">'
        f'<input type="file" multiple accept="{",".join(kinds)}">'
        "<span><b>Add files</b> or drop them here</span>"
        f"<small>{escape(' '.join(kinds))} · up to {bytes_in_words(limits.file_bytes)} each, "
        f"{limits.at_once} at a time. They are copied; your own files stay as they are.</small>"
        '</label><div class="progress" role="status" hidden><progress max="1" value="0" '
        'aria-label="Upload"></progress><span></span>'
        '<button type="button" class="tool">Cancel</button></div>'
    )


def documents_html(entries: Sequence[Entry], choice: Choice, message: str = "") -> str:
    """The list of files, with what can be done with each."""
    used = {entry.document for entry in entries if entry.document is not None}
    chosen = choice.documents & used
    head = ""
    if len(used) > 1:
        head = f"Questions go to all {len(used):,} documents. Tick some to ask only those."
    if chosen:
        head = (
            f"Questions go to {len(chosen)} of {len(used):,} documents. "
            '<button type="button" class="tool" data-event="select" data-action="all">'
            "Ask all of them</button>"
        )
    alert = f'<p class="error" role="alert">{escape(message)}</p>' if message else ""
    wanted = choice.filter.casefold()
    listed = [entry for entry in entries if wanted in f"{entry.title}\n{entry.name}".casefold()]
    rows = "".join(_row(entry, entry.document in chosen) for entry in listed[:SHOWN])
    rest = len(listed) - SHOWN
    more = f'<p class="cut">And {rest:,} more; look for a name.</p>' if rest > 0 else ""
    none = "" if listed else '<p class="cut">No file by that name.</p>'
    return (
        f'{alert}<p class="scope-note" role="status">{head}</p>'
        f'<ul class="files" aria-label="Files">{rows}</ul>{more}{none}'
    )


def scope_html(chosen: int, total: int) -> str:
    """A line over the question box while questions are restricted; "" otherwise."""
    if not chosen:
        return ""
    return (
        f'<p class="scope">Only in {chosen} of {total:,} documents '
        '<button type="button" class="tool" data-event="select" data-action="all">'
        "Ask all of them</button></p>"
    )


def _row(entry: Entry, chosen: bool) -> str:
    facts = [] if entry.title == entry.name else [f"<bdi>{escape(entry.name)}</bdi>"]
    if entry.size is not None:
        facts.append(bytes_in_words(entry.size))
    if entry.pages:
        facts.append(page_count_in_words(entry.source, entry.pages))
    if entry.kind == "upload":
        facts.append("added here")
    if entry.state != "indexed":
        facts.append(f"<b>{entry.state}</b>")
    reason = f'<span class="reason">{escape(entry.reason)}</span>' if entry.reason else ""
    title = f"<bdi>{escape(entry.title)}</bdi>"
    if entry.document is None:
        title = f'<span class="title">{title}</span>'
    else:
        title = (
            f'<button type="button" class="title" data-event="read" data-action="read" '
            f'data-read="{entry.document}" title="Read it">{title}</button>'
        )
    about = (
        f'<span class="about">{title}'
        f'<span class="facts">{" · ".join(facts)}</span>{reason}{_notes(entry.notes)}</span>'
    )
    if entry.document is None:
        head = f'<span class="pick">{about}</span>'
    else:
        head = (
            '<span class="pick"><input type="checkbox" data-event="select" data-action="choose" '
            f'data-document="{entry.document}" title="Ask only the chosen documents" '
            f'aria-label="Ask {escape(entry.title)}"{" checked" if chosen else ""}>{about}</span>'
        )
    return f'<li class="{entry.state}">{head}{_action(entry)}</li>'


def _notes(notes: Sequence[str]) -> str:
    """What of a file was not read, or is uncertain."""
    shown = [*notes[:NOTES]]
    if len(notes) > NOTES:
        shown.append(f"and {len(notes) - NOTES:,} more")
    return "".join(f'<span class="note">{escape(note)}</span>' for note in shown)


def _action(entry: Entry) -> str:
    source = f'data-source="{escape(entry.source)}"'
    name = escape(entry.name)
    if entry.state == "excluded":
        return _button("Bring back", f'data-action="restore" {source}', f"Bring back {name}")
    if entry.document is None or entry.kind == "text":
        return ""
    target = f'data-action="withdraw" data-document="{entry.document}" {source}'
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
