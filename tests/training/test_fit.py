"""The training loop on a BERT of two narrow layers."""

import itertools
import json
import random
from dataclasses import replace

import numpy as np
import pytest
import torch
import transformers
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file

from training.reader import fit as module
from training.reader.dropout import Masks
from training.reader.encode import Encoded
from training.reader.fit import Hyperparameters, fit
from training.reader.loss import mean_loss

pytestmark = pytest.mark.slow

CLS, SEP, TREASURE, NEAR, WORDS = 2, 3, 4, 5, range(6, 40)
SETTINGS = Hyperparameters(learning_rate=3e-3, batch=8, bf16=False, checkpoint_minutes=0.0)
"""With dropout, as by default."""


def made_up(number, seed=0):
    """Questions for the token after "near"; every fourth text has none."""
    rng = random.Random(seed)
    found = []
    for i in range(number):
        text = rng.choices(WORDS, k=rng.randint(5, 14))
        ids, first, target = [CLS, *rng.choices(WORDS, k=2), SEP, *text, SEP], 4, 0
        if i % 4:
            target = first + rng.randrange(len(text))
            ids[target] = TREASURE
        found.append(Encoded(np.array(ids, np.int32), first, ((target, target, 1.0),)))
    return found


STAGES = [made_up(60), made_up(60, 1), made_up(60, 2)]
"""Eight steps each, the last of four examples."""
STEPS = 24
MASKS = Masks(0.1, 0, torch.device("cpu"))


@pytest.fixture(scope="module", autouse=True)
def two_workers():
    """Two workers share a batch on any machine, each with one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "default_workers", lambda: 2)
        yield
    torch.set_num_threads(threads)


def saved_base(folder, seed):
    torch.manual_seed(seed)
    config = transformers.BertConfig(
        vocab_size=40, hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=48, max_position_embeddings=32,
    )  # fmt: skip
    transformers.BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return saved_base(tmp_path_factory.mktemp("base"), 7)


@pytest.fixture(scope="module")
def finished(base, tmp_path_factory):
    """The folder of an uninterrupted run."""
    output = tmp_path_factory.mktemp("finished")
    assert fit(STAGES, base, output, SETTINGS) == output / "model"
    return output


class Steps:
    """Counts the steps by wrapping ``_Gradients.compute``; may interrupt one."""

    def __init__(self, monkeypatch, interrupted=None):
        self.losses = []
        inner = module._Gradients.compute

        def counted(gradients, examples, step):
            if len(self.losses) == interrupted:
                raise KeyboardInterrupt
            loss = inner(gradients, examples, step)
            self.losses.append(loss)
            return loss

        monkeypatch.setattr(module._Gradients, "compute", counted)


def weights(output):
    return load_file(output / "model" / "model.safetensors")


def same(one, other):
    return one.keys() == other.keys() and all(np.array_equal(one[k], other[k]) for k in one)


def test_the_loss_falls(base, tmp_path, monkeypatch):
    steps = Steps(monkeypatch)
    fit(STAGES * 4, base, tmp_path, replace(SETTINGS, checkpoint_minutes=60.0))
    assert len(steps.losses) == 4 * STEPS
    # With nothing learnt every place of some eleven is as good: ln 11 = 2.4.
    assert np.mean(steps.losses[:4]) > 1.8
    assert np.mean(steps.losses[-8:]) < 0.6


def test_the_same_seed_gives_the_same_weights(base, finished, tmp_path):
    fit(STAGES, base, tmp_path / "again", SETTINGS)
    assert same(weights(tmp_path / "again"), weights(finished))
    fit(STAGES, base, tmp_path / "other", replace(SETTINGS, seed=1))
    assert not same(weights(tmp_path / "other"), weights(finished))


@pytest.mark.parametrize("done", [1, 11])
def test_an_interrupted_run_goes_on_as_if_nothing_had_been(
    base, finished, tmp_path, monkeypatch, done
):
    with monkeypatch.context() as patch:
        Steps(patch, interrupted=done)
        with pytest.raises(KeyboardInterrupt):
            fit(STAGES, base, tmp_path, SETTINGS)
    assert (tmp_path / "checkpoint.pt").is_file()
    assert not (tmp_path / "finished.json").exists()
    steps = Steps(monkeypatch)
    fit(STAGES, base, tmp_path, SETTINGS)
    assert len(steps.losses) == STEPS - done
    assert same(weights(tmp_path), weights(finished))


def test_steps_after_the_last_checkpoint_are_done_again(base, finished, tmp_path, monkeypatch):
    save = module._save

    def rarely(output, run, model, optimizer, schedule, losses, seconds):
        if len(losses) == 6:
            save(output, run, model, optimizer, schedule, losses, seconds)

    monkeypatch.setattr(module, "_save", rarely)
    with monkeypatch.context() as patch:
        Steps(patch, interrupted=10)
        with pytest.raises(KeyboardInterrupt):
            fit(STAGES, base, tmp_path, SETTINGS)
    steps = Steps(monkeypatch)
    fit(STAGES, base, tmp_path, SETTINGS)
    assert len(steps.losses) == STEPS - 6
    assert same(weights(tmp_path), weights(finished))


def test_a_finished_run_is_not_done_again(base, finished, monkeypatch):
    steps = Steps(monkeypatch)
    assert fit(STAGES, base, finished, SETTINGS) == finished / "model"
    assert steps.losses == []
    assert not (finished / "checkpoint.pt").exists()
    report = json.loads((finished / "finished.json").read_text("utf-8"))
    assert report["steps"] == STEPS


OTHERS = [
    pytest.param(STAGES, replace(SETTINGS, learning_rate=1e-3), id="rate"),
    pytest.param(STAGES, replace(SETTINGS, seed=1), id="seed"),
    pytest.param([*STAGES[:2], made_up(60, 3)], SETTINGS, id="examples"),
    pytest.param(STAGES[::-1], SETTINGS, id="order"),
    pytest.param(
        [[*STAGES[0][:-1], replace(STAGES[0][-1], spans=((0, 5, 1.0),))], *STAGES[1:]], SETTINGS,
        id="targets",
    ),
    pytest.param(
        [[*STAGES[0][:-1], replace(STAGES[0][-1], first=5)], *STAGES[1:]], SETTINGS, id="first"
    ),
    pytest.param(
        [[*STAGES[0][:-1], replace(STAGES[0][-1], group=1)], *STAGES[1:]], SETTINGS, id="group"
    ),
    pytest.param([STAGES[0] + STAGES[1], STAGES[2]], SETTINGS, id="fewer stages"),
    pytest.param(
        [STAGES[0] + STAGES[1][:8], STAGES[1][8:], STAGES[2]], SETTINGS, id="boundary"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("stages", "settings"), OTHERS)
def test_a_finished_run_of_other_settings_is_refused(base, finished, stages, settings):
    with pytest.raises(ValueError, match=r"finished\.json: belongs to another run") as caught:
        fit(stages, base, finished, settings)
    assert str(caught.value).startswith(str(finished / "finished.json"))


@pytest.fixture(scope="module")
def halfway(base, tmp_path_factory):
    """The folder of an interrupted run."""
    output = tmp_path_factory.mktemp("halfway")
    with pytest.MonkeyPatch.context() as patch:
        Steps(patch, interrupted=2)
        with pytest.raises(KeyboardInterrupt):
            fit(STAGES, base, output, SETTINGS)
    return output


@pytest.mark.parametrize(("stages", "settings"), OTHERS)
def test_a_checkpoint_of_other_settings_is_refused(base, halfway, stages, settings):
    before = (halfway / "checkpoint.pt").read_bytes()
    with pytest.raises(ValueError, match=r"checkpoint\.pt: belongs to another run") as caught:
        fit(stages, base, halfway, settings)
    assert str(caught.value).startswith(str(halfway / "checkpoint.pt"))
    assert (halfway / "checkpoint.pt").read_bytes() == before
    assert not (halfway / "finished.json").exists()


@pytest.mark.parametrize(
    ("folder", "file"), [("finished", "finished.json"), ("halfway", "checkpoint.pt")]
)
def test_a_run_from_another_base_is_refused(request, tmp_path, folder, file):
    output = request.getfixturevalue(folder)
    before = (output / file).read_bytes()
    with pytest.raises(ValueError, match=f"{file}: belongs to another run"):
        fit(STAGES, saved_base(tmp_path / "other", 8), output, SETTINGS)
    assert (output / file).read_bytes() == before


def test_a_copy_of_the_base_is_the_same_base(base, finished, tmp_path, monkeypatch):
    steps = Steps(monkeypatch)
    fit(STAGES, saved_base(tmp_path / "copy", 7), finished, SETTINGS)
    assert steps.losses == []


def test_checkpoints_may_be_rarer_or_more_frequent_later(base, finished, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        Steps(patch, interrupted=5)
        with pytest.raises(KeyboardInterrupt):
            fit(STAGES, base, tmp_path, SETTINGS)
    steps = Steps(monkeypatch)
    rarely = replace(SETTINGS, checkpoint_minutes=60.0)
    fit(STAGES, base, tmp_path, rarely)
    assert len(steps.losses) == STEPS - 5
    assert same(weights(tmp_path), weights(finished))
    fit(STAGES, base, tmp_path, replace(SETTINGS, checkpoint_minutes=1.0))
    assert len(steps.losses) == STEPS - 5


def test_a_loss_that_is_no_number_ends_the_run(base, tmp_path, monkeypatch):
    inner = module.mean_loss
    monkeypatch.setattr(
        module, "mean_loss", lambda *given, **more: inner(*given, **more) * float("nan")
    )
    with pytest.raises(ArithmeticError, match="nan at step 1"):
        fit(STAGES, base, tmp_path, SETTINGS)
    assert list(tmp_path.iterdir()) == []


def test_transformers_loads_what_was_learnt(finished):
    model = transformers.AutoModelForQuestionAnswering.from_pretrained(finished / "model")
    assert type(model).__name__ == "BertForQuestionAnswering"
    found = {name: value.numpy() for name, value in model.state_dict().items()}
    learnt = weights(finished)
    assert all(np.array_equal(found[name], value) for name, value in learnt.items())
    assert "qa_outputs.weight" in learnt


def test_the_encoder_of_the_base_is_the_beginning(base, tmp_path):
    """At a rate of nearly 0 the weights are still those of the base."""
    fit([made_up(8)], base, tmp_path, replace(SETTINGS, learning_rate=1e-12))
    learnt, begun = weights(tmp_path), load_file(base / "model.safetensors")
    shared = [name for name in begun if f"bert.{name}" in learnt]
    assert len(shared) > 30
    for name in shared:
        assert learnt[f"bert.{name}"] == pytest.approx(begun[name], abs=1e-9)


def test_word_embeddings_are_learnt_only_if_asked(base, finished, tmp_path):
    name = "embeddings.word_embeddings.weight"
    begun = load_file(base / "model.safetensors")[name]
    assert np.array_equal(weights(finished)[f"bert.{name}"], begun)
    fit(STAGES, base, tmp_path, replace(SETTINGS, word_embeddings=True))
    assert np.abs(weights(tmp_path)[f"bert.{name}"] - begun).max() > 1e-3


def test_dropout_changes_what_is_learnt_and_not_what_is_answered(base, finished, tmp_path):
    fit(STAGES, base, tmp_path, replace(SETTINGS, dropout=0.0))
    assert not same(weights(tmp_path), weights(finished))
    model = transformers.AutoModelForQuestionAnswering.from_pretrained(finished / "model").eval()
    assert not any("Masks" in repr(module) for module in model.modules())


def test_the_rate_rises_and_falls():
    factor = module._Schedule(10, 0.2)
    assert [factor(step) for step in range(11)] == pytest.approx(
        [1 / 2, 1, 1, 7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8, 2 / 8, 1 / 8, 0]
    )
    assert module._Schedule(1, 0.0)(0) == 1.0


@pytest.mark.parametrize("shares", [1, 2, 3])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_shares_of_a_batch_have_the_gradients_of_the_whole(base, monkeypatch, shares, size):
    model = transformers.AutoModelForQuestionAnswering.from_pretrained(base).train(False)
    examples = made_up(size, seed=5)
    device = torch.device("cpu")
    whole = mean_loss(model, examples, device, together=SETTINGS.together)
    whole.backward()
    expected = {name: value.grad.numpy() for name, value in model.named_parameters()}
    model.zero_grad(set_to_none=True)
    monkeypatch.setattr(module, "default_workers", lambda: shares)
    sizes = []
    inner = module.mean_loss
    monkeypatch.setattr(
        module,
        "mean_loss",
        lambda model, part, *rest, **more: (
            sizes.append(len(part)) or inner(model, part, *rest, **more)
        ),
    )
    gradients = module._Gradients(model, MASKS, SETTINGS, device)
    # Gradients are of this batch alone, whatever was there before.
    for _ in range(2):
        assert gradients.compute(examples, 0) == pytest.approx(float(whole.detach()), abs=1e-6)
        for name, value in model.named_parameters():
            assert value.grad.numpy() == pytest.approx(expected[name], abs=1e-6), name
    gradients.close()
    assert sum(sizes) == 2 * size
    assert max(sizes) == -(-size // shares)
    assert any(np.abs(value).max() > 1e-3 for value in expected.values())


@given(st.lists(st.integers(1, 4), min_size=1, max_size=12), st.integers(1, 5))
def test_shares_are_even_but_for_groups(sizes, shares):
    """A size of 1 is a single example, others are groups."""
    (one,) = made_up(1)
    examples = [
        replace(one, group=number if size > 1 else -1)
        for number, size in enumerate(sizes)
        for _ in range(size)
    ]
    found = module._split(examples, shares)
    assert [one for share in found for one in share] == examples
    assert len(found) <= shares
    for before, after in itertools.pairwise(found):
        assert before[-1].group != after[0].group or after[0].group == -1
        assert -(-len(examples) // shares) <= len(before) < -(-len(examples) // shares) + 4


def test_groups_have_the_same_gradients_however_they_are_shared(base, monkeypatch):
    model = transformers.AutoModelForQuestionAnswering.from_pretrained(base).train(False)
    examples = [replace(one, group=number // 3) for number, one in enumerate(made_up(9))]
    found = []
    for shares in (1, 2, 3):
        monkeypatch.setattr(module, "default_workers", lambda shares=shares: shares)
        gradients = module._Gradients(model, MASKS, SETTINGS, torch.device("cpu"))
        found.append((gradients.compute(examples, 0), model.qa_outputs.weight.grad.numpy().copy()))
        gradients.close()
    for loss, weights in found[1:]:
        assert loss == pytest.approx(found[0][0], abs=1e-5)
        assert weights == pytest.approx(found[0][1], abs=1e-5)


def test_bf16_is_used_where_it_is_asked_for_and_there(base, finished, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "multiplies_bf16", lambda device: False)
    fit(STAGES, base, tmp_path / "without", replace(SETTINGS, bf16=True))
    assert same(weights(tmp_path / "without"), weights(finished))
    monkeypatch.setattr(module, "multiplies_bf16", lambda device: True)
    fit(STAGES, base, tmp_path / "with", replace(SETTINGS, bf16=True))
    one, other = weights(tmp_path / "with"), weights(finished)
    assert all(value.dtype == np.float32 for value in one.values())
    assert not same(one, other)
    name = "bert.encoder.layer.0.intermediate.dense.weight"
    # Close, not equal: a rounding of each product to eight bits.
    assert np.abs(one[name] - other[name]).mean() < 0.2 * np.abs(other[name]).mean()


def test_each_worker_has_one_thread_until_the_end(base, monkeypatch):
    model = transformers.AutoModelForQuestionAnswering.from_pretrained(base)
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        gradients = module._Gradients(model, MASKS, SETTINGS, torch.device("cpu"))
        assert torch.get_num_threads() == 1
        gradients.close()
        assert torch.get_num_threads() == 3
        monkeypatch.setattr(module, "default_workers", lambda: 1)
        alone = module._Gradients(model, MASKS, SETTINGS, torch.device("cpu"))
        assert torch.get_num_threads() == 3
        alone.close()
    finally:
        torch.set_num_threads(before)


def test_biases_and_norms_do_not_decay(base):
    model = transformers.AutoModelForQuestionAnswering.from_pretrained(base)
    names = {id(value): name for name, value in model.named_parameters()}
    decaying, kept = module._optimizer(model, SETTINGS).param_groups
    assert (decaying["weight_decay"], kept["weight_decay"]) == (0.01, 0.0)
    found = [{names[id(value)] for value in group["params"]} for group in (decaying, kept)]
    assert found[1] == {name for name in names.values() if "LayerNorm" in name or "bias" in name}
    assert found[0] == set(names.values()) - found[1]
