"""Finds descriptions of files in the JSON that is sent to the page.

Gradio takes an object that describes a file in any argument, and fetches the address in it.
Nothing on this page takes a file that way.
"""

from __future__ import annotations

import json
from typing import Any

__all__ = ["names_a_file"]


def names_a_file(body: bytes) -> bool:
    """Whether a JSON body holds an object that stands for a file, or is too deep to look through.

    A body that is not JSON holds none.
    """
    if not any(sign in body for sign in (b"meta", b"path", b"\\u", b"\x00")):
        return False  # the last two: names spelled with escapes, or in UTF-16
    try:
        value = json.loads(body)
    except RecursionError:
        return True
    except ValueError:
        return False
    waiting: list[Any] = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            meta = value.get("meta")
            if isinstance(value.get("path"), str) or (isinstance(meta, dict) and "_type" in meta):
                return True
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return False
