"""The whole way of a small training: packed, unpacked, trained side by side, brought back."""

import json
import random
import subprocess
import sys
import textwrap
from dataclasses import replace

import numpy as np
import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file

from tests.training.tiny_readers import bert_config, random_tokens, save_encoder
from training.reader import carry, short
from training.reader.carry import LEARNT, fetch, pack_learnt, pack_training, unpack_training
from training.reader.learn import load_base
from training.reader.packed import load, save
from training.reader.parcel import unpack
from training.reader.short import Plan, train

pytestmark = pytest.mark.usefixtures("one_thread")

CONFIG = bert_config(hidden_size=64, num_attention_heads=4, intermediate_size=80)
# Ended by passes: how long processes take to begin differs too much between machines.
PLAN = Plan(minutes=30, teacher_tokens=900, pupil_tokens=900, part_mib=0.05, passes=1)


@pytest.fixture
def bases(tmp_path):
    start = save_encoder(tmp_path / "bert", CONFIG)
    (start / "tokenizer.json").write_text("{}", "utf-8")
    mpnet = transformers.MPNetConfig(**{**CONFIG.to_dict(), "num_hidden_layers": 3})
    return start, save_encoder(tmp_path / "mpnet", mpnet)


@pytest.fixture
def parcel(tmp_path, bases):
    """Parts of 50 KiB in ``parcel``; ``work`` holds what was prepared."""
    start, teacher = bases
    rng = random.Random(0)
    work = tmp_path / "work"
    work.mkdir()
    made = [replace(random_tokens(rng), document=number) for number in range(120)]
    save(work / "examples.npz", made[:90], ["made", "office"])
    save(work / "folders.npz", made[90:], ["made", "office"])
    paths = pack_training(work, tmp_path / "parcel", start, teacher, start, part_mib=0.05)
    assert len(paths) > 3
    assert max(path.stat().st_size for path in paths) <= 0.05 * (1 << 20)
    return tmp_path / "parcel"


def test_what_arrives(tmp_path, bases, parcel):
    there = tmp_path / "there"
    unpack_training(parcel, there)
    names = sorted(str(path.relative_to(there)) for path in there.rglob("*") if path.is_file())
    assert names == [
        "examples.npz", "start/config.json", "start/model.safetensors", "start/tokenizer.json",
        "teacher/config.json", "teacher/model.safetensors",
    ]  # fmt: skip
    sent = load(tmp_path / "work/examples.npz") + load(tmp_path / "work/folders.npz")
    arrived = load(there / "examples.npz")
    assert len(arrived) == len(sent) == 120
    for one, other in zip(sent, arrived, strict=True):
        assert np.array_equal(one.ids, other.ids)
        assert replace(one, ids=other.ids) == other
    with np.load(there / "examples.npz") as stored:
        assert stored["names"].tolist() == ["made", "office"]
    for base, name in zip(bases, ("start", "teacher"), strict=True):
        one, other = (load_base(folder, 0.0).state_dict() for folder in (base, there / name))
        for key, value in one.items():
            assert (value - other[key]).norm() <= 0.01 * value.norm() + 1e-6, key


def test_a_training_without_teacher_is_lighter(tmp_path, bases, parcel):
    paths = pack_training(tmp_path / "work", tmp_path / "light", bases[0], None, bases[0])
    assert sum(path.stat().st_size for path in paths) < 0.7 * sum(
        path.stat().st_size for path in parcel.iterdir()
    )
    for path in parcel.glob("teacher.*"):
        path.unlink()  # has not come
    for number, source in enumerate((tmp_path / "light", parcel)):
        unpack_training(source, tmp_path / f"there{number}")
        assert load(tmp_path / f"there{number}/examples.npz")
        assert not (tmp_path / f"there{number}/teacher").exists()


def test_parts_of_an_earlier_teacher_do_not_stay(tmp_path, bases, parcel):
    assert (parcel / "teacher.000").is_file()
    pack_training(tmp_path / "work", parcel, bases[0], None, bases[0])
    assert not (parcel / "teacher.000").exists()


@pytest.mark.slow
def test_two_teachers_and_two_pupils_and_what_comes_back(tmp_path, parcel):
    there = tmp_path / "there"
    unpack_training(parcel, there)
    assert train(there, tmp_path / "out", PLAN) == ["pupil-0", "pupil-1"]
    assert max(path.stat().st_size for path in (tmp_path / "out").iterdir()) <= 0.05 * (1 << 20)
    checkpoints = fetch(tmp_path / "out", parcel, tmp_path / "back")
    assert [path.name for path in checkpoints] == ["pupil-0", "pupil-1", "mean"]
    first, second, mean = (load_file(path / "model.safetensors") for path in checkpoints)
    started = load_file(there / "start/model.safetensors")
    words = "embeddings.word_embeddings.weight"
    for reader in (first, second, mean):
        assert torch.equal(reader[f"bert.{words}"], started[words])
    weight = "bert.encoder.layer.1.output.dense.weight"
    assert not torch.equal(first[weight], second[weight])
    assert torch.allclose(mean[weight], (first[weight] + second[weight]) / 2, atol=1e-6)
    for path in checkpoints:
        assert (path / "tokenizer.json").is_file()
        transformers.AutoModelForQuestionAnswering.from_pretrained(path)
        load_base(path, 0.0)
    for name in ("teacher-0", "teacher-1", "pupil-0", "pupil-1"):
        notes = json.loads((tmp_path / f"back/{name}.json").read_text("utf-8"))
        assert notes["steps"] > 0
        assert "ready after" in (tmp_path / f"back/{name}.log").read_text("utf-8")
    assert "labelled 60 examples" in (tmp_path / "back/teacher-0.log").read_text("utf-8")


@pytest.mark.slow
def test_pupils_learn_without_a_teacher_that_fails(tmp_path, parcel, capsys):
    there = tmp_path / "there"
    unpack_training(parcel, there)
    (there / "teacher/config.json").write_text("no configuration", "utf-8")
    assert train(there, tmp_path / "out", replace(PLAN, pupils=1)) == ["pupil-0"]
    assert "a teacher failed" in capsys.readouterr().out
    assert fetch(tmp_path / "out", parcel, tmp_path / "back")[-1].name == "mean"


def test_pupils_that_fail_or_hang_are_not_kept(tmp_path, parcel, monkeypatch, capsys):
    there = tmp_path / "there"
    unpack_training(parcel, there)
    commands = iter(["raise SystemExit(3)", "import time; time.sleep(60)"])

    def started(command, popen=subprocess.Popen, **options):
        return popen([command[0], "-c", next(commands)], **options)

    monkeypatch.setattr(short.subprocess, "Popen", started)
    plan = replace(PLAN, minutes=0.02, reserve=1, teachers=0)
    assert train(there, tmp_path / "out", plan) == []
    assert "time is up" in capsys.readouterr().out
    with pytest.raises(ValueError, match="no reader came back"):
        fetch(tmp_path / "out", parcel, tmp_path / "back")


def test_labels_of_an_earlier_call_are_not_learnt_from(tmp_path, parcel, monkeypatch):
    there = tmp_path / "there"
    unpack_training(parcel, there)
    (there / "teacher-1.soft").write_bytes(b"of the first call")
    monkeypatch.setattr(short, "_trained", lambda *_: [])
    assert train(there, tmp_path / "out", PLAN) == []
    assert not (there / "teacher-1.soft").exists()


def test_a_reader_that_half_precision_does_not_hold_is_left_out(tmp_path, capsys):
    numbers = {"good": 1.0, "large": 1e6}
    for name, number in numbers.items():
        save_file({"w": torch.full((3,), number)}, tmp_path / f"{name}.safetensors")
    parts = pack_learnt(tmp_path, ["large", "good"], [], tmp_path / "out", 1)
    unpack(tmp_path / "out", LEARNT, tmp_path / "back")
    assert parts and [path.name for path in (tmp_path / "back").iterdir()] == ["good.safetensors"]
    assert "large is left out: w" in capsys.readouterr().out


def test_the_commands(tmp_path, bases, parcel, monkeypatch, capsys):
    start, teacher = bases

    def run(module, *arguments):
        monkeypatch.setattr(sys, "argv", ["x", *map(str, arguments)])
        return module.main()

    run(
        carry, "pack", tmp_path / "work", tmp_path / "other", "--start", start,
        "--teacher", teacher, "--embedder", start, "--part", 0.05,
    )  # fmt: skip
    assert "examples.npz.xz: 0.0" in capsys.readouterr().out
    for path in parcel.iterdir():
        assert (tmp_path / "other" / path.name).stat().st_size == path.stat().st_size
    run(carry, "unpack", tmp_path / "other", tmp_path / "there")
    (tmp_path / "there/pupil-0.log").write_text("the end", "utf-8")
    monkeypatch.setattr(short, "_trained", lambda *_: [])
    with pytest.raises(SystemExit, match="no pupil was trained"):
        run(short, tmp_path / "there", "--output", tmp_path / "out", "--minutes", 8, "--pupils", 3)
    assert "--- pupil-0.log\nthe end" in capsys.readouterr().out


def test_what_trains_needs_torch_and_little_else():
    """The other machine may have no tokenizers, no transformers and nothing of the product."""
    script = """
        import sys
        for name in ("tokenizers", "transformers", "onnx", "onnxruntime", "tqdm", "index", "qa"):
            sys.modules[name] = None
        import training.reader.carry, training.reader.learn, training.reader.short
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True)
