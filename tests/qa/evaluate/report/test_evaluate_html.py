"""The report: what it shows, and that nothing of a document can act in it."""

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Span
from qa.answering.confidence import Thresholds
from qa.evaluate import (
    Dataset,
    Evaluation,
    Gold,
    Ground,
    Paragraph,
    Question,
    evaluate_corpus,
    evaluate_passages,
    ground_in_paragraphs,
)
from qa.evaluate.measures.curves import reliability, risk_coverage
from qa.evaluate.report.charts import latency_svg, reliability_svg, risk_coverage_svg
from qa.evaluate.report.failures import around, declined_right, gold_place, wrong_answers
from qa.evaluate.report.html import charts_of, to_html, write_report
from qa.evaluate.report.metric_labels import GROUPS
from tests.qa.evaluate.scripted import (
    DATASET,
    DOCUMENTS,
    KHAN,
    NOISE,
    NOISES,
    J,
    K,
    N,
    ScriptedBot,
    ScriptedReader,
    answer,
    cite,
    corpus_bot,
    document,
)

GROUND = ground_in_paragraphs(DATASET, [NOISES])
SVG = "{http://www.w3.org/2000/svg}"


class Page(HTMLParser):
    """Tags with their attributes, and the text outside styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.shown = ""
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.shown += data


def evaluated() -> Evaluation:
    """At the threshold 0.35: 1206 of the wrong place and 1185 are right, one of them declined."""
    bot = corpus_bot()
    answers = {
        **bot.answers,
        "Who became Khan?": answer(
            "Who became Khan?", cite(K, "Börte lived.", "Börte"), confidence=0.9
        ),
        "Who shot?": answer("Who shot?", cite(N, NOISE, "Nothing"), confidence=0.4),
    }
    bot = ScriptedBot(DOCUMENTS, answers, bot.rankings, Thresholds(0.35, 1.01))
    return evaluate_corpus(bot, DATASET, GROUND, progress=False)


def questions(failures: list) -> list[str]:  # type: ignore[type-arg]
    return [one.outcome.question.text for one in failures]


def test_the_worst_come_first() -> None:
    evaluation = evaluated()
    assert questions(wrong_answers(evaluation)) == ["Who became Khan?", "Who shot?"]
    assert questions(wrong_answers(evaluation, 1)) == ["Who became Khan?"]
    assert questions(declined_right(evaluation)) == ["When khan?"]


def test_with_the_passage_given_the_score_decides_which_are_worst() -> None:
    reader = ScriptedReader(
        {
            "When khan?": answer("When khan?", cite(K, KHAN, "1206"), score=-1.0),
            "Who became Khan?": answer("Who became Khan?", cite(K, KHAN, "Wang"), score=2.0),
            "When Jochi?": answer("When Jochi?", cite(J, J.text, "Jochi"), score=3.0),
            "Who shot?": answer("Who shot?"),
        }
    )
    evaluation = evaluate_passages(reader, DATASET, progress=False)
    assert questions(wrong_answers(evaluation)) == ["When Jochi?", "Who became Khan?"]
    assert questions(declined_right(evaluation)) == ["When khan?"]
    page = Page(to_html(evaluation, ground_in_paragraphs(DATASET), charts_of(evaluation)))
    assert "score3.000" in page.shown


def test_a_failure_shows_question_gold_answer_and_the_marked_passage() -> None:
    evaluation = evaluated()
    html = to_html(evaluation, GROUND, charts_of(evaluation))
    page = Page(html)
    first, second, third = re.findall(r"<article>.*?</article>", html)
    assert "<h3>Who became Khan?</h3>" in first
    assert "<dd>Temüjin</dd>" in first
    assert '<dd class="wrong">Börte</dd>' in first
    assert "<dd>0.900</dd>" in first
    assert re.search(r'<mark class="cite answer"[^>]*>Börte</mark>', first)
    assert re.search(r'<mark class="cite" data-cites="1">Temüjin</mark>', first)  # underlined
    assert "none: the texts do not answer it" in second
    assert "<h3>When khan?</h3>" in third
    assert "Where the right answer stands" in third  # cited from another document
    assert page.shown.count("Wrong, and sure of it") == 1


def test_every_measure_is_on_the_page_with_its_interval() -> None:
    evaluation = evaluated()
    page = Page(to_html(evaluation, GROUND, charts_of(evaluation)))
    named = set(evaluation.metrics) - {"latency_ms", "questions_per_second"}
    assert named <= {name for names in GROUPS.values() for name in names}
    for name in named:
        assert page.shown.count(name) >= 1
    assert "2.0 ms" in page.shown
    ends = evaluation.intervals["exact_match"]
    assert f"{100 * ends[0]:.1f} – {100 * ends[1]:.1f} %" in page.shown


def test_the_page_needs_and_does_nothing_else() -> None:
    evaluation = evaluated()
    html = to_html(evaluation, GROUND, charts_of(evaluation))
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {
        "script", "link", "img", "iframe", "object", "form", "a",
    }  # fmt: skip
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "href")]
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "url(" not in html
    assert "prefers-color-scheme: dark" in html
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


EVIL = "</blockquote><script>alert(\"1\")</script><img src=x onerror='x'>&amp;"


def test_nothing_of_a_dataset_or_a_document_acts() -> None:
    text = f"{EVIL} Ann rang {EVIL} the bell."
    whole = replace(document(text, EVIL), title=EVIL)
    dataset = Dataset(
        EVIL,
        (Paragraph(EVIL, text),),
        (Question("1", f"Who {EVIL}?", (Gold(EVIL, 0),), 0),),
    )
    bot = ScriptedBot(
        {whole.id: whole},
        {f"Who {EVIL}?": answer("Q?", cite(whole, text, f"rang {EVIL}"), confidence=0.9)},
        {f"Who {EVIL}?": [whole.id]},
    )
    ground = ground_in_paragraphs(dataset)
    evaluation = evaluate_corpus(bot, dataset, ground, progress=False)
    assert len(wrong_answers(evaluation)) == 1
    page = Page(to_html(evaluation, ground, charts_of(evaluation)))
    assert not {tag for tag, _ in page.tags} & {"script", "img"}
    assert page.shown.count(EVIL) >= 7  # name, question, gold, answer, title, passage twice
    assert text in page.shown


def test_a_report_is_a_page_its_figures_and_its_diagrams(tmp_path: Path) -> None:
    evaluation = evaluated()
    path = write_report(tmp_path / "a" / "b", evaluation, GROUND)
    assert sorted(one.name for one in path.parent.iterdir()) == [
        "evaluation.json", "index.html", "reliability.svg", "risk_coverage.svg",
    ]  # fmt: skip
    assert json.loads((path.parent / "evaluation.json").read_text()) == evaluation.to_dict()
    for name in ("reliability.svg", "risk_coverage.svg"):
        text = (path.parent / name).read_text()
        assert ElementTree.fromstring(text).tag == f"{SVG}svg"
        assert text in path.read_text()
    # Nothing was read: diagrams of an earlier report go.
    searched = evaluate_corpus(corpus_bot(), DATASET, GROUND, retrieval_only=True, progress=False)
    write_report(path.parent, searched, GROUND)
    assert sorted(one.name for one in path.parent.iterdir()) == ["evaluation.json", "index.html"]
    assert "Wrong, and sure" not in path.read_text()


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_reliability_diagram_has_a_point_and_a_count_for_each_bin() -> None:
    confidences = [(i + 0.5) / 90 for i in range(90)]
    right = [i % 3 > 0 for i in range(90)]
    svg = reliability_svg(reliability(confidences, right), 0.25)
    root = ElementTree.fromstring(svg)
    circles = list(root.iter(f"{SVG}circle"))
    assert len(circles) == 15
    assert texts(svg).count("6") == 15
    assert "calibration error 0.250" in texts(svg)
    # The first bin: confidences 0.5/90 to 5.5/90, 4 of 6 right, on axes of 316 by 158.
    assert float(circles[0].get("cx", "")) == pytest.approx(48 + 316 * 3 / 90, abs=0.1)
    assert float(circles[0].get("cy", "")) == pytest.approx(214 - 158 * 4 / 6, abs=0.1)
    title = circles[0].find(f"{SVG}title")
    assert title is not None
    assert title.text == "confidence 0.01 to 0.06, on average 0.03: 67 % of 6 right"


def test_a_risk_coverage_diagram_marks_the_threshold() -> None:
    coverage, risk = risk_coverage([0.9, 0.8, 0.7, 0.1], [True, True, False, False])
    svg = risk_coverage_svg(coverage, risk, 3 / 4, 0.2)
    assert "at the threshold: 75 % answered, 33.3 % of them wrong" in texts(svg)
    assert "60 %" in texts(svg)  # the axis ends above the greatest risk, 1/2
    unmarked = risk_coverage_svg(coverage, risk, 0.0, 0.2)
    assert not [text for text in texts(unmarked) if "threshold" in text]


LEVELS = st.floats(0, 1)


@given(st.lists(st.tuples(LEVELS, st.booleans()), min_size=1, max_size=300), LEVELS)
def test_diagrams_stay_within_their_frame(
    answers: list[tuple[float, bool]], answered: float
) -> None:
    confidences, right = map(list, zip(*answers, strict=True))
    times = [1000 * confidence for confidence in confidences]
    for svg in (
        reliability_svg(reliability(confidences, right), 0.1),
        risk_coverage_svg(*risk_coverage(confidences, right), answered, 0.1),
        latency_svg(times),
    ):
        root = ElementTree.fromstring(svg)
        assert "nan" not in svg
        assert "inf" not in svg
        for one in root.iter():
            for name, most in (("x1", 380), ("x2", 380), ("cx", 380), ("y1", 330), ("cy", 330)):
                if one.get(name) is not None:
                    assert -0.1 <= float(one.get(name, "")) <= most + 0.1


def test_a_histogram_counts_every_question() -> None:
    svg = latency_svg(np.linspace(0, 100, 240, endpoint=False).tolist())
    bars = [
        float(one.get("height", ""))
        for one in ElementTree.fromstring(svg).iter(f"{SVG}rect")
        if one.get("class") == "bar"
    ]
    assert len(bars) == 24
    assert min(bars) > 0.8 * max(bars)
    assert "p50 50 ms, p95 95 ms" in texts(svg)


def test_a_single_question_makes_a_report() -> None:
    evaluation = evaluate_corpus(
        corpus_bot(), replace(DATASET, questions=DATASET.questions[:1]), GROUND, progress=False
    )
    assert "1 question, asked" in Page(to_html(evaluation, GROUND, charts_of(evaluation))).shown


@given(st.text(alphabet="ab \n😀", max_size=200), st.data())
def test_the_text_around_a_span_is_cut_between_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    found = around(text, span, 20)
    assert 0 <= found.start <= span.start <= span.end <= found.end <= len(text)
    assert span.start - found.start <= 20
    assert found.end - span.end <= 20
    if 0 < found.start < span.start:
        assert text[found.start - 1].isspace()
    if span.end < found.end < len(text):
        assert text[found.end].isspace()


def test_evidence_is_where_the_right_answer_stands() -> None:
    evaluation = evaluated()
    outcome = evaluation.outcomes[0]
    assert gold_place(outcome, GROUND) == (K.id, Span(KHAN.rindex("1206"), KHAN.rindex("1206") + 4))
    place = GROUND.places[1][0]
    with_evidence = Ground(GROUND.texts, GROUND.places, {0: ((place,),)})
    assert gold_place(outcome, with_evidence) == (J.id, Span(0, len(J.text)))
    assert gold_place(evaluation.outcomes[3], GROUND) is None
