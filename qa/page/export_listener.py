"""Connects the export buttons of the header with the file that the page saves."""

from __future__ import annotations

from typing import Any

import gradio as gr

from qa.page.handlers.exporting import Exporter
from qa.page.page_parts import PRIVATE, Parts
from qa.page.session import Session
from qa.page.web.gradio_compat import event_data
from qa.page.web.threads import in_thread

__all__ = ["listen_for_exports"]

EXPORTS_AT_ONCE = 2  # each may draw pages for a while


def listen_for_exports(parts: Parts, exporter: Exporter) -> None:
    """Connect the buttons."""

    async def on_export(state: Session | None, event: gr.EventData) -> Any:
        data = event_data(event)
        if data.get("action") != "export":
            return gr.skip()
        link = await in_thread(lambda: exporter.export(state, data.get("form")))
        return gr.skip() if link is None else link

    parts.brand.select(
        on_export,
        inputs=[parts.session],
        outputs=[parts.download],
        **PRIVATE,
        trigger_mode="multiple",
        concurrency_id="export",
        concurrency_limit=EXPORTS_AT_ONCE,
    )
