"""A bot whose answers can be worked out by hand: it looks for the question's words as typed."""

import contextlib
import hashlib
import re
import types
from dataclasses import replace
from pathlib import Path

from index.errors import UnknownDocumentError
from index.loaders.isolation.drawer import Drawer
from index.storage.userdata import UserData
from index.sync.report import SyncReport
from index.values import Document, Page, Passage, RefusedFile, document_id
from qa.answer import Alternative, Answer, Citation, Searched, Unread
from qa.answering.confidence import Thresholds
from qa.background import BackgroundWork
from qa.entries import Entry
from qa.kept.kept_conversations import KeptConversations
from qa.namesakes import Namesakes
from qa.retriever import Hit

KELP = (
    "Kelp forests\r\n\r\nKelp grows up to half a metre a day. Urchins graze on kelp.\r\n"
    "Sea otters eat urchins.\r\n"
)


TIDES = "Tides <b>rise</b> &amp; fall twice a day. Spring tides come at new moon."


def document(text: str, title: str, pages: tuple[Page, ...] = ()) -> Document:
    return Document(document_id(text), text, title, (f"/folder/{title}.txt",), pages)


DOCUMENTS = (
    document(KELP, "Kelp", (Page(1, 0, 16), Page(2, 16, len(KELP)))),
    document(TIDES, "<img src=x onerror=alert(1)>"),
)


class FakeBackground:
    """Does what its library says; ``failed`` are files that can be tried again."""

    def __init__(self):
        self.now = self.last = None
        self.failed = ()
        self.tried = []
        self.cancelled = []
        self.queue = []

    def work(self):
        return BackgroundWork(self.now, self.last, tuple(self.failed))

    def cancel(self, wish=None):
        self.cancelled.append(wish)
        if wish is not None:
            wish.set()

    def try_again(self, path):
        self.tried.append(path)
        self.failed = tuple(file for file in self.failed if file.path != path)
        return SyncReport(added=1)

    def tell_queue(self, names):
        self.queue.append(list(names))

    def totals(self):
        return {"files_read": 3, "passages": 7, "runs": {"done": 2}, "seconds": 0.5}


KELP_LINE = (KELP.index("Kelp grows"), KELP.index(" Urchins"))
KELP_GUESS = Citation(DOCUMENTS[0], *KELP_LINE, 0.3, KELP_LINE[0], KELP_LINE[0] + 4)


class FakeCorpus:
    """What keeps conversations, in memory."""

    def __init__(self, bot):
        self._bot = bot
        self.user_data = UserData(Path(":memory:"))

    def document_or_none(self, id_):
        return next((d for d in self._bot._documents if d.id == id_), None)

    location = Path("/store")

    def summaries(self):
        return self._bot._documents

    def document_count(self):
        return len(self._bot._documents)

    def version(self):
        return hash(self._bot._documents)


class FakeLibrary:
    """Keeps its documents in memory; what is taken out by id is gone."""

    takes_files = True

    def __init__(self, bot):
        self._bot = bot
        self.excluded = {}
        self.kept = []
        self.originals = {}
        self._drawer = Drawer(self._original)
        self.added = []
        self.background = FakeBackground()
        self.namesakes = Namesakes(FakeCorpus(bot))

    def entries(self):
        used = [
            Entry(
                d.source,
                d.title,
                "upload" if Path(d.source).name in self.added else "file",
                "indexed",
                d.id,
                len(d.text),
                len(d.pages),
                len(d.text),
            )
            for d in self._bot._documents
        ]
        out = [Entry(source, Path(source).name, "file", "excluded") for source in self.excluded]
        return (*used, *out)

    def relative(self, source):
        return source.removeprefix("/folder/")

    def version(self):
        return hash((self._bot._documents, *self.excluded))

    def untold(self, refused):
        return list(refused)

    def add(self, path, *, stop=None):
        text = path.read_text()
        if not text.strip():
            return SyncReport(refused=(RefusedFile(str(path), "empty: there is no text in it"),))
        self.added.append(path.name)
        self._bot._documents += (document(text, path.stem),)
        return SyncReport(added=1, passages=1)

    def withdraw(self, document_id, source):
        gone = [d for d in self._bot._documents if d.id == document_id and d.source == source]
        if not gone:
            raise UnknownDocumentError(f"no document {document_id}")
        self.excluded[source] = gone[0]
        self._bot._documents = tuple(d for d in self._bot._documents if d is not gone[0])

    def restore(self, source):
        if source in self.excluded:
            self._bot._documents += (self.excluded.pop(source),)

    def sync(self):
        return SyncReport(unchanged=len(self._bot._documents))

    def uploads(self):
        return len(self.added)

    def draw(self, document, page, spans=(), scale=1.0):
        return self._drawer.draw(document, page, spans, scale)

    @property
    def pids(self):
        """Processes of the drawer."""
        return self._drawer.pids

    def close(self):
        self._drawer.close()

    def _original(self, document_id):
        data = self.originals.get(document_id)
        return None if data is None else (data, hashlib.sha256(data).hexdigest())

    def keep_feedback(self, id_, answer, *, helpful, note=""):
        self.kept.append((id_, answer.question, helpful, note))


UNREAD = (Unread("/folder/scan.pdf", "page 2: a picture <b>without</b> text"),)
UNKNOWN = ("quorm", "<i>")


class FakeBot:
    """Finds the question, less its question mark, in the sentences of its documents.

    "Why …" gets their first two sentences as evidence, "Which …" the first and the last of all as
    answers that disagree, "Hello" a kind of its own, and "List …" the
    words "Urchins" and "kelp" of a sentence, with a near form and a part that is not answered.
    """

    def __init__(self, documents=DOCUMENTS, calibrated=True):
        self._documents = tuple(documents)
        self._calibrated = calibrated
        self.refused = ()
        self.last_sync = SyncReport()
        self.asked = []
        self.least = []
        self.library = FakeLibrary(self)
        self.thresholds = Thresholds(0.6, 0.2)
        self.conversations = KeptConversations(FakeCorpus(self))
        self.watches = []

    def watch(self):
        self.watches.append("begun")
        return contextlib.closing(types.SimpleNamespace(close=lambda: self.watches.append("ended")))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        pass

    def conversation(self):
        return FakeBot(self._documents, self._calibrated)

    def after(self, turns):
        return self

    def document_count(self):
        return len(self._documents)

    def documents(self):
        return self._documents

    def document(self, id):
        for one in self._documents:
            if one.id == id:
                return one
        raise UnknownDocumentError(f"no document {id}")

    def search(self, question, k=10, documents=None):
        self.ask(question, documents)
        hits = [
            Hit(Passage(n, d.id, 0, len(d.text)), d, 1 / (n + 1), 0.0, 0.0)
            for n, d in enumerate(self._chosen(documents))
        ]
        return tuple(hits[:k])

    def _chosen(self, documents):
        return [d for d in self._documents if documents is None or d.id in documents]

    def ask(self, question, documents=None, min_confidence=None, *, as_typed=False):
        if not question.strip():
            raise ValueError("the question is empty")
        if len(question) > 2000:
            raise ValueError("the question has more than 2,000 characters")
        if question == "crash":
            raise RuntimeError("the disk is gone\nand more")
        self.asked.append(question)
        self.least.append(min_confidence)
        wanted = question.removesuffix("?")
        found, others = [], []
        for doc in self._chosen(documents):
            for sentence in re.finditer(r"[^.\r\n]+\.", doc.text):
                at = doc.text.find(wanted, *sentence.span())
                if at < 0:
                    others.append(Citation(doc, *sentence.span(), 0.1))
                else:
                    span = (at, at + len(wanted))
                    found.append(Citation(doc, *sentence.span(), 0.9, *span))
        alternatives = (Alternative(0.2, (others[0],)),) if others else ()
        if question.startswith("Which ") and others:
            rivals = (Alternative(0.6, (others[-1],), True),)
            return Answer(
                question, question, "answer", 0.7, self._calibrated, (others[0],),
                alternatives=rivals,
            )  # fmt: skip
        if question.startswith("Why ") and others:
            return Answer(question, question, "evidence", 0.7, self._calibrated, tuple(others[:2]))
        if question.startswith("List "):
            kelp = next(d for d in self._documents if d.text == KELP)
            return listed(kelp, question, self._calibrated)
        if question == "Hello":
            return Answer(
                question, question, "help", 0.0, self._calibrated,
                searched=Searched(len(self._chosen(documents))), help_topic="greeting",
            )  # fmt: skip
        return Answer(
            question,
            question,
            "answer" if found else "none",
            (0.7 if wanted == "half a metre" else 0.91) if found else 0.12,
            self._calibrated,
            citations=tuple(found),
            alternatives=alternatives if found else (),
            related=() if found else tuple(others[:3]),
            guess=KELP_GUESS if question == "volcano" else None,
            searched=Searched(
                len(self._chosen(documents)),
                UNREAD,
                UNKNOWN,
                chosen=None if documents is None else tuple(documents),
                total=len(self._documents),
            ),
        )


def listed(document, question, calibrated=True):
    """Two words of a sentence as items."""
    start = document.text.index("Urchins graze on kelp.")
    kelp = start + len("Urchins graze on ")
    items = tuple(
        Citation(document, *span, 0.8, *span) for span in ((start, start + 7), (kelp, kelp + 4))
    )
    cited = Citation(document, start, start + 22, 0.8, start, kelp + 4)
    searched = Searched(2, UNREAD, UNKNOWN, (("urchens", "urchins"),))
    return Answer(
        question, question, "answer", 0.8, calibrated, (cited,), items=items, is_complete=True,
        unanswered=("<Who> eats otters?",), searched=searched,
    )  # fmt: skip


class Completing:
    """A conversation that completes every question with its topic."""

    def __init__(self, bot):
        self._bot = bot

    def after(self, turns):
        return self

    def ask(self, question, documents=None, min_confidence=None, *, as_typed=False):
        asked_as = question if as_typed else f"{question} <of kelp>?"
        return replace(self._bot.ask(question, documents), asked_as=asked_as)
