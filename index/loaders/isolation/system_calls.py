"""Linux's system calls that the extracting process has no use for, by machine.

From the kernel's tables: ``arch/x86/entry/syscalls/syscall_64.tbl`` and
``include/uapi/asm-generic/unistd.h``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["ANYTHING_ELSE_IS_REFUSED", "FILTERS", "SystemCalls"]

ANYTHING_ELSE_IS_REFUSED: Final = 0x40000000
"""Numbers from here on are those of another table, in which all calls come again."""

_THREAD: Final = 0x10000
"""Flag of ``clone`` for a thread; without it, another process begins."""

_SET_OWNER: Final = 8
_SET_OWNER_TOO: Final = 15
"""Commands of ``fcntl`` (F_SETOWN, F_SETOWN_EX): whom the kernel sends signals of a file, such as
SIGKILL."""


@dataclass(frozen=True, slots=True)
class SystemCalls:
    """Numbers of calls on one machine.

    Attributes:
        machine: The kernel's number of the machine.
        refused: Sockets, other processes, changes to files, and ways round this filter.
        unknown: Those for which there is an older call that can be looked into.
        opening: Calls that open a file, and which argument has the flags.
        to_itself: Calls that a process may use on itself only.
        to_zero: Calls that name a process first, and may name none but 0, which is itself.
        only_with: Calls, an argument, and bits of which it must have one.
        never_with: Calls, an argument, and a value that it may not have.
    """

    machine: int
    refused: tuple[int, ...]
    unknown: tuple[int, ...]
    opening: tuple[tuple[int, int], ...]
    to_itself: tuple[int, ...]
    to_zero: tuple[int, ...]
    only_with: tuple[tuple[int, int, int], ...]
    never_with: tuple[tuple[int, int, int], ...]


_EVERYWHERE: Final = (
    424, 425, 426, 427, 434, 438, 452,  # pidfd_send_signal, io_uring, pidfd_open, -getfd, fchmodat2
)  # fmt: skip
_OLDER_ONES: Final = (435, 437)  # clone3, openat2

FILTERS: Final = {
    "x86_64": SystemCalls(
        machine=0xC000003E,
        refused=(
            41, 42, 43, 44, 46, 49, 50, 53, 288, 307,  # socket, connect, accept, send, bind …
            57, 58, 59, 322, 101, 310, 311, 312,  # fork, vfork, exec, ptrace, process_vm, kcmp
            85, 76, 82, 264, 316, 83, 258, 84, 86, 265, 88, 266, 87, 263,  # create, rename, remove
            133, 259, 90, 91, 268, 92, 93, 94, 260, 132, 235, 261, 280,  # modes, owners, times
            188, 189, 190, 197, 198, 199,  # extended attributes
            165, 166, 248, 249, 250, 272, 298, 304, 308, 321, 323,  # mount, keys, namespaces, bpf …
            141, 142, 144, 314, 251, 256, 279,  # priority and memory of others
            29, 30, 31, 67, 64, 65, 66, 220, 68, 69, 70, 71, 240,  # shared memory, queues …
            *_EVERYWHERE,
        ),
        unknown=_OLDER_ONES,
        opening=((2, 1), (257, 2)),
        to_itself=(62, 129, 234, 297),
        to_zero=(203, 302),  # sched_setaffinity, prlimit64
        only_with=((56, 0, _THREAD),),
        never_with=((72, 1, _SET_OWNER), (72, 1, _SET_OWNER_TOO)),
    ),
    "aarch64": SystemCalls(
        machine=0xC00000B7,
        refused=(
            198, 199, 200, 201, 202, 203, 206, 211, 242, 269,
            221, 281, 117, 270, 271, 272,
            45, 38, 276, 34, 37, 36, 35,
            33, 52, 53, 54, 55, 88,
            5, 6, 7, 14, 15, 16,
            40, 39, 217, 218, 219, 97, 241, 265, 268, 280, 282,
            140, 118, 119, 274, 30, 238, 239,
            194, 195, 196, 197, 190, 191, 192, 193, 186, 187, 188, 189, 180,
            *_EVERYWHERE,
        ),
        unknown=_OLDER_ONES,
        opening=((56, 2),),
        to_itself=(129, 138, 131, 240),
        to_zero=(122, 261),
        only_with=((220, 0, _THREAD),),
        never_with=((25, 1, _SET_OWNER), (25, 1, _SET_OWNER_TOO)),
    ),
}  # fmt: skip
"""By the name that ``uname`` gives the machine."""
