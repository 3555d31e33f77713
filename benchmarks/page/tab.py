"""One browser tab of the page without a browser: questions and files, by Gradio's queue."""

from __future__ import annotations

import json
from typing import Any

import httpx
from gradio_client.utils import apply_diff

__all__ = ["asked", "begin", "listener"]


def listener(config: dict[str, Any], event: str = "submit") -> int:
    """Return the number of the first listener for an event; by default that of the question box."""
    for dependency in config["dependencies"]:
        if any(name == event for _, name in dependency["targets"]):
            return int(dependency["id"])
    raise RuntimeError(f"the page has no listener for {event}")


def begin(
    client: httpx.Client, number: int, tab: str, data: list[Any], event: Any = None
) -> httpx.Response:
    """Put an event into the queue; return the answer to that."""
    body = {"data": data, "fn_index": number, "session_hash": tab, "event_data": event}
    return client.post("/gradio_api/queue/join", json=body)


def asked(client: httpx.Client, number: int, tab: str, question: str) -> str:
    """Ask in a tab and return the conversation as HTML."""
    begin(client, number, tab, [question, None, None]).raise_for_status()
    values: list[Any] | None = None
    with client.stream("GET", f"/gradio_api/queue/data?session_hash={tab}") as events:
        for line in events.iter_lines():
            if not line.startswith("data:"):
                continue
            event = json.loads(line[5:])
            data = (event.get("output") or {}).get("data")
            if event["msg"] == "process_generating" and data:
                if values is None:
                    values = data
                else:
                    values = [apply_diff(v, d) for v, d in zip(values, data, strict=True)]
            if event["msg"] == "process_completed":
                if not event.get("success"):
                    raise RuntimeError(str(event.get("output")))
                break
    if values is None:
        raise RuntimeError("no answer came")
    return str(values[1])
