"""Labels are found however they are referred to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.label_keys import label_key


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("6.2", "6.2"),
        ("6.2.", "6.2"),
        ("clause 6.2", "6.2"),
        ("Section 4", "4"),
        ("§ 7", "7"),
        ("§7", "7"),
        ("Art. 12", "12"),
        ("Schedule 1", "schedule 1"),
        ("schedule  A", "schedule a"),
        ("Fig. 3", "figure 3"),
        ("Annexe B", "annex b"),
        ("4(a)", "4(a)"),
        ("IV", "iv"),
        ("", ""),
        ("–", ""),
    ],
)
def test_keys(label, key):
    assert label_key(label) == key


@given(st.text(max_size=30))
def test_a_key_is_its_own_key(label):
    assert label_key(label_key(label)) == label_key(label)
