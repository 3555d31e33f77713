"""Carry a training to a machine that takes and gives only so much, and what was learnt back.

    python -m training.reader.carry pack DIR PARCEL --start READER --teacher MPNET --embedder MINILM
    python -m training.reader.carry unpack PARCEL THERE
    python -m training.reader.carry fetch OUTPUT PARCEL BACK

``pack`` puts all examples of ``DIR`` (what ``training.reader.prepare`` wrote, and the retrieved
negatives, which are drawn here the first time) and the weights that the training starts from into
parts of ``--part`` MiB, and those of a teacher into others. ``unpack`` joins them there, also
without the teacher's. ``training.reader.short`` trains and writes parts into ``OUTPUT``; ``fetch``
makes ordinary checkpoints of these, one for each reader and their mean.
"""

from __future__ import annotations

import argparse
import io
import lzma
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from training.reader.average import average
from training.reader.checkpoint import copy_tokenizer, write_checkpoint
from training.reader.learn import all_examples
from training.reader.narrow import halved, narrowed, widened
from training.reader.packed import save
from training.reader.parcel import MIB, pack, unpack

__all__ = ["LEARNT", "fetch", "pack_learnt", "pack_training", "unpack_training"]

LEARNT = "learnt"
"""Name of the parcel that comes back."""
_TRAINING, _TEACHER = "training", "teacher"
_EXAMPLES = "examples.npz"
_PACKED_EXAMPLES = "examples.npz.xz"
_NARROW = "narrow.safetensors"
_WEIGHTS = "model.safetensors"
_POOLER = "pooler."
# Token ids are two bytes each, and texts come again within the whole of the file.
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 128 * MIB, "lp": 1, "lc": 3}]


def pack_training(
    work: Path,
    output: Path,
    start: Path,
    teacher: Path | None,
    embedder: Path,
    part_mib: float = 50,
    each: int = 3,
) -> list[Path]:
    """Write all that a training needs; return the parts, the teacher's behind the others.

    Args:
        work: Folder that ``training.reader.prepare`` wrote.
        output: For the parts.
        start: Encoder or reader that the pupils start from, with its tokenizer.
        teacher: Encoder that the teachers start from, if there are to be any.
        embedder: Folder of the product's embedding model, which finds the negatives.
        part_mib: Size of a part.
        each: Retrieved negatives for one question.
    """
    part_bytes = int(part_mib * MIB)
    with tempfile.TemporaryDirectory(dir=work) as scratch:
        files = _narrow_base(start, Path(scratch) / "start")
        examples = Path(scratch) / _PACKED_EXAMPLES
        examples.write_bytes(lzma.compress(_all_in_one(work, embedder, each), filters=_FILTERS))
        files[_PACKED_EXAMPLES] = examples
        print(f"{_PACKED_EXAMPLES}: {examples.stat().st_size / MIB:.2f} MiB")
        parts = pack(files, output, _TRAINING, part_bytes)
        # Without teacher, parts of an earlier one must not lie there.
        files = {} if teacher is None else _narrow_base(teacher, Path(scratch) / _TEACHER)
        return [*parts, *pack(files, output, _TEACHER, part_bytes)]


def _narrow_base(base: Path, folder: Path) -> dict[str, Path]:
    """Write what a training needs of a model; return the files by the names they will have."""
    folder.mkdir()
    weights = load_file(base / _WEIGHTS)
    kept = {name: value for name, value in weights.items() if _is_learnt_from(name, value)}
    save_file(narrowed(kept), folder / _NARROW)
    shutil.copyfile(base / "config.json", folder / "config.json")
    copy_tokenizer(base, folder)
    return {f"{folder.name}/{path.name}": path for path in sorted(folder.iterdir())}


def _is_learnt_from(name: str, value: torch.Tensor) -> bool:
    return _POOLER not in name and value.is_floating_point()


def _all_in_one(work: Path, embedder: Path, each: int) -> bytes:
    """Put all examples into one ``npz`` that is not compressed."""
    with np.load(work / _EXAMPLES) as stored:
        names: Sequence[str] = stored["names"].tolist() if "names" in stored.files else ()
    examples = all_examples(work, embedder, torch.device("cpu"), each)
    print(f"{len(examples)} examples, {sum(len(one.ids) for one in examples)} tokens")
    joined = work / "all.part.npz"
    save(joined, examples, names)
    with np.load(joined) as stored:
        arrays: dict[str, Any] = {name: stored[name] for name in stored.files}
    joined.unlink()
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def unpack_training(source: Path, work: Path) -> None:
    """Write ``examples.npz`` and ``start``, and ``teacher`` if its parts have come, too."""
    paths = unpack(source, _TRAINING, work)
    if (source / f"{_TEACHER}.json").is_file():
        paths += unpack(source, _TEACHER, work)
    for path in paths:
        if path.name == _PACKED_EXAMPLES:
            (work / _EXAMPLES).write_bytes(lzma.decompress(path.read_bytes()))
            path.unlink()
        elif path.name == _NARROW:
            save_file(widened(load_file(path)), path.with_name(_WEIGHTS), {"format": "pt"})
            path.unlink()


def pack_learnt(
    work: Path, readers: Sequence[str], others: Sequence[Path], output: Path, part_mib: float
) -> list[Path]:
    """Write what readers learnt, in half precision, and other files; return the parts.

    A reader whose weights do not fit into half precision is told and left out.
    """
    files = {path.name: path for path in others}
    with tempfile.TemporaryDirectory(dir=work) as scratch:
        for name in readers:
            path = Path(scratch) / f"{name}.safetensors"
            try:
                half = halved(load_file(work / path.name))
            except OverflowError as error:
                print(f"{name} is left out: {error}", flush=True)
                continue
            save_file(half, path)
            files[path.name] = path
        return pack(files, output, LEARNT, int(part_mib * MIB))


def fetch(source: Path, parcel: Path, output: Path) -> list[Path]:
    """Make checkpoints of the readers that came back, and of their mean.

    Args:
        source: The parts that ``training.reader.short`` wrote.
        parcel: The parts that went there: the readers' word embeddings are the carried ones.
        output: Folder for what came back, and for a folder for each checkpoint.

    Raises:
        ValueError: No reader came back.
    """
    unpack_training(parcel, output / "there")
    base = output / "there" / "start"
    checkpoints = []
    for path in unpack(source, LEARNT, output):
        if path.suffix == ".safetensors":
            checkpoints.append(output / path.stem)
            write_checkpoint(path, base, checkpoints[-1])
    if not checkpoints:
        raise ValueError(f"{source}: no reader came back")
    return [*checkpoints, average(checkpoints, output / "mean")]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    steps = parser.add_subparsers(dest="step", required=True)
    step = steps.add_parser("pack", help="before: put a training into parts")
    step.add_argument("work", type=Path, help="folder that training.reader.prepare wrote")
    step.add_argument("output", type=Path, help="for the parts")
    step.add_argument("--start", type=Path, required=True, help="encoder or reader to start from")
    step.add_argument("--teacher", type=Path, help="encoder that teachers start from")
    step.add_argument("--embedder", type=Path, required=True, help="for retrieved negatives")
    step.add_argument("--part", type=float, default=50, help="MiB of a part (default: 50)")
    step.add_argument("--negatives", type=int, default=3, help="for each question (default: 3)")
    step = steps.add_parser("unpack", help="there: join the parts")
    step.add_argument("parcel", type=Path)
    step.add_argument("work", type=Path)
    step = steps.add_parser("fetch", help="after: make checkpoints of what was learnt")
    step.add_argument("source", type=Path, help="the parts that training.reader.short wrote")
    step.add_argument("parcel", type=Path, help="the parts that went there")
    step.add_argument("output", type=Path, help="for the checkpoints")
    return parser.parse_args()


def main() -> None:
    """Pack, unpack or fetch."""
    options = _options()
    if options.step == "pack":
        paths = pack_training(
            options.work,
            options.output,
            options.start,
            options.teacher,
            options.embedder,
            options.part,
            options.negatives,
        )
        for path in paths:
            print(f"{path}: {path.stat().st_size / MIB:.2f} MiB")
    elif options.step == "unpack":
        unpack_training(options.parcel, options.work)
    else:
        for path in fetch(options.source, options.parcel, options.output):
            print(path)


if __name__ == "__main__":
    main()
