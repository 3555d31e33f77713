"""MPNet under BERT's names: the exported graph against the model that was trained."""

import numpy as np
import pytest
import torch
import transformers
from safetensors.torch import save_file

import training.reader.export
from index.onnx.relative_positions import buckets_of
from index.onnx.session import open_session, run_tokens
from index.onnx.tables import BLOCK
from qa.readers.manifest import MODEL_FILE, SECOND_FILE
from tests.qa.readers.tiny_models import make_tokenizer
from tests.training.tiny_readers import SIZES, two_heads
from training.reader.export import export

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The trained model, and the folder of its checkpoint."""
    place = tmp_path_factory.mktemp("mpnet")
    config = transformers.MPNetConfig(
        **SIZES | {"hidden_size": 2 * BLOCK, "num_attention_heads": 4}
    )
    model = two_heads(config).eval()
    config.save_pretrained(place / "checkpoint")
    weights = {name: value.contiguous() for name, value in model.state_dict().items()}
    save_file(weights, place / "checkpoint" / "model.safetensors")
    make_tokenizer().save(str(place / "tokenizer.json"))
    return model, place


@pytest.fixture
def with_tokenizer(made, monkeypatch):
    """The packaged base has a small tokenizer of BERT's form."""
    monkeypatch.setattr(training.reader.export, "packaged_folder", lambda name: made[1])


def windows(count):
    rng = np.random.default_rng(3)
    for _ in range(count):
        length = int(rng.integers(8, 390))
        ids = rng.integers(5, 100, length)
        second = int(rng.integers(3, length - 2))
        # BERT's [CLS] and [SEP] are outside this vocabulary of 120 only by the shift of four.
        ids[0], ids[second - 1], ids[-1] = 101, 102, 102
        yield ids, second


@pytest.mark.usefixtures("with_tokenizer")
@pytest.mark.parametrize(
    ("precision", "file", "limit"),
    [("fp32", MODEL_FILE, 1e-4), ("int8", MODEL_FILE, 0.1), ("int8", SECOND_FILE, 0.15)],
)
def test_the_graph_scores_as_the_model_does(made, tmp_path, precision, file, limit):
    model, place = made
    export(place / "checkpoint", tmp_path / precision, precision, file)
    session = open_session(tmp_path / precision / file)
    for ids, second in windows(12):
        with torch.inference_mode():
            wanted = model(
                torch.from_numpy(ids)[None], torch.tensor([len(ids)]), torch.tensor([second])
            )
        kinds = (np.arange(len(ids)) >= second).astype(int).tolist()
        scores = run_tokens(session, ids.tolist(), kinds)
        assert len(scores) == 3
        for own, theirs in zip(scores, wanted, strict=True):
            assert np.ptp(own) > 0.1
            difference = np.abs(own - theirs[0].numpy())
            assert np.sqrt((difference**2).mean()) <= limit * np.ptp(own)


@pytest.mark.usefixtures("with_tokenizer")
def test_the_tokenizer_is_berts(made, tmp_path):
    export(made[1] / "checkpoint", tmp_path / "int8")
    assert (tmp_path / "int8" / "tokenizer.json").read_bytes() == (
        made[1] / "tokenizer.json"
    ).read_bytes()


def test_distances_have_the_buckets_of_transformers():
    places = torch.arange(500)
    distances = places[None, :] - places[:, None]
    encoder = transformers.models.mpnet.modeling_mpnet.MPNetEncoder
    wanted = encoder.relative_position_bucket(distances, num_buckets=32)
    assert np.array_equal(buckets_of(distances.numpy(), 32), wanted.numpy())
