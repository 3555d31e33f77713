"""After any change of a folder between syncs, the corpus equals the folder."""

import shutil
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from index.corpus import Corpus
from index.text.passages import split_passages
from index.values import document_id
from tests.index.corpora import all_passages, assert_sound, contents, open_corpus, write

NAMES = st.sampled_from(["a.txt", "b.txt", "sub/c.txt", "sub/d.md"])
TEXTS = st.sampled_from(
    [
        "One. Two. Three.",
        "One. Two. Three. Four five six seven eight. Nine.",
        "😀 e\u0301.\r\n\r\nSame. Same. Same. Same. Same. Same.",
        "A long one without an end " * 3,
        "x",
    ]
)
BAD = b"\0\1\2\3" * 40


class Folder(RuleBasedStateMachine):
    """A folder that changes, with what its corpus should hold after the next sync."""

    @initialize()
    def start(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="citespan-states-"))
        self.folder = self.root / "folder"
        self.folder.mkdir()
        self.corpus: Corpus = open_corpus(self.root)
        self.expected: dict[str, str] = {}
        """What each source held when it was last usable."""
        self.uploaded: dict[str, str] = {}
        self.excluded: set[str] = set()
        self.seen: dict[int, tuple] = {}

    def teardown(self) -> None:
        self.corpus.close()
        shutil.rmtree(self.root)

    # -- the user's side

    @rule(name=NAMES, text=TEXTS)
    def write(self, name: str, text: str) -> None:
        write(self.folder / name, text)

    @rule(name=NAMES)
    def spoil(self, name: str) -> None:
        write(self.folder / name, BAD)

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    @rule(name=NAMES, other=NAMES)
    def rename(self, name: str, other: str) -> None:
        if (self.folder / name).exists():
            (self.folder / other).parent.mkdir(exist_ok=True)
            (self.folder / name).rename(self.folder / other)

    @rule(name=NAMES, other=NAMES)
    def swap(self, name: str, other: str) -> None:
        one, two = self.folder / name, self.folder / other
        if one.exists() and two.exists() and name != other:
            one.rename(self.root / "between")
            two.rename(one)
            (self.root / "between").rename(two)

    # -- the corpus's side

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        documents = self.corpus.documents()
        if documents:
            document = data.draw(st.sampled_from(documents))
            self.corpus.remove(document.id)
            for source in document.sources:
                self.expected.pop(source, None)
                if self.uploaded.pop(source, None) is None:
                    self.excluded.add(source)

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        if self.excluded:
            source = data.draw(st.sampled_from(sorted(self.excluded)))
            self.excluded.discard(source)
            self.check_sync(lambda: self.corpus.restore(source))

    @rule(text=TEXTS)
    def upload(self, text: str) -> None:
        self.corpus.add(write(self.root / "up.txt", text))
        for source in contents(self.corpus)[text]:
            if source.startswith(str(self.corpus.location)):
                self.uploaded[source] = text

    @rule()
    def reopen(self) -> None:
        embedder = self.corpus.embedder
        self.corpus.close()
        self.corpus = open_corpus(self.root, embedder)

    @rule()
    def sync(self) -> None:
        self.check_sync(self.corpus.sync)

    def check_sync(self, sync) -> None:
        before = dict(self.expected)
        refused = set()
        self.expected = {}
        for path in self.folder.rglob("*.*"):
            source, data = str(path), path.read_bytes()
            if source in self.excluded:
                continue
            if data != BAD:
                self.expected[source] = data.decode()
            else:
                refused.add(source)
                if source in before:
                    self.expected[source] = before[source]
        embedded = self.corpus.embedder.embedded
        embedded.clear()
        report = sync()
        assert {one.path for one in report.refused} == refused
        for one in report.refused:
            assert ("the version indexed before is kept" in one.reason) == (one.path in before)
        new = {t for s, t in self.expected.items() if before.get(s) != t}
        assert set(embedded) <= {part for text in new for part in self.parts(text)}
        assert report.passages == len(embedded)
        assert contents(self.corpus) == self.by_text()

    # -- what always holds

    def parts(self, text: str) -> list[str]:
        drafts = split_passages(text, self.corpus.embedder, self.corpus._settings)
        return [text[d.start : d.end] for d in drafts]

    def by_text(self) -> dict[str, set[str]]:
        texts: dict[str, set[str]] = {}
        for source, text in [*self.expected.items(), *self.uploaded.items()]:
            texts.setdefault(text, set()).add(source)
        return texts

    @invariant()
    def sound(self) -> None:
        if not hasattr(self, "corpus"):
            return
        if (
            hasattr(self, "checked")
            and self.checked == self.corpus._store.generation()
            and self.checked_by is self.corpus
        ):
            return
        self.checked, self.checked_by = self.corpus._store.generation(), self.corpus
        assert_sound(self.corpus)
        assert contents(self.corpus) == self.by_text()
        passages = all_passages(self.corpus)
        new = set(passages) - set(self.seen)
        assert not new or min(new) > max(self.seen, default=0)
        for id_, passage in passages.items():
            what = (passage.document_id, passage.start, passage.end)
            assert self.seen.setdefault(id_, what) == what
        for id_ in set(self.seen) - set(passages):
            self.seen[id_] = ("removed",)
        for text in self.by_text():
            mine = [p for p in passages.values() if p.document_id == document_id(text)]
            mine.sort(key=lambda p: p.start)
            assert [text[p.start : p.end] for p in mine] == self.parts(text)


Folder.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestFolder = pytest.mark.slow(Folder.TestCase)
