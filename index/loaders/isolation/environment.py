"""The environment of the extracting process: what Python and the libraries need, no secret."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

__all__ = ["clean_environment"]

_KEPT: Final = frozenset(
    {
        # Where Python and libraries are.
        "PATH", "HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH",
        "PYTHONHOME", "PYTHONPATH", "PYTHONUSERBASE",
        # Windows starts no program without some of these.
        "SYSTEMROOT", "WINDIR", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
        # How text and times are written, and the data of the recogniser.
        "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TESSDATA_PREFIX",
    }
)  # fmt: skip
_SET: Final = {
    # Threads of numerical libraries would only reserve memory.
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    # One thread reads the same words each time, and does not take the other core.
    "OMP_THREAD_LIMIT": "1", "PYTHONIOENCODING": "utf-8",
    # It may not write.
    "PYTHONDONTWRITEBYTECODE": "1",
}  # fmt: skip


def clean_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Those of the variables that the process needs, and the settings of numerical libraries.

    Passwords, keys and settings of the program that starts it stay behind.
    """
    return {
        **{name: value for name, value in environment.items() if name.upper() in _KEPT},
        **_SET,
    }
