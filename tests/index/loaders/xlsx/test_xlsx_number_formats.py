"""Values are shown as a spreadsheet shows them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders.xlsx.number_formats import BUILTIN, shown

ACCOUNTS = BUILTIN[44]
codes = st.text(st.sampled_from(list('0#?.,%/@;[]"\\_*E+-yymmddhsAMP/$€ x9<>=')), max_size=30)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        # Digits, and zeros that are typed nowhere.
        (1067, "00000", "01067"),
        (7, "000", "007"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (10**20, "General", "1" + "0" * 20),
        (-5, "General", "-5"),
        (12, 'General" kg"', "12 kg"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (1234567, '#,##0,"k"', "1,235k"),
        (0, "#,##0", "0"),
        (0.4, "#", "0.4"),
        (5, "0.##", "5"),
        (5.25, "0.0##", "5.25"),
        # Half is rounded up, and binary noise decides nothing.
        (2.675, "0.00", "2.68"),
        (0.125, "0%", "13%"),
        (0.125, "0.0%", "12.5%"),
        (-0.3, "0", "0"),
        # Places with something between them.
        (5551234567, "(###) ###-####", "(555) 123-4567"),
        (123456789, "###-##-####", "123-45-6789"),
        (45, "00\\:00", "00:45"),
        # Currencies, in front or behind, and their negatives.
        (1234.5, "[$€-2] #,##0.00", "€ 1,234.50"),
        (1234.5, "[$€-2]#,##0.00", "€1,234.50"),
        (1234.5, "#,##0.00 [$zł-415]", "1,234.50 zł"),
        (-1234.5, "£#,##0.00", "-£1,234.50"),
        (-3, "0;[Red](0)", "(3)"),
        (-3, "0.00;[Red]0.00", "-3.00"),
        (-1234.5, ACCOUNTS, "$(1,234.50)"),
        (0, ACCOUNTS, "$-"),
        (0, '0;-0;"none"', "none"),
        (0, ";;;", "0"),
        # Conditions.
        (0.5, '[<1]0.00;[>=1]0.0" big"', "0.50"),
        (3, '[<1]0.00;[>=1]0.0" big"', "3.0 big"),
        (2e6, '[>=1000000]0.0,,"m";[>=1000]0.0,"k";0', "2.0m"),
        (7, '[>=1000000]0.0,,"m";[>=1000]0.0,"k";0', "7"),
        (7, "[>1.2.3]0.0;0", "7.0"),
        # Exponents and fractions.
        (12345, "0.00E+00", "1.23E+04"),
        (0.0000123, "##0.0E+0", "12.3E-6"),
        (9.999, "0.0E+0", "1.0E+1"),
        (2.5, "# ?/?", "2 1/2"),
        (0.25, "?/?", "1/4"),
        (2.75, "# ?/8", "2 6/8"),
        # Texts.
        ("abc", "General", "abc"),
        ("abc", "0.00", "abc"),
        ("abc", '"Mr "@', "Mr abc"),
        ("abc", '0;0;0;"<"@">"', "<abc>"),
        (44, "@", "44"),
        (5, '"No. "0', "No. 5"),
    ],
)
def test_numbers_and_texts(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (45360, "mmm yyyy", "Mar 2024"),
        (45360, "[$-409]mmmm d, yyyy;@", "March 9, 2024"),
        (45360, "[$-F800]dddd, mmmm dd, yyyy", "Saturday, March 09, 2024"),
        (45360, BUILTIN[14], "2024-03-09"),
        (45815, "ddd d mmm yyyy", "Sat 7 Jun 2025"),
        (45360.5, "dd/mm/yyyy hh:mm:ss", "09/03/2024 12:00:00"),
        (36892.25, "d/m/yy h:mm", "1/1/01 6:00"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (0.0, "h AM/PM", "12 AM"),
        (1.1041666667, "[h]:mm", "26:30"),
        (-1.5, "[h]:mm", "-36:00"),
        (0.5 / 24, "[mm]:ss", "30:00"),
        (0.5, "mm:ss.0", "00:00.0"),
        # Seconds are rounded before minutes are counted.
        (0.99999999, "[h]:mm:ss", "24:00:00"),
        # The first days of 1900, with the leap day that never was.
        (1, "yyyy-mm-dd", "1900-01-01"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (60, "yyyy-mm-dd", "1900-02-29"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        # What is no date is shown as it is stored.
        (-1, "yyyy-mm-dd", "-1"),
        (3e6, "yyyy-mm-dd", "3000000"),
    ],
)
def test_dates_times_and_durations(value, code, text):
    assert shown(value, code) == text


def test_days_may_count_from_1904():
    assert shown(0, "yyyy-mm-dd", is_1904=True) == "1904-01-01"
    assert shown(1.5, "[h]:mm", is_1904=True) == "36:00"


numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9)


@given(numbers | st.text(max_size=5), codes | st.sampled_from(list(BUILTIN.values())))
def test_any_code_shows_something(value, code):
    text = shown(value, code)
    assert isinstance(text, str) and text == shown(value, code)
    if not isinstance(value, str):
        assert text


@given(st.integers(0, 2_958_465))
def test_dates_are_those_of_the_calendar(days):
    if days > 60:
        date = dt.date(1899, 12, 30) + dt.timedelta(days=days)
        assert shown(days, "yyyy-mm-dd") == date.isoformat()
        assert shown(days, "dddd") == date.strftime("%A")
