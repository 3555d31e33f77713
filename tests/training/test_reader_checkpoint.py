"""What training wrote, as transformers loads it."""

import json
import sys

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file

from tests.training.tiny_readers import SIZES, bert_config, save_encoder, two_heads
from training.reader import checkpoint as module
from training.reader.encoder import PIECES_SHIFT
from training.reader.learn import load_base

pytestmark = pytest.mark.usefixtures("one_thread")

CONFIGS = {"bert": bert_config(), "mpnet": transformers.MPNetConfig(**SIZES)}


@pytest.fixture(params=CONFIGS)
def written(request, tmp_path, monkeypatch):
    """The model that was trained, and the folder of its checkpoint."""
    config = CONFIGS[request.param]
    base = save_encoder(tmp_path / "base", config)
    (base / "tokenizer.json").write_text("{}", "utf-8")
    model = load_base(base, 0.0).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "word_embeddings" not in name:
                parameter.add_(0.1 * torch.randn(parameter.shape))
    learnt = {name: value.contiguous() for name, value in model.state_dict().items()
              if "word_embeddings" not in name}  # fmt: skip
    save_file(learnt, tmp_path / "learnt.safetensors")
    output = tmp_path / "checkpoint"
    arguments = ["checkpoint", tmp_path / "learnt.safetensors", output, "--base", base]
    monkeypatch.setattr(sys, "argv", list(map(str, arguments)))
    module.main()
    return model, output


def test_transformers_scores_as_the_trained_model_does(written):
    model, output = written
    loaded = transformers.AutoModelForQuestionAnswering.from_pretrained(output).eval()
    ids = torch.tensor([[101, 8, 9, 102, 20, 21, 22, 102]])
    length, second = torch.tensor([8]), torch.tensor([4])
    if model.shape.kind == "bert":
        given = {"input_ids": ids, "token_type_ids": (torch.arange(8) >= 4).long()[None]}
    else:
        shifted = (ids + PIECES_SHIFT).masked_fill(ids == 101, 0).masked_fill(ids == 102, 2)
        given = {"input_ids": shifted}
    with torch.inference_mode():
        starts, ends, _ = model(ids, length, second)
        wanted = loaded(**given)
    assert starts.std() > 0.05
    assert (starts - wanted.start_logits).abs().max() < 1e-5
    assert (ends - wanted.end_logits).abs().max() < 1e-5


def test_the_second_head_and_the_tokenizer_are_there(written):
    model, output = written
    stored = load_file(output / "model.safetensors")
    assert torch.equal(stored["evidence.weight"], model.evidence.weight)
    assert stored.keys() == model.state_dict().keys()
    assert (output / "tokenizer.json").read_text("utf-8") == "{}"
    assert not (output / "vocab.txt").exists()
    config = json.loads((output / "config.json").read_text("utf-8"))
    (architecture,) = config["architectures"]
    assert architecture.endswith("ForQuestionAnswering")


def test_training_goes_on_from_a_checkpoint(written):
    model, output = written
    again = load_base(output, 0.0)
    for name, value in model.state_dict().items():
        assert torch.equal(value, again.state_dict()[name]), name


def test_a_checkpoint_can_be_the_base(written, tmp_path):
    model, output = written
    other = two_heads(CONFIGS[model.shape.kind])
    learnt = {name: value.contiguous() for name, value in other.state_dict().items()
              if "word_embeddings" not in name}  # fmt: skip
    save_file(learnt, tmp_path / "more.safetensors")
    module.write_checkpoint(tmp_path / "more.safetensors", output, tmp_path / "again")
    stored = load_file(tmp_path / "again" / "model.safetensors")
    words = f"{model.shape.kind}.embeddings.word_embeddings.weight"
    assert torch.equal(stored[words], model.word_embeddings.weight)
    assert torch.equal(stored["evidence.bias"], other.evidence.bias)
