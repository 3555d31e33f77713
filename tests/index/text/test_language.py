"""Languages are told by their commonest words, and nothing is claimed of short texts."""

import pytest

from index.text.language import is_other_language, language_of
from index.text.sentences import sentence_spans

GERMAN = "Das Freibad öffnet am 15. Mai. Die Kasse ist ab 9 Uhr besetzt und der Eintritt ist frei."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        ("Le musée est fermé dans le mois de janvier et les élèves sont admis.", "fr"),
        ("The museum is closed in January.", "en"),
        ("Berlin 2019", "en"),
        ("die", "en"),
        ("", "en"),
    ],
)
def test_language(text, language):
    assert language_of(text) == language


def test_sentences_are_cut_in_their_language():
    parts = [GERMAN[s.start : s.end] for s in sentence_spans(GERMAN, language="de")]
    assert parts[0] == "Das Freibad öffnet am 15. Mai."


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Wann öffnet das Freibad?", True),
        ("Qui a fondé le musée et quand ?", True),
        ("¿Quién es el director del museo?", True),
        ("Кто основал музей?", True),
        ("誰が博物館を設立しましたか", True),
        ("Who founded the museum?", False),
        ("parking permit renewal", False),
        ("Who wrote 'Der Prozess'?", False),
        ("", False),
    ],
)
def test_languages(question, other):
    assert is_other_language(question) == other
