"""The tables of pages are exactly what the renderer makes from the stored JSON."""

import json
import re
from pathlib import Path

import pytest

from benchmarks.tables.cluster_growth import cluster_growth_table
from benchmarks.tables.evaluations import EVALUATIONS, evaluation_table
from benchmarks.tables.render import BLOCKS, FIGURES, blocks, expected, filled, tables
from qa.readers.loading import SHIPPED_READER

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "tests" / "data" / "benchmarks"
PAGES = [
    ROOT / "README.md",
    ROOT / "qa" / "models" / "reader" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_hold_what_was_measured(page):
    text = page.read_text(encoding="utf-8")
    assert "@@" not in text, "a figure that was to be filled in"
    for name, body in blocks(text):
        assert body == expected(name, FIGURES), (
            f"{page.name}, block {name}: run python -m benchmarks.tables.render {page.name}"
        )


def test_the_table_of_answers():
    lines = expected("answers", SAMPLE).splitlines()
    assert lines[2] == (
        "| Citespan | 80.0 | 95.0 | 50.0 | 60.2 | 85.0 | 5.0 | 40.0 | 100.0 | 200 / 301 | 512 | 1.5"
        " | – |"
    )
    assert lines[3] == (
        "| txtai, hybrid | 60.0 | 85.0 | 40.0 | 50.0 | 62.0 | 30.0 | 50.0 | none given | 100 / 150"
        " | 1024 | 9.2 | +10.2 [+7.1, +13.3] |"
    )
    assert "2026-11-24, 2 cores of Some CPU; questions of each group 500, seed 0." in lines[-1]


def test_the_table_of_ingestion():
    lines = expected("ingestion", SAMPLE).splitlines()
    assert lines[2] == "| Citespan | 120.5 | 2,345 | 1,800 | 0.25 | 0.25 |"
    assert len(lines[0].split("|")) == len(lines[2].split("|"))


@pytest.mark.parametrize("block", BLOCKS)
def test_every_row_has_all_columns(block):
    rows = [line for line in expected(block, SAMPLE).splitlines() if line.startswith("|")]
    assert len(rows) == 4
    assert len({row.count("|") for row in rows}) == 1


def test_without_figures_a_block_must_be_empty(tmp_path):
    assert expected("answers", tmp_path) == ""


def test_a_page_is_filled_and_then_agrees():
    page = (
        "Before.\n\n<!-- bench:answers -->\nold | numbers\n<!-- /bench:answers -->\n\n"
        "<!-- bench:ingestion -->\n<!-- /bench:ingestion -->\nAfter.\n"
    )
    done = filled(page, SAMPLE)
    assert dict(blocks(done)) == {name: expected(name, SAMPLE) for name in ("answers", "ingestion")}
    assert done.startswith("Before.\n") and done.endswith("After.\n")
    assert filled(done, SAMPLE) == done


def test_a_changed_digit_is_seen():
    done = filled("<!-- bench:answers -->\n<!-- /bench:answers -->\n", SAMPLE)
    changed = done.replace("80.0", "81.0")
    assert dict(blocks(changed)) != {"answers": expected("answers", SAMPLE)}


@pytest.mark.parametrize(
    "page",
    [
        "<!-- bench:answers -->\n",
        "<!-- /bench:answers -->\n",
        "<!-- bench:answers -->\n<!-- bench:ingestion -->\n<!-- /bench:ingestion -->\n",
    ],
)
def test_a_lone_marker_is_refused(page):
    with pytest.raises(ValueError, match="no partner"):
        list(blocks(page))


def test_an_unknown_block_is_refused():
    with pytest.raises(KeyError):
        filled("<!-- bench:anwsers -->\n<!-- /bench:anwsers -->\n", SAMPLE)


def test_a_missing_measure_is_not_rendered_as_something_else():
    stored = json.loads((SAMPLE / "answers.json").read_text(encoding="utf-8"))
    del stored["systems"]["citespan"]["check"]["f1"]
    with pytest.raises(KeyError):
        tables("answers", stored)


def test_the_table_of_growth():
    lines = expected("growth", SAMPLE).splitlines()
    assert lines[2] == (
        "| 10,000 | 0.3 / 0.4 | 0.4 / 0.7 | 1.3 / 1.6 | 1.000 | 163 | 0.03 | 0.772 (0.753) |"
    )
    assert len({line.count("|") for line in lines if line.startswith("|")}) == 1
    assert lines[-1] == (
        "2026-11-24, 2 cores of Some CPU: `python -m benchmarks.indexing.scale data --work dir`"
    )


def test_the_table_of_tables_by_size():
    times = {"p50": 12.4, "p95": 20.6, "processor": 15.5}
    row = {
        "passages": 100_000, "load_s": 12.4, "load_processor_s": 9.1, "build_s": 7.0,
        "build_processor_s": 7.1, "dense": times, "terms": times, "fused": times, "recall": 0.991,
        "mib": 1_397, "store_gib": 0.23, "opens_s": 1.77,
        "nearest_cosines": {"real": 0.7556, "corpus": 0.6252},
    }  # fmt: skip
    made = {"date": "2026-11-28", "machine": {"cores": 2, "cpu": "CPU"}, "command": "python -m x"}
    rows = [row, row | {"load_s": None, "load_processor_s": None}]
    lines = cluster_growth_table(made | {"sizes": rows}).splitlines()
    found = "12 / 21 (16)"
    rest = f"7 (7) | {found} | {found} | {found} | 0.991 | 1,397 | 0.2 | 1.8 | 0.625 (0.756) |"
    assert lines[2:4] == [f"| 100,000 | 12 (9) | {rest}", f"| 100,000 | – | {rest}"]
    assert lines[-1] == "2026-11-28, 2 cores of CPU: `python -m x`"


def test_the_table_of_an_evaluation():
    lines = expected("check", SAMPLE).splitlines()
    assert lines[2] == "| **questions whose article is in the index** | | |"
    assert lines[3] == "| right paragraph first, before reading | 76.8 | 74.3 – 79.4 |"
    assert lines.index("| answered at the threshold | 85.3 | 83.2 – 87.2 |") < lines.index(
        "| answered at the threshold | 4.5 | 3.3 – 5.8 |"
    )
    assert lines[-3].endswith("right against wrong (0 to 1) | 0.937 | 0.926 – 0.947 |")
    assert lines[-1] == (
        "2026-11-26, 2 cores, 2,103 questions: `python -m qa evaluate check.json.gz --leave-out`"
    )


def test_an_evaluation_without_a_measure_is_refused():
    stored = json.loads((SAMPLE / "check.json").read_text(encoding="utf-8"))
    del stored["metrics"]["answered"]
    with pytest.raises(KeyError, match="answered"):
        evaluation_table("check", stored)


@pytest.mark.parametrize("name", EVALUATIONS)
def test_stored_evaluations_are_of_the_shipped_reader(name):
    stored = json.loads((FIGURES / f"{name}.json").read_text(encoding="utf-8"))
    environment, parts = stored["environment"], stored["environment"]["fingerprints"]
    fitted = json.loads((SHIPPED_READER / "calibration.json").read_text(encoding="utf-8"))
    assert parts == {part: fitted["fitted_for"][part] for part in parts}
    assert "reader" in parts
    in_corpus = stored["mode"] == "corpus"
    threshold = fitted["thresholds"]["answer"] if in_corpus else fitted["score_threshold"]
    assert stored["metrics"]["threshold"] == pytest.approx(threshold)
    assert environment["command"].startswith("python -m qa evaluate ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", environment["date"])


def test_stored_figures_say_how_they_came_about():
    for path in [*SAMPLE.glob("*.json"), *FIGURES.glob("*.json")]:
        if path.stem in EVALUATIONS:
            continue
        stored = json.loads(path.read_text(encoding="utf-8"))
        rows = {"sizes"} if path.stem.endswith("growth") else {"settings", "systems"}
        assert {"command", "date", "machine", "versions"} | rows <= set(stored)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", stored["date"])
