"""Labels of headings, clauses and items, and numbers that are none."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders.labels import label_of


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("6.2 Liability", "6.2"),
        ("6.2. Liability", "6.2"),
        ("6.2\tLiability", "6.2"),
        ("6\u00a0Liability", "6"),
        ("1. Entitlement", "1"),
        ("1 Introduction", "1"),
        ("2.0 Scope", "2.0"),
        ("6.2 limits of liability", "6.2"),
        ("12", "12"),
        ("4A. Transitional rules", "4A"),
        ("IV. Results", "IV"),
        ("A. Scope", "A"),
        ("B.2 Sampling", "B.2"),
        ("Section 4", "Section 4"),
        ("SECTION 4", "Section 4"),
        ("Sec. 4: Parking", "Section 4"),
        ("Section 4 Parking", "Section 4"),
        ("Article 12", "Article 12"),
        ("ARTICLE IV", "Article IV"),
        ("Schedule 1 – Fees", "Schedule 1"),
        ("Schedule 1 - Fees", "Schedule 1"),
        ("Annex B", "Annex B"),
        ("Appendix A.1 Forms", "Appendix A.1"),
        ("Chapter 3. The long road", "Chapter 3"),
        ("Part II: Funding", "Part II"),
        ("Fig. 2: Rainfall", "Figure 2"),
        ("§ 7", "§ 7"),
        ("§7a Kündigung", "§ 7a"),
        ("Anlage 2 Preise", "Anlage 2"),
    ],
)
def test_headings(text, label):
    assert label_of(text, is_heading=True) == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("4.1 The Supplier shall deliver.", "4.1"),
        ("4.1. The Supplier shall deliver.", "4.1"),
        ("4.1 “Linen” means sheets.", "4.1"),
        ("4.1.2 keep the records", "4.1.2"),
        ("4.1(a) the linen is clean", "4.1(a)"),
        ("4. The Supplier shall deliver.", "4"),
        ("12) Bring a torch.", "12"),
        ("(3) Bring a torch.", "3"),
        ("(a) the linen is clean", "a"),
        ("(iv) the linen is clean", "iv"),
        ("b) the linen is clean", "b"),
        ("§ 7 Der Mieter zahlt.", "§ 7"),
        ("Section 4. The Supplier pays.", "Section 4"),
        ("Clause 4.1(a): deliveries", "Clause 4.1(a)"),
        ("Table 3: Rainfall in the valley", "Table 3"),
        ("Table 3 Rainfall in the valley", "Table 3"),
        ("Figure 2. The mill", "Figure 2"),
        ("Step 1: Find the owner.", "Step 1"),
    ],
)
def test_paragraphs(text, label):
    assert label_of(text) == label


@pytest.mark.parametrize("is_heading", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "Liability",
        "12 people came",
        "2024 was a good year",
        "2024 Annual report",
        "3.5 million",
        "3.5 Million people",
        "3.5 % of all staff",
        "2.4 GHz networks",
        "4.20 Euro",
        "12.5.2024 Meeting",
        "31.12.24 New year",
        "14.00 Opening",
        "09.30 Coffee",
        "1 May 2024",
        "1. Januar 2024",
        "192.168.0.1 Router",
        "5G networks",
        "3D Printing",
        "£4.10 The fee",
        "100 years of clocks",
        "100 Years of Clocks",
        "1,240 clocks",
        "Section heads meet on Mondays",
        "Part of the plan",
        "Partners 4",
        "(the others)",
        "a small bell",
    ],
)
def test_other_numbers_are_no_labels(text, is_heading):
    assert label_of(text, is_heading=is_heading) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Section 4 applies to all contracts.",
        "Section 4, as amended, applies.",
        "Table 3 shows the rainfall.",
        "Part A shows the rest.",
        "§ 7 gilt nicht.",
        "A. Smith came late.",
        "I. Newton wrote it.",
        "6 Liability",
        "12 Angry Men",
        "3.5",
        "10.5 of the clocks",
        "clause 4.1 is void",
    ],
)
def test_sentences_have_no_labels(text):
    assert label_of(text) == ""


@given(st.text(alphabet="0123456789.()§ABCIVXLabivx\t\n Section:–", max_size=60))
def test_a_label_has_no_punctuation_at_its_ends_and_stands_at_the_start(text):
    for is_heading in (False, True):
        label = label_of(text, is_heading=is_heading)
        assert label == label.strip(" \t\n.:–")
        assert not label or label_of(" " + text, is_heading=is_heading) == label


@pytest.mark.parametrize("start", ["1.", "(", "I", "§", "Section 1", "A.1", "1(a)"])
def test_long_texts_take_no_time(start):
    before = time.perf_counter()
    label_of(start * 1_000_000)
    assert time.perf_counter() - before < 0.1
