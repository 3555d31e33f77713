"""Quoted messages and signatures stand apart from the sentences of a message."""

import pytest

from index.loaders import load
from index.text.sentences import sentence_spans

HEAD = "From: Ada <ada@x.org>\nSubject: Pumps\nMIME-Version: 1.0\n"


def read(text):
    message = f"{HEAD}Content-Type: text/plain; charset=utf-8\n\n{text}"
    extracted = load(message.encode(), ".eml")
    blocks = extracted.structure.blocks
    spans = sentence_spans(extracted.text, blocks)
    return extracted.text, [extracted.text[s.start : s.end] for s in spans]


ANSWERED = """The pumps come on Monday.

Ada

On Wed, 4 Jun 2025 at 09:15, Bo Lund <bo@x.org>
wrote:
> Ada,
>
> six pumps are broken. They
> leaked all night.
> On Tue, 3 Jun 2025, Ada wrote:
>> How many are broken?
"""


def test_an_answer_above_what_it_answers_has_no_marks():
    text, sentences = read(ANSWERED)
    assert ">" not in text.partition("wrote:")[2]
    assert "six pumps are broken." in sentences
    assert "They\nleaked all night." in sentences
    assert "How many are broken?" in sentences
    assert not any("wrote" in sentence and "Ada," in sentence for sentence in sentences)


@pytest.mark.parametrize(
    "text",
    [
        "On Wed, Bo wrote:\n> Are six broken?\nYes, they are.\n> Since when?\nMonday.",
        "> Are six broken?\nYes, they are.",
        "On Wed, Bo wrote:\n> Are six broken?\n\nYes, they are.",
        "The limits are:\n> 6 bar",  # nobody wrote that
        "Bo wrote:\n> Ida wrote:\n>> six\n> seven",
    ],
)
def test_marks_stay_where_they_alone_tell_who_wrote_what(text):
    marked = [line for line in text.split("\n") if line.startswith(">")]
    shown, sentences = read(text)
    assert all(line in shown.split("\n") for line in marked)
    own = [line for line in text.split("\n") if line and not line.startswith(">")]
    assert all(any(line in s and ">" not in s for s in sentences) for line in own)


@pytest.mark.parametrize(
    "close", ["-- ", "Kind regards", "Best wishes,", "Thanks,", "___", "Yours,"]
)
def test_what_signs_a_message_is_no_part_of_its_last_sentence(close):
    _, sentences = read(f"Six pumps leak\n{close}\nBo Lund\nPurchasing")

    assert "Six pumps leak" in sentences


def test_a_sentence_of_thanks_is_no_signature():
    text, sentences = read("Six pumps leak\nthanks to the frost of last night.")
    assert "Six pumps leak\nthanks to the frost of last night." in sentences
    assert "leak\nthanks" in text
