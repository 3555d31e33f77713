import logging
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

import index.search.lexical
import index.search.local_engine
import qa.answering.pipeline
import qa.calibration.files
import qa.chatbot
from index.corpus import Corpus
from index.errors import UnknownDocumentError
from index.text.passages import PassageSettings
from qa import Chatbot, QuestionError
from qa.answering.confidence import Thresholds
from qa.calibration.files import keep_calibration
from qa.errors import CalibrationError, ReaderError
from qa.followups import AskedAfter
from qa.readers.loading import load_reader
from qa.retriever import FusionSettings
from tests.fakes import WordEmbedder
from tests.index.corpora import make_folder, write
from tests.qa.small_bot import SETTINGS, TEXTS, WEIGHTS, calibration, make_bot, titled
from tests.sentence_reader import SentenceReader

QUESTIONS = (
    "Who rang the bell?", "What do otters eat?", "When did the tide rise?", "Who closed the school",
    "Where does kelp grow?", "What fell on the road?", "What left the harbour?", "What grazes?",
)  # fmt: skip


@pytest.fixture
def bot(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.sync()
        yield bot


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Replaces the shipped embedder, reader and calibration."""
    embedder = WordEmbedder(512, 30)
    own = SentenceReader(embedder, WEIGHTS)
    path = tmp_path / "shipped" / "calibration.json"
    path.parent.mkdir()
    calibration(embedder).save(path, {})
    monkeypatch.setattr(qa.chatbot, "load_embedder", lambda name: embedder)
    monkeypatch.setattr(
        qa.chatbot, "load_reader", lambda folder=None: load_reader(folder) if folder else own
    )
    monkeypatch.setattr(qa.calibration.files, "SHIPPED_CALIBRATION", path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    return path.parent


def without_times(answer):
    data = answer.to_dict()
    del data["milliseconds"]
    return data


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


@pytest.mark.parametrize("part", ["reader", "embedder", "search", "fusion", "read"])
def test_a_calibration_of_other_parts_is_not_used(tmp_path, caplog, part):
    other = calibration(WordEmbedder(512, 30), {part: "other"}, SETTINGS)
    with caplog.at_level(logging.WARNING), make_bot(tmp_path, calibrated=other) as bot:
        bot.sync()
        answers = bot.ask_many(["Who rang the bell?", "What fell?"])
    assert [one.calibrated for one in answers] == [False, False]
    warnings = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert "no calibration" in warnings[0].getMessage()
    # The reader's own softmax: the best of all spans and no answer.
    hits = bot_scores(tmp_path, "Who rang the bell?")
    assert answers[0].confidence == pytest.approx(hits)


def bot_scores(tmp_path, question):
    """Softmax probability of the best sentence; all sentences of the texts differ."""
    with make_bot(tmp_path) as bot:
        spans = bot.answerer.reader.read(question, bot.search(question)).spans
    odds = [2.718281828459045**span.score for span in spans]
    return max(odds) / (1 + sum(odds))


@pytest.mark.parametrize(
    "settings",
    [PassageSettings(max_tokens=24), PassageSettings(max_tokens=20, overlap=0)],
    ids=["passage length", "overlap"],
)
def test_a_calibration_is_for_the_way_documents_are_cut(tmp_path, settings):
    with make_bot(tmp_path) as bot:
        assert bot.ask("Who rang the bell?").calibrated
    with make_bot(tmp_path, settings=settings) as bot:
        assert not bot.ask("Who rang the bell?").calibrated


@pytest.mark.parametrize(
    "fusion", [FusionSettings(lexical_weight=0.4), FusionSettings(candidates=100)]
)
def test_a_calibration_is_for_one_fusion(tmp_path, fusion):
    with make_bot(tmp_path, fusion=fusion) as bot:
        assert not bot.ask("Who rang the bell?").calibrated


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (index.search.lexical, "PHRASE_WEIGHT", 0.3),
        (index.search.lexical, "PHRASE_SLOP", 1),
        (index.search.lexical, "MAX_TERMS", 32),
        (index.search.local_engine, "LEXICAL_SETTINGS", "another analyser"),
        (qa.answering.pipeline, "READ_PASSAGES", 5),
    ],
)
def test_a_calibration_is_for_one_search(tmp_path, monkeypatch, module, name, value):
    embedder = WordEmbedder(512, 30)
    fitted = calibration(embedder, settings=SETTINGS)
    monkeypatch.setattr(module, name, value)
    with make_bot(tmp_path, calibrated=fitted) as bot:
        assert not bot.ask("Who rang the bell?").calibrated


def test_a_calibration_is_for_one_reader_and_one_embedder(tmp_path):
    for embedder, reader in (
        (WordEmbedder(256, 30), SentenceReader(WordEmbedder(512, 30), WEIGHTS)),
        (WordEmbedder(512, 30), SentenceReader(WordEmbedder(512, 30), replace(WEIGHTS, bias=0.0))),
    ):
        fitted = calibration(WordEmbedder(512, 30), settings=SETTINGS)
        with Corpus(tmp_path / reader.fingerprint[:40], embedder, settings=SETTINGS) as corpus:
            assert not Chatbot(corpus, reader, calibrations=[fitted]).answerer.calibration


def test_a_fitting_calibration_is_no_cause_to_warn(tmp_path, caplog):
    with caplog.at_level(logging.WARNING), make_bot(tmp_path) as bot:
        bot.sync()
    assert caplog.records == []


# -- opening


def test_from_folder_builds_and_opens_again(tmp_path, shipped):
    folder = make_folder(tmp_path / "mine", TEXTS)
    with Chatbot.from_folder(folder, store=tmp_path / "s", progress=False) as bot:
        assert bot.last_sync.added == 3
        first = bot.ask("Who rang the bell?")
        assert first.calibrated
        assert first.text == "😀 Ann rang the bell."
    with Chatbot.from_folder(str(folder), store=str(tmp_path / "s"), progress=False) as bot:
        assert bot.last_sync.added == 0
        assert bot.last_sync.unchanged == 3
        assert without_times(bot.ask("Who rang the bell?")) == without_times(first)
    assert sorted(path.name for path in folder.iterdir()) == sorted(TEXTS)


def test_ones_own_calibration_goes_before_the_shipped_one(tmp_path, shipped, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    fitted = calibration(WordEmbedder(512, 30))
    own = replace(
        fitted, answer=replace(fitted.answer, bias=-1.0), thresholds=Thresholds(0.25, 0.5)
    )
    kept = keep_calibration(own, {})
    with Chatbot.from_texts(TEXTS.items(), progress=False) as bot:
        assert bot.thresholds.answer == 0.25
        answer = bot.ask("Who rang the bell?")
        assert answer.calibrated
        assert answer.confidence == pytest.approx(1 / (1 + 2.718281828459045 ** (1 - answer.score)))
    kept.unlink()
    with Chatbot.from_texts(TEXTS.items(), progress=False) as bot:
        assert bot.thresholds.answer == 0.5


def test_from_folder_needs_a_folder(tmp_path, shipped):
    for path in (tmp_path / "nowhere", write(tmp_path / "file.txt", "text")):
        with pytest.raises(NotADirectoryError, match=path.name):
            Chatbot.from_folder(path, store=tmp_path / "s")
    assert not (tmp_path / "s").exists()


@pytest.mark.slow
def test_a_busy_corpus_is_answered_from(tmp_path, shipped, caplog):
    folder = make_folder(tmp_path / "mine", TEXTS)
    store = tmp_path / "s"
    Chatbot.from_folder(folder, store=store, progress=False).close()
    write(folder / "zebra.txt", "The zebra rang the bell.")
    with FileLock(store / "writer.lock"), caplog.at_level(logging.WARNING):
        with Chatbot.from_folder(folder, store=store, progress=False) as bot:
            assert bot.ask("Who rang the bell?").text == "😀 Ann rang the bell."
            assert len(bot.documents()) == 3
        warnings = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
        assert len(warnings) == 1
        assert "answering from what is indexed so far" in warnings[0]


def test_from_texts_answers_and_leaves_nothing_behind(tmp_path, shipped):
    with Chatbot.from_texts(TEXTS.items(), progress=False) as bot:
        (scratch,) = (tmp_path / "scratch").iterdir()
        answer = bot.ask("What do otters eat?")
        assert answer.text == "Otters eat urchins."
        assert answer.citations[0].document.source == "kelp.txt"
        assert scratch.is_dir()
    assert not scratch.exists()


def test_from_texts_keeps_a_store_that_was_given(tmp_path, shipped):
    store = tmp_path / "kept"
    Chatbot.from_texts(TEXTS.items(), store=store, progress=False).close()
    with Chatbot.from_texts([], store=store, progress=False) as bot:
        assert len(bot.documents()) == 3


def test_from_texts_that_fails_leaves_nothing_behind(tmp_path, shipped):
    scratch = tmp_path / "scratch"
    with pytest.raises(ValueError, match="empty"):
        Chatbot.from_texts([("t", "")], progress=False)
    assert list(scratch.iterdir()) == []
    with pytest.raises(ReaderError, match="nowhere"):
        Chatbot.from_texts(TEXTS.items(), reader=tmp_path / "nowhere", progress=False)
    assert list(scratch.iterdir()) == []
    (shipped / "calibration.json").write_text("{")
    with pytest.raises(CalibrationError, match=r"calibration\.json"):
        Chatbot.from_texts(TEXTS.items(), progress=False)
    assert list(scratch.iterdir()) == []


def test_a_missing_reader_is_told_before_anything_is_indexed(tmp_path, shipped):
    folder = make_folder(tmp_path / "mine", TEXTS)
    with pytest.raises(ReaderError, match="nowhere"):
        Chatbot.from_folder(folder, store=tmp_path / "s", reader=tmp_path / "nowhere")
    assert not (tmp_path / "s").exists()


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
