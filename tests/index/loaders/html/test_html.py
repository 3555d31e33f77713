"""Whole pages: what of them is read, and what is said of the rest."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.errors import RefusedError
from tests.index.loaders.shown import assert_covers, kinds, loaded, texts

MENU = (
    "<ul class='menu'><li><a href=/a>Home</a><li><a href=/b>About us</a>"
    "<li><a href=/c>Fees</a></ul>"
)
TEXT = "<p>The tide in Brest rose to seven metres on Monday, and the bells rang all night.</p>"


@pytest.mark.parametrize(
    "furniture",
    [
        f"<nav>{MENU}</nav>",
        f"<div role=navigation>{MENU}</div>",
        f"<header>{MENU}</header>",
        f"<footer>{MENU}</footer>",
        MENU,
        "<ol class=breadcrumb><li><a href=/>Start</a><li><a href=/x>Tides</a><li>Brest</ol>",
        "<a href='#main'>Skip to main content</a>",
        "<div class=cookie-bar><p>We use cookies here.</p><button>Accept</button></div>",
        "<div role=dialog>This site sets cookies. <a href=/c>Settings</a></div>",
        "<div><a href='https://www.facebook.com/sharer.php?u=x'>Facebook</a> "
        "<a href='https://twitter.com/intent/tweet?u=x'>Twitter</a></div>",
        "<div><a href='#a'>First</a> <a href='#b'>Second</a> <a href='#c'>Third</a></div>"
        "<i id=a></i><i id=b></i><i id=c></i>",
    ],
)  # fmt: skip
def test_furniture_is_left_out(furniture):
    assert texts(loaded(f"<body>{furniture}<h1>Tides</h1>{TEXT}</body>", ".html"))[0] == "Tides"


@pytest.mark.parametrize(
    "content",
    [
        "<nav>Call 555 0142 from Monday to Friday, and at weekends ring the harbour master.</nav>",
        "<nav>Call 555 0142</nav>",
        "<footer><p>Address: 14 Mill Lane, Pelham</p></footer>",
        "<footer><a href='tel:5550142'>555 0142</a> <a href='mailto:a@b'>a@b</a> "
        "<a href='tel:1'>1</a></footer>",
        "<div class=comment><p>The bell is broken.</p></div>",
        "<div class='related sidebar'><p>Dogs may come on Mondays.</p></div>",
        "<ul class=menu><li>Soup 4.20<li>Fish 9.80<li>Bread 1.10</ul>",
        "<h2>Forms</h2><ul><li><a href=/1>Leave form HR7</a><li><a href=/2>Form EL2</a>"
        "<li><a href=/3>Form X</a></ul>",
        "<aside><p>Opening hours: 8:30 to 17:00</p></aside>",
        "<h2>Cookies</h2><p>We store a cookie for a month; you may reject it.</p>",
        "<section class=cookies><h1>Cookie policy</h1><p>You may accept cookies.</p></section>",
    ],
)  # fmt: skip
def test_content_is_not_left_out(content):
    extracted = loaded(f"<body><h1>Tides</h1>{TEXT}{content}</body>", ".html")
    from_content = texts(loaded(f"<body>{content}</body>", ".html"))
    assert texts(extracted)[2:] == from_content


def test_a_page_that_is_a_menu_keeps_it():
    assert texts(loaded(f"<body>{MENU}</body>", ".html")) == ["- Home", "- About us", "- Fees"]


def test_links_behind_text_that_is_in_no_paragraph_stay():
    words = "Here is what the library of the harbour lends to its readers in the winter."
    links = "".join(f"<a href=/{name}>{name}</a> " for name in ("Maps", "Tools", "Bells", "Ropes"))
    assert "Ropes" in loaded(f"<body><div>{words}</div><div>{links}</div></body>", ".html").text


def test_words_of_single_letters_are_not_lost():
    letters = "".join(f"<i>{letter}</i>" for letter in "thetideinbrest")
    extracted = loaded(f"<p>{letters}</p><p>rose high</p>", ".html")
    assert extracted.text == "thetideinbrest\n\nrose high"
    assert extracted.notes == ()


def test_a_page_that_loses_words_says_so():
    extracted = loaded(f"<body><nav>{MENU}</nav>{TEXT}</body>", ".html")
    assert extracted.notes == ("20% of the words shown are left out: menus, banners and the like",)
    assert loaded(f"<body><nav>{MENU}</nav>{TEXT * 5}</body>", ".html").notes == ()


def test_xhtml_is_read_as_xml():
    source = (
        "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><head>"
        "<title/></head><body><a id='x'/><p>Tea&nbsp;&amp;&#160;coffee<br/>at four</p></body>"
        "</html>"
    )
    assert texts(loaded(source, ".xhtml")) == ["Tea\u00a0&\u00a0coffee\nat four"]
    assert texts(loaded(source.replace("</p>", ""), ".xhtml")) != []


def test_accordions_and_tabs_are_read():
    source = (
        "<h2>Questions</h2><details><summary>Dogs?</summary>On Mondays.</details>"
        "<h3><button aria-controls=p>Cats?</button></h3><div id=p hidden>Never.</div>"
        "<button aria-controls=q aria-expanded=false>Birds?</button>"
        "<div id=q style='display:none'>In cages.</div>"
        "<ul role=tablist><li><a role=tab aria-controls=t href='#t'>Fees</a></ul>"
        "<div id=t role=tabpanel hidden>Two crowns.</div>"
        "<button aria-controls=m>Menu</button>"
        "<ul id=m hidden><li><a href=/a>A</a><li><a href=/b>B</a></ul>"
    )  # fmt: skip
    assert kinds(loaded(source, ".html")) == [
        ("heading", "Questions"), ("heading", "Dogs?"), ("paragraph", "On Mondays."),
        ("heading", "Cats?"), ("paragraph", "Never."), ("heading", "Birds?"),
        ("paragraph", "In cages."), ("heading", "Fees"), ("paragraph", "Two crowns."),
    ]  # fmt: skip


word = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
phrase = st.lists(word, min_size=1, max_size=8).map(" ".join)
leaf = st.builds(
    "<{0}>{1}</{0}>".format,
    st.sampled_from(["p", "div", "h1", "h2", "h4", "pre", "blockquote", "address", "figcaption",
                     "span", "b", "em", "small", "li", "summary", "header", "footer", "aside"]),
    phrase,
)  # fmt: skip
listed = st.lists(phrase, min_size=1, max_size=4)
group = st.one_of(
    leaf,
    listed.map(lambda items: "<ul><li>" + "<li>".join(items) + "</ul>"),
    listed.map(lambda items: "<ol type=a><li><p>" + "<li><p>".join(items) + "</ol>"),
    listed.map(lambda items: "<dl><dt>" + "<dd>".join([*items, "end"]) + "</dl>"),
    st.lists(listed, min_size=1, max_size=4).map(
        lambda rows: "<table>" + "".join("<tr><td>" + "<td>".join(row) for row in rows) + "</table>"
    ),
    st.builds("<details><summary>{}</summary>{}</details>".format, phrase, phrase),
    phrase,
)
nested = st.recursive(
    group,
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["div", "section", "article", "main", "center", "form", "fieldset"]),
        st.lists(inner, max_size=4).map(" ".join),
    ),
    max_leaves=12,
)


@given(st.lists(nested, min_size=1, max_size=5))
def test_every_word_of_a_page_without_menus_is_in_the_text(parts):
    source = "<body>" + " ".join(parts) + "</body>"
    words = source.replace("<", " <").replace(">", "> ").split()
    shown = sorted(
        word for word in words if "<" not in word and "=" not in word and ">" not in word
    )
    assume(shown)
    extracted = loaded(source, ".html")
    text = list(extracted.text)
    for span in reversed(extracted.structure.generated):
        text[span.start : span.end] = " "
    assert sorted("".join(text).split()) == shown
    assert_covers(extracted)
    assert extracted.notes == ()


TAGS = [
    "html",
    "body",
    "div",
    "p",
    "span",
    "a",
    "b",
    "sup",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "caption",
    "thead",
    "details",
    "summary",
    "button",
    "h1",
    "h6",
    "nav",
    "header",
    "footer",
    "main",
    "aside",
    "section",
    "figure",
    "figcaption",
    "pre",
    "br",
    "hr",
    "svg",
    "text",
    "math",
    "mi",
    "mfrac",
    "msup",
    "mrow",
    "form",
    "input",
    "script",
    "style",
    "select",
    "template",
    "iframe",
    "em",
    "blockquote",
]
ATTRIBUTES = [
    "hidden",
    "style='display:none'",
    "style='display:block'",
    "id=a",
    "id=b",
    "href='#a'",
    "href='#b'",
    "href=/x",
    "aria-controls=a",
    "role=tab",
    "role=button",
    "role=row",
    "role=table",
    "role=cell",
    "role=heading",
    "role=doc-noteref",
    "role=doc-footnote",
    "class=pagenum",
    "class=menu",
    "rowspan=3",
    "colspan=2",
    "colspan=0",
    "rowspan=0",
    "start=x",
    "value=-4",
    "type=i",
    "reversed",
    "aria-hidden=true",
    "data-target='#b'",
    "aria-level=9",
]
WORDS = ["1", "[3]", "word", "Accept cookies", "↩", "^", "a", " ", "\n", "4.1 The", "Table 1: x"]
markup = st.one_of(
    st.builds(
        lambda tag, attributes: f"<{tag} {' '.join(attributes)}>",
        st.sampled_from(TAGS),
        st.lists(st.sampled_from(ATTRIBUTES), max_size=2, unique=True),
    ),
    st.sampled_from(TAGS).map("</{}>".format),
    st.sampled_from(WORDS),
)


@given(st.lists(markup, max_size=80), st.booleans())
def test_any_markup_is_read_or_refused(parts, is_xml):
    source = "".join(parts)
    try:
        extracted = loaded(f"<?xml version='1.0'?><p>{source}</p>" if is_xml else source, ".html")
    except RefusedError:
        return
    assert_covers(extracted)
    at = 0
    for span in extracted.structure.generated:
        assert at <= span.start < span.end <= len(extracted.text)
        at = span.end
