"""A chatbot over three short texts, with parts whose scores can be computed by hand."""

import tempfile
from pathlib import Path

from index.corpus import Corpus
from index.text.passages import PassageSettings
from qa import Chatbot
from qa.retriever import FusionSettings
from tests.fakes import WordEmbedder
from tests.index.corpora import make_folder
from tests.qa import calibrations
from tests.sentence_reader import SentenceReader, SentenceWeights

DEFAULTS, SETTINGS = PassageSettings(), PassageSettings(max_tokens=20)


WEIGHTS = SentenceWeights(bias=-2.0, cosine=2.0, overlap=4.0, passage=0.5)


TEXTS = {
    "kelp.txt": "Kelp grows in cold water. Urchins graze on kelp. Otters eat urchins.",
    "tide.txt": "The tide rose at noon.\r\nBoats left the harbour. 😀 Ann rang the bell.",
    "snow.md": "# Snow\n\nSnow fell on the road. Ben closed the school.",
}


QUESTIONS = (
    "Who rang the bell?", "What do otters eat?", "When did the tide rise?", "Who closed the school",
    "Where does kelp grow?", "What fell on the road?", "What left the harbour?", "What grazes?",
)  # fmt: skip


def search_fingerprint(embedder, settings=DEFAULTS):
    """That of a corpus with these parts."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Corpus(Path(folder) / "corpus", embedder, settings=settings) as corpus,
    ):
        return corpus.fingerprint


def calibration(embedder, changes=None, settings=DEFAULTS):
    """Fitted for the parts used here; the probability is the logistic function of the score."""
    parts = {
        "reader": SentenceReader(embedder, WEIGHTS).fingerprint,
        "embedder": embedder.fingerprint,
        "search": search_fingerprint(embedder, settings),
        "fusion": FusionSettings().fingerprint,
        "read": "passages=10",
    }
    return calibrations.calibration(parts | (changes or {}))


def make_bot(tmp_path, texts=TEXTS, calibrated=None, settings=SETTINGS, **parts):
    folder = tmp_path / "folder"
    if not folder.is_dir():
        make_folder(folder, texts)
    embedder = WordEmbedder(512, 30)
    corpus = Corpus(tmp_path / "store", embedder, folder=folder, settings=settings)
    return Chatbot(
        corpus,
        SentenceReader(embedder, WEIGHTS),
        calibrations=[calibrated or calibration(embedder, settings=SETTINGS)],
        **parts,
    )


def titled(bot, title):
    return next(one for one in bot.documents() if one.title == title)


def without_times(answer):
    data = answer.to_dict()
    del data["milliseconds"]
    return data
