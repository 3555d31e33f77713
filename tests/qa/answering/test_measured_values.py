"""Values in texts, by what they measure."""

import pytest

from qa.answering.measured_values import values_in


def read(text):
    return [(value.kind, value.amount) for value in values_in(text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("giving six weeks' notice", [("time", "60480 minutes")]),
        ("twenty-five days", [("time", "36000 minutes")]),
        ("within three working days", [("time", "4320 minutes")]),
        ("a 14-day period, two years", [("time", "20160 minutes"), ("time", "24 months")]),
        ("£12.50 or 1,200 euros", [("money", "12.5"), ("money", "1200")]),
        ("cover of £2 million", [("money", "2000000")]),
        ("30 per cent, then 2.5%", [("share", "30"), ("share", "2.5")]),
        ("by 30 June 2024", [("date", "2024-06-30")]),
        ("from 05:30 to 7 p.m.", [("clock", "5:30"), ("clock", "19:00")]),
        ("at 12 a.m.", [("clock", "0:00")]),
        ("two dogs of 9", [("count dog", "2"), ("number", "9")]),
        ("lot L25042-3, clause 3.2.1", []),
        ("no value at all", []),
        # Letters that are the same in upper case alone.
        ("\u017fix weeks", []),
        ("S\u0130X weeks", []),
        ("\u00a35 thou\u017fand", [("money", "5")]),
    ],
)
def test_a_value_is_read_once_with_what_it_measures(text, values):
    assert read(text) == values


def test_a_value_is_a_slice_of_its_text():
    text = "Staff have twenty-five days, or 27 days, of leave; two dogs."
    values = values_in(text)
    assert values == tuple(sorted(values, key=lambda value: value.span))
    assert [text[v.span.start : v.span.end] for v in values] == [
        "twenty-five days",
        "27 days",
        "two",
    ]


@pytest.mark.parametrize(
    ("text", "other", "agree"),
    [
        ("42 days", "six weeks", True),
        ("30 June", "30 June 2025", True),
        ("June 2025", "30 June 2025", True),
        ("30 June 2024", "30 June 2025", False),
        ("7 p.m.", "7:00", True),
        ("7 p.m.", "8 p.m.", False),
        ("7 p.m.", "7 a.m.", False),
        ("7 p.m.", "19:00", True),
        ("7 a.m.", "19:00", False),
        ("7:00", "19:00", True),
        ("12 a.m.", "0:00", True),
        ("12 p.m.", "0:00", False),
        ("£5", "5 %", False),
        ("two dogs", "2 dogs", True),
        ("two dogs", "two cats", False),
    ],
)
def test_values_agree_where_they_can_be_the_same(text, other, agree):
    (value,), (another,) = values_in(text), values_in(other)
    assert value.agrees_with(another) is agree and another.agrees_with(value) is agree
