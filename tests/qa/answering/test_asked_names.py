"""A question that asks of one name is not surely answered by a sentence of another one."""

import pytest

from qa.answer import Searched
from qa.answering.asked_names import names_another
from qa.answering.pipeline import MOST_OF_ANOTHER_NAME, Answerer
from qa.outcome_words import heading
from tests.qa import calibrations
from tests.qa.answering.scripted_parts import PARTS, ScriptedReader, ScriptedRetriever, hit


@pytest.mark.parametrize(
    ("question", "sentence", "name"),
    [
        ("How many urns came from Tarn Pottery?", "We took 40 urns from Beck Ceramics.", True),
        ("What did Ines suggest?", "Pavel suggested a longer break.", True),
        ("What is the rent of the Mill House?", "The rent of the Ford House is £400.", True),
        ("What is the Mill House's rent?", "The rent of the Ford House is £400.", True),
        ("What was paid to Peter Lund?", "We paid £12 to Ida Lund.", True),
        # The same name in another form.
        ("How many urns came from Tarn?", "We took 40 urns from Tarn Pottery Ltd.", False),
        ("How many urns came from Tarn Ltd?", "We took 40 urns from Tarn Pottery.", False),
        ("What was paid to Mr Lund?", "We paid £12 to Ida Lund.", False),
        ("What was paid to the TPG?", "We paid £12 to Tarn Pottery Group.", False),
        ("What was paid to Tarn Pottery Group?", "We paid £12 to TPG in May.", False),
        # Nobody else stands in its place.
        ("How many urns came from Tarn?", "They delivered 40 urns to Beck Ceramics.", False),
        ("What did Ines suggest?", "She suggested a longer break.", False),
        ("What did Ines suggest?", "We suggested a longer break in April.", False),
        ("What does Tarn get from Beck?", "The Seller gets £50 from the Buyer.", False),
        ("What do I get from Tarn?", "A discount on orders from March to May.", False),
        ("What did Ines get from Pavel?", "A cup from Pavel went to Ida.", False),
        ("What was paid?", "We paid £12 to Tarn.", False),
    ],
)  # fmt: skip
def test_names_that_stand_in_the_place_of_an_asked_one(question, sentence, name):
    given = names_another(question, sentence)
    assert (given is not None) == name
    assert given is None or given in question


def test_a_name_above_the_sentence_is_what_it_is_about():
    question, sentence = "How many urns came from Tarn?", "We took 40 urns from Beck Ceramics."
    assert names_another(question, sentence, "Deliveries of Tarn Pottery") is None
    assert names_another(question, sentence, "Deliveries") == "Tarn"


def test_such_an_answer_comes_as_evidence_and_another_as_an_answer():
    text = "The harbour bought kelp from Beck Ceramics."
    reader = ScriptedReader(kelp=9.0, T=4.0)
    retriever = ScriptedRetriever(hits=(hit(text, 1.0),))
    answerer = Answerer(retriever, reader, [calibrations.calibration(PARTS, answer=0.5)])

    def asked_of(name):
        return answerer.answer(f"What was bought from {name}?", None, None, Searched(1))

    assert (asked_of("Beck").kind, asked_of("Beck").text) == ("answer", "kelp")
    assert asked_of("Tarn").kind == "evidence"
    assert asked_of("Tarn").citations[0].text == text
    assert asked_of("Tarn").confidence <= MOST_OF_ANOTHER_NAME
    assert asked_of("Beck").not_named == ""
    assert asked_of("Tarn").not_named == "Tarn"
    assert "“Tarn”" in heading(asked_of("Tarn")) and "“Tarn”" in str(asked_of("Tarn"))
