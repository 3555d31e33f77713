"""The manifest of a reader's folder: which files belong to it, and their hashes."""

from __future__ import annotations

import json
from pathlib import Path

from index.errors import InvalidValueError
from index.platform.files import sha256_of
from qa.errors import ReaderError

__all__ = [
    "CALIBRATION",
    "CALIBRATION_OF_SMALL",
    "FORMAT",
    "MANIFEST",
    "MODEL_FILE",
    "SECOND_FILE",
    "TOKENIZER_FILE",
    "verified",
]

FORMAT = 1
MANIFEST = "manifest.json"
MODEL_FILE = "model.onnx"
SECOND_FILE = "second.onnx"
"""A larger model that reads the best passages once more, in a folder that has one."""
TOKENIZER_FILE = "tokenizer.json"
CALIBRATION = "calibration.json"
CALIBRATION_OF_SMALL = "calibration_small.json"
"""Fitted to the smaller model alone."""


def verified(folder: Path, left_out: tuple[str, ...] = ()) -> dict[str, str]:
    """The hashes of the manifest, after every file has been compared with its own.

    Args:
        folder: Of a reader.
        left_out: Files that are not used, and so neither compared nor returned.

    Raises:
        ReaderError: A file is missing, or is not the one that the manifest names.
    """
    again = "the file is not the one that was shipped; fetch the project anew"
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise ReaderError(f"{path}: reader format {manifest['format']}, not {FORMAT}")
        files = {
            str(name): str(digest)
            for name, digest in manifest["files"].items()
            if name not in left_out
        }
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
