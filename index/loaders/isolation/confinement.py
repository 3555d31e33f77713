"""What the extracting process may not do: reach a network, write a file, start or touch a process.

Three walls, each as far as the system has it. A filter on system calls (seccomp) and Landlock are
the kernel's, on Linux; nothing in the process can take them away again. An audit hook of Python
stands everywhere; it stops what goes through Python, not a library that was taken over.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from typing import Any, Final

from index.loaders.isolation.system_calls import (
    ANYTHING_ELSE_IS_REFUSED,
    FILTERS,
    SystemCalls,
)

__all__ = ["LANDLOCK", "SECCOMP", "confine"]

SECCOMP: Final = "seccomp"
LANDLOCK: Final = "Landlock"
"""Names of the walls that not every system has."""

_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED_EVENTS: Final = (
    "socket.", "subprocess.", "shutil.", "os.system", "os.exec", "os.posix_spawn", "os.spawn",
    "os.fork", "os.startfile", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link",
    "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.utime", "os.setxattr",
    "os.removexattr", "os.kill", "winreg.", "_winapi.CreateProcess",
)  # fmt: skip

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2

_CAPABILITIES: Final = 0x20080522
"""Third version of the form in which capabilities are given: two halves of three sets."""

_READING: Final = 1 << 2  # CAP_DAC_READ_SEARCH

_LANDLOCK: Final = (444, 446)
"""Numbers of ``landlock_create_ruleset`` and ``landlock_restrict_self``, on all machines."""

_WRITES: Final = (1 << 1) | sum(1 << bit for bit in range(4, 13))
"""Landlock's rights to write files, and to make and remove anything."""

_RIGHTS_SINCE: Final = ((2, 1 << 13), (3, 1 << 14))
"""Rights that later versions of Landlock know: to move between folders, to cut files."""

_TCP: Final = 0b11
_NET_SINCE: Final = 4
_SIGNALS_AND_SOCKETS: Final = 0b11
_SCOPE_SINCE: Final = 6


def confine() -> tuple[str, ...]:
    """Take these rights from this process, as far as the system can.

    Returns:
        The walls of the kernel that it got: ``LANDLOCK``, ``SECCOMP``.
    """
    walls: list[str] = []
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
            _drop_capabilities(libc)
            walls += [LANDLOCK] * _restrict_files(libc)
            walls += [SECCOMP] * _filter_calls(libc)
    sys.addaudithook(_refuse)
    return tuple(walls)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise ``PermissionError`` for what Python code may not do here."""
    if event == "open":
        flags = arguments[2]
        if isinstance(flags, int) and flags & _WRITING:
            raise PermissionError(f"the process that reads files may not write {arguments[0]!r}")
    elif event.startswith(_REFUSED_EVENTS):
        raise PermissionError(f"the process that reads files may not use {event}")


def _drop_capabilities(libc: Any) -> None:
    """Take root's powers, except to read files of others, where a library may be."""
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITIES, 0))
    data = ctypes.create_string_buffer(24)
    if libc.capget(header, data) == 0:
        effective, permitted, *_ = struct.unpack("=6I", data.raw)
        kept = effective & _READING, permitted & _READING, 0, 0, 0, 0
        libc.capset(header, struct.pack("=6I", *kept))


def _restrict_files(libc: Any) -> bool:
    """Landlock: no write anywhere, no TCP, no look into processes that are not restricted so."""
    create, restrict = _LANDLOCK
    version = libc.syscall(create, None, 0, 1)
    if version < 1:
        return False
    files = _WRITES | sum(right for since, right in _RIGHTS_SINCE if version >= since)
    net = _TCP if version >= _NET_SINCE else 0
    scope = _SIGNALS_AND_SOCKETS if version >= _SCOPE_SINCE else 0
    rules = struct.pack("=QQQ", files, net, scope)
    # An older kernel takes no fields that it does not know.
    size = 24 if scope else 16 if net else 8
    descriptor = libc.syscall(create, rules, ctypes.c_size_t(size), 0)
    if descriptor < 0:
        return False
    is_restricted = bool(libc.syscall(restrict, descriptor, 0) == 0)
    os.close(descriptor)
    return is_restricted


def _filter_calls(libc: Any) -> bool:
    """Seccomp: see ``system_calls``."""
    calls = FILTERS.get(os.uname().machine)
    if calls is None:
        return False
    instructions = _program(calls, os.getpid())
    code = ctypes.create_string_buffer(b"".join(instructions))
    program = struct.pack("HxxxxxxP", len(instructions), ctypes.addressof(code))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0) == 0)


# -- the filter, as a program of the kernel's packet filter (linux/filter.h)

_LOAD: Final = 0x20
_RETURN: Final = 0x06
_IF_EQUAL: Final = 0x15
_IF_AT_LEAST: Final = 0x35
_IF_ANY_BIT: Final = 0x45
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050001  # EPERM
_UNKNOWN: Final = 0x00050026  # ENOSYS: callers then use an older call


def _program(calls: SystemCalls, process: int) -> list[bytes]:
    """Instructions that refuse ``calls``; ``process`` may send signals to itself."""
    code = [
        _step(_LOAD, _MACHINE),
        _step(_IF_EQUAL, calls.machine, 1, 0),
        _step(_RETURN, _REFUSE),
        _step(_LOAD, _NUMBER),
        _step(_IF_AT_LEAST, ANYTHING_ELSE_IS_REFUSED, 0, 1),
        _step(_RETURN, _REFUSE),
    ]
    for number in calls.refused:
        code += [_step(_IF_EQUAL, number, 0, 1), _step(_RETURN, _REFUSE)]
    for number in calls.unknown:
        code += [_step(_IF_EQUAL, number, 0, 1), _step(_RETURN, _UNKNOWN)]
    for number, argument in calls.opening:
        code += _checked(number, argument, _step(_IF_ANY_BIT, _WRITING, 0, 1))
    for number in calls.to_itself:
        code += _checked(number, 0, _step(_IF_EQUAL, process, 1, 0))
    for number in calls.to_zero:
        code += _checked(number, 0, _step(_IF_EQUAL, 0, 1, 0))
    for number, argument, bits in calls.only_with:
        code += _checked(number, argument, _step(_IF_ANY_BIT, bits, 1, 0))
    for number, argument, value in calls.never_with:
        code += _checked(number, argument, _step(_IF_EQUAL, value, 0, 1))
    return [*code, _step(_RETURN, _ALLOW)]


def _checked(number: int, argument: int, check: bytes) -> list[bytes]:
    """Refuse a call where ``check`` of its argument goes on with the next instruction."""
    return [
        _step(_IF_EQUAL, number, 0, 4),
        _step(_LOAD, _ARGUMENTS + 8 * argument),
        check,
        _step(_RETURN, _REFUSE),
        _step(_LOAD, _NUMBER),
    ]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
