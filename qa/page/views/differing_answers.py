"""What stands over answers of documents that disagree, as escaped HTML."""

from __future__ import annotations

from qa.answer import Answer, Citation
from qa.answer_words import dated
from qa.marks import escape
from qa.outcome_words import disagreement_line, disagreement_note
from qa.page.bot import DocumentNames
from qa.places import file_name

__all__ = ["differing_html", "version_html"]


def differing_html(answer: Answer) -> str:
    """That the documents give different answers, and what to do about it; "" where none do."""
    line = disagreement_line(answer)
    if not line:
        return ""
    return (
        f'<div class="disagree" role="note"><p>{escape(line.rstrip(":"))}</p>'
        f"<p>{escape(disagreement_note(answer))}</p></div>"
    )


def version_html(citation: Citation, names: DocumentNames | None) -> str:
    """Whose answer the next one is: the date of its document, or else what it is called.

    Args:
        citation: The first of the answer.
        names: Tell documents of one title apart.
    """
    document = citation.document
    apart = None if names is None else names.apart(document.id)
    title = document.title or file_name(document.source)
    name = dated(document) or (title if apart is None else apart.path)
    return f'<p class="version"><bdi>{escape(name)}</bdi></p>'
