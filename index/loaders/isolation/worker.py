"""Extracting under limits of time and memory, in a process of its own that can be killed.

One process serves one file after the other. It is started when first needed and again after it
was killed or died. Short plain text is read right here: that ends soon, crashes nothing, and a
message to another process would cost more than the work.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import weakref
from collections.abc import Callable
from typing import Any, BinaryIO, Final, TypeVar, cast

from index.errors import (
    CitespanError,
    InvalidValueError,
    NoTextError,
    RefusedError,
    StoppedError,
    WireError,
)
from index.loaders.content import format_by_content
from index.loaders.isolation import wire
from index.loaders.isolation.child_process import end_child, started_child
from index.loaders.limits import LIMITS, Limits
from index.values import Extracted, Member

__all__ = ["Worker"]

T = TypeVar("T")

log = logging.getLogger(__name__)

_READ_HERE: Final = 1 << 16
"""Bytes up to which plain text is read in this process; no form of it takes a second then."""

_AGAIN: Final = "get it or save it again"


class _LostError(CitespanError):
    """The process ended, or has to: ``reason`` says what that means for the file."""

    def __init__(self, reason: str, *, may_differ: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.may_differ = may_differ


class Worker:
    """Extracts files; safe to use from several threads, one file at a time."""

    crashed = f"crashes the program that reads such files; {_AGAIN}"
    late = "takes longer than {seconds:g} seconds to read; split it or raise the limit on seconds"
    greedy = (
        "needs more than {megabytes:,} MB of memory to read; split it or raise the limit on memory"
    )

    _politeness = 5
    """By so much the process steps back behind those that answer questions; its time is limited."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._guard = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[Any, Any] | None = None
        self._opened: tuple[bytes, str] | None = None
        self._is_open = False
        self._stop_reading: Callable[[], None] | None = None

    @property
    def pid(self) -> int | None:
        """Process id of the running process, or None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def load(self, data: bytes, suffix: str) -> Extracted:
        """Text, title, pages and structure of a file.

        Raises:
            RefusedError: It cannot be used, took too long or too much memory, or crashed the
                process that read it.
        """
        format_ = format_by_content(data, suffix)
        if format_.is_plain and len(data) <= _READ_HERE:
            return format_.load(data, self.limits)
        with self._guard:
            self._opened = None
            header, blocks = self._twice({"do": "load", "suffix": suffix.lower()}, data)
            return self._unpacked(lambda: wire.unpack_extracted(header, blocks))

    def open(self, data: bytes, suffix: str) -> tuple[Member, ...]:
        """The members of an archive or a message, which stays open until the next call.

        Raises:
            RefusedError: As for ``load``.
        """
        with self._guard:
            self._opened = None
            header, _ = self._twice({"do": "open", "suffix": suffix.lower()}, data)
            members = self._unpacked(
                lambda: wire.unpack_members(header, self.limits.archive_members)
            )
            self._opened = (data, suffix.lower())
            self._is_open = True
            return members

    def load_member(self, number: int) -> Extracted:
        """The member at ``number``, from 0, of the archive that is open.

        Raises:
            RefusedError: As for ``load``.
        """
        with self._guard:
            header, blocks = self._twice({"do": "member", "number": number})
            return self._unpacked(lambda: wire.unpack_extracted(header, blocks))

    def walls(self) -> frozenset[str]:
        """The walls of the kernel around the process: see ``confinement.confine``.

        Raises:
            RefusedError: There is no such process to be had.
        """
        with self._guard:
            header, _ = self._twice({"do": "walls"})
            walls = header.get("walls")
            return frozenset(map(str, walls)) if isinstance(walls, list) else frozenset()

    def interrupt(self) -> None:
        """End what is being read, if anything is; whoever asked for it gets ``StoppedError``."""
        stop = self._stop_reading
        if stop is not None:
            stop()

    def close(self) -> None:
        """End the process; the next file starts another one."""
        with self._guard:
            self._opened = None
            self._kill()

    # -- parts

    def _twice(self, request: dict[str, Any], *blocks: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """The answer; asked again of a fresh process if what went before might be to blame."""
        is_fresh = self.pid is None
        try:
            return self._ask(request, *blocks)
        except _LostError as lost:
            self._kill()
            if is_fresh or not lost.may_differ:
                raise RefusedError(lost.reason) from None
        try:
            return self._ask(request, *blocks)
        except _LostError as lost:
            self._kill()
            raise RefusedError(lost.reason) from None

    def _ask(self, request: dict[str, Any], *blocks: bytes) -> tuple[dict[str, Any], list[bytes]]:
        if request["do"] == "member" and not (self._is_open and self.pid is not None):
            if self._opened is None:
                raise InvalidValueError("no archive is open")
            data, suffix = self._opened
            self._exchange({"do": "open", "suffix": suffix}, data)
            self._is_open = True
        return self._exchange(request, *blocks)

    def _exchange(
        self, request: dict[str, Any], *blocks: bytes
    ) -> tuple[dict[str, Any], list[bytes]]:
        """One request and its answer; the time limit runs from here.

        It begins anew with each page that was recognised.
        """
        process = self._running()
        late, unwanted = threading.Event(), threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        def interrupt() -> None:
            unwanted.set()
            process.kill()

        self._stop_reading = interrupt
        timers = [_started(stop, self._seconds(request))]
        try:
            wire.send(cast(BinaryIO, process.stdin), request, *blocks)
            header, payload = self._received(cast(BinaryIO, process.stdout), stop, timers)
        except (OSError, WireError):
            if unwanted.is_set():
                self._kill()
                raise StoppedError("stopped while a file was read") from None
            if late.is_set():
                reason = self.late.format(seconds=self.limits.seconds)
                raise _LostError(reason, may_differ=False) from None
            raise _LostError(self.crashed, may_differ=True) from None
        except BaseException:
            # Whatever answer still comes belongs to nobody.
            self._kill()
            raise
        finally:
            self._stop_reading = None
            timers[-1].cancel()
        return self._judged(header), payload

    def _received(
        self, stream: BinaryIO, stop: Callable[[], None], timers: list[threading.Timer]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """The answer; each page told before it begins the time limit anew."""
        header, payload = wire.receive(stream, self._most())
        # No file can have a page told without end.
        for _ in range(self.limits.pages + self.limits.pictures):
            if header.get("status") != "page":
                break
            timers[-1].cancel()
            timers.append(_started(stop, self.limits.seconds))
            log.debug("page %s of %s recognised", header.get("number"), header.get("count"))
            header, payload = wire.receive(stream, self._most())
        return header, payload

    def _judged(self, header: dict[str, Any]) -> dict[str, Any]:
        """The header of an answer that is one; a refusal otherwise."""
        status = header.get("status")
        if status in ("text", "open", "picture", "walls"):
            return header
        if status == "refused":
            kind = NoTextError if header.get("has_text") is False else RefusedError
            raise kind(wire.unpack_reason(header))
        if status == "memory":
            reason = self.greedy.format(megabytes=self.limits.memory_bytes // 1_000_000)
            raise _LostError(reason, may_differ=True)
        if status == "deep":
            raise RefusedError(f"damaged or nested too deeply; {_AGAIN}")
        log.debug("a loader broke: %s", header.get("reason"))
        raise RefusedError(f"damaged; {_AGAIN}")

    def _unpacked(self, unpack: Callable[[], T]) -> T:
        """What an answer holds; the process ends if that is not of the form it should have."""
        try:
            return unpack()
        except WireError:
            self._kill()
            raise RefusedError(self.crashed) from None

    def _seconds(self, request: dict[str, Any]) -> float:
        """Longest time until a request is answered."""
        return self.limits.seconds

    def _most(self) -> int:
        """Bytes of the longest answer."""
        return wire.BYTES_PER_CHARACTER * self.limits.characters + 1_000_000

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._kill()
        self._process = started_child(self.limits, self._politeness)
        self._finalizer = weakref.finalize(self, end_child, self._process)
        return self._process

    def _kill(self) -> None:
        self._is_open = False
        if self._finalizer is not None:
            self._finalizer()
            self._finalizer = None
        self._process = None


def _started(function: Callable[[], None], seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, function)
    timer.daemon = True
    timer.start()
    return timer
