"""Tesseract: a picture to words with boxes and confidences.

One thread, the same data and the same picture give the same words.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final, Self

from PIL import Image

from index.errors import RefusedError
from index.loaders.cleaning import clean
from index.loaders.recognition.data import ENGINE_PACKAGE, INSTALL, data_folder
from index.loaders.recognition.model import Box, Line, Region, Symbol, Word

__all__ = ["Engine", "LateError"]

_LANGUAGE: Final = "eng"
_SETTINGS: Final = {
    # Nothing is learnt from one page for the next: a page reads the same wherever it stands.
    "classify_enable_learning": "0",
}


class LateError(RefusedError):
    """A page took longer than it may."""


class Engine:
    """A session with the recogniser; one picture at a time, in one thread.

    Raises:
        RefusedError: The recogniser or its data are not installed.
    """

    def __init__(self) -> None:
        # Read by OpenMP when Tesseract's library is loaded.
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        try:
            import tesserocr
        except ImportError:
            raise RefusedError(
                f"text in pictures needs the package {ENGINE_PACKAGE} ({INSTALL})"
            ) from None
        self._tesserocr = tesserocr
        self._api = self._opened(_LANGUAGE, tesserocr.PSM.AUTO)
        for name, value in _SETTINGS.items():
            self._api.SetVariable(name, value)
        self._orientation: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the recogniser."""
        self._api.End()
        if self._orientation is not None:
            self._orientation.End()

    def line_heights(self, picture: Image.Image, dpi: float) -> list[int]:
        """Heights in pixels of the lines that are found on a picture, before they are read."""
        self._show(self._api, picture, dpi)
        level = self._tesserocr.RIL.TEXTLINE
        result = self._api.AnalyseLayout()
        heights = []
        for item in self._each(result, level):
            box = item.BoundingBox(level)
            if box is not None:
                heights.append(box[3] - box[1])
        return heights

    def read(self, picture: Image.Image, dpi: float, seconds: float) -> list[Region]:
        """The regions of a picture in the recogniser's order.

        Args:
            picture: Grey.
            dpi: Its resolution.
            seconds: Longest time that it may take.

        Raises:
            LateError: It takes longer.
        """
        self._show(self._api, picture, dpi)
        return self._recognised(seconds)

    def read_line(self, picture: Image.Image, dpi: float, seconds: float) -> list[Region]:
        """As ``read``, for a picture that holds one line."""
        self._api.SetPageSegMode(self._tesserocr.PSM.SINGLE_LINE)
        try:
            return self.read(picture, dpi, seconds)
        finally:
            self._api.SetPageSegMode(self._tesserocr.PSM.AUTO)

    def quarter_turns(self, picture: Image.Image, dpi: float) -> int:
        """How often the picture has to be turned clockwise by 90 degrees to stand upright.

        0 also where the picture does not tell.
        """
        if self._orientation is None:
            self._orientation = self._opened("osd", self._tesserocr.PSM.OSD_ONLY)
        self._show(self._orientation, picture, dpi)
        result = self._orientation.DetectOrientationScript()
        self._orientation.Clear()
        return 0 if not result else -(int(result["orient_deg"]) // 90) % 4

    # -- parts

    def _opened(self, language: str, mode: int) -> Any:
        try:
            api = self._tesserocr.PyTessBaseAPI(path=data_folder(), lang=language, psm=mode)
        except RuntimeError as error:
            raise RefusedError(f"the recogniser cannot start: {error}; {INSTALL}") from None
        # Messages go to standard error: the process that reads may not open /dev/null to write,
        # where some of the recogniser's data send them.
        api.SetVariable("debug_file", "")
        return api

    def _show(self, api: Any, picture: Image.Image, dpi: float) -> None:
        width, height = picture.size
        api.SetImageBytes(picture.tobytes(), width, height, 1, width)
        api.SetSourceResolution(round(dpi))

    def _recognised(self, seconds: float) -> list[Region]:
        if not self._api.Recognize(max(1, int(seconds * 1000))):
            raise LateError(f"takes longer than {seconds:g} seconds")
        regions: list[Region] = []
        lines: list[Line] = []
        words: list[Word] = []
        symbols: list[Symbol] = []
        levels = self._tesserocr.RIL
        for item in self._each(self._api.GetIterator(), levels.SYMBOL):
            text = _text(item, levels.SYMBOL)
            if text:
                symbols.append(Symbol(text, _box(item.BoundingBox(levels.SYMBOL))))
            if symbols and item.IsAtFinalElement(levels.WORD, levels.SYMBOL):
                box = _box(item.BoundingBox(levels.WORD))
                confidence, is_known = item.Confidence(levels.WORD), item.WordIsFromDictionary()
                words.append(Word(tuple(symbols), box, confidence, is_known))
                symbols = []
            if words and item.IsAtFinalElement(levels.TEXTLINE, levels.SYMBOL):
                lines.append(Line(tuple(words)))
                words = []
            if lines and item.IsAtFinalElement(levels.BLOCK, levels.SYMBOL):
                regions.append(Region(tuple(lines)))
                lines = []
        self._api.Clear()
        return regions

    def _each(self, iterator: Any, level: int) -> Iterator[Any]:
        if iterator is not None:
            yield from self._tesserocr.iterate_level(iterator, level)


def _text(item: Any, level: int) -> str:
    """Without white space; "" for what the recogniser has no letter for."""
    try:
        return "".join(clean(item.GetUTF8Text(level) or "").split())
    except RuntimeError:
        return ""


def _box(box: tuple[int, int, int, int]) -> Box:
    return (float(box[0]), float(box[1]), float(box[2]), float(box[3]))
