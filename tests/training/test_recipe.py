"""The whole list of examples, from a data folder of a few small sets written here."""

import gzip
import json
import random
import re
from dataclasses import replace
from itertools import groupby

import pytest

from qa.evaluate import read_squad
from tests.fakes import WordEmbedder
from tests.training.tiny_tokens import count, save_base
from training.reader import recipe as module
from training.reader import retrieved
from training.reader.examples import holds_text
from training.reader.recipe import Recipe, build

NOUNS = ["river", "castle", "market", "bridge", "harbour", "garden", "forest", "village"]
NAMES = ["Alba", "Brno", "Cork", "Dover", "Elba", "Fargo", "Genoa", "Haifa"]
SETS = (
    "squadshifts_new_wiki", "squadshifts_reddit", "squadshifts_amazon_reviews", "qamr",
    "fairytaleqa_train", "covidqa",
)  # fmt: skip
LEAKED = "Nobody shall know that this old sentence of exactly fourteen words has leaked here."
RECIPE = Recipe(crop_tokens=24, beside=500, retrieved=20, adversarial=12)
QUESTIONS = 8
"""Of each training set: four paragraphs with two questions each."""


def paragraph(name, number):
    """Three sentences of ten tokens and questions on the first two, with two annotators."""
    rng = random.Random(f"{name} {number}")
    places, nouns = rng.sample(NAMES, 3), rng.sample(NOUNS, 3)
    years = rng.sample(range(1100, 1900), 3)
    text = " ".join(
        f"In {year} the first {noun} was seen near {place}."
        for year, noun, place in zip(years, nouns, places, strict=True)
    )

    def asked(i):
        year, near = str(years[i]), f"{years[i]} the first {nouns[i]}"
        return {
            "id": f"{name}-{number}-{i}",
            "question": f"When was the first {nouns[i]} seen near {places[i]}?",
            "answers": [
                {"text": year, "answer_start": text.index(year)},
                {"text": near, "answer_start": text.index(near)},
            ],
        }

    return {"context": text, "qas": [asked(0), asked(1)]}


def write(folder, name, paragraphs):
    path = folder / f"{name}.json.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"version": "1", "data": [{"title": name, "paragraphs": paragraphs}]}
    path.write_bytes(gzip.compress(json.dumps(content).encode()))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    for name in SETS:
        write(folder, f"train/{name}", [paragraph(name, number) for number in range(4)])
    for name in ("dev/squad1_tune", "dev/squad1_check", "bench/squad2_dev"):
        write(folder, name, [paragraph(name, 0)])
    return folder


@pytest.fixture(scope="module", autouse=True)
def small_models(tmp_path_factory):
    """A tokenizer of whole words and an embedder of words."""
    base = save_base(tmp_path_factory.mktemp("base"), [*NOUNS, "first", "seen", "near", "when"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "packaged_folder", lambda name: base)
        patch.setattr(retrieved, "load_embedder", lambda: WordEmbedder(256, 128))
        yield


@pytest.fixture(scope="module")
def stages(data):
    return build(RECIPE, data, None)


def sets_of(data):
    return {name: read_squad(data / "train" / f"{name}.json.gz") for name in SETS}


def kinds(stages, data):
    """Group examples by their making, recognised from text and question alone."""
    paragraphs, asked = {}, set()
    for name, dataset in sets_of(data).items():
        for number, one in enumerate(dataset.paragraphs):
            paragraphs[f"{name}:{number}"] = one.text
        asked |= {(f"{name}:{one.paragraph}", one.text) for one in dataset.questions}
    found = {"answer": [], "adversarial": [], "beside": [], "retrieved": []}
    for one in (one for stage in stages for one in stage):
        if one.golds:
            found["answer"].append(one)
        elif (one.key, one.question) not in asked:
            found["adversarial"].append(one)
        elif one.text in paragraphs[one.key]:
            found["beside"].append(one)
        else:
            found["retrieved"].append(one)
    return found


def test_stages_and_their_sources(stages):
    assert len(stages) == 3
    sources = [[one.source for one in stage if one.golds] for stage in stages]
    assert sources[0] == ["qamr"] * (QUESTIONS // 2)
    assert {name: sources[1].count(name) for name in SETS} == {
        name: QUESTIONS // 2 if name == "qamr" else QUESTIONS for name in SETS
    }
    alone = [one.source for one in stages[2] if one.golds and not one.group]
    assert {name: alone.count(name) for name in SETS} == {
        name: QUESTIONS if name.startswith("squadshifts") else 0 for name in SETS
    }
    qamr = [one for stage in stages[:2] for one in stage if one.source == "qamr"]
    assert len({(one.key, one.question) for one in qamr}) == QUESTIONS
    # 20 are asked for: 8 of 13 for Wikipedia, 12 of the other sets; each with two passages where
    # there are so many. Half of them are shown with them in the last stage, once more.
    assert sum(len(stage) for stage in stages) == 4 + 44 + 24 + 10 + 38 + 12 + 24


def test_a_group_is_a_cut_text_with_its_answer_and_two_passages_without(stages):
    for stage, number in zip(stages, (0, 10, 10), strict=True):
        groups = [list(one) for name, one in groupby(stage, lambda one: one.group) if name]
        assert len(groups) == number == len({one[0].group for one in groups})
        for first, *others in groups:
            assert first.golds and count(first.text) == 20
            assert 1 <= len(others) <= 2
            for one in others:
                assert (one.question, one.key, one.golds) == (first.question, first.key, ())
        # What is shown in a group is not shown alone, too.
        asked = [(one.question, one.key, one.text) for one in stage if one.golds]
        assert len(asked) == len(set(asked))


def test_texts_can_be_learnt_apart(stages, data):
    made = build(replace(RECIPE, together=False), data, None)
    assert made == [[replace(one, group="") for one in stage] for stage in stages]


def test_positives_point_at_the_same_text_and_are_cut_in_the_second_stage(stages, data):
    sets = sets_of(data)
    for number, stage in enumerate(stages):
        for one in stage:
            if one.golds:
                golds = [one.text[gold.start : gold.end] for gold in one.golds]
                assert set(golds) <= set(one.answers)
                assert re.fullmatch(r"\d{4}", one.answers[0])
                name, paragraph_number = one.key.split(":")
                whole = sets[name].paragraphs[int(paragraph_number)].text
                assert one.text in whole
                # Sentences have ten tokens: two fit in 24, all three in the 48 of papers.
                cut = one.group or (number == 1 and one.source not in {"covidqa", "qamr"})
                assert count(one.text) == (20 if cut else 30)


def test_negatives_of_each_kind(stages, data):
    found = kinds(stages, data)
    assert {kind: len(examples) for kind, examples in found.items()} == {
        "answer": 82, "adversarial": 12, "beside": 24, "retrieved": 38,
    }  # fmt: skip
    for kind, half in (("adversarial", 6), ("retrieved", 20)):
        assert len([one for one in found[kind] if one in stages[1]]) == half
    for one in (*found["beside"], *found["retrieved"]):
        assert not holds_text(one.text, one.answers)
        assert one.source.startswith("squadshifts")
    # Wikipedia's questions come first in both.
    wiki = [one for one in found["retrieved"] if one.source == "squadshifts_new_wiki"]
    assert 2 * QUESTIONS - 2 <= len(wiki) <= 2 * QUESTIONS
    assert len([one for one in found["adversarial"] if one.source == "squadshifts_new_wiki"]) > 6
    assert {count(one.text) for one in found["adversarial"]} == {20, 30}


@pytest.mark.parametrize("lever", ["adversarial", "beside", "retrieved"])
def test_each_kind_of_negative_can_be_switched_off(data, lever):
    found = kinds(build(replace(RECIPE, **{lever: 0}), data, None), data)
    assert [kind for kind, examples in found.items() if not examples] == [lever]


def test_names_are_those_of_the_six_paragraphs_before_and_after(tmp_path, monkeypatch):
    for name in ("dev/squad1_tune", "dev/squad1_check", "bench/squad2_dev"):
        write(tmp_path, name, [paragraph(name, 0)])
    names = {}
    for name in SETS:
        contexts = [f"At dawn it rained in {name.title()}-{number}." for number in range(16)]
        answers = [{"text": "it", "answer_start": 8}]
        write(
            tmp_path,
            f"train/{name}",
            [
                # A paragraph without questions is none that is learnt from.
                {"context": one, "qas": [{"id": one, "question": "What?", "answers": answers}]}
                if number != 9
                else {"context": one, "qas": []}
                for number, one in enumerate(contexts)
            ],
        )
        names |= {one: (name, number) for number, one in enumerate(contexts)}
    given = {}
    monkeypatch.setattr(
        module, "changed", lambda question, text, choice, rng: given.update({text: choice})
    )
    build(replace(RECIPE, retrieved=0), tmp_path, None)
    assert len(given) == 3 * 15
    for text, choice in given.items():
        name, here = names[text]
        near = {*range(max(0, here - 6), min(15, here + 6) + 1)} - {here, 9}
        assert choice == sorted(f"{name.title()}-{number}" for number in near)


def test_a_negative_that_is_also_asked_with_an_answer_is_dropped(tmp_path, monkeypatch):
    """All paragraphs are asked the same, and answer it in their first and second sentence."""
    question = "When was it seen near Alba?"
    for name in ("dev/squad1_tune", "dev/squad1_check", "bench/squad2_dev"):
        write(tmp_path, name, [paragraph(name, 0)])
    paragraphs, last = {}, set()
    for at, name in enumerate(SETS):
        paragraphs[name] = []
        for number in range(8):
            years = [str(1100 + 100 * at + 10 * number + i) for i in range(3)]
            sentences = [f"In {year} the old river was seen near Alba." for year in years]
            last.add(sentences[2])
            text = " ".join(sentences)
            asked = [
                {
                    "id": year,
                    "question": question,
                    "answers": [{"text": year, "answer_start": text.index(year)}],
                }
                for year in years[:2]
            ]
            paragraphs[name].append({"context": text, "qas": asked})
        write(tmp_path, f"train/{name}", paragraphs[name])
    monkeypatch.setattr(module, "changed", lambda question, text, names, rng: question)
    made = [
        one for stage in build(replace(RECIPE, crop_tokens=10), tmp_path, None) for one in stage
    ]
    answered = {one.text for one in made if one.golds}
    assert {one["context"] for one in paragraphs[SETS[0]]} <= answered
    negatives = [one.text for one in made if not one.golds]
    # The question as it was, and passages of other paragraphs, have answers; so has the one
    # sentence beside. What is left is beside both answers.
    assert negatives
    assert set(negatives) <= last
    assert not answered & set(negatives)


def test_numbers_are_drawn(data):
    recipe = Recipe(
        crop_tokens=24, paragraph_questions=6, whole=2, sentences=3, stories=4,
        papers=5, beside=2, retrieved=0, adversarial=3,
    )  # fmt: skip
    made = build(recipe, data, None)
    assert len(made[0]) == 1
    found = kinds(made, data)
    assert (len(found["beside"]), len(found["adversarial"])) == (2, 3)
    assert len([one for one in made[1] if one.golds]) == 6 + 2 + 4 + 5
    whole = [one for one in made[2] if one.golds]
    assert len(whole) == 2
    drawn = {one.source for one in made[1]}
    # Wikipedia's come first.
    assert SETS[0] in drawn
    assert whole[0].source == SETS[0]


def test_one_annotator_can_be_enough(stages, data):
    both = [len(one.golds) for stage in stages for one in stage if one.golds]
    assert set(both) == {2}
    made = build(replace(RECIPE, all_annotators=False), data, None)
    for stage, other in zip(stages, made, strict=True):
        assert [replace(one, golds=one.golds[:1]) for one in stage] == other


def test_the_seed_decides(stages, data):
    assert build(RECIPE, data, None) == stages
    assert build(replace(RECIPE, seed=1), data, None) != stages


def test_passages_that_share_words_with_a_held_back_set_are_dropped(tmp_path, capsys):
    for name in SETS:
        write(tmp_path, f"train/{name}", [paragraph(name, number) for number in range(4)])
    for number, name in enumerate(("dev/squad1_tune", "dev/squad1_check", "bench/squad2_dev")):
        held_back = paragraph(name, 0)
        held_back["context"] += f" {number} {LEAKED}"
        write(tmp_path, name, [held_back])
        kept = [paragraph(SETS[number], n) for n in range(4)]
        kept[2]["context"] += f" {number} {LEAKED.upper()}"
        write(tmp_path, f"train/{SETS[number]}", kept)
    made = build(RECIPE, tmp_path, None)
    lines = capsys.readouterr().out.splitlines()
    rest = "that share 13 words with dev or bench"
    for name in SETS[:3]:
        assert f"{name}: dropped 1 of 4 passages (2 of 8 questions) {rest}" in lines
    for name in SETS[3:]:
        assert f"{name}: dropped 0 of 4 passages (0 of 8 questions) {rest}" in lines
    everything = [one for stage in made for one in stage]
    assert everything
    assert not {one.key for one in everything} & {f"{name}:2" for name in SETS[:3]}
    assert not any("leaked" in one.text.lower() for one in everything)
