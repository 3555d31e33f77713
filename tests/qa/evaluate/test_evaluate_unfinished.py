"""An interrupted evaluation resumes and gives the result of an uninterrupted one."""

import logging
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.platform.paths import evaluations_folder
from qa.answer import Answer
from qa.evaluate import (
    Evaluation,
    Ground,
    Unfinished,
    evaluate_corpus,
    evaluate_passages,
    ground_in_paragraphs,
    run_key,
)
from qa.evaluate.judging.evidence import Coverage
from qa.evaluate.judging.question_result import Cited, Judgement, Outcome
from qa.evaluate.judging.ranking import Ranking
from tests.qa.evaluate.scripted import (
    DATASET,
    KHAN,
    NOISES,
    OTHER,
    J,
    K,
    ScriptedReader,
    answer,
    cite,
    corpus_bot,
    measured,
)

GROUND = ground_in_paragraphs(DATASET, [NOISES])


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def unfinished(key: str = "run", **options: Any) -> Unfinished:
    return Unfinished(key, DATASET.questions, **options)


def run(kept: Unfinished | None, stop_after: int | None = None) -> tuple[Evaluation, int]:
    """An evaluation and how many questions it asked; Ctrl-C after ``stop_after``."""
    bot = corpus_bot()
    ask = bot.ask

    def asked(question: str, **options: Any) -> Answer:
        if stop_after is not None and len(bot.asked) == stop_after:
            raise KeyboardInterrupt
        return ask(question, **options)

    bot.ask = asked  # type: ignore[method-assign]
    evaluation = evaluate_corpus(bot, DATASET, GROUND, unfinished=kept, progress=False)
    return evaluation, len(bot.asked)


def files() -> list[Path]:
    return sorted(evaluations_folder().glob("*"))


@pytest.mark.parametrize("done", range(4))
def test_a_resumed_run_is_as_an_uninterrupted_one(done: int) -> None:
    first = unfinished()
    with pytest.raises(KeyboardInterrupt):
        run(first, stop_after=done)
    first.close()
    second = unfinished()
    assert len(second.outcomes) == done
    resumed, asked = run(second)
    assert asked == len(DATASET.questions) - done
    plain, _ = run(None)
    assert measured(resumed) == measured(plain)
    assert resumed.intervals == plain.intervals
    assert [replace(one, seconds=0) for one in resumed.outcomes] == [
        replace(one, seconds=0) for one in plain.outcomes
    ]
    second.finish()
    assert files() == []


def test_passages_are_resumed_too() -> None:
    answers = {
        question.text: answer(question.text, cite(K if text == KHAN else J, text))
        for question in DATASET.questions
        for text in [KHAN if question.paragraph == 0 else OTHER]
    }
    kept = unfinished()
    plain = evaluate_passages(ScriptedReader(answers), DATASET, unfinished=kept, progress=False)
    again = ScriptedReader({})  # asks nothing more
    resumed = evaluate_passages(again, DATASET, unfinished=unfinished(), progress=False)
    assert again.asked == []
    assert resumed.metrics == plain.metrics


def test_a_fresh_run_forgets_the_interrupted_one() -> None:
    first = unfinished()
    run(first)
    first.close()
    assert len(files()) == 1
    assert unfinished(fresh=True).outcomes == {}
    assert files() == []


def test_what_is_kept_is_private() -> None:
    first = unfinished()
    run(first)
    assert evaluations_folder().stat().st_mode & 0o777 == 0o700
    text = files()[0].read_text()
    assert "When khan?" not in text  # neither questions nor texts are copied
    assert "Temüjin" not in text


def damaged(content: bytes) -> dict[int, Outcome]:
    evaluations_folder().mkdir(parents=True, exist_ok=True)
    (evaluations_folder() / "run.jsonl").write_bytes(content)
    return unfinished().outcomes


def whole_file() -> tuple[bytes, dict[int, Outcome]]:
    """The same at every call, with scripted times."""
    evaluation, _ = run(None)
    first = unfinished(fresh=True)
    for number, outcome in enumerate(evaluation.outcomes):
        first.add(number, replace(outcome, seconds=1.0))
    first.close()
    return files()[0].read_bytes(), first.outcomes


@pytest.mark.slow
@given(st.data())
def test_what_is_damaged_is_asked_again(data: st.DataObject) -> None:
    content, outcomes = whole_file()
    kind = data.draw(st.sampled_from(["cut", "changed", "inserted"]))
    place = data.draw(st.integers(0, len(content) - 1))
    if kind == "cut":
        content = content[:place]
    elif kind == "changed":
        other = data.draw(st.integers(0, 255))
        content = content[:place] + bytes([other]) + content[place + 1 :]
    else:
        content = content[:place] + data.draw(st.binary(max_size=9)) + content[place:]
    found = damaged(content)
    assert all(outcomes[number] == one for number, one in found.items())
    # A line end that is changed spoils the lines on both of its sides.
    assert kind == "cut" or len(found) >= len(outcomes) - 2


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"{}", b"nonsense\n", b"\xff\x00\xfe", b"0123456789abcdef {}\n"]
)
def test_a_foreign_file_is_ignored(content: bytes) -> None:
    assert damaged(content) == {}


def test_another_runs_outcomes_are_ignored() -> None:
    content, _ = whole_file()
    (evaluations_folder() / "other.jsonl").write_bytes(content)
    assert unfinished("other").outcomes == {}


def test_a_line_that_was_cut_off_does_not_spoil_the_next() -> None:
    content, outcomes = whole_file()
    assert len(damaged(content[:-20])) == 3
    second = unfinished()
    run(second)
    second.close()
    assert unfinished().outcomes.keys() == outcomes.keys()


def test_a_cache_that_cannot_be_written_is_one_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    kept = unfinished()
    with caplog.at_level(logging.WARNING):
        evaluation, asked = run(kept)
    assert asked == evaluation.questions == 4
    assert len(caplog.records) == 1
    assert "will begin anew" in caplog.text


NUMBERS = st.floats(allow_nan=False)


@pytest.mark.slow
@given(
    st.builds(
        Outcome,
        question=st.just(DATASET.questions[0]),
        seconds=NUMBERS,
        ranked=st.booleans(),
        rank=st.none() | st.integers(0, 30),
        left_out=st.booleans(),
        ranking=st.none()
        | st.builds(
            Ranking,
            st.lists(st.integers(0, 3)).map(tuple),
            st.lists(st.integers(1, 3)).map(tuple),
        ),
        judgement=st.none()
        | st.builds(
            Judgement,
            found=st.booleans(),
            confidence=NUMBERS,
            exact_match=NUMBERS,
            f1=NUMBERS,
            exact_citations=st.lists(st.booleans()).map(tuple),
            holds_answer=st.none() | st.booleans(),
            in_place=st.none() | st.booleans(),
            milliseconds=st.dictionaries(st.text(), NUMBERS),
            right=st.booleans(),
            gold_first=st.none() | st.booleans(),
            score=st.just(-math.inf) | NUMBERS,
            evidence=st.none() | st.builds(Coverage, *[st.integers(0, 99)] * 4),
            cited=st.none() | st.builds(Cited, st.text(), st.text(), st.integers(), st.integers()),
        ),
    )
)
def test_an_outcome_is_read_as_it_was_written(outcome: Outcome) -> None:
    first = unfinished(fresh=True)
    first.add(0, outcome)
    first.close()
    assert unfinished().outcomes == {0: outcome}


def test_a_key_is_of_everything_that_outcomes_depend_on() -> None:
    parts = {"mode": "corpus", "reader": "scripted-1"}
    key = run_key(DATASET, GROUND, parts)
    assert run_key(DATASET, GROUND, dict(reversed(parts.items()))) == key
    assert len(key) == 32
    fewer = replace(DATASET, questions=DATASET.questions[1:])
    golds = (*DATASET.questions[:3], replace(DATASET.questions[3], unplaced=("x",)))
    others = [
        run_key(fewer, GROUND, parts),
        run_key(replace(DATASET, questions=golds), GROUND, parts),
        run_key(DATASET, ground_in_paragraphs(DATASET), parts),  # another index
        run_key(DATASET, Ground({}, GROUND.places), parts),
        run_key(DATASET, GROUND, {**parts, "reader": "scripted-2"}),
        run_key(DATASET, GROUND, {**parts, "leave_out": True}),
    ]
    assert len({key, *others}) == 7
