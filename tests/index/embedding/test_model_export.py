"""Exports of small sentence-transformers models against the models themselves."""

import numpy as np
import onnx
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import (
    Dense,
    Normalize,
    Pooling,
    Transformer,
)

from index.embedding.model_export import MODEL_FILE, export
from index.onnx.session import open_session, run_tokens
from tests.qa.readers.tiny_models import save_model

pytestmark = pytest.mark.slow

TEXTS = ["the cat sat on a mat .", "who saw the red dog ?", "treasure"]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return save_model(tmp_path_factory.mktemp("tiny") / "bert", kind="BertModel", scale=2.0)


def saved(encoder, folder, *later):
    model = SentenceTransformer(modules=[Transformer(str(encoder)), *later], device="cpu")
    model.save_pretrained(str(folder))
    return model


def exported(folder, output, precision):
    output.mkdir()
    export(folder, output, precision)
    assert [path.name for path in output.iterdir()] == [MODEL_FILE]
    return output / MODEL_FILE


def vectors(model, path):
    session = open_session(path)
    return np.stack([run_tokens(session, model.tokenizer(text)["input_ids"])[0] for text in TEXTS])


def stored_kinds(path):
    return {one.data_type for one in onnx.load(path).graph.initializer}


@pytest.mark.parametrize("precision", ["fp32", "int8"])
@pytest.mark.parametrize("mode", ["mean", "cls"])
@pytest.mark.parametrize("normalised", [True, False])
def test_pooling_is_that_of_the_model(encoder, tmp_path, precision, mode, normalised):
    later = [Pooling(32, pooling_mode=mode), *([Normalize()] if normalised else [])]
    model = saved(encoder, tmp_path / "model", *later)
    path = exported(tmp_path / "model", tmp_path / "export", precision)
    with torch.inference_mode():
        wanted = np.stack([model.encode(text, normalize_embeddings=True) for text in TEXTS])
    found = vectors(model, path)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    cosines = (found * wanted).sum(axis=1)
    assert cosines.min() >= (0.99999 if precision == "fp32" else 0.995)
    assert (onnx.TensorProto.INT8 in stored_kinds(path)) == (precision == "int8")


@pytest.mark.parametrize(
    "later",
    [
        [Pooling(32, pooling_mode="max")],
        [Pooling(32, pooling_mode="mean"), Dense(32, 16)],
    ],
)
def test_what_is_not_known_in_eight_bits_stays_in_fp32(encoder, tmp_path, later):
    model = saved(encoder, tmp_path / "model", *later)
    path = exported(tmp_path / "model", tmp_path / "export", "int8")
    assert onnx.TensorProto.INT8 not in stored_kinds(path)
    wanted = np.stack([model.encode(text, normalize_embeddings=True) for text in TEXTS])
    assert (vectors(model, path) * wanted).sum(axis=1).min() >= 0.99999


def test_an_unknown_precision_is_refused(encoder, tmp_path):
    with pytest.raises(ValueError, match="precision must be fp32 or int8, not 'int4'"):
        export(encoder, tmp_path, "int4")
