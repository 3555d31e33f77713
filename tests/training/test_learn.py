"""A small encoder learns a small set: the word 60 answers, and its sentence is marked."""

import json
import random
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
import transformers
from safetensors.torch import load_file

from tests.training.tiny_readers import CPU, bert_config, save_encoder, tokens, two_heads
from training.reader import judging
from training.reader import learn as command
from training.reader import learning as module
from training.reader.judging import gathered, judged, soft_targets
from training.reader.learning import Fold, Learning, learn
from training.reader.on_device import Examples
from training.reader.packed import load, save
from training.reader.pool_file import Flat, Pool, save_pool
from training.reader.soft_files import load_soft
from training.reader.two_losses import Weights, sentence_means

pytestmark = pytest.mark.usefixtures("one_thread")

WEIGHTS = Weights()
SETTINGS = Learning(rate=4e-3, tokens=400, passes=5, dropout=0.0)


def example(rng, group=-1):
    words = [rng.randint(5, 59) for _ in range(12)]
    place = rng.randrange(12) if rng.random() < 0.7 else None
    if place is not None:
        words[place] = 60
    spans = [(0, 0, 1.0)] if place is None else [(3 + place, 3 + place, 1.0)]
    halves = [
        (begin, begin + 6, place is not None and begin <= 3 + place < begin + 6) for begin in (3, 9)
    ]
    return tokens([101, 7, 102, *words, 102], spans, halves, group=group)


def examples_of(number=240):
    rng = random.Random(2)
    # Every other one stands in a pair.
    return [example(rng, row // 4 if row % 4 < 2 else -1) for row in range(number)]


@pytest.fixture(scope="module")
def examples():
    return Examples(examples_of(), CPU)


def small():
    torch.manual_seed(0)
    return two_heads(bert_config(hidden_size=32, num_attention_heads=4))


@pytest.fixture(scope="module")
def trained(examples, one_thread, tmp_path_factory):
    """A trained model, its report, its judgement before, and how its rate went."""
    model = small()
    before = judged(model, examples, range(len(examples)), 400, WEIGHTS)
    rates = []

    def optimizer_of(model, settings, make=module._optimizer):
        optimizer = make(model, settings)
        optimizer.register_step_pre_hook(
            lambda made, *_: rates.append([group["lr"] for group in made.param_groups])
        )
        return optimizer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_optimizer", optimizer_of)
        patch.setattr(module, "_LOG_SECONDS", -1)
        state = tmp_path_factory.mktemp("learn") / "x.checkpoint"
        report = learn(model, examples, SETTINGS, WEIGHTS, state)
    assert not state.exists()
    return model, report, before, rates


def test_the_loss_falls_and_answers_become_right(trained, examples):
    model, report, before, _ = trained
    after = judged(model, examples, range(len(examples)), 400, WEIGHTS)
    assert after["loss"] < 0.3 * before["loss"]
    assert before["exact"] < 0.5 < 0.9 < after["exact"]
    assert after["declined"] > 0.9
    losses = [line["loss"] for line in report["log"]]
    assert np.mean(losses[-10:]) < 0.4 * np.mean(losses[:10])


def test_evidence_is_learnt(trained, examples):
    model, *_ = trained
    batch = examples.batch(range(60))
    with torch.no_grad():
        evidence = model.eval()(batch.ids, batch.lengths, batch.second)[2]
    means = sentence_means(evidence, batch)
    marked = means[batch.has_sentence & batch.marked]
    others = means[batch.has_sentence & ~batch.marked]
    assert (marked > others.median()).float().mean() > 0.95
    assert (others < marked.median()).float().mean() > 0.95


def test_the_report(trained):
    _, report, _, rates = trained
    fields = {"steps", "passes", "held_out", "log", "device", "seconds"}
    assert set(report) == fields
    assert report["passes"] == pytest.approx(5, abs=0.05)
    assert report["steps"] == len(rates) == len(report["log"])
    assert set(report["held_out"]) == {"loss", "exact", "declined"}
    assert report["device"] == "cpu"
    assert report["log"][-1]["step"] == report["steps"]
    json.dumps(report)


def test_the_rate_rises_and_falls(trained):
    *_, rates = trained
    assert all(one == other for one, other in rates)
    rates = [rate for rate, _ in rates]
    peak = rates.index(max(rates))
    assert rates[0] == 0
    assert max(rates) == pytest.approx(SETTINGS.rate, rel=0.05)
    assert peak == pytest.approx(0.06 * len(rates), abs=1)
    assert rates[: peak + 1] == sorted(rates[: peak + 1])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
    assert 0 < rates[-1] < 0.05 * SETTINGS.rate


@pytest.mark.parametrize(("done", "factor"), [(0, 0), (0.03, 0.5), (0.06, 1), (0.53, 0.5), (1, 0)])
def test_points_of_the_rate(done, factor):
    assert module._factor(done, 0.06) == pytest.approx(factor)


def test_word_embeddings_stay(trained):
    model, *_ = trained
    assert torch.equal(model.word_embeddings.weight, small().word_embeddings.weight)
    assert not torch.equal(model.evidence.weight, small().evidence.weight)


def test_an_interrupted_training_goes_on_from_its_checkpoint(examples, tmp_path, monkeypatch):
    settings = Learning(rate=1e-3, tokens=400, passes=1.5, dropout=0.0)
    whole = small()
    report = learn(whole, examples, settings, WEIGHTS, tmp_path / "whole.checkpoint")
    state = tmp_path / "torn.checkpoint"
    monkeypatch.setattr(module, "_CHECKPOINT_SECONDS", -1)
    monkeypatch.setattr(module, "_LOG_SECONDS", -1)
    loss, calls = module._loss, []

    def failing(*arguments):
        calls.append(arguments)
        if len(calls) == 8:
            raise KeyboardInterrupt
        return loss(*arguments)

    monkeypatch.setattr(module, "_loss", failing)
    with pytest.raises(KeyboardInterrupt):
        learn(small(), examples, settings, WEIGHTS, state)
    assert torch.load(state, weights_only=True)["step"] == 7
    torn = small()
    with torch.no_grad():
        torn.evidence.weight.zero_()  # what the checkpoint holds counts
    again = learn(torn, examples, settings, WEIGHTS, state)
    assert again["steps"] == report["steps"]
    assert len(calls) == 1 + report["steps"]
    assert [line["step"] for line in again["log"]] == [*range(1, report["steps"] + 1)]
    for name, value in whole.state_dict().items():
        assert torch.allclose(value, torn.state_dict()[name], atol=1e-6), name
    assert sorted(path.name for path in tmp_path.iterdir()) == []


def test_a_loss_that_is_not_finite_ends_the_training(examples, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_LOG_SECONDS", -1)
    model = small()
    with torch.no_grad():
        model.qa_outputs.bias.fill_(float("nan"))
    with pytest.raises(ArithmeticError, match="nan at step 1"):
        learn(model, examples, SETTINGS, WEIGHTS, tmp_path / "x.checkpoint")


def test_a_training_with_nothing_to_learn_ends_at_once(examples, tmp_path):
    with pytest.raises(ValueError, match="nothing to learn"):
        learn(small(), examples, SETTINGS, WEIGHTS, tmp_path / "x.checkpoint", left_out=Fold(0, 1))


def test_a_cpu_multiplies_in_bfloat16_only_where_it_is_told_to(examples):
    model = small().eval()
    batch = examples.batch(range(6))
    with torch.inference_mode():
        wide = judging.logits_of(model, batch)[0]
        model.in_bfloat16 = True
        narrow = judging.logits_of(model, batch)[0]
    assert (wide.dtype, narrow.dtype) == (torch.float32, torch.bfloat16)
    assert (wide - narrow.float()).abs().max() < 0.1 * wide.abs().max()


def test_what_is_not_finite_is_not_written(tmp_path):
    model = small()
    with torch.no_grad():
        model.evidence.bias.fill_(float("inf"))
    with pytest.raises(ArithmeticError, match=r"evidence\.bias: not finite"):
        command._write(model, {}, tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_minutes_end_a_training(examples, tmp_path):
    settings = Learning(rate=1e-3, tokens=400, passes=1000, minutes=0.01)
    report = learn(small(), examples, settings, WEIGHTS, tmp_path / "x.checkpoint")
    assert 0 < report["steps"] < 1000
    assert report["seconds"] <= 5


def test_documents_are_held_out_whole():
    rng = random.Random(0)
    stored = [
        replace(example(rng, group), document=document)
        for group, document in ((7, 6), (1, 7), (-1, 7), (2, 107), (7, 108), (-1, 0), (7, -1))
    ]
    # Where the document is unknown the question counts, and without a question the row.
    stored += [example(rng), example(rng)]
    rows, held_out = module._split(Examples(stored, CPU))
    assert held_out == [1, 2, 3, 6, 7]
    assert rows == [0, 4, 5, 8]


def test_a_fold_is_not_learnt_and_is_nobody_elses():
    rng = random.Random(0)
    stored = [replace(example(rng), document=number) for number in range(220)]
    examples = Examples(stored, CPU)
    folds = [Fold(number, 3).rows(examples) for number in range(3)]
    assert sorted(row for fold in folds for row in fold) == list(range(220))
    for fold in folds:
        rows, held_out = module._split(examples, Fold(folds.index(fold), 3))
        assert held_out == [7, 107, 207]
        assert not set(rows) & set(fold)
        assert set(rows) | set(fold) | set(held_out) == set(range(220))


def test_soft_targets_are_the_logits_of_every_token(trained, examples):
    model, *_ = trained
    soft = soft_targets(model, examples, 300)
    assert all(part.dtype == torch.float16 for part in soft)
    batch = examples.batch([5, 80, 239])
    with torch.no_grad():
        wanted = model(batch.ids, batch.lengths, batch.second)
    inside = torch.arange(batch.ids.shape[1]) < batch.lengths[:, None]
    for part, other in zip(gathered(soft, batch), wanted, strict=True):
        assert torch.allclose(part.float()[inside], other[inside], atol=0.02)


def test_a_pupil_learns_from_its_teacher_alone(trained, examples, tmp_path):
    teacher, *_ = trained
    soft = soft_targets(teacher, examples, 400)
    pupil = two_heads(bert_config(hidden_size=32, num_attention_heads=4, num_hidden_layers=1))
    before = judged(pupil, examples, range(len(examples)), 400, WEIGHTS)
    weights = Weights(hard=0.0)
    learn(pupil, examples, SETTINGS, weights, tmp_path / "x.checkpoint", soft)
    after = judged(pupil, examples, range(len(examples)), 400, WEIGHTS)
    assert after["exact"] > before["exact"] + 0.3
    assert after["loss"] < 0.5 * before["loss"]


def pool_of(groups):
    """Two passages beside the examples' own documents, and a question for each group."""
    count = len(groups)
    return Pool(
        passages=Flat.of([[20, 21, 22], [30, 31, 32, 33]]),
        sentences=Flat.of([[0, 3], [0, 4]]),
        leads=Flat.of([[], []]),
        documents=np.array([500, 501], np.int32),
        questions=Flat.of([[7]] * count),
        answers=Flat.of([[60, 0]] * count),
        own=np.full(count, -1, np.int32),
        groups=np.array(groups, np.int32),
        asked_of=np.array(groups, np.int32),
        with_lead=np.zeros(count, np.bool_),
        sources=np.zeros(count, np.uint8),
        candidates=np.full((count, 30), -1, np.int32),
        bm25=np.zeros((count, 30), np.float32),
    )


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["learn", *map(str, arguments)])
    command.main()


def test_the_command_trains_a_teacher_and_a_pupil(tmp_path, monkeypatch, capsys):
    mpnet = transformers.MPNetConfig(**{**bert_config().to_dict(), "num_hidden_layers": 3})
    base = save_encoder(tmp_path / "bert", bert_config())
    big = save_encoder(tmp_path / "mpnet", mpnet)
    work = tmp_path / "work"
    work.mkdir()
    save(work / "examples.npz", examples_of(60))
    save_pool(work / "pool.npz", pool_of([0, 1, 2]))
    common = ("--tokens", 400, "--passes", 1)
    run(monkeypatch, work, "--base", big, "--embedder", base, "--name", "teacher", *common)
    assert len(load(work / "negatives-2.npz")) == 6
    run(
        monkeypatch, work, "--base", base, "--name", "pupil", "--teacher", "teacher",
        "--teacher-base", big, "--rate", 1e-3, "--seed", 4, *common,
    )  # fmt: skip
    assert "66 examples" in capsys.readouterr().out
    notes = json.loads((work / "pupil.json").read_text("utf-8"))
    assert notes["settings"] | {"rate": 1e-3, "seed": 4, "tokens": 400} == notes["settings"]
    assert notes["weights"]["temperature"] == 2.0
    assert notes["held_out"].keys() == {"loss", "exact", "declined"}
    learnt = load_file(work / "pupil.safetensors")
    assert "evidence.weight" in learnt
    assert not [name for name in learnt if "word_embeddings" in name]
    assert sorted(path.name for path in work.iterdir()) == [
        "examples.npz", "negatives-2.npz", "pool.npz", "pupil.json", "pupil.safetensors",
        "teacher.json", "teacher.safetensors",
    ]  # fmt: skip
    with pytest.raises(ValueError, match=r"pupil\.safetensors: not weights learnt from"):
        command._teacher(big, work / "pupil.safetensors")


def test_teachers_label_what_they_have_not_learnt(tmp_path, monkeypatch, capsys):
    base = save_encoder(tmp_path / "base", bert_config())
    stored = [replace(one, document=row) for row, one in enumerate(examples_of(60))]
    work = tmp_path / "work"
    work.mkdir()
    save(work / "examples.npz", stored)
    common = (work, "--base", base, "--tokens", 400, "--passes", 1)
    for number in (0, 1):
        run(monkeypatch, *common, "--name", f"t{number}", "--fold", f"{number}/2")
    assert "labelled 30 examples" in capsys.readouterr().out
    starts = [load_soft([work / f"t{number}"], CPU)[0] for number in (0, 1)]
    examples = Examples(stored, CPU)
    for row in range(60):
        batch = examples.batch([row])
        length = int(batch.lengths[0])
        mine, other = (
            gathered((s, s, s), batch)[0][0, :length] for s in starts[:: 1 - 2 * (row % 2)]
        )
        assert mine.any()
        assert not other.any()
    both = load_soft([work / "t0", work / "t1"], CPU)[0]
    assert torch.equal(both, starts[0] + starts[1])
    run(monkeypatch, *common, "--name", "pupil", "--soft", "t0", "t1")
    with pytest.raises(TimeoutError, match=r"t2\.soft: is not there"):
        run(monkeypatch, *common, "--name", "pupil", "--soft", "t0", "t2", "--until", 1)


def test_a_single_fold_leaves_nothing_out(tmp_path, monkeypatch, capsys):
    base = save_encoder(tmp_path / "base", bert_config())
    save(tmp_path / "examples.npz", examples_of(60))
    run(
        monkeypatch, tmp_path, "--base", base, "--name", "t", "--fold", "0/1", "--tokens", 4000,
        "--until", 1,
    )  # fmt: skip
    assert "labelled 60 examples" in capsys.readouterr().out
    # A time that is over leaves one second.
    assert json.loads((tmp_path / "t.json").read_text("utf-8"))["steps"] > 0


@pytest.mark.parametrize("fold", ["2/2", "-1/2", "x"])
def test_a_fold_that_there_is_not(tmp_path, monkeypatch, capsys, fold):
    with pytest.raises(SystemExit):
        run(monkeypatch, tmp_path, "--base", tmp_path, "--name", "x", "--fold", fold)
    assert "--fold" in capsys.readouterr().err


def test_a_teacher_needs_its_base(tmp_path, monkeypatch, capsys):
    with pytest.raises(SystemExit):
        run(monkeypatch, tmp_path, "--base", tmp_path, "--name", "x", "--teacher", "y")
    assert "--teacher-base" in capsys.readouterr().err
