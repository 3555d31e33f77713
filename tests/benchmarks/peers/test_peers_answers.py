"""Replies of a made-up system, judged by hand."""

import json

import pytest

from benchmarks.peers.answers import judged, with_gains
from benchmarks.peers.plan import Asked, Plan, answer_plan
from benchmarks.peers.systems.base import Text
from training.paragraphs import FILES

FIRST = Text("d1", "Tide", "The tide rose at noon.")
SECOND = Text("d2", "Ebb", "The ebb came at night.")
PLAN = Plan(
    (FIRST, SECOND),
    frozenset({"d1"}),
    (
        Asked("check", "When did the tide rise?", ("noon", "at noon"), "d1"),
        Asked("check", "What rose?", ("The tide",), "d1"),
        Asked("without", "When did the tide rise?", ("noon", "at noon"), "d1"),
        Asked("without", "What rose?", ("The tide",), "d1"),
        Asked("bench", "When did the ebb come?", ("at night",), "d2"),
        Asked("unanswerable", "Who came?", (), "d2"),
    ),
)


def reply(text="", score=None, document=None, start=None, end=None, **more):
    line = {"text": text, "score": score, "document": document, "start": start, "end": end}
    defaults = {"error": None, "seconds": 0.1, "peak_kib": 1024, "ranking": ["d1", "d2"]}
    return {**line, **defaults, **more}


REPLIES = {
    0: reply("noon", 0.9, "d1", 17, 21, seconds=0.2),
    1: reply("tide rose", 0.4, "d1", 4, 13, peak_kib=2048, ranking=["d2", "d1"]),
    2: reply("night", 0.5, "d2", 16, 21, peak_kib=9999),
    3: reply("The ebb", 0.3, "d2", 0, 7),
    4: reply("night", 0.8, "d2", 15, 20),  # one off
    5: reply(error="TypeError"),
}


def test_every_measure():
    measures = judged(PLAN, REPLIES)
    assert measures["check"] == {
        "recall@1": 0.5,
        "recall@5": 1.0,
        "exact_match": 0.5,
        # "noon" 1; "tide rose" against "tide": precision 1/2, recall 1
        "f1": pytest.approx((1 + 2 / 3) / 2),
    }
    # "night" against "at night"
    assert measures["bench"]["f1"] == pytest.approx(2 / 3)
    assert measures["bench"]["recall@1"] == 0.0
    assert measures["threshold"] == 0.4
    assert measures["answered"] == {
        "check": 1.0,
        "without": 0.5,
        "bench": 1.0,
        "unanswerable": 0.0,
    }
    assert measures["exact_offsets"] == pytest.approx(2 / 3)
    assert measures["errors"] == 1
    assert measures["p50_ms"] == pytest.approx(100)
    # The index without the articles is another process; its memory is not this one's.
    assert measures["peak_mib"] == 2.0


def test_a_system_without_offsets_has_no_share_of_them():
    bare = {key: {**one, "start": None, "end": None} for key, one in REPLIES.items()}
    assert judged(PLAN, bare)["exact_offsets"] is None


def test_a_system_that_never_answers():
    silent = {key: reply() for key in REPLIES}
    measures = judged(PLAN, silent)
    assert measures["threshold"] is None
    assert set(measures["answered"].values()) == {0.0}
    assert measures["check"]["f1"] == 0.0
    json.dumps(measures, allow_nan=False)


def test_gains_stand_beside_the_others_only():
    ours, theirs = judged(PLAN, REPLIES), judged(PLAN, {key: reply() for key in REPLIES})
    found = with_gains({"citespan": ours, "plain": theirs}, seed=0)
    assert "gain" not in found["citespan"]
    assert found["plain"]["gain"]["check"][0] == pytest.approx((1 + 2 / 3) / 2)
    assert all("f1_of" not in one for one in found.values())


def squad(title, answer):
    golds = [{"text": answer, "answer_start": 4}] if answer else []
    text = f"The {answer or 'tide'} of {title}."
    asked = [
        {
            "id": f"{title}{n}",
            "question": f"What {n}?",
            "answers": golds,
            "is_impossible": not golds,
        }
        for n in range(3)
    ]
    return {"title": title, "paragraphs": [{"context": text, "qas": asked}]}


def test_the_plan_leaves_the_articles_of_check_out(tmp_path):
    articles = [
        [squad("tune", "moon")],
        [squad("check", "sun")],
        [squad("bench", "star"), squad("silent", "")],
        [squad("wiki", "sky")],
    ]
    for name, data in zip(FILES, articles, strict=True):
        path = tmp_path / name.removesuffix(".gz")
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"version": "v2.0", "data": data}))
    names = [name.removesuffix(".gz") for name in FILES]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.paragraphs.FILES", tuple(names))
        plan = answer_plan(tmp_path, 2, 0)
        small = answer_plan(tmp_path, 2, 0, documents=3)
    assert [one.title for one in plan.texts] == ["tune", "check", "bench", "silent", "wiki"]
    assert [one.title for one in plan.indexed("without")] == ["tune", "bench", "silent", "wiki"]
    assert [one.title for one in plan.indexed("check")] == [one.title for one in plan.texts]
    groups = [one.group for one in plan.questions]
    assert groups == [g for g in ("check", "without", "bench", "unanswerable") for _ in range(2)]
    checked, left_out = plan.of("check"), plan.of("without")
    assert [plan.questions[n].text for n in checked] == [plan.questions[n].text for n in left_out]
    assert all(plan.questions[n].golds == () for n in plan.of("unanswerable"))
    assert [one.title for one in small.texts] == ["check", "bench", "silent"]
    assert small.digest != plan.digest
