"""Structure, recognition, headings of passages and notes in the store."""

import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.storage.packing import pack_boxes, unpack_boxes
from index.storage.store import Store
from index.structure import NO_STRUCTURE, Block, Cell, Span, Structure
from index.text.passages import PassageDraft
from index.values import Document, FileState, LoaderStamp, Page, Recognition, document_id
from tests.index.structures import structures

MADE = "settings"
STATE = FileState("ab", 3, 1, 2, LoaderStamp("text/1"))
TEXT = "# Leave\n\n## Maternity\n\nSix months."
STRUCTURE = Structure(
    (
        Block("heading", 0, 7, 1),
        Block("heading", 9, 21, 2, "1.1"),
        Block("row", 23, 34, table=0, cells=(Cell(23, 26, 0), Cell(27, 34, 1))),
    ),
    (Span(26, 27),),
    "Staff handbook",
)
HEADINGS = (Span(0, 7), Span(9, 21))


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "corpus.sqlite")
    yield opened
    opened.close()


def document(text=TEXT, structure=STRUCTURE, pages=(), source="/a"):
    return Document(document_id(text), text, "T", (source,), pages, structure)


def put(store, one, kind="file", headings=HEADINGS, notes=()):
    draft = PassageDraft(23, 34, (Span(23, 34),), headings)
    with store.transaction() as generation:
        store.put_document(generation, one, MADE, [draft], np.full((1, 4), 0.5, np.float32))
        store.link(generation, one.source, kind, one.title, one.id, STATE, notes)


def recognised(length):
    boxes = b"".join(struct.pack("<4H", n, 7, n + 65_000 % (n + 9), 900) for n in range(length))
    return Recognition(boxes, bytes(n % 101 for n in range(length)))


def test_structure_and_recognition_come_back(store):
    pages = (
        Page(1, 0, 9, tuple(range(9))),
        Page(2, 9, 20, recognised=recognised(11)),
        Page(3, 20, 20, recognised=Recognition(b"", b"")),
    )
    put(store, document(pages=pages))
    stored = store.documents.get(document().id)
    assert stored == document(pages=pages)
    assert stored.structure.title == "Staff handbook"
    assert stored.structure.blocks[1].label == "1.1"


def test_a_document_without_structure_has_none(store):
    put(store, document(structure=NO_STRUCTURE))
    assert store.documents.get(document().id).structure is NO_STRUCTURE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(structures(len(TEXT)))
def test_every_structure_comes_back(store, structure):
    put(store, document(structure=structure))
    assert store.documents.get(document().id).structure == structure


@given(st.lists(st.tuples(*[st.integers(0, 2**16 - 1)] * 4)))
def test_boxes_come_back(boxes):
    packed = b"".join(struct.pack("<4H", *box) for box in boxes)
    assert unpack_boxes(pack_boxes(packed)) == packed


def test_writing_a_document_again_replaces_its_layout(store):
    put(store, document(pages=(Page(1, 0, 5, recognised=recognised(5)),)))
    other = document(structure=Structure((Block("paragraph", 0, 34),)), pages=(Page(1, 0, 9),))
    put(store, other)
    assert store.documents.get(other.id) == other
    put(store, document(structure=NO_STRUCTURE))
    assert store.documents.get(other.id) == document(structure=NO_STRUCTURE)


def test_passages_have_their_headings_and_rows_their_text(store):
    put(store, document())
    (id_,) = store.passages.ids(MADE)
    assert store.passages.get([id_])[id_].headings == HEADINGS
    (row,) = store.passages.rows([id_])
    assert (row.headings, row.text) == ("Leave > Maternity", "Six months.")


def test_a_passage_without_headings_has_none(store):
    put(store, document(), headings=())
    (id_,) = store.passages.ids(MADE)
    assert store.passages.get([id_])[id_].headings == ()
    (row,) = store.passages.rows([id_])
    assert row.headings == ""


def test_notes_belong_to_a_source(store):
    put(store, document(), notes=["page 2: a picture\nwithout text", "sheet 3 is hidden"])
    put(store, document(source="/b"))
    assert store.sources.notes() == {"/a": ("page 2: a picture without text", "sheet 3 is hidden")}
    put(store, document())
    assert store.sources.notes() == {}


def test_a_removed_document_leaves_nothing_behind(store):
    put(store, document(pages=(Page(1, 0, 5, recognised=recognised(5)),)), notes=["note"])
    with store.transaction() as generation:
        store.unlink(generation, "/a")
    connection = store._database.connection()
    for table in ("documents", "pages", "recognition", "structures", "sources", "passages"):
        assert connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,), table


# -- whose structure a document has


OTHER = Structure((Block("paragraph", 0, 34),))


def is_current(store, one, made=MADE):
    return store.is_current(one, made)


def test_what_is_not_stored_or_of_other_settings_is_not_current(store):
    assert not is_current(store, document())
    put(store, document())
    assert is_current(store, document())
    assert not is_current(store, document(), "other settings")


@pytest.mark.parametrize(
    "changed", [document(structure=OTHER), document(pages=(Page(1, 0, 5),)),
                document(structure=NO_STRUCTURE)]
)  # fmt: skip
def test_another_layout_of_the_first_file_is_not_current(store, changed):
    put(store, document())
    assert not is_current(store, changed)
    put(store, changed)
    assert is_current(store, changed)


def test_the_layout_of_a_second_file_is_passed_over(store):
    put(store, document())
    with store.transaction() as generation:
        store.link(generation, "/b", "file", "T", document().id, STATE)
    assert is_current(store, document(source="/b", structure=OTHER))
    with store.transaction() as generation:
        store.unlink(generation, "/a")
    assert not is_current(store, document(source="/b", structure=OTHER))


def test_a_text_of_a_program_does_not_stand_before_a_file(store):
    text = document(source="given", structure=NO_STRUCTURE)
    put(store, text, kind="text")
    assert is_current(store, text)
    assert not is_current(store, document())
    put(store, document())
    assert is_current(store, text)
    assert store.documents.get(text.id).structure == STRUCTURE
