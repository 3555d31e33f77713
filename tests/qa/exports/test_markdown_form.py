import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from qa.exports.markdown_form import as_markdown
from qa.exports.markdown_text import plain_heading, plain_line, plain_lines, unescaped
from qa.exports.shown_parts import collapsed
from tests.qa.exports.conversations import HEAD, TEXTS, conversations

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKS = {"softbreak", "text", "text_special", "paragraph_open", "paragraph_close", "inline"}


def shown_by(source, allowed=MARKS):
    """What Markdown shows of a text, which holds nothing but paragraphs."""
    shown = []
    for token in MARKDOWN.parse(source):
        assert token.type in allowed, token.type
        for child in token.children or ():
            assert child.type in allowed, child.type
            shown.append("\n" if child.type == "softbreak" else child.content)
        shown.append("\n")
    return collapsed("".join(shown))


@settings(deadline=None)
@given(TEXTS)
def test_markdown_shows_any_text_as_it_is(text):
    assert shown_by("\n".join(plain_lines(text))) == collapsed(text)
    assert shown_by(plain_line(text)) == collapsed(text)
    heading = MARKS | {"heading_open", "heading_close"}
    assert shown_by(f"## {plain_heading(text)}", heading) == collapsed(text)
    assert collapsed(unescaped("\n".join(plain_lines(text)))) == collapsed(text)


@pytest.mark.parametrize(
    "text",
    [
        "6.3 Fees are due in 30 days.",
        "-5 °C at 10:30, ~20 % of $5 to $10; a < b, snake_case, #3, R&D (see § 4.1)!",
        "2026. A year",
    ],
)
def test_common_texts_need_no_backslash(text):
    assert plain_line(text).replace(r"2026\.", "2026.") == text
    assert shown_by(plain_line(text)) == text


@settings(max_examples=40, deadline=None)
@given(conversations())
def test_a_conversation_is_shown_whole(answers):
    tokens = MARKDOWN.parse(as_markdown(answers, HEAD).rpartition("\n## Record\n")[0])
    types = [token.type for token in tokens]
    assert types.count("heading_open") == 1 + len(answers)
    assert types.count("blockquote_open") == 2 + 1 + 1 + 1
    assert not {"code_block", "fence", "html_block", "hr", "table_open"} & set(types)
