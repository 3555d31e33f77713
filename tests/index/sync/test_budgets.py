"""Archives, messages and runs have a budget; what is done stays done."""

import itertools

import pytest

from index import Limits
from index.errors import RefusedError
from index.loaders.isolation.worker import Worker
from index.sync import allowance, batches
from tests.index.corpora import contents, make_folder, open_corpus, write
from tests.index.loaders.format_samples import eml, zipped

MEMBERS = {f"{n}.txt": f"Text {n} of the archive." for n in range(8)}
ARCHIVE = zipped({name: text.encode() for name, text in MEMBERS.items()})


@pytest.fixture
def clock(monkeypatch):
    """Seconds pass with each member that is read."""

    class Clock:
        def __init__(self):
            self.now = 0.0
            self.read = []

        def monotonic(self):
            return self.now

    clock = Clock()
    real = Worker.load_member

    def load_member(self, number):
        clock.now += 100
        clock.read.append(number)
        return real(self, number)

    monkeypatch.setattr(Worker, "load_member", load_member)
    monkeypatch.setattr(allowance, "time", clock)
    return clock


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "folder", {})


def test_an_archive_that_takes_too_long_is_read_as_far_as_its_time_goes(tmp_path, folder, clock):
    write(folder / "a.zip", ARCHIVE)
    limits = Limits(archive_seconds=250)
    with open_corpus(tmp_path, limits=limits) as corpus:
        report = corpus.sync()
        assert report.added == 3
        (refused,) = report.refused
        assert refused.path.endswith("a.zip/5 further files")
        assert "longer than 250 seconds altogether; " in refused.reason
    # It is not tried again while nothing changes.
    with open_corpus(tmp_path, limits=limits) as corpus:
        assert (corpus.sync().unchanged, len(corpus.sync().refused)) == (3, 1)
        assert clock.read == [0, 1, 2]
        # A thorough run goes on where the last one ended.
        assert corpus.sync(thorough=True).added == 3
        assert clock.read == [0, 1, 2, 3, 4, 5]
    with open_corpus(tmp_path, limits=Limits(archive_seconds=10_000)) as corpus:
        report = corpus.sync()
        assert report.refused == ()
        assert set(contents(corpus)) == set(MEMBERS.values())


def test_the_text_of_an_archive_has_a_limit(tmp_path, folder):
    write(folder / "a.zip", ARCHIVE)
    with open_corpus(tmp_path, limits=Limits(archive_characters=50)) as corpus:
        report = corpus.sync()
        assert report.added == 3
        assert "more than 50 characters of text altogether" in report.refused[0].reason


def test_attachments_have_the_same_budget(tmp_path, folder, clock):
    attached = {f"{n}.txt": b"Attached %d." % n for n in range(5)}
    write(folder / "a.eml", eml("Own text.", attached=attached))
    with open_corpus(tmp_path, limits=Limits(archive_seconds=250)) as corpus:
        report = corpus.sync()
        assert report.added == 3
        assert report.refused[0].path.endswith("a.eml/3 further files")
        assert corpus.sync().unchanged == 3


def test_a_member_is_taken_out_and_back_though_others_were_left(tmp_path, folder, clock):
    write(folder / "a.zip", ARCHIVE)
    with open_corpus(tmp_path, limits=Limits(archive_seconds=250)) as corpus:
        corpus.sync()
        document = corpus.find("1.txt")
        corpus.remove(document.id)
        assert corpus.sync().excluded == 1
        corpus.restore(document.sources[0])
        assert MEMBERS["1.txt"] in set(contents(corpus))


def test_a_run_goes_on_where_it_was_cut_short(tmp_path, folder, clock, monkeypatch):
    write(folder / "a.zip", zipped({**{n: t.encode() for n, t in MEMBERS.items()}, "2.txt": b""}))
    monkeypatch.setattr(batches, "_SECONDS_APART", 0.0)
    real = Worker.load_member

    def stopped(self, number):
        if number == 5:
            raise KeyboardInterrupt
        return real(self, number)

    with monkeypatch.context() as patch, open_corpus(tmp_path) as corpus:
        patch.setattr(Worker, "load_member", stopped)
        with pytest.raises(KeyboardInterrupt):
            corpus.sync()
        assert len(contents(corpus)) == 4
    clock.read.clear()
    with open_corpus(tmp_path) as corpus:
        report = corpus.sync()
        assert clock.read == [5, 6, 7]  # neither those that were read nor the refused one
        assert (report.added, report.unchanged, len(report.refused)) == (3, 4, 1)


def test_a_run_has_a_budget_and_the_next_one_goes_on(tmp_path, folder):
    texts = {f"{n}.txt": f"Text {n} of the folder." for n in range(6)}
    for name, text in texts.items():
        write(folder / name, text)
    limits = Limits(run_characters=50)
    with open_corpus(tmp_path, limits=limits) as corpus:
        report = corpus.sync()
        assert report.added == 3
        (refused,) = report.refused
        assert refused.path.endswith("3.txt")
        assert refused.reason.startswith("and 2 more are not read yet: there are more than 50 ")
        report = corpus.sync()
        assert (report.added, report.unchanged, report.refused) == (3, 3, ())
        assert set(contents(corpus)) == set(texts.values())


def test_the_budget_of_a_run_holds_inside_an_archive(tmp_path, folder, clock):
    write(folder / "a.zip", ARCHIVE)
    with open_corpus(tmp_path, limits=Limits(run_seconds=250)) as corpus:
        sizes = [corpus.sync().added for _ in range(3)]
        assert sizes == [3, 3, 2]
        assert set(contents(corpus)) == set(MEMBERS.values())
        assert corpus.sync().unchanged == 8


def test_what_is_done_is_committed_while_files_are_read_slowly(tmp_path, folder, monkeypatch):
    """Also refusals, which are small."""
    write(folder / "a.zip", ARCHIVE)
    steps = itertools.count(0, 4)

    class Clock:
        monotonic = staticmethod(lambda: next(steps))

    monkeypatch.setattr(batches, "time", Clock)

    def refused(self, number):
        raise RefusedError("damaged; get it again")

    monkeypatch.setattr(Worker, "load_member", refused)
    committed = []
    with open_corpus(tmp_path) as corpus:
        real = batches.Batches.flush
        sources = corpus._store.sources

        def flush(self):
            real(self)
            committed.append(len(sources.refusals()))

        monkeypatch.setattr(batches.Batches, "flush", flush)
        corpus.sync()
    assert len(committed) > 2
    assert committed[-1] == 8
