import pytest

from index.errors import CorpusBusyError, DamagedDocumentError, NotIndexedError, UnwritableError
from qa.commands.main import main
from qa.launch.exit_status import advice


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NotIndexedError("x"), "python -m qa index FOLDER"),
        (UnwritableError("x"), "--store DIR"),
        (DamagedDocumentError("x"), "python -m qa check"),
        (CorpusBusyError("x"), ""),
    ],
)
def test_advice_names_what_to_type(error, expected):
    assert expected in advice(error)
    assert bool(advice(error)) == bool(expected)


def test_a_folder_that_is_not_indexed(tmp_path, capsys):
    arguments = ["list", "--corpus", str(tmp_path), "--store", str(tmp_path / "store")]
    assert main(arguments) == 2
    assert capsys.readouterr().err == (
        "error: this folder is not indexed yet; index it first (python -m qa index FOLDER)\n"
    )
