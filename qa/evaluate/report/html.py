"""The report of an evaluation: one HTML page that needs nothing else, its diagrams and figures.

Everything that came from a dataset or a document is escaped; there are no scripts, and the page
asks no other host for anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from index.platform.files import write_bytes_whole, write_json_whole
from index.values import Span
from qa.evaluate.evaluation import Evaluation
from qa.evaluate.judging.ground_truth import Ground
from qa.evaluate.measures.curves import reliability, risk_coverage
from qa.evaluate.measures.tables import has_target
from qa.evaluate.report.charts import latency_svg, reliability_svg, risk_coverage_svg
from qa.evaluate.report.failures import (
    Failure,
    around,
    certainty,
    declined_right,
    gold_place,
    wrong_answers,
)
from qa.evaluate.report.metric_labels import GROUPS
from qa.evaluate.report.table import interval_text, value_text
from qa.marks import Mark, escape, mark

__all__ = ["charts_of", "to_html", "write_report"]

_STYLE = Path(__file__).with_name("assets") / "report.css"
_LEAD = {
    "answered_precision": "of the answers given are right",
    "answered_recall": "of answerable questions answered right",
    "declined_recall": "of what should be declined is declined",
    "citation_exactness": "of citations are exact",
    "recall@5": "find the text among the first 5",
    "ndcg@10": "discounted gain of the first 10",
    "recall@20": "find the text among the first 20",
}
_LEADING = 4
_GOLD_RADIUS = 160
_MARKS = "Marked is what was cited, stronger the answer, underlined the right one."


def write_report(folder: Path, evaluation: Evaluation, ground: Ground) -> Path:
    """Write ``index.html``, ``evaluation.json`` and the diagrams as ``.svg`` files.

    Args:
        folder: Made if need be; files of these names are replaced.
        evaluation: With its outcomes.
        ground: What it was held against.

    Returns:
        The path of the page.

    Raises:
        OSError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    charts = charts_of(evaluation)
    for name in ("reliability", "risk_coverage"):
        # One of an earlier report must not stand beside figures that it does not belong to.
        if name in charts:
            write_bytes_whole(folder / f"{name}.svg", charts[name].encode("utf-8"))
        else:
            (folder / f"{name}.svg").unlink(missing_ok=True)
    write_json_whole(folder / "evaluation.json", evaluation.to_dict())
    path = folder / "index.html"
    write_bytes_whole(path, to_html(evaluation, ground, charts).encode("utf-8"))
    return path


def charts_of(evaluation: Evaluation) -> dict[str, str]:
    """The diagrams that there is something to draw in, as SVG documents by name."""
    metrics = evaluation.metrics
    read = [
        outcome.judgement
        for outcome in evaluation.outcomes
        if outcome.judgement is not None and has_target(outcome)
    ]
    charts = {}
    if read:
        sure = [certainty(evaluation, judgement) for judgement in read]
        right = [judgement.right for judgement in read]
        error, area = metrics.get("expected_calibration_error"), metrics["risk_coverage_area"]
        threshold = metrics["threshold"]
        assert isinstance(area, float)
        assert isinstance(threshold, float)
        if isinstance(error, float):
            charts["reliability"] = reliability_svg(reliability(sure, right), error)
        answered = sum(
            judgement.kind == "answer" and confidence >= threshold
            for judgement, confidence in zip(read, sure, strict=True)
        )
        coverage, risk = risk_coverage(sure, right)
        charts["risk_coverage"] = risk_coverage_svg(coverage, risk, answered / len(read), area)
    times = [j.milliseconds["total"] for j in read if "total" in j.milliseconds]
    if not read:
        times = [1000 * outcome.seconds for outcome in evaluation.outcomes]
    if times:
        charts["latency"] = latency_svg(times)
    return charts


def to_html(evaluation: Evaluation, ground: Ground, charts: dict[str, str]) -> str:
    """The page.

    Args:
        evaluation: With its outcomes.
        ground: What it was held against.
        charts: From `charts_of`.
    """
    return "".join(
        chain(
            _head(evaluation),
            _header(evaluation),
            ("<main>",),
            ('<section class="charts">',) if charts else (),
            (f"<figure>{chart}</figure>" for chart in charts.values()),
            ("</section>",) if charts else (),
            _figures(evaluation),
            _failures(
                "Wrong, and sure of it",
                "Answers given at the threshold that are wrong, the surest first. " + _MARKS,
                wrong_answers(evaluation),
                evaluation,
                ground,
            ),
            _failures(
                "Right, and not given",
                "Right answers that were not sure enough to be given, the surest first. " + _MARKS,
                declined_right(evaluation),
                evaluation,
                ground,
            ),
            ("</main>",),
            _footer(evaluation),
            ("</body></html>\n",),
        )
    )


def _head(evaluation: Evaluation) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    yield "style-src 'unsafe-inline'\">"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Evaluation: {escape(evaluation.dataset)}</title>"
    yield f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body>"


def _header(evaluation: Evaluation) -> Iterator[str]:
    how = (
        "each asked of its own paragraph"
        if evaluation.mode == "passage"
        else "asked of all documents"
    )
    if all(outcome.judgement is None for outcome in evaluation.outcomes):
        how = "searched for, not read"
    count = f"{evaluation.questions:,} question{'s' if evaluation.questions != 1 else ''}"
    yield f"<header><h1>{escape(evaluation.dataset)}</h1><p>{count}, {how}</p>"
    yield '<dl class="lead">'
    leading = [name for name in _LEAD if name in evaluation.metrics][:_LEADING]
    for name in leading:
        value = evaluation.metrics[name]
        assert isinstance(value, float)
        ends = evaluation.intervals.get(name)
        text = "" if ends is None else interval_text(name, ends)
        yield (
            f'<div><dd class="figure">{value_text(name, value)}</dd><dt>{_LEAD[name]}</dt>'
            f'<dd class="range">{text}</dd></div>'
        )
    yield "</dl></header>"


def _figures(evaluation: Evaluation) -> Iterator[str]:
    yield "<h2>All figures</h2><p>With 95 % intervals over the questions (bootstrap).</p>"
    yield '<div class="groups">'
    for caption, names in GROUPS.items():
        rows = [name for name in names if name in evaluation.metrics]
        if rows:
            yield f"<table><caption>{caption}</caption><tbody>"
            for name in rows:
                yield from _row(evaluation, name, names[name])
            yield "</tbody></table>"
    yield from _times(evaluation)
    yield "</div>"


def _row(evaluation: Evaluation, name: str, meaning: str) -> Iterator[str]:
    value = evaluation.metrics[name]
    assert isinstance(value, float)
    ends = evaluation.intervals.get(name)
    yield f"<tr><th><code>{name}</code><span>{meaning}</span></th>"
    yield f"<td>{value_text(name, value)}</td>"
    if ends is None:
        yield '<td class="range"></td><td class="whisker"></td></tr>'
        return
    low, high = (min(1.0, max(0.0, end)) for end in ends)
    yield f'<td class="range">{interval_text(name, ends)}</td>'
    point = min(98.5, max(0.0, 100 * value - 0.75))
    yield '<td class="whisker"><svg viewBox="0 0 100 8" preserveAspectRatio="none" '
    yield 'aria-hidden="true"><rect class="track" y="3.5" width="100" height="1"/>'
    yield f'<rect class="band" x="{100 * low:.1f}" y="2" width="{100 * (high - low):.1f}" '
    yield f'height="4"/><rect class="point" x="{point:.1f}" width="1.5" height="8"/>'
    yield "</svg></td></tr>"


def _times(evaluation: Evaluation) -> Iterator[str]:
    latency = evaluation.metrics.get("latency_ms")
    if not isinstance(latency, dict):
        return
    yield "<table><caption>Time</caption><tbody>"
    rate = evaluation.metrics.get("questions_per_second")
    if isinstance(rate, float):
        yield "<tr><th><code>questions_per_second</code>"
        yield "<span>in the measured calls alone</span></th>"
        yield f'<td>{rate:.1f}</td><td class="range"></td></tr>'
    for stage, times in latency.items():
        yield f"<tr><th><code>{escape(stage)}</code><span>median, 95th percentile</span></th>"
        yield f'<td>{times["p50"]:,.1f} ms</td><td class="range">{times["p95"]:,.1f} ms</td></tr>'
    yield "</tbody></table>"


def _failures(
    heading: str, note: str, failures: list[Failure], evaluation: Evaluation, ground: Ground
) -> Iterator[str]:
    if all(outcome.judgement is None for outcome in evaluation.outcomes):
        return
    yield f"<h2>{heading}</h2>"
    if not failures:
        yield '<p class="none">None.</p>'
        return
    yield f'<p>{note}</p><div class="failures">'
    for failure in failures:
        yield from _failure(failure, evaluation, ground)
    yield "</div>"


def _failure(failure: Failure, evaluation: Evaluation, ground: Ground) -> Iterator[str]:
    question, cited = failure.outcome.question, failure.judgement.cited
    golds = list(dict.fromkeys(question.gold_texts))
    expected = escape(" · ".join(golds)) if golds else "none: the texts do not answer it"
    if failure.outcome.left_out:
        expected += " (its article was left out)"
    scale = "score" if evaluation.mode == "passage" else "confidence"
    yield f"<article><h3>{escape(question.text)}</h3><dl>"
    yield f"<dt>right</dt><dd>{expected}</dd>"
    if cited is not None:
        span = Span(cited.start, cited.end)
        answer = None
        if cited.answer_start is not None and cited.answer_end is not None:
            answer = Span(cited.answer_start, cited.answer_end)
        text = ground.texts.get(cited.document_id, "")
        shown = answer or span
        kind = "" if failure.judgement.right else ' class="wrong"'
        yield f"<dt>answered</dt><dd{kind}>{escape(text[shown.start : shown.end])}</dd>"
    yield f"<dt>{scale}</dt><dd>{certainty(evaluation, failure.judgement):.3f}</dd></dl>"
    if cited is not None:
        within = around(text, span)
        marks = [Mark(span, () if answer is None else (answer,))]
        place = None if failure.outcome.left_out else gold_place(failure.outcome, ground)
        if place is not None and place[0] == cited.document_id:
            marks.append(Mark(place[1]))  # underlined as far as it is in view
        yield f"<h4>{escape(cited.title)}</h4>{_quote(text, marks, within)}"
        if place is not None and (place[0] != cited.document_id or not within.contains(place[1])):
            whole = ground.texts[place[0]]
            quote = _quote(whole, [Mark(place[1])], around(whole, place[1], _GOLD_RADIUS))
            yield f'<h4>Where the right answer stands</h4><div class="gold">{quote}</div>'
    yield "</article>"


def _quote(text: str, marks: Sequence[Mark], within: Span) -> str:
    before = '<span class="cut">… </span>' if within.start > 0 else ""
    after = '<span class="cut"> …</span>' if within.end < len(text) else ""
    return f"<blockquote>{before}{mark(text, marks, within)}{after}</blockquote>"


def _footer(evaluation: Evaluation) -> Iterator[str]:
    environment = evaluation.environment
    packages = environment.get("packages", {})
    yield "<footer>"
    if "python" in environment:
        named = ", ".join(f"{name} {number}" for name, number in packages.items())
        yield (
            f"<p>{environment['date']}, Python {escape(str(environment['python']))}, "
            f"{escape(str(environment['platform']))}, {environment['cpu_count']} cores</p>"
            f"<p>{escape(named)}</p>"
        )
    for part, fingerprint in environment.get("fingerprints", {}).items():
        yield f"<p>{escape(part)}: {escape(fingerprint)}</p>"
    yield "</footer>"
