"""What tests of the command line share: a program with small parts, run in this process."""

import json
import re
from pathlib import Path

import qa.calibration.files
import qa.chatbot
from qa import commands
from qa.commands import evaluate_dataset as evaluate_module
from qa.readers.loading import load_reader
from qa.readers.protocol import Reading, ScoredSpan
from qa.readers.sentences import sentences_of_spans
from tests.index.corpora import write

BOM = b"\xef\xbb\xbf"
ROOT = Path(commands.__file__).parents[2]
SQUAD = ROOT / "tests" / "data" / "squad" / "genghis_khan.json"


class NumberReader:
    """Scores every number by the words that its passage shares with the question."""

    whole_sentences = False
    fingerprint = "numbers"

    def read(self, question, hits):
        asked = set(words(question))
        spans = [
            ScoredSpan(
                i, hit.passage.start + number.start(), hit.passage.start + number.end(),
                2.0 * len(asked & set(words(hit.text))) - 5,
            )
            for i, hit in enumerate(hits)
            for number in re.finditer(r"\b\d+\b", hit.text)
        ]  # fmt: skip
        spans.sort(key=lambda span: (-span.score, span.hit, span.start))
        return Reading(tuple(spans), tuple(sentences_of_spans(spans, hits)))


def words(text):
    return re.findall(r"\w+", text.lower())


def ship_reader(monkeypatch, reader):
    """Make ``reader`` the one that comes with the program."""
    for module in (qa.chatbot, evaluate_module):
        monkeypatch.setattr(
            module, "load_reader", lambda folder=None: load_reader(folder) if folder else reader
        )


def messages(err):
    """Lines of standard error; a progress bar, which rewrites its line, is none."""
    bars = ("indexing", "reading")
    return [line for line in err.splitlines() if line and not line.startswith(bars)]


def assert_one_line(result, *words):
    status, out, err = result
    lines = messages(err)
    assert (status, out, len(lines)) == (2, "", 1), (status, out, err)
    assert lines[0].startswith("error: ")
    for word in words:
        assert word in lines[0]


def squad(path, articles):
    """A file of articles, each a dictionary of paragraphs to questions with their answer."""
    data = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {
                            "id": f"{title} {text} {question}",
                            "question": question,
                            "answers": [{"text": gold, "answer_start": text.index(gold)}]
                            if gold
                            else [],
                        }
                        for question, gold in asked
                    ],
                }
                for text, asked in paragraphs.items()
            ],
        }
        for title, paragraphs in articles.items()
    ]
    return write(path, json.dumps({"data": data}))


def animals(path, number, vague=()):
    """An article for each animal, with its weight; a year comes first where one is ``vague``."""
    articles = {}
    for i in range(number):
        text = f"The zog{i} weighs {100 + i} kilograms."
        if i in vague:
            text = f"Since {1800 + i} the zog{i} weighs {100 + i} kilograms."
        articles[f"Zog {i}"] = {
            text: [(f"How many kilograms is the zog{i}?", f"{100 + i} kilograms")]
        }
    return squad(path, articles)


def ids_by_name(run, folder):
    """Id of each file of the store, by name."""
    return {
        Path(source).name: one["id"]
        for one in json.loads(run("list", "--json")[1])
        for source in one["sources"]
    }
