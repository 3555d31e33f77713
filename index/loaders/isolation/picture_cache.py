"""Drawn pages that are kept, up to a size, and for a while those that could not be drawn."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from index.loaders.drawn_pages import NotDrawn, Picture

__all__ = ["PictureCache"]

_FAILED_SECONDS: Final = 60.0
"""So long a page that could not be drawn is not tried again."""

_MOST_FAILED: Final = 1_000


class PictureCache:
    """Pictures by key, the latest used last; safe to use from several threads.

    Args:
        most_bytes: Size of all pictures together.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._guard = threading.Lock()
        self._pictures: OrderedDict[Hashable, Picture] = OrderedDict()
        self._failed: OrderedDict[Hashable, tuple[NotDrawn, float]] = OrderedDict()

    def picture(self, key: Hashable) -> Picture | None:
        """The picture of this key, if it is kept."""
        with self._guard:
            if key in self._pictures:
                self._pictures.move_to_end(key)
            return self._pictures.get(key)

    def keep(self, key: Hashable, picture: Picture) -> None:
        """Keep a picture; those that were used longest ago go."""
        with self._guard:
            before = self._pictures.pop(key, None)
            self._pictures[key] = picture
            self._size += len(picture.png) - (len(before.png) if before else 0)
            while self._size > self._most:
                _, dropped = self._pictures.popitem(last=False)
                self._size -= len(dropped.png)

    def failure(self, key: Hashable) -> NotDrawn | None:
        """Why this key could not be drawn lately."""
        with self._guard:
            reason, until = self._failed.get(key, (None, 0.0))
            return reason if time.monotonic() < until else None

    def keep_failure(self, key: Hashable, reason: NotDrawn) -> None:
        """Remember why a key could not be drawn."""
        with self._guard:
            self._failed.pop(key, None)
            self._failed[key] = reason, time.monotonic() + _FAILED_SECONDS
            if len(self._failed) > _MOST_FAILED:
                self._failed.popitem(last=False)
