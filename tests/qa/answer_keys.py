"""The keys of the JSON that an answer gives."""

CITATION_KEYS = {
    "document", "title", "source", "sources", "page", "pages", "start", "end", "text",
    "answer_start", "answer_end", "confidence", "date", "label", "headings", "recognised",
}  # fmt: skip


ANSWER_KEYS = {
    "question", "asked_as", "kind", "found", "text", "confidence", "calibrated", "citations",
    "items", "is_complete", "evidence_for", "unanswered", "alternatives", "related", "searched",
    "help_topic", "milliseconds",
}  # fmt: skip
