"""A folder that brings its questions: read, asked, counted and printed."""

import json

import pytest

from index.values import Document, document_id
from qa.answer import Answer, Citation
from qa.evaluate import evaluate_field, field_table, ground_in_field, read_dataset
from qa.evaluate.datasets.model import Question
from qa.evaluate.report.field_report import field_html, write_field_report
from tests.index.corpora import make_folder, write

TEXT = "Ann rang the bell. Ben closed the school."
DOCUMENT = Document(document_id(TEXT), TEXT, "bells", ("/x/files/bells.txt",))
QUESTIONS = [
    {"question": "Who rang?", "answers": ["Ann"], "document": "bells.txt", "kind": "fact",
     "evidence": ["Ann rang the bell."]},
    {"question": "Who closed it?", "answers": ["Ben"], "document": ["bells.txt", "b.txt"],
     "kind": "<why>", "items": ["Ben"]},
    {"question": "Who sang?", "answers": [], "document": None, "kind": "unanswerable",
     "partial": True, "evidence": "Ann rang the bell."},
]  # fmt: skip
TALK = {"turns": [{"question": "Who rang?", "answers": ["Ann"]},
                  {"question": "And when?", "answers": []}]}  # fmt: skip


def lines(*records):
    return "\n".join(map(json.dumps, records))


@pytest.fixture
def folder(tmp_path):
    make_folder(tmp_path / "field" / "files", {"bells.txt": TEXT})
    write(tmp_path / "field" / "questions.jsonl", lines(*QUESTIONS))
    write(tmp_path / "field" / "conversations.jsonl", lines(TALK))
    return tmp_path / "field"


class Bot:
    """Gives "Ann", marked, to all but one question."""

    fingerprints = {"reader": "scripted"}  # noqa: RUF012

    def ask(self, question, documents=None, min_confidence=None):
        if question == "Who sang?" and min_confidence is None:
            citation = Citation(DOCUMENT, 0, 18, 0.5)
            return Answer(question, question, "evidence", 0.5, True, (citation,))
        citation = Citation(DOCUMENT, 0, 18, 0.5, 0, 3)
        return Answer(
            question, question, "answer", 0.5, True, (citation,), milliseconds={"total": 8.0},
            answer_probability=0.9 if question == "Who rang?" else 0.2,
        )  # fmt: skip

    def conversation(self):
        return self


def test_a_folder_with_questions_is_read(folder):
    dataset = read_dataset(folder)
    assert (dataset.kind, dataset.name, dataset.files) == ("field", "field", folder / "files")
    first, second, third = dataset.questions
    assert (first.unplaced, first.group, first.evidence) == (
        ("Ann",), "fact", ("Ann rang the bell.",),
    )  # fmt: skip
    assert second.document == "bells.txt\nb.txt"
    assert second.items == ("Ben",)
    assert (third.answerable, third.partial) == (False, True)
    ((turn, following),) = dataset.talks
    assert (turn.has_words, following.has_words) == (True, False)
    ground = ground_in_field(dataset, [DOCUMENT])
    assert [len(places) for places in ground.places] == [1, 1, 0]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"question": "", "answers": []}, "line 4.*'question' is empty"),
        ({"question": "Who?"}, "line 4.*'answers' is missing"),
        ({"question": "Who?", "answers": [1]}, "line 4.*not a list of strings"),
        ({"question": "Who?", "answers": [], "items": 3}, "line 4.*'items'"),
        ([], "line 4.*not a JSON object"),
    ],
)
def test_a_damaged_line_is_named(folder, record, message):
    write(folder / "questions.jsonl", lines(*QUESTIONS, record))
    with pytest.raises(ValueError, match=message):
        read_dataset(folder)


def test_a_folder_without_documents_or_questions_is_refused(folder, tmp_path):
    write(tmp_path / "empty" / "questions.jsonl", "")
    with pytest.raises(ValueError, match="no folder files"):
        read_dataset(tmp_path / "empty")
    write(folder / "questions.jsonl", "\n")
    with pytest.raises(ValueError, match="no questions"):
        read_dataset(folder)


def test_outcomes_are_counted_by_kind(folder):
    evaluation = evaluate_field(Bot(), read_dataset(folder), {DOCUMENT.id: TEXT}, progress=False)
    table = evaluation.tables["questions"]
    assert list(table) == ["<why>", "fact", "unanswerable", "all"]
    assert (table["fact"]["right"], table["fact"]["cited_right"]) == (1, 1)
    assert table["<why>"]["wrong"] == 1
    assert table["unanswerable"]["false"] == table["unanswerable"]["evidence_right"] == 1
    assert table["unanswerable"]["false_answer"] == 0
    assert table["all"]["questions"] == 3
    assert evaluation.tables["unanswerable"]["partial"]["questions"] == 1
    assert evaluation.tables["turns"]["first"]["right"] == 1
    assert evaluation.tables["turns"]["unanswerable"]["false_answer"] == 1
    # Right at 0.9; wrong at 0.2 twice.
    assert evaluation.measures["confidence_auroc"] == 1.0
    # 0.9 alone is off by 0.1 with a chance of 0.9, else by 0.9. Of the two of 0.2, 0.4 are right by
    # what they state: off by 0.4, 0.6 or 1.6.
    chance = (2 * 0.9 * 0.1 + 0.8**2 * 0.4 + 2 * 0.8 * 0.2 * 0.6 + 0.2**2 * 1.6) / 3
    assert evaluation.measures["calibration_error_by_chance"] == pytest.approx(chance)
    assert evaluation.measures["citation_exactness"] == 1.0
    assert evaluation.latency_ms["p50"] == 8.0
    assert json.loads(json.dumps(evaluation.to_dict()))["mode"] == "field"


def test_a_citation_that_is_not_the_slice_is_counted(folder):
    evaluation = evaluate_field(Bot(), read_dataset(folder), {DOCUMENT.id: "x"}, progress=False)
    assert evaluation.measures["citation_exactness"] == 0.0


def test_the_table_and_the_page(folder, tmp_path):
    evaluation = evaluate_field(Bot(), read_dataset(folder), {DOCUMENT.id: TEXT}, progress=False)
    table = field_table(evaluation)
    assert "field: questions" in table
    head = next(line for line in table.splitlines() if line.startswith("kind"))
    fact = next(line for line in table.splitlines() if line.startswith("fact"))
    assert len(head) == len(fact)
    assert fact.split()[:4] == ["fact", "1", "1.0", "1.0"]
    page = field_html(evaluation)
    assert "&lt;why&gt;" in page and "<why>" not in page
    path = write_field_report(tmp_path / "report", evaluation)
    assert path.read_text(encoding="utf-8") == page
    stored = json.loads((path.parent / "evaluation.json").read_text())
    assert stored == json.loads(json.dumps(evaluation.to_dict()))


def test_answerable_means_words_or_marks():
    assert not Question("q", "?", (), 0).answerable
    assert Question("q", "?", (), 0, unplaced=("a",)).has_words
