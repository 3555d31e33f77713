"""The shipped reader: two question-answering models that ONNX Runtime runs without torch.

The smaller one reads every passage, the larger one, where the folder has one, the few that decide
(``qa.readers.second_reading``).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tokenizers import Tokenizer

from index.embedding.embedder import default_workers
from qa.errors import ReaderError
from qa.readers.manifest import MODEL_FILE, SECOND_FILE, TOKENIZER_FILE, verified
from qa.readers.onnx_model import OnnxModel, one_line
from qa.readers.protocol import Reading, ScoredSpan
from qa.readers.second_reading import SECOND_READING, in_doubt, mixed
from qa.readers.sentences import sentences_of_spans, sentences_of_tokens
from qa.readers.windows import MAX_WINDOW_TOKENS, Logits, Window, Windower, spans_of
from qa.retriever import Hit

__all__ = ["OnnxReader", "reading_of"]


class OnnxReader:
    """Scores answer spans and sentences of passages; safe to use from several threads.

    A graph with a third output, one evidence logit a token, scores sentences by it; the sentences
    of another graph are scored by the spans inside them.
    """

    whole_sentences = False

    def __init__(self, folder: Path, workers: int | None = None, *, small: bool = False) -> None:
        """Load models and their tokenizer, after every file of the manifest has been compared.

        Args:
            folder: Holds ``model.onnx``, ``tokenizer.json``, ``manifest.json`` and perhaps
                ``second.onnx``.
            workers: Windows run at a time; one per core if not given.
            small: Leave the larger model out.

        Raises:
            ReaderError: A file is missing, or is not the one that the manifest names.
        """
        files = verified(folder, (SECOND_FILE,) if small else ())
        workers = workers or default_workers()
        pool = ThreadPoolExecutor(workers, thread_name_prefix="read") if workers > 1 else None
        self.model = OnnxModel(folder / MODEL_FILE, pool)
        has_second = SECOND_FILE in files
        self.second = OnnxModel(folder / SECOND_FILE, pool) if has_second else None
        try:
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        except Exception as error:  # the library raises bare exceptions
            raise ReaderError(
                f"{folder}: the reader cannot be loaded: {one_line(error)}"
            ) from error
        self.windower = Windower(tokenizer, MAX_WINDOW_TOKENS)
        self.fingerprint = f"onnx/4 model={files[MODEL_FILE]} tokenizer={files[TOKENIZER_FILE]}"
        if has_second:
            self.fingerprint += f" second={files[SECOND_FILE]} form={SECOND_READING}"

    def windows(self, question: str, hits: Sequence[Hit]) -> list[Window]:
        """Windows of the passages under their leads, the longest first.

        Workers that take them in this order finish together.
        """
        windows = self.windower.windows(question, [h.text for h in hits], [h.lead for h in hits])
        return sorted(windows, key=lambda window: -len(window.ids))

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """See ``Reader.read``."""
        windows = self.windows(question, hits)
        logits = self.model.logits(windows)
        reading = reading_of(windows, logits, hits)
        if self.second is None:
            return reading
        again = set(in_doubt(reading, hits))
        if not again:
            return reading
        chosen = [n for n, window in enumerate(windows) if window.passage in again]
        second = self.second.logits([windows[number] for number in chosen])
        for number, other in zip(chosen, second, strict=True):
            logits[number] = mixed(logits[number], other)
        return reading_of(windows, logits, hits)


def reading_of(
    windows: Sequence[Window], logits: Sequence[Sequence[Logits]], hits: Sequence[Hit]
) -> Reading:
    """Spans and sentences of windows that were scored.

    Args:
        windows: Of the passages.
        logits: Of each window's tokens: starts, ends and perhaps evidence.
        hits: The passages.
    """
    spans: list[ScoredSpan] = []
    evidence: list[tuple[Window, Logits]] = []
    for window, (starts, ends, *heads) in zip(windows, logits, strict=True):
        spans += spans_of(window, starts, ends, hits[window.passage])
        evidence += [(window, head) for head in heads]
    spans.sort(key=lambda span: (-span.score, span.hit, span.start))
    sentences = sentences_of_tokens(evidence, hits) if evidence else sentences_of_spans(spans, hits)
    return Reading(tuple(spans), tuple(sentences))
