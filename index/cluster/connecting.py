"""Connections to places where Lance tables are, and their errors in one line.

A place is ``s3://bucket/prefix``, or a folder. Endpoint, region and credentials come from the
environment (``AWS_ENDPOINT_URL``, ``AWS_REGION``, ``AWS_ACCESS_KEY_ID``, …) or from the usual files
of AWS, which Lance reads itself. Nothing here takes, keeps or prints a credential.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import CitespanError, InvalidValueError, StoreError, UnwritableError

if TYPE_CHECKING:
    from lancedb import Session
    from lancedb.db import DBConnection
    from lancedb.table import Table

__all__ = ["connected", "holds_tables", "is_remote", "new_session", "open_table", "reaching"]

_PLACE = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w./=-]*)?", re.ASCII)
_CACHED_INDEX_BYTES = 1_350_000_000
_CACHED_METADATA_BYTES = 250_000_000
"""Of one process. One that searches in ten million passages then takes less than 2.5 GB in all
(docs/decisions/0040-lance-on-object-storage.md).
"""

_QUIET = {"LANCE_LOG": "error", "LANCEDB_LOG": "error", "AWS_EC2_METADATA_DISABLED": "true"}
"""No line for each table that is made, and no host that is asked for credentials."""
_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI")  # fmt: skip

_REFUSED = ("accessdenied", "invalidaccesskeyid", "signaturedoesnotmatch", "forbidden", ": 403")
_ADVICE = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or fill ~/.aws/credentials"

_URL = re.compile(r"https?://\S+")


def is_remote(place: object) -> bool:
    """Whether a place is on object storage, and no folder."""
    return str(place).startswith("s3://")


def holds_tables(place: object) -> bool:
    """Whether a place is on object storage, or a folder with the tables of a corpus."""
    return is_remote(place) or (Path(str(place)) / "about.lance").is_dir()


def new_session() -> Session:
    """What connections keep in memory of indexes and tables; several may share it.

    Raises:
        StoreError: Lance is not installed.
    """
    session: Session = _lancedb().Session(_CACHED_INDEX_BYTES, _CACHED_METADATA_BYTES)
    return session


def _lancedb() -> Any:
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import lancedb
    except ImportError as error:
        raise StoreError(
            "a corpus in tables needs lancedb, which is not installed; "
            "pip install -r requirements-cluster.txt -c requirements.lock"
        ) from error
    return lancedb


def connected(
    place: str, endpoint: str | None = None, session: Session | None = None
) -> DBConnection:
    """A connection to the tables of a place.

    A table that it opens stays as it was when it was opened, except for what is written with it.

    Args:
        place: ``s3://bucket/prefix``, ``memory://name`` or a folder.
        endpoint: URL of the server; ``AWS_ENDPOINT_URL`` if not given.
        session: What it keeps in memory; its own if not given.

    Raises:
        StoreError: Lance is not installed, the place cannot be reached, or only without TLS.
        InvalidValueError: No such place is possible.
    """
    lancedb = _lancedb()
    options = {}
    if is_remote(place):
        if not _PLACE.fullmatch(place):
            raise InvalidValueError(f"{place}: not a place such as s3://bucket/corpus")
        if not _has_credentials():
            raise StoreError(f"{place}: no credentials; {_ADVICE}")
        options = _storage_options(place, endpoint or os.environ.get("AWS_ENDPOINT_URL"))
    with reaching(place):
        connection: DBConnection = lancedb.connect(
            place, storage_options=options, session=session or new_session()
        )
        return connection


def _storage_options(place: str, endpoint: str | None) -> dict[str, str]:
    if endpoint is None:
        return {}
    url = urlsplit(endpoint)
    if url.scheme not in ("http", "https") or not url.hostname or url.username or url.query:
        raise InvalidValueError(f"{place}: the endpoint has to be a URL such as https://host:8333")
    options = {"aws_endpoint": endpoint}
    if url.scheme == "http":
        if not _is_this_machine(url.hostname):
            raise StoreError(
                f"{place}: the endpoint {endpoint} would get keys and documents without TLS; "
                "use https://"
            )
        options["allow_http"] = "true"
    return options


def _has_credentials() -> bool:
    """Whether the environment or the files of AWS have some, as far as can be told."""
    if any(os.environ.get(name) for name in _CREDENTIALS):
        return True
    home = Path("~/.aws").expanduser()
    files = (
        os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or home / "credentials",
        os.environ.get("AWS_CONFIG_FILE") or home / "config",
    )
    return any(Path(file).is_file() for file in files)


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def reaching(place: str) -> Iterator[None]:
    """Turn the errors of Lance into one line that names the place.

    Raises:
        UnwritableError: The place refuses what is written.
        StoreError: It cannot be reached or read.
    """
    try:
        yield
    except CitespanError:
        raise
    except (RuntimeError, OSError, ValueError) as error:
        raise _in_one_line(place, error) from error


def _in_one_line(place: str, error: Exception) -> StoreError:
    text = str(error)
    lower = text.lower()
    if "was not found" in lower and "table" in lower:
        return StoreError(f"{place}: holds no corpus, or an incomplete one")
    if any(word in lower for word in _REFUSED):
        return StoreError(f"{place}: the object store refuses access; check the credentials")
    if "nosuchbucket" in lower:
        return StoreError(f"{place}: there is no such bucket")
    if "credential" in lower:
        return StoreError(f"{place}: no credentials that can be used; {_ADVICE}")
    if "error sending request" in lower or "connect" in lower or "timed out" in lower:
        return StoreError(f"{place}: the object store cannot be reached; is it running?")
    if any(word in lower for word in ("no space left", "read-only", "permission denied")):
        return UnwritableError(f"{place}: cannot be written ({_first_line(text)})")
    return StoreError(f"{place}: {_first_line(text)}")


def _first_line(text: str) -> str:
    """The beginning of a message, without URLs, which may hold what signs them."""
    return _URL.sub("…", " ".join(text.split()))[:200]


def open_table(connection: DBConnection, name: str, version: int | None = None) -> Table | None:
    """A table as it is now, or as it was at a version; None if it is not there."""
    try:
        return connection.open_table(name, version=version)
    except ValueError as error:
        if "not found" in str(error):
            return None
        raise
