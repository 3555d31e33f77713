import subprocess
import sys

import pytest

import qa.readers.loading
from qa.errors import ReaderError
from qa.readers.loading import load_reader
from qa.readers.onnx import OnnxReader
from qa.readers.transformers import ExtractiveReader
from tests.qa.readers.tiny_models import hit, save_model
from training.reader.export import export


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """``hugging`` is a folder of transformers, ``ours`` its export."""
    place = tmp_path_factory.mktemp("models")
    export(save_model(place / "hugging", "treasure", window=512), place / "ours", "int8")
    return place


def test_a_manifest_makes_a_folder_an_export_of_ours(models):
    text = "the cat saw a treasure ."
    kinds = {"ours": OnnxReader, "hugging": ExtractiveReader}
    for name, kind in kinds.items():
        for folder in (models / name, str(models / name)):
            reader = load_reader(folder)
            assert type(reader) is kind
            best = reader.read("where ?", [hit(text)]).spans[0]
            assert text[best.start : best.end] == "treasure"


def test_the_shipped_reader_is_loaded_if_none_is_named(models, monkeypatch):
    monkeypatch.setattr(qa.readers.loading, "SHIPPED_READER", models / "ours")
    assert load_reader().fingerprint == load_reader(models / "ours").fingerprint
    assert type(load_reader()) is OnnxReader


@pytest.mark.parametrize("shipped", [True, False])
def test_a_missing_folder_is_one_line(tmp_path, monkeypatch, shipped):
    folder = tmp_path / "nowhere"
    if shipped:
        monkeypatch.setattr(qa.readers.loading, "SHIPPED_READER", folder)
    with pytest.raises(ReaderError, match="no reader here") as raised:
        load_reader(None if shipped else folder)
    assert str(folder) in str(raised.value)
    assert "\n" not in str(raised.value)
    # What is missing of a shipped reader is its manifest, not a Hugging Face model's weights.
    assert ("manifest.json" in str(raised.value)) == shipped


@pytest.mark.slow
def test_the_shipped_kind_of_reader_needs_no_torch(models):
    program = (
        "import sys; from pathlib import Path; from qa.readers.loading import load_reader;"
        "from index.values import Document, Passage; from qa.retriever import Hit;"
        "d = Document('d', 'a treasure', 't', ('t',)); h = Hit(Passage(1, 'd', 0, 10), d, 1, 1, 1);"
        "print(load_reader(sys.argv[1]).read('where ?', [h]).spans[0].start,"
        " sorted({'torch', 'transformers'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program]
    ran = [
        subprocess.run([*command, models / name], capture_output=True, text=True, check=True)
        for name in ("ours", "hugging")
    ]
    assert [one.stdout.strip() for one in ran] == ["2 []", "2 ['torch', 'transformers']"]
