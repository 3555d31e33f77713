"""A retriever and a reader whose scores are set here, so that every decision is arithmetic."""

from index.text.sentences import sentence_spans
from index.values import Document, Passage, TermCounts, document_id
from qa.answering.pipeline import READ_PASSAGES
from qa.readers.protocol import Reading, ScoredSentence, ScoredSpan
from qa.retriever import Hit

__all__ = ["KELP", "PARTS", "SEARCH", "TIDE", "ScriptedReader", "ScriptedRetriever", "hit"]

SEARCH = {"embedder": "words", "search": "none", "fusion": "none"}
PARTS = {"reader": "scripted", **SEARCH, "read": f"passages={READ_PASSAGES}"}


def hit(text, score):
    document = Document(document_id(text), text, "t", ("t",))
    passage = Passage(1, document.id, 0, len(text), tuple(sentence_spans(text)))
    return Hit(passage, document, score, 0.5, 0.5)


TIDE, KELP = hit("The tide rose at noon.", 1.0), hit("Urchins graze on kelp.", 0.5)


class ScriptedRetriever:
    """Finds the same passages for every question; every term stands in one of two passages."""

    fingerprints = SEARCH

    def __init__(self, hits=(TIDE, KELP)):
        self.hits = hits
        self.asked = []

    def search(self, question, k, documents):
        self.asked.append((question, k, documents))
        return self.hits

    def term_counts(self, terms):
        return TermCounts(2, dict.fromkeys(terms, 1) | dict.fromkeys(["quorm"], 0))


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
