"""What a page shows in its forms, behind its buttons and in pictures; what it strikes out."""

import pytest

from tests.index.loaders.shown import kinds, loaded, page, rows, texts


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<label for=k>Key</label><input id=k value='K 4'>", "Key K 4"),
        ("<label>Key <input value='K 4'></label>", "Key K 4"),
        ("<label>Size <select><option>S<option selected>L</select></label>", "Size L"),
        ("<label>Remark <textarea>By the door</textarea></label>", "Remark By the door"),
        ("<p>Name<input type=hidden value=x><input type=password value=y>", "Name"),
        # The field of a search has no label.
        ("<p>Find<input value='Search this site'>", "Find"),
    ],
)
def test_values_of_labelled_controls_are_read(source, expected):
    assert page(source).text == expected


@pytest.mark.parametrize("tag", ["del", "s", "strike"])
def test_what_is_struck_out_is_not_read(tag):
    source = f"<p>Price <{tag}>90</{tag}> <ins>75</ins> crowns"
    assert page(source).text == "Price 75 crowns"
    assert loaded(source, ".html").notes == ("struck-out text is not read: 1",)


@pytest.mark.parametrize(
    "source",
    [
        "<button class='accordion-button'>How deep?</button><div style='display:none'>2 m</div>",
        "<button aria-expanded=false>How deep?</button><div hidden>2 m</div>",
        "<button class=faq>How deep?</button><p>2 m</p>",
    ],
)
def test_a_button_heads_the_panel_behind_it(source):
    assert kinds(page(source)) == [("heading", "How deep?"), ("paragraph", "2 m")]


def test_other_buttons_and_hidden_text_are_left_out():
    source = "<button>Send</button><p>Text</p><div hidden>secret</div>"
    assert texts(page(source)) == ["Text"]


@pytest.mark.parametrize("mark", ["class=tab-pane", "role=tabpanel", "class='collapse x'"])
def test_panels_are_read_though_no_link_leads_to_them(mark):
    assert page(f"<div {mark} hidden><p>Lockers cost 2</p></div>").text == "Lockers cost 2"


def test_a_picture_alone_in_a_cell_says_its_name():
    source = (
        "<table><tr><th>Hut<th>Stove<tr><td>Ro<td><img alt=yes><tr><td>Fa<td>no <img alt=x></table>"
    )
    assert rows(page(source)) == [["HUT", "STOVE"], ["RO", "yes"], ["FA", "no"]]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("<td><b>Tent</b><td><p><b>Price</b></p>", "Tent: Small; Price: 11"),
        ("<td><b>Tent</b> x<td><b>Price</b>", "Small: 11"),
    ],
)
def test_a_first_row_in_bold_heads_two_columns(first, expected):
    source = f"<table><tr>{first}<tr><td>Small<td>11<tr><td>Big<td>19</table>"
    assert texts(page(source))[1] == expected
