"""Kept conversations hold places, not texts, and say what became of their documents."""

import json
from dataclasses import replace

import pytest

from index.user_values import StoredTurn
from qa.answer import Answer
from qa.conversation import Conversation
from qa.errors import UnknownConversationError
from qa.kept.answer_record import answer_record, restored
from qa.kept.kept_turn import LEFT, UNREADABLE, Turn, read_turn, stored_turn
from tests.index.corpora import write
from tests.qa.page.fake_bot import DOCUMENTS, FakeBot
from tests.qa.small_bot import make_bot

QUESTIONS = ("day", "volcano", "Why volcano?", "Hello", "List what urchens do")


def find(id_):
    return {document.id: document for document in DOCUMENTS}.get(id_)


def answered(question):
    bot = FakeBot()
    answer = bot.ask(question, [d.id for d in DOCUMENTS])
    searched = replace(answer.searched, chosen=("a", "b"), total=15, version=3)
    return replace(answer, searched=searched, asked_as="<completed>", depends=True)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_comes_back_as_it_was_and_no_quotation_is_kept(question):
    answer = answered(question)
    record = json.loads(json.dumps(answer_record(answer)))
    back = restored(record, find)
    assert back.answer == answer and back.lost == ()
    kept = json.dumps(record)
    cited = (*answer.citations, *answer.items, *answer.related)
    assert [c.text for c in cited if len(c.text) > 10 and c.text in kept] == []


def test_a_name_that_evidence_lacks_is_kept_and_need_not_be_there():
    answer = replace(answered(QUESTIONS[0]), not_named="Tarn")
    record = json.loads(json.dumps(answer_record(answer)))
    assert restored(record, find).answer == answer
    del record["not_named"]  # of an earlier version
    assert restored(record, find).answer.not_named == ""


def turn(question):
    return stored_turn(Turn(question, answered(question), helpful=True, noted=True, id="t1"))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "later"}, {"citations": []}, {"citations": [{}]}, {"documents": []},
        {"citations": [{"start": 1.5}]}, {"citations": [{"answer_end": "9"}]}, {"confidence": "x"},
        {"searched": {"documents": "many"}}, {"searched": {"total": "all"}}, {"milliseconds": [1]},
    ],
)  # fmt: skip
def test_a_record_of_another_form_is_one_line_in_its_place(change):
    """A store may come from someone else, or from a later version."""
    stored = turn("day")
    record = json.loads(stored.record)
    for name, value in change.items():
        there = record["answer"][name]
        if isinstance(value, dict):
            value = {**there, **value}
        elif value and name == "citations":
            value = [{**there[0], **value[0]} if value[0] else {}, *there[1:]]
        record["answer"][name] = value
    back = read_turn(replace(stored, record=json.dumps(record)), find, lambda _: True)
    assert back == Turn("day", error=UNREADABLE)
    assert not isinstance(read_turn(replace(stored, record='{"answer": null, "error": {"a": 1}, '
                          '"helpful": null, "noted": null}'), find, bool).error, dict)  # fmt: skip


def test_each_document_is_read_once_whatever_number_of_turns_cites_it():
    bot = FakeBot()
    corpus = bot.conversations._corpus
    read, listed = [], []
    corpus.document_or_none = lambda id_: read.append(id_) or find(id_)
    corpus.summaries = lambda: listed.append(1) or DOCUMENTS
    gone = replace(turn("day"), record=turn("day").record.replace(DOCUMENTS[0].id, "0" * 64))
    corpus.user_data.conversations.add(
        "c", "", "t", [replace(gone, id=f"t{number}") for number in range(20)]
    )
    opened = bot.conversations.open("c")
    assert [kept.lost != "" or kept.error is not None for kept in opened.turns] == [True] * 20
    assert len(read) == len(set(read)) == 2 and len(listed) == 1


def test_what_is_gone_or_changed_is_named_and_the_rest_still_quoted():
    kelp = DOCUMENTS[0]
    stored = turn("day")
    whole = read_turn(stored, find, lambda _: True)
    assert whole == Turn("day", answered("day"), helpful=True, noted=True) and whole.lost == ""
    without = read_turn(stored, lambda id_: kelp if id_ == kelp.id else None, lambda _: False)
    assert {c.document for c in without.answer.citations} == {kelp}
    assert without.lost == (
        "“<img src=x onerror=alert(1)>” is no longer among the documents: not quoted here."
    )
    changed = read_turn(stored, lambda _: None, lambda source: source == kelp.source)
    assert changed.answer is None and changed.helpful is True
    assert changed.error == (
        "“Kelp” has changed since this was answered; “<img src=x onerror=alert(1)>” is no longer "
        "among the documents: not quoted here. Ask the question again."
    )


def test_items_of_lost_documents_go_and_the_list_is_no_longer_complete():
    kelp = DOCUMENTS[0]
    answer = answered("List what urchens do")
    outside = replace(answer.items[0], document=DOCUMENTS[1])
    answer = replace(answer, citations=(*answer.citations, outside), items=(*answer.items, outside))
    back = restored(answer_record(answer), lambda id_: kelp if id_ == kelp.id else None)
    assert [item.text for item in back.answer.items] == ["Urchins", "kelp"]
    assert not back.answer.is_complete


def test_turns_without_an_answer_say_why():
    left = read_turn(stored_turn(Turn("moon")), find, bool)
    failed = read_turn(stored_turn(Turn("moon", error="The disk is gone")), find, bool)
    assert (left.error, failed.error) == (LEFT, "The disk is gone")
    for record in ("", "[]", "{}", '{"answer": {}}', '{"answer": {"documents": [1]}}'):
        assert read_turn(StoredTurn("t", "moon", record), find, bool).error == UNREADABLE


@pytest.fixture
def bot(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.sync()
        yield bot


def test_a_conversation_goes_on_after_a_restart(tmp_path, bot):
    chat = bot.conversation()
    turns = [Turn(q, chat.ask(q)) for q in ("Who rang the bell?", "What do otters eat?")]
    bot.conversations.add("c", "", turns)
    with make_bot(tmp_path) as again:
        opened = again.conversations.open("c", "")
        assert opened.answers == chat.turns and opened.title == "Who rang the bell?"
        assert again.conversation("c").turns == chat.turns
        version = opened.answers[0].searched.version
        assert version == again.library.version() and version > 0
        write(tmp_path / "folder" / "tide.txt", "The tide fell.")
        again.sync()
        first, second = again.conversations.open("c", "").turns
        assert "“tide” has changed since" in (first.error or first.lost)
        assert second.answer is not None
        assert again.library.version() > version


def test_what_was_asked_of_which_documents_is_recorded(bot):
    kelp = bot.find("kelp.txt").id
    searched = bot.ask("Who rang the bell?", [kelp]).searched
    assert (searched.documents, searched.chosen, searched.total) == (1, (kelp,), 3)
    everything = bot.ask("Who rang the bell?").searched
    assert (everything.documents, everything.chosen, everything.total) == (3, None, 3)


def test_a_conversation_is_its_owners_and_an_answer_whose_it_was_given(bot):
    turns = [Turn(q, bot.ask(q)) for q in ("Who rang the bell?", "What do otters eat?")]
    kept = bot.conversations
    kept.add("c", "ada", turns)
    assert [about.id for about in kept.list("ada", "OTTERS rang")] == ["c"]
    assert kept.list("bob") == [] and kept.is_owned("c", "ada") and not kept.is_owned("c", "bob")
    for act in (kept.open, kept.delete, lambda id_, owner: kept.rename(id_, owner, "x")):
        with pytest.raises(UnknownConversationError, match="no conversation"):
            act("c", "bob")
    given = kept.leading_to(turns[0].id)
    assert [turn.question for turn in given.turns] == ["Who rang the bell?"]
    kept.rename("c", "ada", "  Bells  and\notters ")
    kept.rename("c", "ada", " ")
    assert kept.open("c").title == "Bells and otters"
    kept.delete("c", "ada")
    for gone in (turns[0].id, "nothing"):
        with pytest.raises(UnknownConversationError, match="no longer kept"):
            kept.leading_to(gone)
    kept.restore("c", "ada")
    assert len(kept.open("c", "ada").turns) == 2


def test_dropped_turns_come_back_as_they_were_kept(bot):
    turns = [Turn(q, bot.ask(q)) for q in ("Who rang the bell?", "What do otters eat?")]
    kept, edited = bot.conversations, Turn("Who closed the school?")
    kept.add("c", "", turns)
    dropped = kept.add("c", "", [edited], [turn.id for turn in turns])
    kept.complete(replace(edited, answer=bot.ask(edited.question)))
    assert [turn.question for turn in kept.open("c").turns] == ["Who closed the school?"]
    assert kept.open("c").answers[0].text == "Ben closed the school."
    assert list(kept.put_back("c", "", dropped, [edited.id])) == turns
    kept.rate(replace(turns[1], helpful=False))
    kept.rate(Turn("never kept"))
    assert [turn.helpful for turn in kept.open("c").turns] == [None, False]


def test_a_conversation_can_be_given_other_turns():
    answer = answered("day")
    chat = Conversation(FakeBot(), [answer])
    assert chat.turns == (answer,) and chat.after([]).turns == ()


def test_long_questions_make_short_titles(bot):
    bot.conversations.add(
        "c", "", [Turn(f"{'very ' * 40}long?", Answer("q", "q", "none", 0, True))]
    )
    title = bot.conversations.list()[0].title
    assert len(title) == 80 and title.endswith("…")
