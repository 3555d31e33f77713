"""Questions to a chatbot over a folder."""

import threading
from pathlib import Path

import pytest

from index.errors import UnknownDocumentError
from qa import QuestionError
from qa.followups import AskedAfter
from tests.index.corpora import write
from tests.qa.small_bot import QUESTIONS, TEXTS, make_bot, titled, without_times


def test_a_question_is_answered_with_the_sentence(bot):
    answer = bot.ask("Who rang the bell?")
    text = TEXTS["tide.txt"]
    assert answer.found
    assert answer.calibrated
    assert answer.text == "😀 Ann rang the bell."
    best = answer.citations[0]
    assert (best.start, best.end) == (text.index("😀"), len(text))
    assert best.document.text == text
    assert (best.answer_start, best.answer_end) == (None, None)
    assert answer.question == answer.asked_as == "Who rang the bell?"


def test_confidence_is_that_of_the_calibration(bot):
    # The logistic function of the best score, which says what the reader scored.
    hits = bot.search("Who rang the bell?")
    (best, *_) = bot.answerer.reader.read("Who rang the bell?", hits).spans
    answer = bot.ask("Who rang the bell?")
    assert answer.confidence == pytest.approx(1 / (1 + 2.718281828459045**-best.score))


def test_what_the_documents_do_not_say_is_declined(bot):
    answer = bot.ask("Which zebra invented algebra?")
    assert not answer.found
    assert (answer.text, answer.citations, answer.alternatives) == ("", (), ())
    assert 0 < answer.confidence < 0.5
    assert 1 <= len(answer.related) <= 3
    assert bot.ask("Which zebra invented algebra?", min_confidence=0).found
    assert not bot.ask("Who rang the bell?", min_confidence=1).found


def test_stages_are_timed(bot):
    times = bot.ask("Who rang the bell?").milliseconds
    assert set(times) == {"retrieve", "read", "total"}
    assert times["total"] == pytest.approx(times["retrieve"] + times["read"])
    assert min(times.values()) > 0


def test_only_the_chosen_documents_are_cited(bot):
    snow, kelp = titled(bot, "Snow"), titled(bot, "kelp")
    for chosen in ([snow.id], [kelp.id, snow.id], iter([kelp.id])):
        chosen = list(chosen)
        answer = bot.ask("Who rang the bell?", iter(chosen), min_confidence=0)
        cited = [*answer.citations, *(c for a in answer.alternatives for c in a.citations)]
        assert cited
        assert {one.document.id for one in cited} <= set(chosen)
        assert {hit.document.id for hit in bot.search("bell", documents=chosen)} <= set(chosen)
    nothing = bot.ask("Who rang the bell?", [], min_confidence=0)
    assert (nothing.found, nothing.confidence, nothing.related) == (False, 0.0, ())


def test_unknown_documents_are_refused(bot):
    known = titled(bot, "Snow").id
    for ask in (bot.ask, bot.search, bot.conversation().ask):
        with pytest.raises(UnknownDocumentError, match="f00"):
            ask("Who?", documents=[known, "f00"])
    with pytest.raises(UnknownDocumentError):
        bot.document("f00")


@pytest.mark.parametrize("question", ["", " \n\t ", "x" * 2001, "Who \ud800?"])
def test_questions_that_cannot_be_asked_are_refused(bot, question):
    chat = bot.conversation()
    for ask in (bot.ask, bot.search, chat.ask, lambda q: bot.ask_many(["Who?", q])):
        with pytest.raises(QuestionError) as raised:
            ask(question)
        assert "\n" not in str(raised.value)
    assert chat.turns == ()


def test_a_question_of_2000_characters_is_asked(bot):
    assert bot.ask("bell" * 500).question == "bell" * 500


def test_an_empty_corpus_finds_nothing(tmp_path):
    with make_bot(tmp_path, {}) as bot:
        bot.sync()
        assert bot.document_count() == 0
        answer = bot.ask("Who rang the bell?", min_confidence=0)
        assert (answer.found, answer.confidence, answer.citations) == (False, 0.0, ())
        assert bot.search("bell") == ()


def test_a_conversation_remembers_its_own_turns(bot):
    one, other = bot.conversation(), bot.conversation()
    first = one.ask("Who rang the bell?")
    second = one.ask("What do otters eat?", min_confidence=1)
    other.ask("What fell?")
    assert one.turns == (first, second)
    assert first.found
    assert not second.found
    assert [turn.question for turn in other.turns] == ["What fell?"]
    one.clear()
    assert one.turns == ()
    assert len(other.turns) == 1


def test_many_questions_are_answered_in_order(bot):
    answers = bot.ask_many(QUESTIONS)
    assert [one.question for one in answers] == list(QUESTIONS)
    assert [without_times(one) for one in answers] == [without_times(bot.ask(q)) for q in QUESTIONS]
    snow = titled(bot, "Snow")
    for one in bot.ask_many(QUESTIONS[:2], iter([snow.id]), 0.0):
        assert one.found
        assert {citation.document.id for citation in one.citations} == {snow.id}


def test_threads_get_the_answers_that_one_gets(bot):
    expected = [without_times(bot.ask(question)) for question in QUESTIONS]
    assert len({one["text"] for one in expected}) > 4
    wrong = []

    def ask(offset):
        for i in range(3 * len(QUESTIONS)):
            number = (i + offset) % len(QUESTIONS)
            try:
                if without_times(bot.ask(QUESTIONS[number])) != expected[number]:
                    wrong.append(QUESTIONS[number])
            except Exception as error:
                wrong.append(repr(error))

    threads = [threading.Thread(target=ask, args=(offset,)) for offset in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_removed_document_is_no_longer_cited(bot):
    before = bot.ask("Who rang the bell?")
    gone = before.citations[0].document
    bot.remove(gone.id)
    answer = bot.ask("Who rang the bell?", min_confidence=0)
    assert answer.found
    cited = [*answer.citations, *(c for a in answer.alternatives for c in a.citations)]
    assert gone.id not in {one.document.id for one in cited}
    assert Path(gone.source).is_file()
    with pytest.raises(UnknownDocumentError):
        bot.ask("Who rang the bell?", [gone.id])
    with pytest.raises(UnknownDocumentError):
        bot.remove(gone.id)
    # An answer given before keeps its document.
    assert before.text == "😀 Ann rang the bell."


def test_added_and_changed_files_are_found(bot, tmp_path):
    extra = write(tmp_path / "extra.txt", "The zebra sleeps by day.")
    assert bot.add(extra).added == 1
    assert bot.ask("When does the zebra sleep?").text == "The zebra sleeps by day."
    write(tmp_path / "folder" / "snow.md", "# Snow\n\nThe giraffe left.")
    write(tmp_path / "folder" / "bad.pdf", "not a PDF")
    report = bot.sync()
    assert report.changed == 1
    assert bot.refused == report.refused
    assert [Path(one.path).name for one in bot.refused] == ["bad.pdf"]
    assert bot.ask("Who left? The giraffe").text == "The giraffe left."


def test_documents_are_found_by_id_and_path(bot, tmp_path):
    kelp = titled(bot, "kelp")
    for name in (kelp.id, kelp.id[:8], kelp.source):
        assert bot.find(name) == kelp
    assert bot.document(kelp.id) == kelp
    assert {one.text for one in bot.documents()} == set(TEXTS.values())


def test_a_question_asked_twice_is_answered_in_the_same_way_twice(bot):
    chat = bot.conversation()
    first, again = (chat.ask("Who rang the bell?", min_confidence=0) for _ in range(2))
    assert first.found
    assert without_times(again) == without_times(first)


def test_a_follow_up_is_completed_and_can_be_asked_as_typed(bot):
    chat = bot.conversation()
    chat.ask("Who rang the bell?")
    meant = chat.completion("And when did it rise?")
    answer = chat.ask("And when did it rise?", min_confidence=0)
    assert answer.question == "And when did it rise?"
    assert answer.asked_as == chat.turns[-1].asked_as == meant.read == "When did the bell rise?"
    first = chat.turns[0]
    cited = first.citations or first.related
    near = cited[0].document.id
    after = AskedAfter(answer.question, meant.retrieve, cited, first.found, near, is_turn=True)
    alone = bot.ask(meant.read, min_confidence=0, after=after)
    assert without_times(answer) == without_times(alone) | {"question": answer.question}
    typed = chat.ask("And when did it rise?", min_confidence=0, as_typed=True)
    assert typed.question == typed.asked_as == "And when did it rise?"
    assert chat.asked_as("Why?") != "Why?"
    chat.clear()
    assert chat.asked_as("Why?") == "Why?"
