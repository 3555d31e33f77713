"""MathML as a readable line."""

import lxml.html
import pytest
from lxml import etree

from index.loaders.mathml import linear_math


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E = mc^2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a + b)/2"),
        ("<mfrac><mi>x</mi><mrow><mn>2</mn><mi>a</mi></mrow></mfrac>", "x/(2a)"),
        ("<msqrt><mi>x</mi></msqrt>", "√(x)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "√[3](x)"),
        ("<msub><mi>x</mi><mn>1</mn></msub>", "x_1"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i^2"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x"),
        ("<mo>−</mo><mn>3</mn>", "−3"),
        ("<mi>f</mi><mo>&#x2061;</mo><mo>(</mo><mi>x</mi><mo>)</mo>", "f(x)"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"),
        (
            "<munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>",
            "∑_(k = 1)^n",
        ),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr></mtable>", "1, 0"),
        ("<mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac>", "(n over k)"),
        ("<mtext>if </mtext><mi>x</mi>", "if x"),
        ("<semantics><mi>x</mi><annotation>\\frac</annotation></semantics>", "x"),
        ("", ""),
    ],
)
def test_lines(source, line):
    for wrapped in (
        f"<math>{source}</math>",
        f'<math xmlns="http://www.w3.org/1998/Math/MathML">{source}</math>',
    ):
        assert linear_math(etree.fromstring(wrapped)) == line


def test_alternative_text_where_there_is_nothing_else():
    assert linear_math(lxml.html.fromstring("<math alttext='a  b'></math>")) == "a b"


def test_deep_formulas_are_read():
    assert linear_math(etree.fromstring("<mrow>" * 200 + "<mi>x</mi>" + "</mrow>" * 200)) == "x"
