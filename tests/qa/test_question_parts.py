"""Questions of several parts, and references to numbered parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question_labels import asks_for_the_part, keys_by_reference, label_keys
from qa.question_parts import question_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Who is the harbour master and when did she take office?",
            ("Who is the harbour master?", "When did she take office?"),
        ),
        ("Who signed the lease, and when?", ("Who signed the lease?", "When signed the lease?")),
        (
            "What does it cost? Where is it sold?",
            ("What does it cost?", "Where is it sold?"),
        ),
        ("Who repairs the roof and the windows?", ("Who repairs the roof and the windows?",)),
        ("Is it open and when does it close?", ("Is it open and when does it close?",)),
        ("", ("",)),
    ],
)
def test_parts(question, parts):
    assert question_parts(question) == parts


@given(st.text(max_size=80))
def test_there_is_always_a_part(question):
    parts = question_parts(question)
    assert parts
    assert len(parts) <= 3


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("What does clause 6.2 say?", ("6.2",)),
        ("What is in Schedule 1 of the lease?", ("schedule 1",)),
        ("what does section 4 and 5 state", ("4", "5")),
        ("Read clause 4(a)", ("4(a)", "4")),
        ("What does § 7 say?", ("7",)),
        ("What does article IV say?", ("iv",)),
        ("What does step 3 say?", ("step 3",)),
        ("What does 6.2 of the lease say?", ("6.2",)),
        ("Who pays under 5.1?", ("5.1",)),
        ("According to 4.1(b) of the handbook, who pays?", ("4.1(b)", "4.1")),
        ("Why did sales rise by 3.5 per cent?", ()),
        ("Did it cost 4.50 in 2020?", ()),
        ("How many items were sold in 2019?", ()),
        ("Which part of the town is old?", ()),
        ("Who wrote the article?", ()),
    ],
)
def test_labels(question, keys):
    assert label_keys(question) == keys


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What does clause 6.2 say?", True),
        ("What does clause 6.2 of the linen agreement say?", True),
        ("Read me section 4", True),
        ("clause 3.1", True),
        ("How long is the notice under clause 3.1?", False),
        ("Who pays under clause 3.1?", False),
        ("What does 6.2 of the lease say about dogs?", True),
        ("Under clause 3.1, who pays?", False),
        ("Under 3.1 of the lease, by when is rent paid?", False),
        ("How much is due under 3.1?", False),
        ("Who pays?", False),
        ("Appendix a says what?", True),
        ("What does part I of the lease say?", True),
        ("Which items I can claim are capped?", False),
        ("Does the app I use work?", False),
    ],
)
def test_whether_the_whole_part_is_asked_for(question, asks):
    assert asks_for_the_part(question) == asks


@pytest.mark.parametrize(
    "question",
    [
        "Why did the meeting start 20 minutes late?",
        "Why are there rules a tenant must follow?",
        "Are the items I bought insured?",
    ],
)
def test_what_only_looks_like_a_reference_is_none(question):
    assert keys_by_reference(question) == {}
    assert set(keys_by_reference(f"{question} See clause 4.1.")) == {"clause 4.1"}
