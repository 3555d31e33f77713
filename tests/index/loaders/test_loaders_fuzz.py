"""Files damaged at random give a text or one line of refusal, never an error or a hang.

The seed is fixed, so failures repeat. ``CITESPAN_FUZZ=N`` tries N times as many files,
``CITESPAN_SEED`` others.
"""

import os
import random
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from index.loaders import CONTAINERS, Limits, RefusedError
from index.loaders.isolation.worker import Worker
from tests.index.loaders.damaging import mutated
from tests.index.loaders.format_samples import SAMPLES, zipped

pytestmark = pytest.mark.slow

SECONDS = 20.0
SEED = os.environ.get("CITESPAN_SEED", "")
EACH = 25 * int(os.environ.get("CITESPAN_FUZZ", "1"))


def mutated_inside(data: bytes, random_: random.Random) -> bytes:
    """A valid zip file with one member changed."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = [(one.filename, archive.read(one)) for one in archive.infolist()]
    number = random_.randrange(len(members))
    name, part = members[number]
    members[number] = (name, mutated(part, random_))
    return zipped(members)


def variants(name: str, count: int):
    random_ = random.Random(f"citespan{SEED} {name}")
    data = SAMPLES[name]
    for _ in range(count):
        inside = data.startswith(b"PK") and random_.random() < 0.7
        yield mutated_inside(data, random_) if inside else mutated(data, random_)


def outcomes(worker: Worker, data: bytes, suffix: str) -> list:
    """Texts and refusals of a file and its members."""
    found = []

    def note(call):
        try:
            found.append(call())
        except RefusedError as error:
            found.append(str(error))
        return found[-1]

    if suffix in CONTAINERS:
        members = note(lambda: worker.open(data, suffix))
        for number in range(len(members) if isinstance(members, tuple) else 0):
            note(lambda number=number: worker.load_member(number))
    else:
        note(lambda: worker.load(data, suffix))
    return found


@pytest.fixture(scope="module")
def worker():
    one = Worker(Limits(seconds=SECONDS, recognise=False))
    yield one
    one.close()


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_files(worker, name):
    suffix = Path(name).suffix
    texts = 0
    for data in variants(name, EACH):
        began = time.monotonic()
        for outcome in outcomes(worker, data, suffix):
            if isinstance(outcome, str):
                assert outcome.isprintable()
                assert "; " in outcome or ": " in outcome
                assert "takes longer" not in outcome
                assert "crashes" not in outcome
            elif not isinstance(outcome, tuple):
                outcome.text.encode("utf-8")
                assert "\0" not in outcome.text
                assert outcome.text.strip()
                assert all(0 <= p.start <= p.end <= len(outcome.text) for p in outcome.pages)
                texts += 1
        assert time.monotonic() - began < 2 * SECONDS
    assert texts or name == "paper.pdf"


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_bytes_give_the_same_outcome(worker, name):
    suffix = Path(name).suffix
    fresh = Worker(Limits(seconds=SECONDS, recognise=False))
    try:
        for data in (SAMPLES[name], *variants(name, 3)):
            assert outcomes(worker, data, suffix) == outcomes(fresh, data, suffix)
    finally:
        fresh.close()
