"""The shipped reader: a question-answering model that ONNX Runtime runs without torch.

A score depends on question and passage alone. Windows are therefore run one by one, a worker a
core, and never padded together: the graph knows no padding, and its dynamic int8 one scale for
a whole batch, so that a score would depend on what is read beside it. On two cores this is also
the faster way (docs/reader.md).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tokenizers import Tokenizer

from index.embedding.embedder import default_workers
from index.errors import InvalidValueError
from index.onnx.session import open_session, run_tokens
from index.platform.files import sha256_of
from qa.errors import ReaderError
from qa.readers.protocol import Reading, ScoredSpan
from qa.readers.sentences import sentences_of_spans, sentences_of_tokens
from qa.readers.windows import MAX_WINDOW_TOKENS, Logits, Window, Windower, spans_of
from qa.retriever import Hit
from qa.wanted import Wanted, check_wanted, wanted_here

__all__ = ["MANIFEST", "MODEL_FILE", "TOKENIZER_FILE", "OnnxReader"]

FORMAT = 1
MANIFEST = "manifest.json"
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"


class OnnxReader:
    """Scores answer spans and sentences of passages; safe to use from several threads.

    A graph with a third output, one evidence logit a token, scores sentences by it; the sentences
    of another graph are scored by the spans inside them.
    """

    whole_sentences = False

    def __init__(self, folder: Path, workers: int | None = None) -> None:
        """Load a model and its tokenizer, after every file of its manifest has been checked.

        Args:
            folder: Holds ``model.onnx``, ``tokenizer.json`` and ``manifest.json``.
            workers: Windows run at a time; one per core if not given.

        Raises:
            ReaderError: A file is missing, or is not the one that the manifest names.
        """
        files = _verified(folder)
        try:
            self._session = open_session(folder / MODEL_FILE)
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        except Exception as error:  # both libraries raise bare exceptions
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise ReaderError(f"{folder}: the reader cannot be loaded: {reason}") from error
        self.windower = Windower(tokenizer, MAX_WINDOW_TOKENS)
        self._workers = workers or default_workers()
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="read")
        self.fingerprint = f"onnx/4 model={files[MODEL_FILE]} tokenizer={files[TOKENIZER_FILE]}"

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """See ``Reader.read``."""
        windows = self.windower.windows(question, [h.text for h in hits], [h.lead for h in hits])
        # Longest first: the workers then finish together.
        windows.sort(key=lambda window: -len(window.ids))
        alone = len(windows) == 1 or self._workers == 1
        run = partial(self._logits, wanted=wanted_here())
        results = map(run, windows) if alone else self._pool.map(run, windows)
        spans: list[ScoredSpan] = []
        evidence: list[tuple[Window, Logits]] = []
        for window, (starts, ends, *heads) in zip(windows, results, strict=True):
            spans += spans_of(window, starts, ends, hits[window.passage])
            evidence += [(window, head) for head in heads]
        spans.sort(key=lambda span: (-span.score, span.hit, span.start))
        if evidence:
            sentences = sentences_of_tokens(evidence, hits)
        else:
            sentences = sentences_of_spans(spans, hits)
        return Reading(tuple(spans), tuple(sentences))

    def _logits(self, window: Window, wanted: Wanted) -> Sequence[Logits]:
        check_wanted(wanted)
        return run_tokens(self._session, window.ids, window.type_ids)


def _verified(folder: Path) -> dict[str, str]:
    """The hashes of the manifest, after every file has been compared with its own."""
    again = "the file is not the one that was shipped; fetch the project anew"
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise ReaderError(f"{path}: reader format {manifest['format']}, not {FORMAT}")
        files = {str(name): str(digest) for name, digest in manifest["files"].items()}
        if not {MODEL_FILE, TOKENIZER_FILE} <= files.keys():
            raise InvalidValueError(f"names no {MODEL_FILE} or no {TOKENIZER_FILE}")
    except FileNotFoundError:
        raise ReaderError(f"{folder}: no reader here ({MANIFEST} is missing)") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReaderError(f"{path}: not a reader's manifest ({error}); {again}") from error
    for name, digest in files.items():
        if not (folder / name).is_file():
            raise ReaderError(f"{folder / name}: missing; fetch the project anew")
        try:
            actual = sha256_of(folder / name)
        except OSError as error:
            raise ReaderError(f"{folder / name}: cannot be read ({error.strerror})") from error
        if actual != digest:
            raise ReaderError(f"{folder / name}: SHA-256 differs from the manifest; {again}")
    return files
