"""Documents by what they are called."""

from dataclasses import dataclass, field

from index.text.terms import terms
from index.values import Document, DocumentSummary, document_id
from qa.titles import Titles, called


@dataclass
class Listed:
    """Documents as a corpus lists them."""

    documents: list[Document] = field(default_factory=list)
    count: int | None = None
    asked: int = 0

    def version(self):
        return len(self.documents)

    def document_count(self):
        return len(self.documents) if self.count is None else self.count

    def summaries(self):
        self.asked += 1
        return [DocumentSummary(d.id, d.title, d.sources, 1, 1, 1) for d in self.documents]

    def document_or_none(self, document_id):
        return next((d for d in self.documents if d.id == document_id), None)


def paper(title, source):
    text = f"{title} {source}"
    return Document(document_id(text), text, title, (source,))


POLICY = paper("Travel policy", "a/travel.pdf")
MINUTES = paper("Board", "minutes_2024-05.md")
OTHER = paper("Boats", "boats.txt")


def test_titles_and_file_names_say_what_a_document_is_called():
    assert called("Travel policies", ["x/board-minutes_2024.md"]) >= set(
        terms("travel policy board minute 2024")
    )
    titles = Titles(Listed([POLICY, MINUTES, OTHER]))
    assert titles.documents_called(terms("policies")) == [POLICY]
    assert titles.documents_called(terms("minutes policy")) == [POLICY, MINUTES]
    assert titles.documents_called(terms("minutes policy"), [MINUTES.id]) == [MINUTES]
    assert titles.documents_called(terms("rules")) == []


def test_titles_are_read_again_after_a_change_only():
    listed = Listed([POLICY])
    titles = Titles(listed)
    for _ in range(2):
        assert titles.documents_called(terms("minutes")) == []
    assert listed.asked == 1
    listed.documents.append(MINUTES)
    assert titles.documents_called(terms("minutes")) == [MINUTES]


def test_a_document_that_was_removed_since_is_left_out():
    listed = Listed([POLICY, MINUTES])
    titles = Titles(listed)
    titles.documents_called(terms("policy"))
    listed.documents = [MINUTES, OTHER]  # of the same version
    assert titles.documents_called(terms("policy")) == []


def test_of_very_many_none_is_given():
    assert Titles(Listed([POLICY], count=100_001)).documents_called(terms("policy")) == []
    many = [paper("Report", f"{number}.txt") for number in range(301)]
    assert Titles(Listed(many)).documents_called(terms("report")) == []
    assert len(Titles(Listed(many[:300])).documents_called(terms("report"))) == 300
