"""Measuring answers, citations and retrieval on questions with known answers."""

from qa.errors import DatasetError
from qa.evaluate.datasets.model import Dataset, Gold, Paragraph, Question, paragraphs_of, sample
from qa.evaluate.datasets.reading import read_dataset
from qa.evaluate.datasets.squad import read_squad
from qa.evaluate.evaluation import Evaluation
from qa.evaluate.field_run import FieldEvaluation, evaluate_field
from qa.evaluate.judging.ground_truth import (
    Ground,
    ground_in_documents,
    ground_in_field,
    ground_in_folder,
    ground_in_paragraphs,
    outside,
)
from qa.evaluate.judging.question_result import Judgement, judge
from qa.evaluate.report.field_report import field_table
from qa.evaluate.report.table import to_table
from qa.evaluate.run import evaluate_corpus, evaluate_passages
from qa.evaluate.unfinished import Unfinished, run_key

__all__ = [
    "Dataset",
    "DatasetError",
    "Evaluation",
    "FieldEvaluation",
    "Gold",
    "Ground",
    "Judgement",
    "Paragraph",
    "Question",
    "Unfinished",
    "evaluate_corpus",
    "evaluate_field",
    "evaluate_passages",
    "field_table",
    "ground_in_documents",
    "ground_in_field",
    "ground_in_folder",
    "ground_in_paragraphs",
    "judge",
    "outside",
    "paragraphs_of",
    "read_dataset",
    "read_squad",
    "run_key",
    "sample",
    "to_table",
]
