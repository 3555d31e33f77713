"""From what was typed to an answer; scores are set in ``scripted_parts``."""

import pytest

from index.text.terms import terms
from qa.answer import Searched
from qa.answering.asking import QuestionAnswerer
from qa.answering.pipeline import Answerer
from qa.followups import AskedAfter
from qa.readers.protocol import Reading, ScoredSentence
from tests.qa import calibrations
from tests.qa.answering.scripted_parts import (
    KELP,
    PARTS,
    TIDE,
    KeyedReader,
    ScriptedRetriever,
    hit,
)
from tests.qa.answering.structured import document, hit_of
from tests.qa.answering.tabled import tabled

LEASE = document(
    ("heading", "Repairs", 1, "3."),
    ("paragraph", "The tenant repairs windows.", 0, "3.1"),
    ("paragraph", "The landlord repairs the roof.", 0, "3.2"),
)
MASTER = hit("Ann Sorn is the harbour master. She took office in 2019.", 1.0)


def asked(question, reader, hits=(TIDE, KELP), nowhere=(), least=None, documents=None):
    retriever = ScriptedRetriever(hits, nowhere)
    answerer = Answerer(retriever, reader, [calibrations.calibration(PARTS)])
    answer = QuestionAnswerer(answerer, retriever).answer(
        question, documents, least, Searched(len(hits))
    )
    assert (answer.question, answer.asked_as) == (question, question)
    return answer, retriever, reader


@pytest.mark.parametrize(
    ("typed", "topic"),
    [("Hello!", "greeting"), ("thanks a lot", "thanks"), ("What can you do?", "abilities"),
     ("Summarise this document", "summary")],
)  # fmt: skip
def test_what_is_no_question_gets_help_and_nothing_is_searched(typed, topic):
    answer, retriever, reader = asked(typed, KeyedReader())
    assert (answer.kind, answer.help_topic, answer.found) == ("help", topic, False)
    assert answer.searched.documents == 2
    assert retriever.asked == reader.asked == []


def test_a_question_in_another_language_gets_help_where_nothing_is_found():
    answer, _, _ = asked("Quel temps fait-il à Paris demain?", KeyedReader())
    assert (answer.kind, answer.help_topic) == ("help", "language")
    answer, _, _ = asked("Wann ist die Flut, noon?", KeyedReader(noon="noon"))
    assert (answer.kind, answer.help_topic) == ("answer", "")


def test_words_that_stand_nowhere_are_searched_by_near_forms():
    answer, retriever, reader = asked(
        "Who grazes on the kelpp?", KeyedReader(kelp="kelp"), nowhere=["kelpp"]
    )
    assert answer.text == "kelp"
    assert answer.searched.near_forms == (("kelpp", "kelp"),)
    assert retriever.asked[0][0] == reader.asked[0] == "Who grazes on the kelp?"


def test_a_question_of_words_that_stand_somewhere_is_searched_as_typed():
    answer, retriever, _ = asked("Who grazes on the kelpp?", KeyedReader(kelp="kelp"))
    assert answer.searched.near_forms == ()
    assert retriever.asked[0][0] == "Who grazes on the kelpp?"


def test_a_question_of_two_parts_is_answered_part_by_part():
    reader = KeyedReader(rose="noon", graze="kelp")
    answer, _, _ = asked("When was it that it rose and what do urchins graze on?", reader)
    assert answer.kind == "answer"
    assert answer.text == "noon"
    assert [item.text for item in answer.items] == ["noon", "kelp"]
    assert [c.text for c in answer.citations] == [TIDE.text, KELP.text]
    assert (answer.unanswered, answer.is_complete) == ((), False)
    assert set(answer.milliseconds) == {"retrieve", "read", "total"}


def test_a_part_without_answer_is_named():
    question = "When was it that it rose and who sank the boat?"
    answer, _, _ = asked(question, KeyedReader(rose="noon"))
    assert answer.text == "noon"
    assert answer.items == ()
    assert answer.unanswered == ("Who sank the boat?",)


def test_where_no_part_has_an_answer_nothing_is_found():
    answer, _, _ = asked("When was it that it rose and who saw that?", KeyedReader())
    assert (answer.kind, answer.items, answer.unanswered) == ("none", (), ())


def test_a_later_part_is_completed_from_those_before():
    reader = KeyedReader(Who="Ann Sorn", office="2019")
    answer, _, _ = asked(
        "Who is the harbour master and when did she take office?", reader, (MASTER,)
    )
    assert reader.asked[1] != "When did she take office?"
    assert "Ann Sorn" in reader.asked[1] and "take office" in reader.asked[1]
    assert [item.text for item in answer.items] == ["Ann Sorn", "2019"]


@pytest.mark.parametrize(
    ("question", "text"),
    [("What does clause 3.2 say?", "The landlord repairs the roof."),
     ("clause 3.1", "The tenant repairs windows.")],
)  # fmt: skip
def test_a_numbered_part_is_quoted_without_being_read(question, text):
    reader = KeyedReader()
    answer, _, _ = asked(question, reader, (hit_of(LEASE),))
    assert (answer.kind, answer.text, answer.confidence) == ("answer", text, 0.95)
    assert answer.citations[0].text == f"{answer.citations[0].label} {text}"
    assert set(answer.milliseconds) == {"retrieve", "read", "total"}
    assert reader.asked == []


def test_two_numbered_parts_are_items():
    answer, _, _ = asked("What do clauses 3.1 and 3.2 say?", KeyedReader(), (hit_of(LEASE),))
    assert [item.text for item in answer.items] == [
        "The tenant repairs windows.", "The landlord repairs the roof."
    ]  # fmt: skip
    assert len(answer.citations) == 2
    answer, _, _ = asked("What do clauses 3.1 and 9 say?", KeyedReader(), (hit_of(LEASE),))
    assert (answer.text, answer.items) == ("The tenant repairs windows.", ())
    assert answer.unanswered == ("clause 9",)


def test_the_same_number_in_two_documents_is_an_alternative_and_less_sure():
    other = document(("paragraph", "Boats pay here.", 0, "3.2"))
    answer, _, _ = asked("What does clause 3.2 say?", KeyedReader(), (hit_of(LEASE), hit_of(other)))
    assert answer.text == "The landlord repairs the roof."
    assert [a.text for a in answer.alternatives] == ["Boats pay here."]
    assert answer.confidence == answer.alternatives[0].confidence == 0.95 / 2


def test_of_parts_with_one_number_that_of_the_named_document_is_meant():
    other = document(("paragraph", "Boats pay here.", 0, "3.2"), title="Harbour")
    hits = (hit_of(LEASE), hit_of(other))
    answer, _, _ = asked("What does 3.2 of the harbour rules say?", KeyedReader(), hits)
    assert (answer.text, answer.confidence) == ("Boats pay here.", 0.8)
    assert answer.alternatives == ()


def test_a_part_that_a_question_refers_to_is_evidence_where_nothing_else_is_given():
    answer, _, reader = asked("Under 3.2, who mends slates?", KeyedReader(), (hit_of(LEASE),))
    assert reader.asked
    assert (answer.kind, answer.confidence) == ("evidence", 0.6)
    assert [c.text for c in answer.citations] == ["3.2 The landlord repairs the roof."]
    assert set(answer.milliseconds) == {"retrieve", "read", "total"}
    sure, _, _ = asked("Under 3.2, who mends slates?", KeyedReader(), (hit_of(LEASE),), least=0.7)
    assert sure.kind == "none"
    other = document(("paragraph", "Boats pay here.", 0, "3.2"))
    both = (hit_of(LEASE), hit_of(other))
    unclear, _, _ = asked("Under 3.2, who mends slates?", KeyedReader(), both)
    assert unclear.kind == "none"


def test_a_part_that_is_less_sure_than_what_is_asked_for_is_not_given():
    answer, _, reader = asked(
        "What does clause 3.2 say?", KeyedReader(), (hit_of(LEASE),), least=0.96
    )
    assert answer.kind == "none"
    assert reader.asked == ["What does clause 3.2 say?"]


def test_a_number_that_no_part_has_is_left_to_the_reader():
    answer, _, reader = asked(
        "What does clause 9 say?", KeyedReader(clause="roof"), (hit_of(LEASE),)
    )
    assert (answer.kind, answer.text) == ("answer", "roof")
    assert reader.asked == ["What does clause 9 say?"]


def test_all_rows_within_a_limit_are_listed_without_being_read():
    rows = [("Auk", "£12"), ("Tern", "£40"), ("Gull", "£9")]
    source = hit_of(tabled("Boats", ("Boat", "Price"), *rows))
    reader = KeyedReader(boats="Tern")
    answer, _, _ = asked("Which boats cost less than £20?", reader, (source,))
    assert (answer.kind, [item.text for item in answer.items]) == ("answer", ["Auk", "Gull"])
    assert set(answer.milliseconds) == {"retrieve", "read", "total"}
    assert reader.asked == []
    answer, _, reader = asked("Which boats weigh less than 20 tons?", reader, (source,))
    assert (answer.text, len(reader.asked)) == ("Tern", 1)


@pytest.mark.parametrize(("documents", "boats"), [(None, ["Gull"]), (["other"], [])])
def test_a_later_turn_lists_rows_of_the_document_before_unless_others_are_asked(documents, boats):
    rows = [("Auk", "£12"), ("Tern", "£40"), ("Gull", "£9")]
    source = hit_of(tabled("Boats", ("Boat", "Price"), *rows))
    retriever = ScriptedRetriever((source,))
    answerer = Answerer(retriever, KeyedReader(), [calibrations.calibration(PARTS)])
    question = "Which boats cost less than £10?"
    after = AskedAfter("And less than £10?", question, near=source.document.id, is_turn=True)
    answer = QuestionAnswerer(answerer, retriever).answer(
        question, documents, None, Searched(1), after
    )
    assert [item.text for item in answer.items] == boats


def test_the_most_of_a_table_is_computed_without_being_read():
    rows = [("Auk", "40"), ("Tern", "52"), ("Gull", "9")]
    fleet = hit_of(tabled("Fleet", ("Ferry", "Seats"), *rows))
    reader = KeyedReader()
    answer, _, _ = asked("Which ferry has the most seats?", reader, (fleet,))
    assert (answer.kind, answer.text) == ("answer", "Tern")
    assert set(answer.milliseconds) == {"retrieve", "read", "total"}
    assert reader.asked == []
    asked("Which ferry has the most seats and why?", reader, (fleet,))
    assert reader.asked  # the parts of a question are answered one by one


class Shelf(ScriptedRetriever):
    """Finds only the passages of the documents that are asked, and knows their titles."""

    def search(self, question, k, documents):
        self.asked.append((question, k, documents))
        return [h for h in self.hits if documents is None or h.document.id in documents]

    def documents_called(self, wanted, documents=None):
        return [
            h.document for h in self.hits if not set(wanted).isdisjoint(terms(h.document.title))
        ]


def titled(text, title):
    return hit_of(document(("paragraph", text, 0, ""), title=title))


def test_what_is_asked_of_each_document_is_answered_for_each():
    ferry = titled("Notice is six weeks.", "Ferry contract")
    linen = titled("It ends after three months.", "Linen contract")
    retriever = Shelf((ferry, linen))
    answerer = Answerer(
        retriever, KeyedReader(notice="six weeks"), [calibrations.calibration(PARTS)]
    )

    def ask(question):
        return QuestionAnswerer(answerer, retriever).answer(question, None, None, Searched(2))

    one_sided = ask("How long is the notice of each contract?")
    assert one_sided.text == "six weeks"
    assert one_sided.unanswered == ("Linen contract",)
    assert [documents for *_, documents in retriever.asked] == [
        [ferry.document.id], [linen.document.id]
    ]  # fmt: skip
    reader = KeyedReader(ends="three months", notice="six weeks")
    answerer = Answerer(retriever, reader, [calibrations.calibration(PARTS)])
    both = ask("What notice ends both contracts?")
    assert [item.text for item in both.items] == ["six weeks", "three months"]
    assert (both.unanswered, both.is_complete) == ((), False)
    assert ask("What is in each contract?").kind == "none"


def test_documents_are_passed_on():
    _, retriever, _ = asked("When did it rise?", KeyedReader(), documents=["a"])
    assert [documents for *_, documents in retriever.asked] == [["a"]]


@pytest.mark.parametrize(
    "question",
    ["Which tide is the highest?", "Which tides rise above 3?", "What did it do in May 2019?"],
)
def test_what_a_step_has_retrieved_is_read(question):
    """Each of these is asked of tables or dates first, and the documents have none."""
    _, retriever, reader = asked(question, KeyedReader())
    assert [text for text, *_ in retriever.asked] == [question]
    assert reader.asked == [question]


def test_what_is_retrieved_has_the_same_near_forms_as_what_is_read():
    retriever, reader = ScriptedRetriever(nowhere=["kelpp"]), KeyedReader(kelp="kelp")
    answerer = Answerer(retriever, reader, [calibrations.calibration(PARTS)])
    after = AskedAfter("Who grazes on kelpp?", "Who grazes on kelpp (kelpp bed)?")
    QuestionAnswerer(answerer, retriever).answer(
        "Who grazes on kelpp?", None, None, Searched(2), after
    )
    assert [question for question, *_ in retriever.asked] == ["Who grazes on kelp (kelp bed)?"]
    assert reader.asked == ["Who grazes on kelp?"]


class Marking(KeyedReader):
    """Scores the sentences that begin with some words, too."""

    def __init__(self, beginning):
        super().__init__()
        self.beginning = beginning

    def read(self, question, hits):
        self.asked.append(question)
        sentences = [
            ScoredSentence(number, s.start, s.end, 6.0 if self.is_meant(hit, s) else -9.0)
            for number, hit in enumerate(hits)
            for s in hit.passage.sentences
        ]
        return Reading((), tuple(sentences))

    def is_meant(self, hit, sentence):
        start = hit.passage.start + sentence.start
        return hit.document.text[start:].startswith(self.beginning)


def test_evidence_that_explains_the_part_stays_behind_it():
    other = document(("paragraph", "Slates are mended by Ann, whatever the lease says.", 0, ""))
    retriever = ScriptedRetriever((hit_of(LEASE), hit_of(other)))
    calibration = calibrations.calibration(PARTS, evidence=0.5)

    def cited(beginning):
        answerer = Answerer(retriever, Marking(beginning), [calibration])
        answer = QuestionAnswerer(answerer, retriever).answer(
            "Under 3.2, who mends slates?", None, None, Searched(2)
        )
        assert answer.kind == "evidence"
        return [citation.text for citation in answer.citations]

    assert cited("Slates") == [
        "3.2 The landlord repairs the roof.", "Slates are mended by Ann, whatever the lease says."
    ]  # fmt: skip
    assert cited("3.2 The landlord") == ["3.2 The landlord repairs the roof."]
