"""The chat page: questions on one side, the cited source with its marks on the other.

``views`` are pure functions from values to escaped HTML; ``session`` and ``handlers`` hold what
one browser session asked; ``layout`` puts it on a Gradio page; ``web`` serves that page without
any reference to another host. Offsets of a text never reach the browser: every mark is made here.
"""

from __future__ import annotations

import os

from qa.page.web.gradio_start import leave_stubs

# The Hub client reads this when it is first imported. Other switches: ``index.platform.telemetry``.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
leave_stubs()

__all__: list[str] = []
