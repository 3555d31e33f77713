"""Compares what is read twice, on questions to develop with: how many passages, and when none.

    python -m training.reader.doubt DATA --work DIR --reader FOLDER [--questions 250]

``FOLDER`` holds a reader with a larger model (``training.reader.export --second``). Each question
is retrieved once, and both models read all of its passages; then every setting is computed from
what they said, with the weights of the calibration that was shipped last. Prints a Markdown table:
for each set how right the best answers and the best sentences are, in per cent, the share of the
questions of which something is read twice, and how many windows are. ``DIR`` is the one of
``training.reader.calibrate``, whose indexes are used again.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

import numpy as np

from qa.answering.confidence import Calibration
from qa.answering.pipeline import Read, examined
from qa.calibration.files import SHIPPED_CALIBRATION
from qa.calibration.labels import Domain, label_of, sentence_gain
from qa.calibration.readings import Asked
from qa.readers.onnx import OnnxReader, reading_of
from qa.readers.protocol import Reading
from qa.readers.second_reading import SecondReading, in_doubt, mixed
from qa.readers.windows import Logits, Window
from qa.retriever import Hit
from training.reader.calibrate import read_domains

_PASSAGES = (1, 2, 3, 4, 10)
_SHARES = (0.5, 0.7, 1.0)
_SENTENCE_SHARES = (0.2, 0.4, 0.6)
_SURE = ((8.0, 4.0), (5.0, 3.0), (3.0, 2.0))


@dataclass(slots=True)
class _Both:
    """What both models say of the windows of one question."""

    windows: list[Window]
    first: list[list[Logits]]
    second: list[list[Logits]]


@dataclass(slots=True)
class _Recorder:
    """A reader that keeps what both models say of all passages, and gives the smaller one's."""

    reader: OnnxReader
    kept: dict[tuple[tuple[int, float], ...], _Both] = field(default_factory=dict)
    whole_sentences: bool = False

    @property
    def fingerprint(self) -> str:
        """Of both models, and of this way to read."""
        return f"recorded {self.reader.fingerprint}"

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """See ``Reader.read``."""
        if self.reader.second is None:
            raise ValueError("the reader has no larger model")
        windows = self.reader.windows(question, hits)
        both = _Both(windows, self.reader.model.logits(windows), self.reader.second.logits(windows))
        self.kept[_key(hits)] = both
        return reading_of(windows, both.first, hits)


def _key(hits: Sequence[Hit]) -> tuple[tuple[int, float], ...]:
    """What was retrieved; scores tell questions apart."""
    return tuple((hit.passage.id, hit.score) for hit in hits)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with train, dev, bench and field")
    parser.add_argument("--work", type=Path, required=True, help="folder for everything between")
    parser.add_argument("--reader", type=Path, required=True, help="folder with both models")
    parser.add_argument("--questions", type=int, default=250, help="of each set (default: 250)")
    options = parser.parse_args()
    recorder = _Recorder(OnnxReader(options.reader))
    number = options.questions
    domains, _ = read_domains(
        options.data, options.work, recorder, number, number, leave_out=False, keep=False
    )
    calibration = Calibration.load(SHIPPED_CALIBRATION)
    names = [f"{domain.name}: {what}" for domain in domains for what in ("answers", "sentences")]
    columns = ["passages", "shares", "sure", *names, "read twice", "windows"]
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    for settings in _tried():
        print(_row(domains, recorder, settings, calibration), flush=True)


def _tried() -> Iterator[SecondReading]:
    never = SecondReading(sure_score=1e9)
    yield replace(never, passages=0)
    for passages, share in product(_PASSAGES, _SHARES):
        yield replace(never, passages=passages, share=share)
    for share in _SENTENCE_SHARES:
        yield replace(never, sentence_share=share)
    for passages, (score, lead) in product((2, 3), _SURE):
        yield SecondReading(passages=passages, sure_score=score, sure_lead=lead)


def _row(
    domains: Sequence[Domain],
    recorder: _Recorder,
    settings: SecondReading,
    calibration: Calibration,
) -> str:
    counts: list[int] = []
    changed = [
        replace(
            domain,
            asked=[_read_again(asked, recorder, settings, counts) for asked in domain.asked],
        )
        for domain in domains
    ]
    right = [_rightness(domain, calibration) for domain in changed]
    sure = "never" if settings.sure_score > 1e6 else f"{settings.sure_score}, {settings.sure_lead}"
    cells = (
        f"{settings.passages}",
        f"{settings.share}, {settings.sentence_share}",
        sure,
        *(f"{100 * share:.1f}" for shares in right for share in shares),
        f"{100 * np.mean(np.array(counts) > 0):.0f} %",
        f"{np.mean(counts):.1f}",
    )
    return f"| {' | '.join(cells)} |"


def _rightness(domain: Domain, calibration: Calibration) -> tuple[float, float]:
    """How right the best answers and the chosen sentences are on average, 0 to 1."""
    answers, sentences = [], []
    for asked in domain.asked:
        text = asked.question.text
        known = examined(text, asked.read, calibration.retrieval_weight, calibration.choice)
        label = label_of(domain, asked, known, whole_sentences=False)
        answers.append(label.gain)
        sentences.append(sentence_gain(domain, asked, known.evidence))
    return _mean(answers), _mean(sentences)


def _mean(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else 0.0


def _read_again(
    asked: Asked, recorder: _Recorder, settings: SecondReading, counts: list[int]
) -> Asked:
    """What a question's reading would be with these settings; notes how much was read twice."""
    hits = asked.read.hits
    both = recorder.kept[_key(hits)]
    again = set(in_doubt(asked.read.reading, hits, settings))
    logits: list[Sequence[Logits]] = list(both.first)
    twice = [n for n, window in enumerate(both.windows) if window.passage in again]
    for number in twice:
        logits[number] = mixed(both.first[number], both.second[number], settings)
    counts.append(len(twice))
    reading = reading_of(both.windows, logits, hits)
    return replace(asked, read=Read(hits, reading, asked.read.words))


if __name__ == "__main__":
    main()
