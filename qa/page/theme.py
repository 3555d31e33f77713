"""Colours and type of the page: system fonts only, nothing fetched from anywhere."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

__all__ = ["ASSETS", "asset", "style", "theme"]

ASSETS = Path(__file__).with_name("assets")
STYLES = ("page", "conversation", "source", "documents", "history", "narrow")
SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def asset(name: str) -> str:
    """The text of a file of the page, a style sheet or a script."""
    return (ASSETS / name).read_text(encoding="utf-8")


def style() -> str:
    """The page's style sheet; what holds for narrow pages comes last."""
    return "".join(asset(f"{name}.css") for name in STYLES)


def theme() -> gr.themes.Base:
    """Gradio's plainest theme on local fonts; ``page.css`` draws the rest."""
    return gr.themes.Base(
        font=[gr.themes.Font(name) for name in SANS],
        font_mono=[gr.themes.Font(name) for name in MONO],
    ).set(
        body_background_fill="#f7f5f1",
        body_background_fill_dark="#171614",
        body_text_color="#22201c",
        body_text_color_dark="#e9e5dc",
        # Seen on the login page, which is Gradio's own.
        button_primary_background_fill="#1f5f5b",
        button_primary_background_fill_hover="#174946",
        button_primary_text_color="#ffffff",
    )
