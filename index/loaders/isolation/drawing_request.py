"""A request to draw a page, as the limited process answers it."""

from __future__ import annotations

import signal
from typing import Any

from index.errors import RefusedError
from index.loaders.drawing import draw
from index.loaders.drawn_pages import pack_picture

__all__ = ["answer_drawing"]


def answer_drawing(
    request: dict[str, Any], blocks: list[bytes], state: dict[str, Any]
) -> tuple[Any, ...]:
    """Header and block of the drawn page; nothing where everything is only to be prepared for it.

    Args:
        request: ``file`` names the file, ``page`` is a number from 1, ``spans`` holds indices of
            characters, ``scale`` is the width as a multiple of the usual one.
        blocks: The bytes of the file; none if it is the file of the request before.
        state: What this process remembers: that file.

    Raises:
        RefusedError: The page cannot be drawn.
    """
    if request["do"] == "prepare":
        if hasattr(signal, "alarm"):
            signal.alarm(0)  # whoever started this process waits as long as it takes
        return ({"status": "picture"},)
    if blocks:
        state.clear()
        state["file"], state["data"] = request["file"], blocks[0]
    elif state.get("file") != request["file"]:
        raise RefusedError("the file is not there")
    picture = draw(state["data"], request["page"], request["spans"], request["scale"])
    header, png = pack_picture(picture)
    return {**header, "status": "picture"}, png
