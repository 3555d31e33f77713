"""A retriever and a reader whose scores are set here, so that every decision is arithmetic."""

from index.text.sentences import sentence_spans
from index.values import Document, Passage, TermCounts, document_id
from qa.answering.pipeline import READ_PASSAGES
from qa.readers.protocol import Reading, ScoredSentence, ScoredSpan
from qa.retriever import Hit

__all__ = [
    "KELP", "PARTS", "SEARCH", "TIDE", "KeyedReader", "ScriptedReader", "ScriptedRetriever", "hit",
]  # fmt: skip

SEARCH = {"embedder": "words", "search": "none", "fusion": "none"}
PARTS = {"reader": "scripted", **SEARCH, "read": f"passages={READ_PASSAGES}"}


def hit(text, score):
    document = Document(document_id(text), text, "t", ("t",))
    passage = Passage(1, document.id, 0, len(text), tuple(sentence_spans(text)))
    return Hit(passage, document, score, 0.5, 0.5)


TIDE, KELP = hit("The tide rose at noon.", 1.0), hit("Urchins graze on kelp.", 0.5)


class ScriptedRetriever:
    """Finds the same passages for every question.

    Every term stands in one of two passages, but for "quorm" and those named, which stand in none.
    """

    fingerprints = SEARCH

    def __init__(self, hits=(TIDE, KELP), nowhere=()):
        self.hits = hits
        self.nowhere = ("quorm", *nowhere)
        self.asked = []

    def search(self, question, k, documents):
        self.asked.append((question, k, documents))
        return self.hits

    def search_completed(self, question, retrieve_as, k, documents, near=None):
        self.asked.append((retrieve_as, k, documents))
        return self.hits

    def term_counts(self, terms):
        return TermCounts(2, dict.fromkeys(terms, 1) | dict.fromkeys(self.nowhere, 0))

    def near_texts(self, term, documents=None):
        return [hit.text for hit in self.hits]

    def is_known_word(self, word):
        return False

    def documents_called(self, wanted, documents=None):
        return []


class ScriptedReader:
    """Scores "noon" and "kelp", and each sentence by its first letter."""

    fingerprint = "scripted"
    whole_sentences = False

    def __init__(self, noon=1.0, kelp=2.0, **sentences):
        self.scores = {"noon": noon, "kelp": kelp}
        self.sentences = sentences

    def read(self, question, hits):
        spans = [
            ScoredSpan(number, hit.text.index(word), hit.text.index(word) + len(word), score)
            for number, hit in enumerate(hits)
            for word, score in self.scores.items()
            if word in hit.text
        ]
        sentences = [
            ScoredSentence(number, s.start, s.end, self.sentences.get(hit.text[s.start], -5.0))
            for number, hit in enumerate(hits)
            for s in hit.passage.sentences
        ]
        return Reading(tuple(sorted(spans, key=lambda span: -span.score)), tuple(sentences))


class KeyedReader:
    """Marks a word of the texts for a word of the question, by a table; scores no sentence.

    What a key stands for has 5; where no key is in the question, nothing is marked.
    """

    fingerprint = "scripted"
    whole_sentences = False

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def read(self, question, hits):
        self.asked.append(question)
        words = [word for key, word in self.answers.items() if key in question]
        spans = [
            ScoredSpan(number, hit.text.index(word), hit.text.index(word) + len(word), 5.0)
            for number, hit in enumerate(hits)
            for word in words
            if word in hit.text
        ]
        return Reading(tuple(spans), ())
