"""Folders of documents with questions: what is read for each, and what is marked there."""

import pytest

from tests.fakes import WordEmbedder
from tests.training.tiny_folders import ASKED, PRICES, RULES, write_folder
from tests.training.tiny_tokens import word_tokenizer
from training.reader.folders import SOURCE, folder_examples
from training.reader.packer import Packer


@pytest.fixture
def tokenizer():
    words = {word.strip(".,|#").lower() for word in (PRICES + RULES).split()}
    asked = {word.strip("?").lower() for text, *_ in ASKED for word in text.split()}
    return word_tokenizer(sorted(words | asked | {".", ",", ":", ";", "|", "31", "50", "29", "00"}))


def read(folder, tmp_path, tokenizer, seed=0):
    packer = Packer(tokenizer, [SOURCE])
    return list(folder_examples(folder, tmp_path / f"work{seed}", WordEmbedder(), packer, seed))


def by_question(examples, tokenizer):
    found = {}
    for example in examples:
        question = tokenizer.decode(example.ids[1 : example.second - 1].tolist())
        found.setdefault(question, []).append(example)
    return list(found.values())


def marked(example, tokenizer):
    return [tokenizer.decode(example.ids[a:b].tolist()) for a, b, mark in example.sentences if mark]


def words(example, tokenizer):
    return [tokenizer.decode(example.ids[a : b + 1].tolist()) for a, b, _ in example.spans if a]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_marked_in_what_is_read(tmp_path, tokenizer, seed):
    """As Markdown and as HTML: the seeds draw both for each file."""
    examples = read(write_folder(tmp_path / "mill"), tmp_path, tokenizer, seed)
    rye, wheat, why, partial, absent = by_question(examples, tokenizer)
    (answering,) = [one for one in rye if words(one, tokenizer)]
    assert words(answering, tokenizer) == ["31 . 50"]
    (row,) = marked(answering, tokenizer)
    assert "rye" in row
    (answering,) = [one for one in wheat if words(one, tokenizer)]
    assert "wheat" in marked(answering, tokenizer)[0]
    # Nobody wrote the words of an answer down, so none are learnt where its sentences are.
    assert {bool(one.spans) for one in why if marked(one, tokenizer)} == {False}
    assert sum(len(marked(one, tokenizer)) for one in why) == 2
    # What bears on a question without answering it is marked, and has no answer.
    bearing = [one for one in partial if marked(one, tokenizer)]
    assert bearing
    assert all(one.spans == ((0, 0, 1.0),) for one in [*partial, *absent])
    assert not any(marked(one, tokenizer) for one in absent)


def test_texts_of_a_question_are_read_together(tmp_path, tokenizer):
    examples = read(write_folder(tmp_path / "mill"), tmp_path, tokenizer)
    groups = [{one.group for one in own} for own in by_question(examples, tokenizer)]
    assert all(len(group) == 1 for group in groups)
    assert len(set.union(*groups)) == len(ASKED)
    assert {one.source for one in examples} == {0}


def test_a_document_that_says_the_same_is_not_read_as_one_without_answer(tmp_path, tokenizer):
    folder = write_folder(tmp_path / "mill")
    (folder / "files/copy.md").write_text("# Copy\n\nA sack of rye is 31.50 now.\n", "utf-8")
    rye = by_question(read(folder, tmp_path, tokenizer), tokenizer)[0]
    assert all("now" not in tokenizer.decode(one.ids.tolist()) for one in rye)


def test_the_seed_draws_everything(tmp_path, tokenizer):
    folder = write_folder(tmp_path / "mill")
    one, same = (
        [example.ids.tolist() for example in read(folder, tmp_path / name, tokenizer)]
        for name in ("one", "same")
    )
    assert one == same


def test_what_an_earlier_run_has_left_is_not_read(tmp_path, tokenizer):
    folder = write_folder(tmp_path / "mill")
    (folder / "files/copy.md").write_text("# Copy\n\nThe loft loft burns.\n", "utf-8")

    def is_there():
        examples = read(folder, tmp_path, tokenizer)
        return any("loft loft" in tokenizer.decode(one.ids.tolist()) for one in examples)

    assert is_there()
    (folder / "files/copy.md").unlink()
    assert not is_there()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ((["32"], [["Rye", "31.50"]]), "'32' is not in what is marked"),
        ((["31.50"], [["Oats", "31.50"]]), "no row holds"),
        (([], [["Nobody may swim."]]), "does not hold 'Nobody may swim.'"),
    ],
)
def test_a_mark_that_stands_nowhere_is_named(tmp_path, tokenizer, wrong, told):
    answers, marks = wrong
    folder = write_folder(
        tmp_path / "mill", [("What is a sack of rye?", answers, "prices.md", marks, "table")]
    )
    with pytest.raises(ValueError, match=told):
        read(folder, tmp_path, tokenizer)
