import json
import shutil

import pytest

from index.errors import ModelError
from qa.followups.signals import SIGNALS, signals
from qa.followups.weighing import (
    MANIFEST,
    SHIPPED_WEIGHTS,
    WEIGHTS,
    DependenceModel,
    shipped_model,
)

SAID = ["Who founded the Brill Museum?", "Anton Brill", "The museum stands in Kelmouth."]


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SHIPPED_WEIGHTS, tmp_path / "weights")


def test_the_probability_is_logistic():
    model = DependenceModel(0.0, dict.fromkeys(SIGNALS, 0.0) | {"marked": 2.0})
    values = dict.fromkeys(SIGNALS, 0.0)
    assert model.probability(values) == 0.5
    # 1 / (1 + exp(-2))
    assert model.probability(values | {"marked": 1.0}) == pytest.approx(0.8807970779778823)
    assert model.probability(values | {"marked": -1e9}) >= 0.0


@pytest.mark.parametrize(
    ("question", "depends"),
    [
        ("Why was it closed?", True), ("And in 2023?", True), ("Who else?", True),
        ("who wrote the play romeo and juliet", False),
        ("What is the unit charge for a duvet cover under the linen agreement?", False),
        ("When was the Eiffel Tower opened in Paris?", False),
    ],
)  # fmt: skip
def test_the_shipped_weights_tell_follow_ups_apart(question, depends):
    assert (shipped_model().probability(signals(question, SAID)) >= 0.5) == depends


def test_every_signal_has_a_weight():
    assert set(DependenceModel.load(SHIPPED_WEIGHTS).weights) == set(SIGNALS)
    assert tuple(signals("Why?", SAID)) == SIGNALS


def test_changed_weights_are_refused(folder):
    path = folder / WEIGHTS
    path.write_text(path.read_text().replace("0", "1", 1))
    with pytest.raises(ModelError, match=r"SHA-256 differs.*fetch the project anew"):
        DependenceModel.load(folder)


@pytest.mark.parametrize("name", [WEIGHTS, MANIFEST])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        DependenceModel.load(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2, "files": {}}', "\x00"])
def test_a_manifest_of_another_kind_is_refused(folder, text):
    (folder / MANIFEST).write_text(text)
    with pytest.raises(ModelError):
        DependenceModel.load(folder)


def test_weights_of_other_signals_are_refused(folder):
    from index.platform.files import sha256_of

    (folder / WEIGHTS).write_text('{"intercept": 0, "weights": {"marked": 1}}')
    files = {"format": 1, "files": {WEIGHTS: sha256_of(folder / WEIGHTS)}}
    (folder / MANIFEST).write_text(json.dumps(files))
    with pytest.raises(ModelError, match="signals"):
        DependenceModel.load(folder)
