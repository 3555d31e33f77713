"""From small training sets to packed examples and a pool."""

import gzip
import json
import random
from collections import Counter

import numpy as np
import pytest

from tests.fakes import WordEmbedder
from tests.training.tiny_folders import write_folder
from tests.training.tiny_tokens import save_base
from training.reader import prepare as module
from training.reader.mixture import Share
from training.reader.packed import load
from training.reader.pool_file import load_pool
from training.reader.prepare import prepare

NAMES = [
    "Ada Ek",
    "Bo Fu",
    "Cy Gil",
    "Di Ham",
    "Ed Ito",
    "Flo Jay",
    "Gus Kim",
    "Hal Lee",
    "Ivy Moe",
]
HELD_BACK = "one two three four five six seven eight nine ten eleven twelve thirteen"


def paragraph(name, number):
    return (
        f"In the year {1900 + number} the painter {name} came to live in a small house. "
        f"The house of {name} stands near the river and has a garden number{number}. "
        f"Nobody knows today what became of the old boat with the sail. "
        f"Every summer visitors walk up the hill to look down on the town."
    )


def write(path, paragraphs):
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump({"data": [{"title": "Painters", "paragraphs": paragraphs}]}, file)


def entry(text, question, answer):
    answers = [{"text": answer, "answer_start": text.index(answer)}] if answer else []
    return {"id": question, "question": question, "answers": answers, "is_impossible": not answer}


@pytest.fixture
def data(tmp_path, monkeypatch):
    texts = [paragraph(name, number) for number, name in enumerate(NAMES)]
    wiki = [
        {"context": text, "qas": [entry(text, f"When did {name} come to the house?", text[12:16])]}
        for name, text in zip(NAMES, texts, strict=True)
    ]
    # Case and punctuation do not count.
    held = HELD_BACK.replace("two", "TWO,") + "."
    wiki.append({"context": held, "qas": [entry(held, "What comes before two?", "one")]})
    write(tmp_path / "train/squadshifts_new_wiki.json.gz", wiki)
    text = "The cat sat on a mat."
    fragments = [{"context": text, "qas": [entry(text, "Who barked?", ""),
                                           entry(text, "Who sat?", "cat")]}]  # fmt: skip
    write(tmp_path / "train/squad_train_fragments.json.gz", fragments)
    for name in module._HELD_BACK:
        write(tmp_path / f"{name}.json.gz", [])
    field = tmp_path / "field/tune"
    field.mkdir(parents=True)
    (field / "gold.py").write_text("", "utf-8")
    (field / "make.py").write_text(f'write("{HELD_BACK}")', "utf-8")
    words = {word for text in texts for word in text.lower().replace(".", "").split()}
    base = save_base(tmp_path / "base", sorted(words))
    monkeypatch.setattr(module, "packaged_folder", lambda name: base)
    monkeypatch.setattr(module, "TABLES", 40)
    monkeypatch.setattr(module, "load_embedder", WordEmbedder)
    write_folder(tmp_path / "folders/mill")
    return tmp_path


def prepared(data, work, seed=0, scale=1.0):
    prepare(data, work, seed, scale, data / "folders")


def test_what_is_written(data, tmp_path, capsys):
    prepared(data, tmp_path / "work")
    examples = load(tmp_path / "work/examples.npz")
    pool = load_pool(tmp_path / "work/pool.npz")
    with np.load(tmp_path / "work/examples.npz") as arrays:
        names = arrays["names"].tolist()
    assert names == ["squad_train_fragments", "squadshifts_new_wiki", "tables", "office"]
    assert {one.source for one in load(tmp_path / "work/folders.npz")} == {3}
    printed = capsys.readouterr().out
    kinds = dict(line.rsplit(": ", 1) for line in printed.splitlines() if ": " in line[:60])
    # Questions without answer are learnt three times.
    assert kinds["squad_train_fragments no answer"] == "3"
    assert kinds["squad_train_fragments answer"] == "1"
    # The paragraph that stands in the field is not learnt.
    assert kinds["squadshifts_new_wiki answer"] == "9"
    assert "'squadshifts_new_wiki': " in printed
    assert int(kinds["tables answer"]) + int(kinds["tables no answer"]) == 40
    assert f"{len(examples)} examples, {sum(len(one.ids) for one in examples)} tokens" in printed
    assert len(pool.documents) == 10
    assert set(pool.groups.tolist()) <= {one.group for one in examples}
    assert len(pool.groups) >= 5
    # Tables are not searched for negatives.
    assert set(pool.sources.tolist()) <= {0, 1}


def test_groups_are_of_one_question(data, tmp_path):
    prepared(data, tmp_path / "work")
    grouped = [one for one in load(tmp_path / "work/examples.npz") if one.group >= 0]
    questions = {}
    for one in grouped:
        question = one.ids[1 : one.second - 1].tolist()
        assert questions.setdefault(one.group, question) == question
    counts = Counter(one.group for one in grouped)
    assert max(counts.values()) == 2  # with neighbouring sentences
    assert len({(one.group, one.document) for one in grouped}) == len(counts)
    for one in grouped:
        assert one.spans
        assert counts[one.group] == 2 or one.spans[0][0] > 0


def test_every_example_names_the_document_of_its_question(data, tmp_path):
    prepared(data, tmp_path / "work")
    examples = load(tmp_path / "work/examples.npz")
    documents = {}
    for one in examples:
        documents.setdefault(one.document, set()).add(one.source)
    assert -1 not in documents
    # A document is of one set; the nine paragraphs are nine of them.
    assert all(len(sources) == 1 for sources in documents.values())
    assert sum(sources == {1} for sources in documents.values()) == 9
    pool = load_pool(tmp_path / "work/pool.npz")
    of_group = {one.group: one.document for one in examples if one.group >= 0}
    assert [of_group[group] for group in pool.groups.tolist()] == pool.asked_of.tolist()
    folders = {one.document for one in load(tmp_path / "work/folders.npz")}
    assert len(folders) == 1
    assert not folders & set(documents)


def test_the_seed_draws_everything(data, tmp_path):
    for name, seed in (("one", 0), ("same", 0), ("other", 1)):
        prepared(data, tmp_path / name, seed)
    for file in ("examples.npz", "pool.npz"):
        one, same, other = ((tmp_path / n / file).read_bytes() for n in ("one", "same", "other"))
        assert one == same != other


def test_a_rehearsal_takes_a_share(data, tmp_path, monkeypatch):
    monkeypatch.setitem(module.SHARES, "squadshifts_new_wiki", Share())
    monkeypatch.setitem(module.SHARES, "squad_train_fragments", Share())
    prepared(data, tmp_path / "work", scale=0.5)
    examples = load(tmp_path / "work/examples.npz")
    assert Counter(one.source for one in examples if one.group >= 0)[2] >= 10
    assert len({one.group for one in examples if one.group >= 0 and one.source == 1}) <= 5


def test_a_set_is_drawn_within_its_limits(data):
    sources = module._sources(data, random.Random(0))
    tables = sources["tables"]
    drawn = module._drawn(tables, Share(7, 4, times_unanswered=2), 1.0, random.Random(0))
    assert sum(question.is_answered for question in drawn) == 7
    unanswered = Counter(question.number for question in drawn if not question.is_answered)
    assert sorted(unanswered.values()) == [2, 2, 2, 2]
    assert len(module._drawn(tables, Share(7, 4), 0.5, random.Random(0))) == 3 + 2
    everything = module._drawn(tables, Share(), 1.0, random.Random(0))
    assert sorted(question.number for question in everything) == list(range(40))


def test_adversarial_readings_have_no_answer_and_teach_no_sentence(data, monkeypatch):
    monkeypatch.setitem(module.ADVERSARIAL, "squadshifts_new_wiki", 1.0)
    made = []
    pack = module.Packer.pack
    monkeypatch.setattr(
        module.Packer, "pack",
        lambda self, reading, group=-1, document=-1: (
            made.append((reading, group)) or pack(self, reading, group, document)
        ),
    )  # fmt: skip
    prepared(data, data / "work")
    changed = [(r, g) for r, g in made if r.marked == () and r.source == "squadshifts_new_wiki"]
    assert changed
    for reading, group in changed:
        assert (reading.golds, reading.answer_known, group) == ((), True, -1)
        (own,) = [name for name in NAMES if name in reading.text]
        assert reading.question != f"When did {own} come to the house?"
