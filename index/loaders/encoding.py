"""Bytes to text: find the encoding.

A byte order mark decides and is dropped; otherwise the text is UTF-8 if it can be; otherwise the
encoding is guessed: UTF-16 and UTF-32 where zero bytes are, else a code page of Windows, DOS or
the Macintosh. Newlines and every other character stay as they are in the file.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import CharsetMatch, from_bytes

from index.errors import RefusedError
from index.loaders.limits import Limits
from index.loaders.plausibility import likeliest, plausibility
from index.loaders.wide import wide_encoding

__all__ = ["decode", "decode_within"]

# The marks of UTF-32 begin with those of UTF-16 and so come first.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What files without a mark are really written in. Left to choose among all of Python's codecs,
# the detector prefers exotic ones that share most letters with these.
_LEGACY: Final = [
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "koi8_r",
    "mac_roman",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "cp949",
]
_WESTERN: Final = "cp1252"
_LATIN_SCRIPT: Final = frozenset({"cp1250", "cp1254", "cp1257", "mac_roman"})
_OTHERS: Final = ("cp850", "cp437", "cp852", "cp866", "mac_roman")
"""Code pages that the detector does not know, or tells badly in short texts."""

_PLAUSIBLE: Final = 0.5
"""Plausibility from which one of them is taken, if it is so much better, too."""

_BETTER: Final = 0.3
_NEAR: Final = 0.05
"""Difference of the detector's scores, each from 0 to 1, that is a draw."""

_SHORT: Final = 64
"""Bytes below which statistics about letters say nothing."""

_SAMPLE: Final = 1 << 20
"""Bytes from which the encoding is guessed."""

_CONTROLS: Final = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROLS: Final = 0.1
_CONTROLS_SAMPLE: Final = 1 << 16

_FAR: Final = re.compile(r"[^\x00-\x7f]")
_FEWEST_VALID: Final = 20
"""Characters of several bytes for each that is damaged, from which a text is UTF-8."""

_BINARY: Final = "binary data, not text; convert it to UTF-8 text first"
_UNKNOWN: Final = "unknown text encoding; save it as UTF-8 and try again"


def decode(data: bytes) -> str:
    """The text that ``data`` encodes, without its byte order mark and otherwise untouched.

    Raises:
        RefusedError: ``data`` is binary, holds nothing but white space, or is in no encoding
            that can be told.
    """
    text = _decode(data)
    if "\0" in text:
        raise RefusedError(_BINARY)
    head = text[:_CONTROLS_SAMPLE]
    if len(_CONTROLS.findall(head)) > _MOST_CONTROLS * len(head):
        raise RefusedError(_BINARY)
    if not text or text.isspace():
        raise RefusedError("empty: no text in it; add some or leave the file out")
    return text


def decode_within(data: bytes, limits: Limits) -> str:
    """Decode as ``decode`` does; refuse a text over the limit.

    Raises:
        RefusedError: It is, or ``decode`` refuses it.
    """
    text = "" if len(data) > limits.plain_bytes else decode(data)
    if not text or len(text) > limits.characters:
        raise RefusedError(limits.too_long)
    return text


def _decode(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(name)
            except UnicodeDecodeError:
                raise RefusedError(
                    f"marked as {name.upper()} but not valid; save it as UTF-8 and try again"
                ) from None
    if b"\0" in data:
        return _decode_wide(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data) or _decode_legacy(data)


def _damaged_utf8(data: bytes) -> str:
    """UTF-8 with a few bytes that are none, as where a file was cut or put together; else ""."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    valid = len(_FAR.findall(text)) - damaged
    return text if damaged * _FEWEST_VALID <= valid else ""


def _decode_wide(data: bytes) -> str:
    encoding = wide_encoding(data)
    if encoding is None:
        raise RefusedError(_BINARY)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise RefusedError(
            f"looks like {encoding.upper()} but is cut off or damaged; save it as UTF-8 and try "
            "again"
        ) from None


def _decode_legacy(data: bytes) -> str:
    sample = _sample(data)
    guess = _WESTERN if len(data) < _SHORT else _guess(sample)
    encoding = _or_other(sample, guess)
    try:
        # Chinese in UTF-16 may hold no zero byte.
        return data.decode(encoding or wide_encoding(data) or "ascii")
    except UnicodeDecodeError:
        raise RefusedError(_UNKNOWN) from None


def _or_other(sample: bytes, guess: str | None) -> str | None:
    """The guess, unless another code page reads much better."""
    try:
        score = -1.0 if guess is None else plausibility(sample.decode(guess))
    except UnicodeDecodeError:
        score = -1.0
    if score >= 1.0 - _BETTER:
        return guess
    best = likeliest(sample, _OTHERS if score >= 0 else (_WESTERN, "cp1250", *_OTHERS))
    if best is not None and best[1] >= _PLAUSIBLE and best[1] >= score + _BETTER:
        return best[2]
    return guess


def _sample(data: bytes) -> bytes:
    sample = data[:_SAMPLE]
    if len(data) > _SAMPLE:
        # Cut where no character of two bytes can be cut.
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    return sample


def _guess(sample: bytes) -> str | None:
    matches = list(from_bytes(sample, cp_isolation=_LEGACY, enable_fallback=False))
    if not matches:
        return None
    best = matches[0]
    if best.encoding in _LATIN_SCRIPT and any(_is_western(match, best) for match in matches):
        return _WESTERN
    return best.encoding


def _is_western(match: CharsetMatch, best: CharsetMatch) -> bool:
    """Whether ``match`` reads the bytes as cp1252 about as well as ``best`` does.

    The Latin code pages share most letters and the detector orders them almost by chance; cp1252
    is by far the commonest, so a draw is its. Hungarian alone reads as well in it, and wrongly.
    """
    return (
        _WESTERN in match.could_be_from_charset
        and match.language != "Hungarian"
        and match.coherence >= best.coherence - _NEAR
        and match.chaos <= best.chaos + _NEAR
    )
