"""Masks are slices of one long mask."""

import threading

import pytest
import torch
import transformers

from training.reader import dropout as module
from training.reader.dropout import Masks, put_in

CPU = torch.device("cpu")


def masks(share=0.1, seed=0):
    made = Masks(share, seed, CPU)
    made.begin(0, 0)
    return made


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_the_share_is_dropped_and_the_mean_stays(share):
    mask = masks(share).like(torch.zeros(300, 40, 50))
    assert float((mask == 0).float().mean()) == pytest.approx(share, abs=0.005)
    assert float(mask.mean()) == pytest.approx(1, abs=0.01)
    assert len(mask.unique()) == (2 if share else 1)


def test_masks_depend_on_seed_and_key_and_differ_from_one_another():
    def drawn(seed, *key):
        made = Masks(0.1, seed, CPU)
        made.begin(*key)
        return [made.like(torch.zeros(4, 100)) for _ in range(2)]

    one, other = drawn(0, 3, 1)
    assert not torch.equal(one, other)
    again = drawn(0, 3, 1)
    assert torch.equal(one, again[0])
    assert torch.equal(other, again[1])
    assert not torch.equal(one, drawn(0, 3, 2)[0])
    assert not torch.equal(one, drawn(1, 3, 1)[0])


def test_threads_do_not_change_each_others_masks():
    made = masks()
    values = torch.zeros(64)
    expected = [made.like(values) for _ in range(20)]

    def elsewhere():
        made.begin(9, 9)
        for _ in range(7):
            made.like(values)

    made.begin(0, 0)
    found = []
    for _ in range(20):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        found.append(made.like(values))
    assert all(torch.equal(one, other) for one, other in zip(expected, found, strict=True))


def test_values_longer_than_the_long_mask_get_a_mask(monkeypatch):
    monkeypatch.setattr(module, "_LENGTH", 100)
    mask = masks(0.5).like(torch.zeros(3, 77))
    assert mask.shape == (3, 77)
    assert 0.3 < float((mask == 0).float().mean()) < 0.7


def test_every_layer_between_attention_is_replaced():
    config = transformers.BertConfig(
        vocab_size=40, hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=48, max_position_embeddings=32, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    torch.manual_seed(0)
    model = transformers.BertForQuestionAnswering(config)
    ids = torch.arange(5, 15)[None, :]
    given = masks(0.3)
    # After the embeddings, and after attention and feed-forward of each layer.
    assert put_in(model, given) == 1 + 2 * 2
    with torch.no_grad():
        model.eval()
        exact = model(input_ids=ids).start_logits
        assert torch.equal(exact, model(input_ids=ids).start_logits)
        model.train()
        given.begin(1)
        dropped = model(input_ids=ids).start_logits
        assert not torch.allclose(dropped, exact)
        assert not torch.equal(dropped, model(input_ids=ids).start_logits)
        given.begin(1)
        assert torch.equal(dropped, model(input_ids=ids).start_logits)
