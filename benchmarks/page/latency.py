"""Measures the time from Enter to the marked answer in the browser, beside ``bot.ask`` itself.

    python -m benchmarks.page.latency [--corpus seeds] [--questions FILE] [--json OUT]

Needs Chromium and Playwright (requirements-dev.txt). The page runs in a process of its own. Each
question is typed and sent in headless Chromium. The browser's clock runs from the key to the frame
in which the conversation shows the new answer and, if there is one, its mark is in view in the
source. Between two questions this process times ``bot.ask`` on the same index, so that both run on
the machine in the same state.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from playwright.sync_api import Page

from benchmarks.page.browsing import browser, served
from qa import Chatbot

_ROOT = Path(__file__).parents[2]
_QUESTIONS = _ROOT / "benchmarks" / "data" / "seed_questions.txt"

# Resolves with the milliseconds from the key to the frame that shows the answer.
_SEND = """(turns) => new Promise((resolve) => {
    const box = document.querySelector("#question textarea");
    const shown = () => {
        const all = document.querySelectorAll("#conversation article.turn");
        const last = all[all.length - 1];
        if (all.length !== turns || last.dataset.pending) return false;
        if (last.querySelector(".declined")) return true;
        const mark = document.querySelector("#source mark.current");
        const pane = document.querySelector("#source .scroll");
        if (!mark || !pane) return false;
        const [a, b] = [mark.getBoundingClientRect(), pane.getBoundingClientRect()];
        return a.height > 0 && a.bottom > b.top && a.top < b.bottom;
    };
    const begin = performance.now();
    const look = () => {
        const passed = performance.now() - begin;
        if (shown()) resolve(passed);
        else if (passed > 20000) resolve(null);
        else requestAnimationFrame(look);
    };
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    box.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
    look();
})"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=_ROOT / "seeds")
    parser.add_argument("--questions", type=Path, default=_QUESTIONS, help="one a line")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    questions = options.questions.read_text(encoding="utf-8").splitlines()
    with (
        TemporaryDirectory() as scratch,
        Chatbot.from_folder(options.corpus, store=Path(scratch) / "store") as bot,
        served(options.corpus, Path(scratch) / "store") as address,
        browser() as chromium,
    ):
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address)
        page.wait_for_selector("#conversation .welcome")
        alone, in_page = _timed(bot, page, questions)
    figures: dict[str, Any] = {
        "questions": len(questions),
        "ask_ms": _spread(alone),
        "page_ms": _spread(in_page),
        "allowed_ms": round(3 * float(np.median(alone)) + 150, 1),
    }
    print(json.dumps(figures, indent=2))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _timed(bot: Chatbot, page: Page, questions: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of ``ask`` and of the page; one question before them warms both up."""
    alone, in_page = [], []
    for number, question in enumerate([questions[-1], *questions], 1):
        begin = time.perf_counter()
        bot.ask(question)
        alone.append(1000 * (time.perf_counter() - begin))
        page.fill("#question textarea", question)
        took = page.evaluate(_SEND, number)
        if took is None:
            raise RuntimeError(f"no marked answer in 20 s: {question}")
        in_page.append(float(took))
    return alone[1:], in_page[1:]


def _spread(milliseconds: list[float]) -> dict[str, float]:
    return {
        "p50": round(float(np.quantile(milliseconds, 0.5)), 1),
        "p95": round(float(np.quantile(milliseconds, 0.95)), 1),
    }


if __name__ == "__main__":
    main()
