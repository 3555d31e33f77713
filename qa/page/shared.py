"""What the page and its server share."""

from __future__ import annotations

from dataclasses import dataclass, field

import gradio as gr

from qa.kept.kept_logins import KeptLogins
from qa.page.bot import BackgroundReader
from qa.page.page_figures import Figures
from qa.page.tasks import Tasks
from qa.page.upload_limits import UploadLimits
from qa.page.web.gradio_streams import OpenTabs
from qa.page.web.readiness import Readiness
from qa.page.web.sent_files import SentFiles
from qa.page.web.turns import Turns

__all__ = ["Page", "Shared"]

CONCURRENT_QUESTIONS = 2  # of people and programs, read at the same time; others wait


@dataclass(slots=True)
class Shared:
    """Sent files, tasks, turns of questions, open browser tabs and figures of one page."""

    limits: UploadLimits = field(default_factory=UploadLimits)
    turns: Turns = field(default_factory=lambda: Turns(CONCURRENT_QUESTIONS))
    tabs: OpenTabs = field(default_factory=OpenTabs)
    figures: Figures = field(default_factory=Figures)
    readiness: Readiness = field(default_factory=Readiness)
    sent_files: SentFiles = field(init=False)
    page: gr.Blocks | None = None
    logins: KeptLogins | None = None
    tasks: Tasks | None = None
    background: BackgroundReader | None = None

    def __post_init__(self) -> None:
        self.sent_files = SentFiles(self.limits)


class Page(gr.Blocks):
    """The page, with what it shares."""

    shared: Shared
