"""Texts that break careless splitting, for Hypothesis."""

from hypothesis import strategies as st

_PIECES = (
    "The tide rose.", "Why?", "No!", "He said “yes”. She left.", "Dr. Smith paid $3.50 at 5 p.m.",
    "e\u0301", "\u0301", "😀", "👩\u200d👩\u200d👧", "\ufb01ne", "half-\nway", "soft\u00adhyphen",
    "第一句。", "漢字仮名交じり文", "ﷺﷺﷺ", "½¾", "\u200b", "\ufeff", "\u2028", "\x85", "...", "—",
    "x" * 90, "ab!" * 30, "!" * 40, "日本" * 30, "aB3+/" * 12,
    "- item", "# Head", "| a | b |", "1. one",
)  # fmt: skip
_GAPS = ("", " ", "  ", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r", "\f", "\t", "\u00a0")

_pieces = st.one_of(
    st.sampled_from(_PIECES),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.builds(lambda words: " ".join(words) + ".", st.lists(st.sampled_from("abcde"), max_size=9)),
)

adversarial = st.builds(
    "".join,
    st.lists(st.builds("".join, st.tuples(_pieces, st.sampled_from(_GAPS))), max_size=25),
)
"""Any text, empty ones included."""
