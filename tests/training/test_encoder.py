"""The encoders against transformers' own, with random weights."""

import pytest
import torch
import transformers

from tests.training.tiny_readers import SIZES, bert_config, two_heads
from training.reader.encoder import PIECES_SHIFT, EncoderShape, TwoHeads

pytestmark = pytest.mark.usefixtures("one_thread")

LENGTHS = [21, 9, 14]


def mpnet_config(**changes):
    return transformers.MPNetConfig(**{**SIZES, **changes})


def texts():
    """Padded ids of BERT's vocabulary with their lengths and where the texts begin."""
    rng = torch.Generator().manual_seed(5)
    lengths, second = torch.tensor(LENGTHS), torch.tensor([6, 4, 5])
    ids = torch.randint(5, 100, (3, 24), generator=rng)
    places = torch.arange(24)
    ids[:, 0] = 101
    for row, (length, start) in enumerate(zip(LENGTHS, second.tolist(), strict=True)):
        ids[row, start - 1] = ids[row, length - 1] = 102
    mask = places < lengths[:, None]
    return ids.masked_fill(~mask, 0), lengths, second, mask


def test_bert_scores_as_transformers_does():
    model = two_heads(bert_config()).eval()
    reference = transformers.BertForQuestionAnswering(bert_config()).eval()
    missing, extra = reference.load_state_dict(model.state_dict(), strict=False)
    assert (missing, extra) == ([], ["evidence.weight", "evidence.bias"])
    ids, lengths, second, mask = texts()
    types = (torch.arange(24) >= second[:, None]) & mask
    with torch.inference_mode():
        starts, ends, evidence = model(ids, lengths, second)
        wanted = reference(
            input_ids=ids, attention_mask=mask.long(), token_type_ids=types.long(),
            output_hidden_states=True,
        )  # fmt: skip
        scored = model.evidence(wanted.hidden_states[-1])[..., 0]
    assert wanted.start_logits[mask].std() > 0.1
    for own, other in (
        (starts, wanted.start_logits), (ends, wanted.end_logits), (evidence, scored),
    ):  # fmt: skip
        assert (own - other)[mask].abs().max() < 1e-5


@pytest.mark.parametrize("width", [24, 200])
def test_mpnet_gives_the_vectors_of_transformers(width):
    config = mpnet_config()
    model = two_heads(config).eval()
    reference = transformers.MPNetModel(config, add_pooling_layer=False).eval()
    own = {name.removeprefix("mpnet."): value for name, value in model.state_dict().items()
           if name.startswith("mpnet.")}  # fmt: skip
    missing, extra = reference.load_state_dict(own, strict=False)
    assert not [name for name in missing if "position_ids" not in name]
    assert extra == []
    ids, lengths, second, _ = texts()
    if width > 24:  # distances beyond the last bucket
        ids = torch.cat([ids, torch.randint(5, 100, (3, width - 24))], dim=1)
        lengths = torch.tensor([width, width - 3, 150])
    mask = torch.arange(width) < lengths[:, None]
    shifted = (ids + PIECES_SHIFT).masked_fill(ids == 101, 0).masked_fill(ids == 102, 2)
    shifted = shifted.masked_fill(~mask, 1)
    with torch.inference_mode():
        hidden = model.hidden(ids, lengths, second)
        wanted = reference(input_ids=shifted, attention_mask=mask.long()).last_hidden_state
    assert (hidden - wanted)[mask].abs().max() < 1e-5


@pytest.mark.parametrize("config", [bert_config(), mpnet_config()])
def test_padding_does_not_show(config):
    model = two_heads(config).eval()
    ids, lengths, second, _ = texts()
    with torch.inference_mode():
        batch = model(ids, lengths, second)
        for row, length in enumerate(LENGTHS):
            alone = model(
                ids[row : row + 1, :length], lengths[row : row + 1], second[row : row + 1]
            )
            for own, other in zip(batch, alone, strict=True):
                assert (own[row, :length] - other[0]).abs().max() < 1e-5


@pytest.mark.parametrize("config", [bert_config(), mpnet_config()])
def test_an_encoder_is_loaded_with_or_without_its_prefix(config):
    trained = two_heads(config)
    kind = config.model_type
    body = {name.removeprefix(f"{kind}."): value for name, value in trained.state_dict().items()
            if name.startswith(kind)}  # fmt: skip
    model = TwoHeads(EncoderShape.of(config.to_dict()))
    head = model.evidence.weight.clone()
    model.load_encoder({**body, "pooler.dense.weight": torch.zeros(1)})
    for name, value in model.state_dict().items():
        if name.startswith(kind):
            assert torch.equal(value, trained.state_dict()[name])
    assert torch.equal(model.evidence.weight, head)
    # A reader of two heads brings its heads along.
    model.load_encoder(trained.state_dict())
    assert torch.equal(model.evidence.weight, trained.evidence.weight)
    assert torch.equal(model.qa_outputs.bias, trained.qa_outputs.bias)
    body.pop("embeddings.LayerNorm.bias")
    with pytest.raises(KeyError, match="LayerNorm"):
        model.load_encoder(body)


def test_dropout_acts_in_training_only():
    model = two_heads(bert_config(), dropout=0.5)
    ids, lengths, second, _ = texts()
    with torch.no_grad():
        model.train()
        assert not torch.equal(model(ids, lengths, second)[0], model(ids, lengths, second)[0])
        model.eval()
        assert torch.equal(model(ids, lengths, second)[0], model(ids, lengths, second)[0])


@pytest.mark.parametrize("changes", [{"model_type": "roberta"}, {"hidden_act": "relu"}])
def test_other_encoders_are_refused(changes):
    with pytest.raises(ValueError, match="BERT and MPNet with GELU"):
        EncoderShape.of({**bert_config().to_dict(), **changes})
