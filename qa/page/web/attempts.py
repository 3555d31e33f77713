"""Slows down guessing of the password, from each address by itself.

The first wrong passwords from an address cost nothing. After them, passwords from there are tried
one by one, a second apart; those that come in the meantime wait in line. Nobody at another address
waits, and the right password is let in when its turn comes: nothing is ever locked. A browser
that has logged in before has a line of its own ("device cookies", OWASP), so that even
somebody who guesses from the same address does not keep it out.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass

import anyio

__all__ = ["Attempts", "Devices", "network_of"]

logger = logging.getLogger(__name__)

FREE = 5  # wrong passwords before they are slowed
SECONDS_APART = 1.0
MOST_WAITING = 20  # passwords in one line
FORGET_SECONDS = 15 * 60
MOST_LINES = 2_000


@dataclass(slots=True)
class _Line:
    wrong: int = 0
    last: float = 0.0
    next_turn: float = 0.0
    waiting: int = 0


class Attempts:
    """Wrong passwords by line: an address, or a known browser."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, _Line] = OrderedDict()

    async def turn(self, name: str) -> bool:
        """Wait until a password of this line may be tried; False if too many wait already."""
        line = self._lines.get(name)
        now = time.monotonic()
        if line is None or line.wrong < FREE or now - line.last > FORGET_SECONDS:
            return True
        if line.waiting >= MOST_WAITING:
            return False
        at = max(now, line.next_turn)
        line.next_turn = at + SECONDS_APART
        line.waiting += 1
        try:
            await anyio.sleep(at - now)
        finally:
            line.waiting -= 1
        return True

    def was_wrong(self, name: str) -> None:
        """Count and log a wrong password."""
        line = self._lines.pop(name, None) or _Line()
        now = time.monotonic()
        if now - line.last > FORGET_SECONDS:
            line.wrong = 0
        line.wrong += 1
        line.last = now
        line.next_turn = max(line.next_turn, now + SECONDS_APART)
        self._lines[name] = line
        while len(self._lines) > MOST_LINES:
            self._lines.popitem(last=False)
        logger.warning("wrong password from %s (%d in a row)", name, line.wrong)

    def was_right(self, name: str) -> None:
        """Forget the wrong passwords of a known browser; those of an address stay counted."""
        self._lines.pop(name, None)


class Devices:
    """Cookies by which browsers are known again that logged in before. They let nobody in."""

    NAME = "citespan-device"

    def __init__(self, key: bytes) -> None:
        """Sign cookies with ``key``, which all processes of a page have."""
        self._key = key

    def issue(self) -> str:
        """The value of a new cookie."""
        name = secrets.token_hex(8)
        return f"{name}.{self._signature(name)}"

    def known(self, value: str) -> str | None:
        """The name of a browser; None if the cookie is not one of ours."""
        name, _, signature = value.partition(".")
        right = hmac.compare_digest(signature.encode(), self._signature(name).encode())
        return f"browser {name}" if right else None

    def _signature(self, name: str) -> str:
        return hmac.new(self._key, name.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def network_of(host: str) -> str:
    """An address as one person has it; of IPv6 the network, whose addresses cost nothing."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:100]
    if address.version == 6:
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return str(address)
