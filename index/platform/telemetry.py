"""Usage statistics of the libraries below are off, before any of them is imported.

``index`` calls this first, and everything here imports ``index``. Processes that are started from
here inherit the environment. A program that imports one of these libraries before ``index`` has
to set the variables itself.
"""

from __future__ import annotations

import os

__all__ = ["SWITCHES", "switch_off"]

SWITCHES = {
    # From 1.32 on, importing ONNX Runtime writes an id of the machine and a database below the
    # user's cache and looks up the host that it reports to.
    "ORT_DISABLE_TELEMETRY": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def switch_off() -> None:
    """Set the switches, whatever the environment says: the page promises to ask no other host."""
    os.environ.update(SWITCHES)
