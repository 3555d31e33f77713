"""Objects below a prefix make the same documents as files of a folder, named by their keys."""

from __future__ import annotations

import secrets
from contextlib import closing

import obstore
import pytest

from index.cluster.cluster_intake import ClusterIntake
from index.cluster.cluster_store import ClusterStore
from index.cluster.object_source import fetched, list_objects
from index.distributed.shared_reading import sync_shared
from index.errors import MissingFolderError, StoreError
from index.loaders import Limits
from index.sync.portions import Portion, PortionReader
from index.sync.scan import scan
from tests.fakes import WordEmbedder
from tests.index.distributed.folders import FINGERPRINT, SETTINGS, mixed_folder, read_here

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path):
    folder = mixed_folder(tmp_path)
    (folder / ".hidden.txt").write_text("Nobody reads this.")
    return folder


@pytest.fixture
def prefix(bucket, folder):
    """A place with the files of the folder as objects."""
    name = secrets.token_hex(8)
    for file in folder.rglob("*"):
        if file.is_file():
            put(bucket, f"{name}/{file.relative_to(folder)}", file.read_bytes())
    return f"s3://{bucket.bucket}/{name}"


@pytest.fixture
def store(tmp_path):
    with ClusterStore.create(str(tmp_path / "tables"), FINGERPRINT, 16) as store:
        yield store


def put(bucket, key, data):
    obstore.put(bucket.client(), key, data)


class Reading:
    """Reads portions as another machine does; keeps the sources of what it fetched."""

    def __init__(self, limits=None):
        self.sources = []
        self.limits = limits or Limits()

    def __call__(self, portions):
        with closing(PortionReader(WordEmbedder(), SETTINGS, self.limits)) as reader:
            for portion in portions:
                with fetched(portion, limits=self.limits) as local:
                    self.sources += [file.source for file in local.files]
                    yield reader.read(local)


def synced(store, prefix, reading=None, **options):
    reading = reading or Reading()
    listing = list_objects(prefix)
    report = sync_shared(listing, ClusterIntake(store), reading, portion_files=2, **options)
    return report, reading.sources


def content(store, root):
    """Texts and titles by source, without the root of the sources; and refused ones."""
    texts = {row["id"]: row["text"] for row in store.tables.all_rows("documents", ["id", "text"])}
    rows = store.tables.all_rows("sources", ["source", "document", "title"])
    sources = {(r["source"].removeprefix(root), r["title"], texts[r["document"]]) for r in rows}
    refused = store.tables.all_rows("refused", ["source", "reason"])
    return sources, {(r["source"].removeprefix(root), r["reason"]) for r in refused}


def test_objects_make_what_files_make(store, prefix, folder, tmp_path):
    synced(store, prefix)
    with ClusterStore.create(str(tmp_path / "others"), FINGERPRINT, 16) as others:
        sync_shared(folder, ClusterIntake(others), read_here, portion_files=2)
        assert content(store, prefix) == content(others, str(folder))
    names = {source for source, _, _ in content(store, prefix)[0]}
    assert {"/snow.txt", "/more.zip/inside.txt", "/deep/tide.txt"} <= names


def test_only_changed_objects_are_fetched_again(store, prefix, bucket):
    key = prefix.removeprefix(f"s3://{bucket.bucket}/")
    synced(store, prefix)
    assert synced(store, prefix)[1] == []
    put(bucket, f"{key}/snow.txt", b"The snow melted, said Ben.")
    obstore.delete(bucket.client(), f"{key}/deep/tide.txt")
    report, sources = synced(store, prefix)
    assert sources == [f"{prefix}/snow.txt"]
    assert (report.changed, report.removed, report.added) == (1, 1, 0)
    assert f"{prefix}/deep/tide.txt" not in store.states()


def test_a_run_that_was_ended_goes_on_with_the_rest(store, prefix):
    class Ended(Reading):
        def __call__(self, portions):
            yield next(super().__call__(portions))
            raise KeyboardInterrupt

    ended = Ended()
    with pytest.raises(KeyboardInterrupt):
        synced(store, prefix, ended)
    _, rest = synced(store, prefix)
    assert len(ended.sources) == 2 and not set(ended.sources) & set(rest)
    assert {*ended.sources, *rest} == {file.source for file in list_objects(prefix).files}


def test_what_is_too_large_is_refused_without_being_fetched(store, prefix, monkeypatch):
    limits = Limits(file_bytes=60)
    got = []
    real = obstore.get
    monkeypatch.setattr(obstore, "get", lambda b, key: got.append(key) or real(b, key))
    sizes = {file.source: file.size for file in list_objects(prefix).files}
    large = {source for source, size in sizes.items() if size > 60}
    report, _ = synced(store, prefix, Reading(limits), limits=limits)
    assert large and large <= {file.path for file in report.refused}
    assert {key.rpartition("/")[2] for key in got} == {
        source.rpartition("/")[2] for source in sizes.keys() - large
    }


def test_no_more_than_allowed_is_fetched_of_what_grew_after_it_was_listed(prefix, bucket):
    key = prefix.removeprefix(f"s3://{bucket.bucket}/")
    (file,) = (f for f in list_objects(prefix).files if f.source.endswith("/snow.txt"))
    put(bucket, f"{key}/snow.txt", bytes(20 << 20))
    with fetched(Portion((file,)), limits=Limits(file_bytes=1000)) as local:
        assert 1000 < local.files[0].path.stat().st_size < 10 << 20


def test_the_corpus_itself_is_no_document(store, prefix, bucket):
    key = prefix.removeprefix(f"s3://{bucket.bucket}/")
    put(bucket, f"{key}/corpus/note.txt", b"Of the corpus.")
    sources = [file.source for file in list_objects(prefix, leave_out=f"{prefix}/corpus").files]
    assert sources and f"{prefix}/corpus/note.txt" not in sources


def test_a_place_without_objects_is_one_line(bucket):
    for place, error in (
        (f"s3://{bucket.bucket}/nothing-here", MissingFolderError),
        ("s3://no-such-bucket/docs", (StoreError, MissingFolderError)),
    ):
        with pytest.raises(error) as raised:
            list_objects(place)
        assert place in str(raised.value) and "\n" not in str(raised.value)


def test_a_listing_is_that_of_the_folder(prefix, folder):
    def names(listing, root):
        return {(file.source.removeprefix(root), file.size) for file in listing.files}

    assert names(list_objects(prefix), prefix) == names(scan(folder), str(folder))
