"""What the text of a cell looks like."""

import pytest

from index.loaders.tables.kinds import is_sequence, is_unit, kind_of


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("empty", ["", "-", "–", "n/a", "N/A", "...", "tbc"]),
        ("year", ["1999", "2024"]),
        ("period", ["Q1", "Q3 2024", "2024/25", "2024-2025", "March", "Jan 2024", "Mar-24", "Mon",
                    "Saturday", "FY24", "Week 12", "H1", "2024 Budget"]),
        ("number", ["0", "12", "-3", "(4.5)", "1,234.50", "1.234,50", "1 234", "1e-5", "1’000"]),
        ("amount", ["£12", "€ 1,234.50", "12%", "12.5 %", "-$3", "100 EUR", "GBP 7", "US$ 5"]),
        ("date", ["2024-03-09", "9/3/2024", "09.03.24", "9 March 2024", "Mar 9, 2024",
                  "Sat 7 Jun 2025", "2024-03-09 08:41", "02/04/2025 08:41", "14 Mar"]),
        ("time", ["9:30", "26:30", "09:30:00", "9:30 pm"]),
        ("code", ["AB 1", "KX 220", "INC-2401", "Bus 14", "A1", "HV10233", "9 m"]),
        ("text", ["Rye", "Of which pay", "Block 4 level 2 and a half", "Ünal", "May be late",
                  "a sentence with 12 words in it, which is longer than any code could be"]),
    ],
)  # fmt: skip
def test_kinds(kind, texts):
    assert {text: kind_of(text) for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2021", "2022", "2023"], True),
        (["2023", "2022"], True),
        (["2000", "2005", "2010"], True),
        (["1950", "2010"], False),
        (["2021", "2022", "2024"], False),
        (["2021", "2021"], False),
        (["2021"], False),
        (["1 Jan 2024", "2 Jan 2024"], True),
        (["12", "13"], False),
    ],
)
def test_years_and_dates_that_follow_each_other(texts, expected):
    assert is_sequence(texts) is expected


def test_units():
    assert all(
        map(
            is_unit,
            ["kg", "(m³)", "[£000]", "%", "£m", "°C", "kWh", "hours", "EUR", "kr/kg"],
        )
    )
    assert not any(map(is_unit, ["Rye", "12", "Boat", "", "Name of the boat"]))
