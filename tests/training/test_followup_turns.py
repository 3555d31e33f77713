"""Turns that the model of dependent questions is fitted on."""

import gzip
import json

from training.followups.turns import (
    ALONE,
    dialogue_turns,
    is_dependent,
    is_held_out,
    rewritings,
    single_turns,
)

LEAD = ["Ada Lovelace", "Early life"]
SAID = ["Where was she born?", "London"]


def row(question, rewrite, src="canard-dev", history=(*LEAD, *SAID)):
    return {"src": src, "history": list(history), "question": question, "rewrite": rewrite}


def test_a_question_depends_where_a_person_added_terms():
    assert is_dependent("When did she die?", "When did Ada Lovelace die?")
    assert not is_dependent("when did Ada die", "When did Ada die?")
    assert not is_dependent("When did Ada Lovelace die?", "When did Ada die?")


def test_turns_of_canard_alone_are_fitted_on_and_their_rewritings_stand_alone():
    rows = [
        row("When did she die?", "When did Ada Lovelace die?"),
        row("When was it?", "When was the moon landing?", src="cast2019"),
        row("Who was she?", "Who was Ada Lovelace?", history=LEAD),
    ]
    asked, rewritten = dialogue_turns(rows)
    assert (asked.question, asked.depends, asked.said) == ("When did she die?", True, tuple(SAID))
    assert (rewritten.question, rewritten.depends) == ("When did Ada Lovelace die?", False)
    assert asked.held_out == rewritten.held_out == is_held_out("Ada Lovelace")


def test_questions_written_to_stand_alone_are_drawn_alike_each_time(tmp_path):
    (tmp_path / "train").mkdir()
    (tmp_path / "dialogues").mkdir()
    qas = [{"question": f"What is {n}?", "answers": [{"text": str(n)}]} for n in range(40)]
    data = {"data": [{"title": "t", "paragraphs": [{"context": "c", "qas": qas}]}]}
    for name in ALONE:
        path = tmp_path / "train" / f"{name}.json.gz"
        path.write_bytes(gzip.compress(json.dumps(data).encode()))
    rows = [row("Why?", "Why did Ada?", history=(f"Title {n}", "s", *SAID)) for n in range(40)]
    lines = "\n".join(json.dumps(each) for each in rows).encode()
    (tmp_path / "dialogues" / "rewrites.jsonl.gz").write_bytes(gzip.compress(lines))
    dialogues = list(dialogue_turns(rewritings(tmp_path)))
    turns = list(single_turns(tmp_path, dialogues))
    assert turns == list(single_turns(tmp_path, dialogues))
    assert len(turns) == sum(ALONE.values())
    assert not any(turn.depends for turn in turns)
    assert {turn.held_out for turn in turns} == {True, False}
    assert all(turn.held_out == is_held_out(turn.question) for turn in turns)
