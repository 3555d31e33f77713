import random
import subprocess
import sys
from collections import defaultdict

import numpy as np
import pytest

from tests.training.tiny_readers import random_tokens, tokens
from training.reader.folders import SOURCE
from training.reader.mixture import SHARES
from training.reader.packed import load, save
from training.reader.portion import PORTIONS, is_drawn


def test_every_set_has_a_share():
    assert PORTIONS.keys() == {*SHARES, SOURCE}
    assert all(0 <= share <= 1 for share in PORTIONS.values())


def test_questions_are_drawn_whole_and_about_as_many_as_asked_for():
    rng = random.Random(1)
    examples = [random_tokens(rng, group) for group in range(2000) for _ in range(3)]
    by_group = defaultdict(set)
    for example in examples:
        by_group[example.group].add(is_drawn(example, "made", {"made": 0.25}))
    assert all(len(kept) == 1 for kept in by_group.values())
    assert 0.2 < sum(kept == {True} for kept in by_group.values()) / 2000 < 0.3


@pytest.mark.parametrize(("share", "drawn"), [(0.0, False), (1.0, True)])
def test_none_or_all(share, drawn):
    alone = tokens([101, 7, 102, 8, 9, 102], [(3, 3, 1.0)])
    assert is_drawn(alone, "made", {"made": share}) is drawn


def test_the_command_writes_what_learn_reads(tmp_path):
    rng = random.Random(2)
    own = [random_tokens(rng, group) for group in range(60)]
    save(tmp_path / "examples.npz", own, ["tatqa_spans"])
    save(tmp_path / "negatives-2.npz", [random_tokens(rng, group) for group in range(60)])
    save(tmp_path / "folders.npz", [random_tokens(rng, group) for group in range(60)])
    command = [sys.executable, "-m", "training.reader.portion", str(tmp_path), str(tmp_path / "o")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    drawn, folders = (load(tmp_path / "o" / f"{name}.npz") for name in ("examples", "folders"))
    assert 0 < len(drawn) < 120 and 0 < len(folders) < 60
    assert f"{len(drawn) + len(folders)} examples" in done.stdout
    with np.load(tmp_path / "o" / "examples.npz") as stored:
        assert stored["names"].tolist() == ["tatqa_spans"]
    # A question's negatives go where the question goes.
    groups = {example.group for example in own if is_drawn(example, "tatqa_spans")}
    assert {example.group for example in drawn} == groups
