"""One browser tab of the page without a browser: questions and files, by Gradio's queue."""

from __future__ import annotations

import json
from typing import Any

import httpx
from gradio_client.utils import apply_diff

__all__ = ["asked", "begin", "happened", "listener"]


def listener(
    config: dict[str, Any],
    event: str = "submit",
    part: str | None = None,
    fills: str | None = None,
) -> int:
    """Return the number of the first listener for an event; by default that of the question box.

    Args:
        config: What the page says of itself.
        event: The name of the event.
        part: The id of the element that it happens to; any if not given.
        fills: The id of an element that gets something from it; any if not given.

    Raises:
        RuntimeError: There is none.
    """
    names = {c["id"]: c.get("props", {}).get("elem_id") for c in config.get("components", ())}
    for dependency in config["dependencies"]:
        filled = {None, *(names.get(output) for output in dependency.get("outputs", ()))}
        if fills not in filled:
            continue
        for target, name in dependency["targets"]:
            if name == event and part in (None, names.get(target)):
                return int(dependency["id"])
    raise RuntimeError(f"the page has no listener for {event}{f' of {part}' if part else ''}")


def begin(
    client: httpx.Client, number: int, tab: str, data: list[Any], event: Any = None
) -> httpx.Response:
    """Put an event into the queue; return the answer to that."""
    body = {"data": data, "fn_index": number, "session_hash": tab, "event_data": event}
    return client.post("/gradio_api/queue/join", json=body)


def asked(client: httpx.Client, number: int, tab: str, question: str) -> str:
    """Ask in a tab and return the conversation as HTML."""
    return str(happened(client, number, tab, [question, None, None])[1])


def happened(
    client: httpx.Client, number: int, tab: str, data: list[Any], event: Any = None
) -> list[Any]:
    """Put an event into the queue, wait for its end, and return what the parts of the page get.

    Raises:
        RuntimeError: The page reports an error, or nothing.
        httpx.HTTPError: It does not answer, or refuses.
    """
    begin(client, number, tab, data, event).raise_for_status()
    values: list[Any] | None = None
    shown: list[Any] = []
    with client.stream("GET", f"/gradio_api/queue/data?session_hash={tab}") as events:
        for line in events.iter_lines():
            if not line.startswith("data:"):
                continue
            message = json.loads(line[5:])
            came = (message.get("output") or {}).get("data")
            if message["msg"] == "process_generating" and came:
                if values is None:
                    values = came
                else:
                    values = [apply_diff(v, d) for v, d in zip(values, came, strict=True)]
                before = shown or values
                shown = [b if _is_skip(v) else v for b, v in zip(before, values, strict=True)]
            if message["msg"] == "process_completed":
                if not message.get("success"):
                    raise RuntimeError(str(message.get("output")))
                shown = shown or came or []
                break
    if not shown:
        raise RuntimeError("no answer came")
    return shown


def _is_skip(value: Any) -> bool:
    """Whether a part of the page keeps what it has; all that comes last may be that."""
    return isinstance(value, dict) and set(value) <= {"__type__", "props"} and "__type__" in value
