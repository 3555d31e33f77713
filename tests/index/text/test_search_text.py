import pytest
from hypothesis import given

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
def test_only_single_spaces_are_left(text):
    copy = search_text(text)
    assert copy == " ".join(copy.split())
