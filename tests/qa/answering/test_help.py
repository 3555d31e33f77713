"""What is no question about documents is told; questions are not taken for it."""

import pytest

from qa.answering.help import help_topic


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("Hi", "greeting"),
        ("hello there!", "greeting"),
        ("Good morning", "greeting"),
        ("thanks a lot", "thanks"),
        ("OK, thank you!", "thanks"),
        ("What can you do?", "abilities"),
        ("who are you", "abilities"),
        ("help", "abilities"),
        ("Summarise the article", "summary"),
        ("Please give me a short summary of these documents.", "summary"),
        ("What is this document about?", "summary"),
        ("tl;dr", "summary"),
        ("Who said hello to Kim?", None),
        ("What is the help desk's number?", None),
        ("What does the summary of the report say about costs?", None),
        ("Give me the summary of clause 4", None),
        ("thanksgiving opening hours", None),
        ("What can you do with a blue badge?", None),
        ("", None),
    ],
)
def test_topics(said, topic):
    assert help_topic(said) == topic
