"""Pictures in documents: which of them may be pages of text, and what is recognised in them.

A picture may be a page if it has the pixels for one and, where the format says how large it is
shown, covers a good part of the page. It is one if enough letters are recognised with confidence:
photos, logos and ornaments are passed over without a word.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.entries import Entry
from index.loaders.limits import Limits
from index.loaders.recognition.remarks import Remarks
from index.loaders.reporting import page_recognised

if TYPE_CHECKING:
    from index.loaders.recognition.engine import Engine
    from index.loaders.recognition.page import RecognisedPage
    from index.loaders.recognition.pictures import FramePicture

__all__ = ["LEAST_SHARE", "Pictures"]

LEAST_SHARE: Final = 0.25
"""Share of a page or a slide that a picture covers, from which on it may be a page itself."""

_LEAST_SIDES: Final = (600, 400)
"""Pixels of the longer and of the shorter side, from which on a picture may be a page."""

_LEAST_BYTES: Final = 30_000
"""Size from which on a picture that cannot be opened may be a page, where nothing else tells."""

_LEAST_LETTERS: Final = 20
_SURE: Final = 60
"""Confidence of a letter, in per cent, from which on it counts as one."""

_INK_DPI: Final = 40.0
_UNREADABLE: Final = "damaged, or in another format than PNG, JPEG, TIFF, BMP and WebP"
_MISSING: Final = "it is not in the file"
_ONLY_PICTURES: Final = "its text is in pictures"
_OFF: Final = "text recognition is switched off"


class Pictures:
    """Recognises the pictures of one document, each once; the recogniser starts with the first.

    Args:
        limits: On their number, on the time for each and for all of them.
        page_name: What the places are called that ``page`` is given, such as ``slide``; "" in
            formats without pages, where pictures are only counted.
    """

    def __init__(self, limits: Limits, page_name: str = "") -> None:
        self._limits = limits
        self._remarks = Remarks(page_name or "picture", is_counted=not page_name)
        self._not_read = "a picture, not read" if page_name else "not read"
        self._open = ExitStack()
        self._engine: Engine | None = None
        self._names: set[str] = set()
        self._digests: set[bytes] = set()
        self._shown = self._count = 0
        self._seconds = 0.0
        self._reason = ""

    def __enter__(self) -> Pictures:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def read(
        self, content: Callable[[], bytes], share: float | None = None, *, name: str = ""
    ) -> list[Entry]:
        """The blocks in a picture; none if it is no page of text. See ``page``."""
        page = self.page(content, share, name=name)
        if page is None:
            return []
        return [block if not isinstance(block, tuple) else [*block] for block in page.blocks]

    def page(
        self,
        content: Callable[[], bytes],
        share: float | None = None,
        number: int = 0,
        *,
        name: str = "",
    ) -> RecognisedPage | None:
        """What a picture says; None if it is no page of text, or was there before.

        Args:
            content: Gives the picture file; raises ``KeyError`` if it is missing, and may raise
                ``RefusedError`` or ``ValueError``.
            share: Of the page that it covers; None where the format does not tell.
            number: Of the page that it is on, in formats with pages.
            name: Of the picture in an archive; each is unpacked once. "" where it has none.
        """
        if (share is not None and share < LEAST_SHARE) or name in self._names:
            return None
        self._names |= {name} - {""}
        self._shown += 1
        number = number or self._shown
        try:
            data = content()
        except KeyError:
            if share is not None:
                self._remarks.add(number, f"{self._not_read}: {_MISSING}")
            return None
        except (RefusedError, ValueError):
            data = b""
        digest = hashlib.sha256(data).digest()
        if data and digest in self._digests:
            return None
        self._digests.add(digest)
        page = self._page(data, is_large=share is not None, number=number)
        if page is not None:
            self._remarks.add_page(number, page)
        return page

    def add_notes(self, builder: TextBuilder) -> None:
        """Say what was recognised and what was not read.

        Raises:
            RefusedError: There is no text in the document, but perhaps in its pictures.
        """
        if not builder.blocks and self._reason:
            raise RefusedError(f"{_ONLY_PICTURES}, and {self._reason}")
        for line in self._remarks.lines():
            builder.note(line)

    # -- parts

    def _page(self, data: bytes, *, is_large: bool, number: int) -> RecognisedPage | None:
        frame = self._frame(data, is_large=is_large, number=number)
        if frame is None or not self._may_read(number):
            return None
        from index.loaders.recognition.coverage import has_ink
        from index.loaders.recognition.reading import recognised

        if not has_ink(frame.draw(_INK_DPI)):
            return None
        start = time.monotonic()
        try:
            page = recognised(self._opened(), frame, self._limits.page_seconds)
        except RefusedError as error:
            self._miss(number, str(error))
            return None
        finally:
            self._seconds += time.monotonic() - start
            page_recognised(self._count, self._count)
        return page if _holds_text(page) else None

    def _frame(self, data: bytes, *, is_large: bool, number: int) -> FramePicture | None:
        """The picture; None if it is too small, or cannot be opened."""
        # Most documents have no large picture, and need none of this.
        from index.loaders.recognition.pictures import frame_picture, opened_picture

        try:
            with opened_picture(data) as image:
                if any(map(int.__lt__, sorted(image.size, reverse=True), _LEAST_SIDES)):
                    return None
                return frame_picture(image, 0, self._limits)
        except RefusedError:
            if is_large or len(data) >= _LEAST_BYTES:
                self._remarks.add(number, f"{self._not_read}: {_UNREADABLE}")
            return None

    def _may_read(self, number: int) -> bool:
        """Whether one more picture may be recognised; says why if not."""
        limits = self._limits
        if not limits.recognise:
            self._miss(number, _OFF)
        elif self._count >= limits.pictures:
            self._miss(number, f"more than {limits.pictures:,} pictures")
        elif self._seconds >= limits.picture_seconds:
            self._miss(number, f"all pictures take longer than {limits.picture_seconds:g} seconds")
        else:
            self._count += 1
            return True
        return False

    def _miss(self, number: int, reason: str) -> None:
        self._reason = self._reason or reason
        self._remarks.add(number, f"{self._not_read}: {reason}")

    def _opened(self) -> Engine:
        if self._engine is None:
            from index.loaders.recognition.engine import Engine

            self._engine = self._open.enter_context(Engine())
        return self._engine


def _holds_text(page: RecognisedPage) -> bool:
    """Whether most of what was recognised are letters indeed: of a photo they are guesses."""
    letters = zip(page.text, page.recognition.confidences, strict=True)
    confidences = [confidence for letter, confidence in letters if letter.isalnum()]
    sure = sum(confidence >= _SURE for confidence in confidences)
    return sure >= max(_LEAST_LETTERS, len(confidences) / 2)
