import re

import pytest
from hypothesis import given

from index.text.normal_forms import normalised
from index.text.search_text import search_text
from tests.index.texts import adversarial


@pytest.mark.parametrize(
    ("raw", "copy"),
    [
        ("  a \r\n b\fc\u00a0d ", "a b c d"),
        ("harb-\nour", "harbour"),
        ("harb\u2010 \r\n\f our", "harbour"),
        ("harb\u00ad\rour", "harbour"),
        ("Anglo-\nSaxon", "Anglo- Saxon"),
        ("pre-war", "pre-war"),
        ("a -\nb", "a - b"),
        ("\ufb01ne \uff11\uff12 ½", "fine 12 1⁄2"),
        ("so\u00adft\u200b\ufeff", "soft"),
        ("cafe\u0301", "café"),
        ("", ""),
        ("\u200b \n", ""),
    ],
)
def test_the_normalised_copy(raw, copy):
    assert search_text(raw) == copy


@given(adversarial)
def test_looking_first_changes_nothing(text):
    """Patterns are left out where nothing could match; here all of them are tried."""
    hyphen = r"(?<=\w)(?:-|\u2010|\u00ad)[ \t]*(?:\r\n|\r|\n)[ \t\f]*(?=[a-z])"
    invisible = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    whole = normalised("NFKC", re.sub(hyphen, "", text))
    assert search_text(text) == re.sub(r"\s+", " ", re.sub(invisible, "", whole)).strip()


@given(adversarial)
def test_only_single_spaces_are_left(text):
    copy = search_text(text)
    assert copy == " ".join(copy.split())
