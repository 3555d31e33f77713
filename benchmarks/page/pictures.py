"""Takes the pictures of the chat page in docs/page.

    python -m benchmarks.page.pictures [--output docs/page]

Needs Chromium and Playwright (requirements-dev.txt). The page runs in a process of its own
on a folder made for it: the seed article and a PDF made from ``benchmarks/data/breakwater.md``.
Takes each state at 390, 1280 and 1920 pixels, light and dark, for a person to look at. At 390
pixels a source has a picture of its own, as it has a view of its own.
"""

from __future__ import annotations

import argparse
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from fpdf import FPDF
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as NotShownError
from tqdm import tqdm

from benchmarks.page.browsing import browser, served

_ROOT = Path(__file__).parents[2]
_SHOWN = "#source mark.current, #source .box.current"
STATES = {
    "answered": ("Who could order Kim to withdraw from negotiations?", _SHOWN),
    "pdf": ("When was the lamp lit for the first time?", _SHOWN),
    "parts": (
        "When was the lamp lit for the first time and what was the whole cost of the breakwater?",
        "#conversation .items",
    ),
    "declined": ("Who owns the harbour café?", "#conversation .declined"),
}
"""Name of a state → the question that leads to it, and what the page then shows."""
_WITH_SOURCE = ("answered", "pdf")
SIZES = ((390, 844), (1280, 800), (1920, 1080))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_SETTLED = 800.0
"""Milliseconds until scrolling and drawing are over."""


_DRAWN_LATE = "#source .bar .cut"
"""Says that the text stands in for a page until it is drawn."""
_NEXT = "section.next"
_NEXT_MILLISECONDS = 6_000.0
"""Questions to ask next come after the answer, each checked by asking it."""


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=_ROOT / "docs" / "page")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "harbour"
        shutil.copytree(_ROOT / "seeds", folder)
        text = (_ROOT / "benchmarks" / "data" / "breakwater.md").read_text(encoding="utf-8")
        (folder / "breakwater.pdf").write_bytes(_pdf(text))
        with served(folder, Path(scratch) / "store") as address, browser() as chromium:
            _take_welcome(
                chromium.new_page(viewport={"width": 1280, "height": 800}), address, output
            )
            for scheme in tqdm(SCHEMES, desc="pictures"):
                for size in SIZES:
                    page = chromium.new_page(
                        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
                    )
                    _take(page, address, output, f"{size[0]}-{scheme}")
                    page.close()


def _take_welcome(page: Page, address: str, output: Path) -> None:
    """The page as somebody has it who has asked nothing yet."""
    page.goto(address)
    page.wait_for_selector("#conversation .welcome")
    page.wait_for_timeout(_SETTLED)
    page.screenshot(path=output / "welcome-1280-light.png")
    page.close()


def _take(page: Page, address: str, output: Path, suffix: str) -> None:
    for name, (question, there) in STATES.items():
        page.goto(address)
        page.wait_for_selector("#conversation .welcome")
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(there, state="attached")
        # The page of a source is drawn after the answer is shown.
        page.wait_for_selector(_SHOWN, state="attached")
        page.wait_for_selector(_DRAWN_LATE, state="detached")
        with suppress(NotShownError):  # few answers have none
            page.wait_for_selector(_NEXT, timeout=_NEXT_MILLISECONDS)
        page.wait_for_timeout(_SETTLED)
        page.screenshot(path=output / f"{name}-{suffix}.png")
        if name in _WITH_SOURCE and not page.locator("#source").is_visible():
            page.locator("#conversation .chip").first.click()
            page.wait_for_selector(_SHOWN)
            page.wait_for_selector(_DRAWN_LATE, state="detached")
            page.wait_for_timeout(_SETTLED)
            page.screenshot(path=output / f"{name}-source-{suffix}.png")
    if suffix == "1280-light":
        page.get_by_role("button", name="Documents").click()
        page.wait_for_timeout(_SETTLED)
        page.screenshot(path=output / f"documents-{suffix}.png")


def _pdf(text: str) -> bytes:
    """Make a page of each part between ``---``; ``#`` and ``##`` are headings."""
    pdf = FPDF(unit="pt")
    pdf.set_margin(80)
    pdf.set_title(text.splitlines()[0].lstrip("# "))
    for part in text.split("---\n"):
        pdf.add_page()
        for line in part.splitlines():
            level = len(line) - len(line.lstrip("#"))
            pdf.set_font("Times", "B" if level else "", {0: 12, 1: 22, 2: 16}[level])
            if line:
                pdf.multi_cell(0, None, line.lstrip("# "), new_x="LMARGIN", new_y="NEXT")
            pdf.ln(6)
    return bytes(pdf.output())


if __name__ == "__main__":
    main()
