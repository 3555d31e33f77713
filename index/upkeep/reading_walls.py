"""Which walls around the process that reads files the system of this machine has."""

from __future__ import annotations

from index.errors import RefusedError
from index.loaders.isolation.confinement import LANDLOCK, SECCOMP
from index.loaders.isolation.worker import Worker

__all__ = ["missing_walls"]


def missing_walls() -> tuple[str, ...]:
    """Names of those of the kernel's walls that such a process does not get here.

    It is started to find out. Where none can be started, nothing is read, so nothing is missing.
    """
    worker = Worker()
    try:
        walls = worker.walls()
    except (RefusedError, OSError):
        return ()
    finally:
        worker.close()
    return tuple(name for name in (SECCOMP, LANDLOCK) if name not in walls)
