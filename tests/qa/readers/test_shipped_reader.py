"""The shipped reader, asked about the seed article and about a slice of SQuAD."""

import hashlib
import json
from pathlib import Path

import pytest

from qa import Chatbot
from qa.answering.confidence import Calibration
from qa.calibration.files import SHIPPED_CALIBRATION
from qa.readers.loading import SHIPPED_READER, load_reader
from qa.readers.manifest import MANIFEST

pytestmark = pytest.mark.model

SEEDS = Path(__file__).parents[3] / "seeds"

ANSWERED = {
    "Where did Kim travel on Tuesday?": "Beijing",
    "Who met with senior Chinese officials a week before Kim's visit?": "Mike Pompeo",
    "How did Kim travel to his first foreign trip as head of state?": "train",
    "When did Kim make his first foreign trip as head of state?": "March",
    "What share of North Korea's trade is China responsible for?": "90%",
    "Who is senior adviser for Asia at the Center for Strategic and International Studies?":
        "Bonnie Glaser",
    "What was erected outside the East Gate of the Great Hall of the People?": "large screen",
    "How long would Kim stay in China?": "two days",
    "Where do Chinese leaders typically meet with foreign leaders?":
        "Great Hall of the People",
}  # fmt: skip
NOT_COVERED = (
    "When was Kim Jong Un born?",
    "How many people live in Singapore?",
    "How many nuclear warheads does North Korea have?",
    "Which company built the train?",
    "What is the name of Kim's wife?",
    "What did Kim eat in Beijing?",
    "How old is Xi Jinping?",
    "Who translated at the summit?",
    "What car does Kim drive?",
    "What is the capital of France?",
)


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    store = tmp_path_factory.mktemp("seeds") / "store"
    with Chatbot.from_folder(SEEDS, store=store, progress=False) as bot:
        yield bot


@pytest.mark.parametrize("question", ANSWERED)
def test_a_question_that_the_seed_article_answers(bot, question):
    answer = bot.ask(question)
    assert answer.found
    assert answer.calibrated
    assert ANSWERED[question] in answer.text
    first = answer.citations[0]
    assert first.start <= first.answer_start < first.answer_end <= first.end
    assert len(answer.text) <= 80


@pytest.mark.parametrize("question", NOT_COVERED)
def test_a_question_that_the_seed_article_does_not_cover(bot, question):
    answer = bot.ask(question)
    assert answer.kind == "none"
    assert answer.related
    assert answer.searched.documents == 1


def test_an_answer_that_is_not_sure_comes_with_its_sentence(bot):
    answer = bot.ask("Where did the summit between the US and North Korea take place?")
    assert answer.found
    assert any("Singapore" in citation.text for citation in answer.citations)


def test_a_neighbouring_fact_is_no_answer(bot):
    # The article speaks of South Korea, and of presidents.
    assert bot.ask("Who is the president of South Korea?").kind != "answer"


def test_a_reason_that_is_only_implied_comes_as_evidence(bot):
    answer = bot.ask("Why was the visit announced in advance?")
    assert answer.kind == "evidence"
    cited = " ".join(citation.text for citation in answer.citations)
    assert "China made the unusual decision of announcing Kim's visit ahead of time" in cited
    assert "something else unusual about this summit that hinted at China's dominance" in cited
    assert all(citation.answer_start is None for citation in answer.citations)


def test_what_is_shipped_is_small_and_hashed():
    files = {path.name: path for path in SHIPPED_READER.iterdir()}
    assert sum(path.stat().st_size for path in files.values()) <= 30e6
    manifest = json.loads(files[MANIFEST].read_text(encoding="utf-8"))
    assert set(manifest["files"]) == set(files) - {MANIFEST, "README.md"}
    for name, digest in manifest["files"].items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == digest


def test_the_calibration_is_for_what_is_shipped(bot):
    calibration = Calibration.load(SHIPPED_CALIBRATION)
    assert calibration.fits(bot.fingerprints)
    assert calibration.fitted_for["reader"] == load_reader().fingerprint
    assert 0 < calibration.thresholds.evidence < calibration.thresholds.answer < 1
