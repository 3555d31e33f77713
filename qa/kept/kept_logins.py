"""Logins that every process of a page over the same documents knows.

A login is a *ticket*: a random name, the time of its end, and a signature that needs the key kept
with the documents and the password of the page. So each process checks it by itself, a changed
password ends all of them, and whoever reads the store cannot make one without the password. Who
logs out has the ticket's name kept until it would have ended anyway.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from index.errors import CitespanError
from index.user_values import LOGINS

__all__ = ["KeptLogins", "SettingsStore"]

log = logging.getLogger(__name__)
_KEY = "key"
_LOOK_SECONDS = 1.0
"""So long after a log-out another process may still take the ticket."""


class SettingsStore(Protocol):
    """The part of a store of user data that is used here."""

    def settings(self, owner: str) -> Mapping[str, str]:
        """What an owner has set, by name."""

    def keep_setting(self, owner: str, name: str, value: str) -> None:
        """Set something; "" takes it away."""

    def keep_first_setting(self, owner: str, name: str, value: str) -> None:
        """Set something unless it is set."""


class KeptLogins:
    """Issues and checks tickets.

    Args:
        settings: Where the key and ended tickets are kept.
        clock: Seconds from any start.
        now: Seconds since 1970.
    """

    def __init__(
        self,
        settings: SettingsStore,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._now = now
        self._kept: tuple[float, Mapping[str, str]] | None = None

    def ticket(self, secret: str, seconds: float) -> str:
        """A new ticket that is good for some time; ``secret`` is what has to be known."""
        name, end = secrets.token_urlsafe(24), int(self._now() + seconds)
        return f"{name}.{end}.{self._signature(name, end, secret)}"

    def is_good(self, ticket: str, secret: str) -> bool:
        """Whether a ticket was issued here for this secret, and has not ended."""
        name, end = _parts(ticket)
        if not name or end <= self._now():
            return False
        signature = ticket.rpartition(".")[2].encode("utf-8", "replace")
        if not hmac.compare_digest(signature, self._signature(name, end, secret).encode()):
            return False
        return _digest(name) not in self._known()

    def end(self, ticket: str) -> None:
        """End a ticket that is good, and forget those that have ended by themselves."""
        name, end = _parts(ticket)
        self._settings.keep_setting(LOGINS, _digest(name), str(end))
        for ended, until in self._known(anew=True).items():
            if ended != _KEY and int(until) <= self._now():
                self._settings.keep_setting(LOGINS, ended, "")

    def derived(self, purpose: str) -> bytes:
        """Bytes that all processes have for a purpose, and nobody else."""
        return hmac.digest(self._key(), purpose.encode(), "sha256")

    def _signature(self, name: str, end: int, secret: str) -> str:
        signed = f"{name}\n{end}\n{secret}".encode("utf-8", "replace")
        return hmac.new(self._key(), signed, hashlib.sha256).hexdigest()

    def _key(self) -> bytes:
        key = self._known().get(_KEY)
        if key is None and (key := self._known(anew=True).get(_KEY)) is None:
            # Another process may do so at the same time; the first one counts for all. What was
            # derived from a key that another replaced would differ for good.
            self._settings.keep_first_setting(LOGINS, _KEY, secrets.token_hex(32))
            key = self._known(anew=True)[_KEY]
        return bytes.fromhex(key)

    def _known(self, *, anew: bool = False) -> Mapping[str, str]:
        now = self._clock()
        if anew or self._kept is None or now - self._kept[0] > _LOOK_SECONDS:
            try:
                self._kept = now, self._settings.settings(LOGINS)
            except CitespanError as error:
                if self._kept is None:
                    raise
                # Who is in stays in while the store cannot be reached.
                log.warning("logins as they were last known: %s", error)
                self._kept = now, self._kept[1]
        return self._kept[1]


def _parts(ticket: str) -> tuple[str, int]:
    """Name and end of what looks like a ticket; ("", 0) of anything else."""
    parts = ticket.split(".")
    if len(parts) != 3 or not (parts[1].isascii() and parts[1].isdigit()) or len(parts[1]) > 15:
        return "", 0
    return parts[0], int(parts[1])


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
