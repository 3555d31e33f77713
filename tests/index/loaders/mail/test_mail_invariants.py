"""Any plain text of a message gives sound blocks and loses no word."""

from hypothesis import given
from hypothesis import strategies as st

from index.loaders import load

LINES = st.lists(
    st.one_of(
        st.sampled_from(["", "- one", "1. two", "From: a", "To: b", "Subject: c", "> quoted",
                         "a   b   c", "1   2   3", "-----", "HEAD LINE", "a\tb\tc", "| a | b |",
                         "Kim wrote:", ">> deeper"]),
        st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=30),
    ),
    max_size=25,
)  # fmt: skip


@given(lines=LINES)
def test_plain_texts(lines):
    body = "\n".join(lines)
    data = b"Subject: s\nContent-Type: text/plain; charset=utf-8\n\n" + body.encode()
    extracted = load(data, ".eml")
    text = extracted.text
    end = 0
    for block in extracted.structure.blocks:
        assert end <= block.start < block.end <= len(text)
        assert not text[end : block.start].strip()
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        assert all(block.start <= cell.start < cell.end <= block.end for cell in block.cells)
        end = block.end
    assert not text[end:].strip()
    words = {word.lstrip(">") for word in body.split() if word.isascii() and word.isprintable()}
    assert words - {""} <= {word.lstrip(">") for word in text.split()}
