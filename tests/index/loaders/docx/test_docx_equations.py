"""Equations of Word (OMML) as text on one line."""

import pytest

from index.loaders import load
from tests.index.loaders.block_lists import typed
from tests.index.loaders.docx.word_files import paragraph, run, word


def m(name: str, *inner: str) -> str:
    return f"<m:{name}>{''.join(inner)}</m:{name}>"


def t(text: str) -> str:
    return m("r", m("t", text))


def prop(owner: str, name: str, value: str) -> str:
    return f"<m:{owner}Pr><m:{name} m:val='{value}'/></m:{owner}Pr>"


@pytest.mark.parametrize(
    ("omml", "text"),
    [
        (t("H=42 m"), "H=42 m"),
        (m("f", m("num", t("a")), m("den", t("b"))), "a/b"),
        (m("f", m("num", t("a+b")), m("den", t("2.5"))), "(a+b)/2.5"),
        (m("sSup", m("e", t("x")), m("sup", t("n+1"))), "x^(n+1)"),
        (m("sSub", m("e", t("v")), m("sub", t("max"))), "v_max"),
        (m("sSubSup", m("e", t("x")), m("sub", t("i")), m("sup", t("2"))), "x_i^2"),
        (m("rad", m("deg"), m("e", t("x+1"))), "√(x+1)"),
        (m("rad", m("deg", t("3")), m("e", t("x"))), "√[3](x)"),
        (m("nary", prop("nary", "chr", "∑"), m("sub", t("i=1")), m("sup", t("n")), m("e", t("i"))),
         "∑_(i=1)^n i"),
        (m("d", m("e", t("a")), m("e", t("b"))), "(a|b)"),
        (m("sSup", m("e", m("d", m("e", t("a+b")))), m("sup", t("2"))), "(a+b)^2"),
        (m("func", m("fName", t("sin")), m("e", t("x"))), "sin x"),
        (m("limLow", m("e", t("lim")), m("lim", t("x→0"))), "lim_(x→0)"),
        (m("m", m("mr", m("e", t("a")), m("e", t("b"))), m("mr", m("e", t("c")), m("e", t("d")))),
         "[a, b; c, d]"),
        (m("phant", prop("phant", "show", "0"), m("e", t("x"))) + t("y"), "y"),
        ("<w:del w:id='1'>" + t("x") + "</w:del>" + t("y"), "y"),
    ],
)  # fmt: skip
def test_omml(omml, text):
    data = word(paragraph(run("The head is ") + m("oMath", omml) + run(".")))
    assert load(data, ".docx").text == f"The head is {text}."


def test_what_stands_for_a_layout_is_generated():
    omml = m("oMath", m("f", m("num", t("a+b")), m("den", t("c"))))
    assert typed(word(paragraph(omml)), ".docx") == "a+bc"


def test_displayed_equations_stand_on_lines_of_their_own():
    omml = m("oMathPara", m("oMath", t("a=1")), m("oMath", t("b=2")))
    assert load(word(paragraph(run("So:") + omml)), ".docx").text == "So:\na=1\nb=2"
