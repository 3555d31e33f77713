"""The documents panel as escaped HTML: where files are dropped, the list, the chosen documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from qa.entries import Entry
from qa.marks import escape
from qa.page.bot import DocumentNames
from qa.page.upload_limits import UploadLimits
from qa.page.views.chosen_names import named_html
from qa.page.views.file_list import files_html, rows_of
from qa.page.views.wording import bytes_in_words, count_in_words

__all__ = ["Choice", "documents_html", "drop_html", "filter_html", "scope_html"]

SHOWN = 200  # rows at once; a corpus can hold thousands

_ALL = (
    '<button type="button" class="tool" data-event="select" data-action="all">'
    "Use all documents</button>"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The documents and the filter that one browser session has chosen.

    Attributes:
        documents: Ids of the documents that questions are restricted to; empty means all.
        filter: Only files with these words in title or name are listed.
        version: Of the library when it was last listed there; -1 if it never was.
        seen: Ids of all documents that were there when something was chosen last; empty while
            nothing is chosen.
    """

    documents: frozenset[str] = frozenset()
    filter: str = ""
    version: int = -1
    seen: frozenset[str] = frozenset()

    def toggled(self, document: str, on: bool) -> Choice:
        """With a document chosen or not."""
        chosen = self.documents | {document} if on else self.documents - {document}
        return self.only(chosen)

    def only(self, documents: Iterable[str]) -> Choice:
        """With these documents chosen, of those that are there when it is listed next."""
        return replace(self, documents=frozenset(documents), seen=frozenset())

    def newcomers(self, ids: Collection[str]) -> frozenset[str]:
        """Those of all documents that came after something was chosen, and are not chosen."""
        return frozenset(ids) - self.seen - self.documents if self.documents else frozenset()

    def among(self, ids: Collection[str]) -> Choice:
        """Without documents that are no longer there; all that are there have been seen then."""
        chosen = self.documents & frozenset(ids)
        seen = self.seen or frozenset(ids)
        return replace(self, documents=chosen, seen=seen if chosen else frozenset())


def drop_html(suffixes: Iterable[str], limits: UploadLimits, *, takes_files: bool = True) -> str:
    """Where files are dropped or chosen; the script sends them one by one.

    Where no files are taken, a line says how documents come in.
    """
    head = (
        '<div class="shelf-head"><h2 id="documents-title" tabindex="-1">Documents</h2>'
        '<button type="button" class="tool" data-pane="source">Close</button></div>'
    )
    if not takes_files:
        return (
            f'{head}<p class="cut">Documents of this corpus come in with '
            "<code>python -m qa cluster index</code>. Here they can be read and asked.</p>"
        )
    kinds = sorted(suffixes)
    return (
        f'{head}<label class="drop" data-bytes="{limits.file_bytes}" data-files="{limits.at_once}">'
        f'<input type="file" multiple accept="{",".join(kinds)}">'
        "<span><b>Add files</b> or drop them here</span>"
        f"<small>{escape(' '.join(kinds))} · up to {bytes_in_words(limits.file_bytes)} each, "
        f"{limits.at_once} at a time. They are copied; your own files stay as they are.</small>"
        '</label><div class="progress" role="status" hidden><progress max="1" value="0" '
        'aria-label="Upload"></progress><span></span>'
        '<button type="button" class="tool">Cancel</button></div>'
    )


def filter_html() -> str:
    """The box that a name is looked for with."""
    return (
        '<input type="search" class="find" aria-label="Find a document by name" '
        'placeholder="Find a document by name" autocomplete="off" maxlength="200">'
    )


def documents_html(
    entries: Sequence[Entry],
    choice: Choice,
    relative: Callable[[str], str],
    names: DocumentNames | None = None,
    message: str = "",
    excluded: Entry | None = None,
    *,
    takes_files: bool = True,
) -> str:
    """The list of files, with what can be done with each.

    Files that could not be used are in the task list, with the reason; here only those are that
    somebody looks for.

    Args:
        entries: All of them.
        choice: What is chosen.
        relative: A source as others may see it.
        names: Tell documents of one title apart.
        message: What failed, in one line.
        excluded: The file that was excluded just now, if any.
        takes_files: Whether files can be excluded and deleted.
    """
    used = {entry.document for entry in entries if entry.document is not None}
    chosen = choice.documents & used
    alert = f'<p class="error" role="alert">{escape(message)}</p>' if message else ""
    wanted = choice.filter.strip().casefold()
    rows = rows_of(_wanted(entries, wanted, relative), relative)
    rest = len(rows) - SHOWN
    more = f'<p class="cut">And {rest:,} more; look for a name.</p>' if rest > 0 else ""
    none = "" if rows or not wanted else '<p class="cut">No file by that name.</p>'
    return (
        f"{alert}{_excluded(excluded)}"
        f'<p class="scope-note" role="status">{_asked(chosen, used)}</p>'
        f"{_left_out(choice, used)}"
        f"{files_html(rows[:SHOWN], chosen, names, takes_files=takes_files)}{more}{none}"
    )


def _wanted(entries: Sequence[Entry], wanted: str, relative: Callable[[str], str]) -> list[Entry]:
    """Files that somebody looks for by a part of the title or the path; refused ones only then."""
    return [
        entry
        for entry in entries
        if (wanted or entry.state != "refused")
        and wanted in f"{entry.title}\n{relative(entry.source)}".casefold()
    ]


def _asked(chosen: Collection[str], used: Collection[str]) -> str:
    """Which documents questions go to."""
    if chosen:
        return f"Questions go to {len(chosen)} of {len(used):,} documents. {_ALL}"
    if len(used) > 1:
        return f"Questions go to all {len(used):,} documents. Tick some to ask only those."
    return ""


def scope_html(
    choice: Choice, used: Collection[str], reading: str = "", names: DocumentNames | None = None
) -> str:
    """Lines over the question box while questions are restricted or documents are being read.

    The number of documents goes with them, unseen, for the page before the first question.

    Args:
        choice: What is chosen.
        used: Ids of all documents.
        reading: How far documents are read that are not all read yet; "" where all are.
        names: Of the documents.
    """
    count = f'<span hidden data-count="{count_in_words(len(used))}"></span>'
    if reading:
        count += (
            '<p class="scope" data-working><span>Documents are still being read: '
            f"{escape(reading)}. Answers come from what is read so far.</span></p>"
        )
    chosen = len(choice.documents)
    if not chosen:
        return count
    only = f"Only in {chosen} of {len(used):,} documents{named_html(choice.documents, names)}"
    return f'{count}<p class="scope"><span>{only}</span> {_ALL}</p>{_left_out(choice, used)}'


def _excluded(entry: Entry | None) -> str:
    """That a file was excluded just now, with the way back."""
    if entry is None:
        return ""
    return (
        f'<p class="left-out" role="status"><span><bdi>{escape(entry.name)}</bdi> is excluded.'
        '</span> <button type="button" class="tool" data-event="select" data-action="restore" '
        f'data-file="{entry.key}">Undo</button></p>'
    )


def _left_out(choice: Choice, used: Collection[str]) -> str:
    """A line on documents that came after the choice was made, or ""."""
    count = len(choice.newcomers(used))
    if not count:
        return ""
    came = "1 new document is" if count == 1 else f"{count:,} new documents are"
    them = "it" if count == 1 else "them"
    return (
        f'<p class="left-out" role="status"><span>{came} left out.</span> '
        '<button type="button" class="tool" data-event="select" data-action="include">'
        f"Ask {them}, too</button></p>"
    )
