"""What Gradio's MCP server answers with: JSON, where it would write Python's notation."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["answer_in_json"]


def answer_in_json(server: Any) -> None:
    """Make a ``GradioMCPServer`` give each result as one text that is JSON."""

    def contents(data: list[Any], _root_url: str) -> list[Any]:
        texts = [json.dumps(one, ensure_ascii=False) for one in data]
        return [server.types.TextContent(type="text", text=text) for text in texts]

    server.postprocess_output_data = contents
