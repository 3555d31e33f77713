"""Train teachers and pupils side by side within a few minutes, on a GPU that is lent for so long.

    python -m training.reader.short DIR --minutes 8 --output OUTPUT

``DIR`` is what ``training.reader.carry unpack`` wrote. One small model does not fill a large GPU,
so the teachers learn at the same time, each without the documents of its fold, and then label that
fold; the pupils load meanwhile and learn from the labels until the end. ``OUTPUT`` gets what the
pupils learnt, for ``training.reader.carry fetch``, and the logs. If a teacher fails, the pupils
learn without; ``--teachers 0`` does so from the beginning.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from training.reader.carry import pack_learnt

__all__ = ["Plan", "train"]

_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """How the time is spent.

    Attributes:
        minutes: From the start to the last file written.
        teachers: Number of folds; 0 for none.
        pupils: Number of pupils, which differ by their seeds.
        teacher_share: Share of the minutes at which the teachers end.
        reserve: Seconds at the end for judging and writing.
        teacher_rate: Highest learning rate of the teachers.
        teacher_tokens: Padded tokens of their steps.
        pupil_rate: Highest learning rate of the pupils.
        pupil_tokens: Padded tokens of their steps.
        part_mib: Size of the parts that come back.
        passes: For a rehearsal: all end after so many passes, if they are not stopped before.
    """

    minutes: float
    teachers: int = 2
    pupils: int = 2
    teacher_share: float = 0.42
    reserve: float = 20.0
    teacher_rate: float = 1e-4
    teacher_tokens: int = 16_000
    pupil_rate: float = 3e-4
    pupil_tokens: int = 24_000
    part_mib: float = 15.0
    passes: float = 0.0


@dataclass(slots=True)
class _Running:
    name: str
    process: subprocess.Popen[bytes]

    @property
    def has_failed(self) -> bool:
        return self.process.poll() not in (None, 0)


def train(work: Path, output: Path, plan: Plan) -> list[str]:
    """Train, write what was learnt, and return the names of the pupils that ended well.

    Args:
        work: Folder that ``training.reader.carry unpack`` wrote.
        output: For the parts and the logs.
        plan: How the time is spent.
    """
    begun = time.time()
    for labels in work.glob("teacher-*.soft"):
        # Those of an earlier call: the pupils would not wait for this call's.
        labels.unlink()
    with ExitStack() as running:
        done = _trained(running, work, plan, begun)
    logs = [path for ending in ("log", "json") for path in sorted(work.glob(f"*.{ending}"))]
    pack_learnt(work, done, logs, output, plan.part_mib)
    print(f"{len(done)} of {plan.pupils} pupils after {time.time() - begun:.0f} s", flush=True)
    return done


def _trained(running: ExitStack, work: Path, plan: Plan, begun: float) -> list[str]:
    """Train all side by side; return the names of the pupils that ended well."""
    end = begun + 60 * plan.minutes - plan.reserve
    teachers_end = begun + 60 * plan.minutes * plan.teacher_share
    teachers = [
        _start(running, work, f"teacher-{number}", _of_teacher(work, plan, number, teachers_end))
        for number in range(plan.teachers)
    ]
    pupils = _pupils(running, work, plan, [teacher.name for teacher in teachers], end)
    while any(pupil.process.poll() is None for pupil in pupils):
        time.sleep(_LOOK_SECONDS)
        if any(teacher.has_failed for teacher in teachers):
            print("a teacher failed: the pupils learn without", flush=True)
            _stop([*teachers, *pupils])
            teachers, pupils = [], _pupils(running, work, plan, (), end)
        if time.time() > end + plan.reserve:
            print("time is up", flush=True)
            break
    return [pupil.name for pupil in pupils if pupil.process.poll() == 0]


def _of_teacher(work: Path, plan: Plan, number: int, end: float) -> list[str]:
    return [
        *("--base", str(work / "teacher"), "--fold", f"{number}/{plan.teachers}"),
        *("--rate", str(plan.teacher_rate), "--tokens", str(plan.teacher_tokens)),
        *("--until", str(end), "--seed", str(number)),
        *_rehearsed(plan),
    ]


def _pupils(
    running: ExitStack, work: Path, plan: Plan, teachers: Sequence[str], end: float
) -> list[_Running]:
    common = [
        *("--base", str(work / "start"), "--until", str(end)),
        *("--rate", str(plan.pupil_rate), "--tokens", str(plan.pupil_tokens)),
        *(("--soft", *teachers) if teachers else ()),
        *_rehearsed(plan),
    ]
    return [
        _start(running, work, f"pupil-{number}", [*common, "--seed", str(number)])
        for number in range(plan.pupils)
    ]


def _rehearsed(plan: Plan) -> tuple[str, ...]:
    return ("--passes", str(plan.passes)) if plan.passes else ()


def _start(running: ExitStack, work: Path, name: str, options: Sequence[str]) -> _Running:
    """Start a training whose output goes to ``NAME.log``; it ends with the stack at the latest."""
    log = running.enter_context((work / f"{name}.log").open("ab"))
    command = [sys.executable, "-m", "training.reader.learn", str(work), "--name", name, *options]
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603
    started = _Running(name, process)
    running.callback(_stop, [started])
    return started


def _stop(processes: Sequence[_Running]) -> None:
    for one in processes:
        if one.process.poll() is None:
            one.process.kill()
    for one in processes:
        one.process.wait()


def _plan() -> tuple[Path, Path, Plan]:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path, help="folder that training.reader.carry unpack wrote")
    parser.add_argument("--output", type=Path, required=True, help="for what comes back")
    parser.add_argument("--minutes", type=float, required=True, help="until all is written")
    for name, kind, meaning in (
        ("--teachers", int, "folds; 0 for no teacher"),
        ("--pupils", int, "runs with different seeds"),
        ("--teacher-share", float, "of the minutes, until the teachers end"),
        ("--reserve", float, "seconds for judging and writing"),
        ("--teacher-rate", float, "at its peak"),
        ("--teacher-tokens", int, "of a step, padded"),
        ("--pupil-rate", float, "at its peak"),
        ("--pupil-tokens", int, "of a step, padded"),
        ("--part-mib", float, "size of a part that comes back"),
        ("--passes", float, "for a rehearsal, instead of all the time; 0 for none"),
    ):
        usual = Plan.__dataclass_fields__[name[2:].replace("-", "_")].default
        parser.add_argument(name, type=kind, default=usual, help=f"{meaning} ({usual})")
    chosen = vars(parser.parse_args())
    work, output = chosen.pop("work"), chosen.pop("output")
    return work, output, Plan(**chosen)


def main() -> None:
    """Train, and print the ends of the logs."""
    work, output, plan = _plan()
    done = train(work, output, plan)
    for path in sorted(work.glob("*.log")):
        print(f"--- {path.name}")
        print(path.read_text(encoding="utf-8", errors="replace")[-700:])
    if not done:
        raise SystemExit(f"no pupil was trained; the logs are in {work}")


if __name__ == "__main__":
    main()
