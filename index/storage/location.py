"""The directory of a corpus: which files in it are ours."""

from __future__ import annotations

from pathlib import Path

from index.errors import StoreError

__all__ = ["LOCK_FILE", "STORE_FILE", "UPLOADS_FOLDER", "USER_FILE", "check_location", "our_files"]

LOCK_FILE = "writer.lock"
STORE_FILE = "corpus.sqlite"
UPLOADS_FOLDER = "uploads"
USER_FILE = "user.sqlite"


def our_files(location: Path) -> list[Path]:
    """Files and folders in a corpus directory that this program made."""
    patterns = (
        f"{STORE_FILE}*", f"{USER_FILE}*", UPLOADS_FOLDER, LOCK_FILE, "activity.*", ".activity.*",
        "reading.json",
        "vectors.faiss*", "vectors.json*", "vectors.base-*", ".vectors.*",
        "lexical", "lexical.damaged-*", "lexical.json*", ".lexical.*",
    )  # fmt: skip
    return sorted({path for pattern in patterns for path in location.glob(pattern)})


def check_location(location: Path, folder: Path | None) -> None:
    """Refuse a directory that holds something else, so that nothing of the user's mixes in.

    Raises:
        StoreError: It does.
    """
    if folder is not None and location == folder:
        raise StoreError(f"{location}: the corpus cannot lie in the folder of documents itself")
    if location.exists() and not location.is_dir():
        raise StoreError(f"{location}: not a directory; choose another one for the corpus")
    if location.is_dir() and not (location / STORE_FILE).exists():
        # A folder called uploads could be anybody's; these two files are what we begin with.
        begun = {location / LOCK_FILE, location / USER_FILE}
        present = set(location.iterdir())
        if present and not (begun & present and present <= set(our_files(location))):
            raise StoreError(
                f"{location}: not empty and not a corpus; choose an empty or new directory"
            )
