import re

import pytest
from hypothesis import given, settings

from qa.exports.citation_styles import STYLES, copied
from tests.qa.exports.conversations import answer_from, conversations

TEXT = "6.3 The rent of {$5} ends on 12 May 2025. It is *due*."


@pytest.fixture
def answer(tmp_path):
    return answer_from(tmp_path / "lease.txt", TEXT, (0, 41), (29, 40))


def test_plain(answer):
    assert copied(answer, "plain") == (
        "12 May 2025\n\n“6.3 The rent of {$5} ends on 12 May 2025.”\nlease.txt, characters 0–41"
    )


def test_markdown(answer):
    assert copied(answer, "markdown") == (
        "**12 May 2025**\n\n> 6.3 The rent of {$5} ends on 12 May 2025.\n>\n"
        "> — lease.txt, characters 0–41"
    )


def test_bibtex(answer):
    document = answer.citations[0].document
    assert copied(answer, "bibtex").splitlines() == [
        f"@misc{{lease-{document.id[:8]}-0,",
        "  title = {lease},",
        "  howpublished = {lease.txt},",
        "  note = {characters 0-41},",
        "  answer = {12 May 2025},",
        r"  quotation = {6.3 The rent of \textbraceleft{}\$5\textbraceright{} ends on "
        "12 May 2025.},",
        f"  sha256 = {{{document.id}}}",
        "}",
    ]


@settings(max_examples=40, deadline=None)
@given(conversations())
def test_every_style_takes_any_text(answers):
    for answer in answers:
        if answer.found:
            assert answer.citations[0].text in copied(answer, "plain")
            entry = re.sub(r"\\.", "", copied(answer, "bibtex"))
            assert entry.count("{") == entry.count("}")
            assert all(copied(answer, style) for style in STYLES)


def test_signs_of_markdown_are_not_copied_but_in_bibtex(tmp_path):
    text = "**Decision:** The *board* approved it.\n"
    answer = answer_from(tmp_path / "minutes.md", text, (0, 38), (0, 25))
    assert copied(answer, "plain") == (
        "Decision: The board\n\n“Decision: The board approved it.”\nminutes.md, characters 0–38"
    )
    assert "> Decision: The board approved it." in copied(answer, "markdown")
    assert "quotation = {**Decision:** The *board* approved it.}" in copied(answer, "bibtex")
