"""An examined question of two passages, whose features can be computed by hand."""

from index.values import Document, Passage, Span, document_id
from qa.answering.candidates import Candidate, Place
from qa.answering.evidence_choice import Sentence
from qa.answering.features import Examined
from qa.answering.question_words import QuestionWord, QuestionWords
from qa.retriever import Hit

__all__ = ["CANDIDATES", "DOCUMENT", "HITS", "SENTENCES", "WORDS", "candidate", "examined"]

TEXT = "Ann rang the bell. Ben hid in 1957. Carl slept."
DOCUMENT = Document(document_id(TEXT), TEXT, "Bells", ("t",))
SPANS = (Span(0, 18), Span(19, 35), Span(36, 47))
HITS = tuple(
    Hit(Passage(n, DOCUMENT.id, 0, 47, SPANS), DOCUMENT, score, dense, 0.5)
    for n, (score, dense) in enumerate([(0.9, 0.3), (0.8, 0.7)])
)


def candidate(probability, score, sentence=0, hit=0):
    """An answer that is the first three code points of a sentence."""
    span = SPANS[sentence]
    place = Place(DOCUMENT, Span(span.start, span.start + 3), span, score, HITS[hit])
    return Candidate((place,), probability)


CANDIDATES = (candidate(0.6, -4.0), candidate(0.2, -5.0, 1))
SENTENCES = tuple(
    Sentence(DOCUMENT, SPANS[number], score, head, 0)
    for number, score, head in [(1, 1.5, 1.5), (0, -1.0, 0.5), (2, -30.0, -30.0)]
)
WORDS = QuestionWords(
    (
        QuestionWord("bell", ("bell",), 1, 1.0, False, False),
        QuestionWord("Ben", ("ben",), 1, 1.0, False, True),
        QuestionWord("1957", ("1957",), 1, 1.0, True, False),
        QuestionWord("quorm", ("quorm",), 0, 2.0, False, False),
    )
)


def examined(
    kind="who", words=WORDS, candidates=CANDIDATES, sentences=SENTENCES, evidence=SENTENCES[:1]
):
    return Examined(kind, words, HITS, candidates, sentences, evidence)
