"""Keeps the outcomes of an interrupted evaluation in the per-user cache.

One file a run, named by a key of everything that outcomes depend on; one line an outcome: a
checksum over key and JSON, a space, the JSON. A line that was cut off, changed or belongs to
another run fails its checksum and is asked again. The file may hold quotations' places and titles
but no texts; it goes when the run is finished.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TextIO

from index.platform.paths import evaluations_folder, private_folder
from qa.evaluate.datasets.model import Dataset, Question
from qa.evaluate.judging.evidence import Coverage, SentenceOverlap
from qa.evaluate.judging.ground_truth import Ground
from qa.evaluate.judging.question_result import Cited, Judgement, Outcome
from qa.evaluate.judging.ranking import Ranking

__all__ = ["Unfinished", "run_key"]

_FORMAT = 3
"""Goes up with every change of what an outcome holds or how it is judged."""

log = logging.getLogger(__name__)


def run_key(dataset: Dataset, ground: Ground, parts: Mapping[str, Any]) -> str:
    """The key of a run, 32 hex digits: equal for runs with equal outcomes.

    Args:
        dataset: The questions asked, in their order.
        ground: The texts they are asked of.
        parts: Whatever else outcomes depend on, as JSON values: options, fingerprints.
    """
    digest = hashlib.sha256()
    for value in (
        _FORMAT,
        [asdict(question) for question in dataset.questions],
        [paragraph.id for paragraph in dataset.paragraphs],
        sorted(ground.texts),
        dict(parts),
    ):
        digest.update(json.dumps(value, sort_keys=True).encode("utf-8") + b"\n")
    return digest.hexdigest()[:32]


class Unfinished:
    """The outcomes of one run, written down as they come.

    Attributes:
        outcomes: Those of an earlier, interrupted run and those added since, by question index.
    """

    def __init__(
        self,
        key: str,
        questions: Sequence[Question],
        *,
        fresh: bool = False,
        location: Path | None = None,
    ) -> None:
        """Read what an interrupted run of the same key has left.

        Args:
            key: From `run_key`.
            questions: Those of the run.
            fresh: Begin anew instead.
            location: Of the corpus that is asked, with which this is forgotten; None where the
                dataset brings its texts.
        """
        self._key = key
        self._path = evaluations_folder(location) / f"{key}.jsonl"
        self._file: TextIO | None = None
        self._broken = False
        self.outcomes: dict[int, Outcome] = {}
        if fresh:
            self.finish()
        else:
            self._read(questions)

    def add(self, number: int, outcome: Outcome) -> None:
        """Keep the outcome of one question."""
        self.outcomes[number] = outcome
        body = json.dumps({"number": number, **_plain(outcome)}, ensure_ascii=True)
        if self._broken:
            return
        try:
            if self._file is None:
                private_folder(self._path.parent)
                self._file = self._path.open("a", encoding="ascii")
                self._file.write("\n")  # ends a line that was cut off
            self._file.write(f"{self._checksum(body)} {body}\n")
            self._file.flush()
        except OSError as error:
            self._broken = True
            log.warning("%s; an interrupted run will begin anew", error)

    def close(self) -> None:
        """Close the file; what was added stays for the next run."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def finish(self) -> None:
        """Remove what was kept."""
        self.close()
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s", error)

    def _read(self, questions: Sequence[Question]) -> None:
        try:
            lines = self._path.read_text(encoding="ascii", errors="replace").split("\n")
        except OSError:
            return
        for line in lines:
            checksum, _, body = line.partition(" ")
            if not body or checksum != self._checksum(body):
                continue
            fields = json.loads(body)
            number = fields.pop("number")
            self.outcomes[number] = _outcome(fields, questions[number])

    def _checksum(self, body: str) -> str:
        return hashlib.sha256(f"{self._key} {body}".encode()).hexdigest()[:16]


def _plain(outcome: Outcome) -> dict[str, Any]:
    """JSON values of an outcome, its question left out."""
    # The question is in the dataset; there is no need to copy it once for every run.
    fields = asdict(replace(outcome, question=Question("", "", (), 0)))
    del fields["question"]
    return fields


def _outcome(fields: dict[str, Any], question: Question) -> Outcome:
    """The outcome that `_plain` made these values of."""
    ranking, judgement = fields["ranking"], fields["judgement"]
    if ranking is not None:
        ranking = Ranking(tuple(ranking["grades"]), tuple(ranking["relevant"]))
    if judgement is not None:
        evidence, cited = judgement["evidence"], judgement["cited"]
        sentences = judgement["sentences"]
        judgement = Judgement(
            **{
                **judgement,
                "exact_citations": tuple(judgement["exact_citations"]),
                "evidence": None if evidence is None else Coverage(**evidence),
                "cited": None if cited is None else Cited(**cited),
                "sentences": None if sentences is None else SentenceOverlap(**sentences),
            }
        )
    return Outcome(**{**fields, "question": question, "ranking": ranking, "judgement": judgement})
