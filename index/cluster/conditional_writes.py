"""Refuses object stores that overwrite what they are asked to create only if it is not there.

Several writers commit by creating the next version of a table. Where a store ignores the condition,
one would silently undo what the other has written.
"""

from __future__ import annotations

import configparser
import os
import secrets
from pathlib import Path
from typing import Any

from index.cluster.connecting import connected, is_remote, reaching
from index.errors import StoreError

__all__ = ["bucket_of", "check_conditional_writes"]


def check_conditional_writes(place: str, endpoint: str | None = None) -> None:
    """Create an object twice; folders need no check.

    Raises:
        StoreError: The second time was not refused, or the place cannot be written.
    """
    if not is_remote(place):
        return
    import obstore
    from obstore.exceptions import AlreadyExistsError, NotSupportedError

    bucket, prefix = bucket_of(place, endpoint)
    name = f"{prefix}/.conditional-{secrets.token_hex(8)}"
    refusal = StoreError(
        f"{place}: this object store does not write conditionally (If-None-Match), so that "
        "writers would undo each other's work; choose another one"
    )
    with reaching(place):
        try:
            obstore.put(bucket, name, b"first", mode="create")
        except NotSupportedError as error:
            raise refusal from error
        try:
            obstore.put(bucket, name, b"second", mode="create")
        except AlreadyExistsError:
            return
        except NotSupportedError as error:
            raise refusal from error
        finally:
            obstore.delete(bucket, name)
    raise refusal


def bucket_of(place: str, endpoint: str | None = None) -> tuple[Any, str]:
    """A client of the bucket of a place, and the prefix in it."""
    from obstore.store import S3Store

    connected(place, endpoint)  # the same checks
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    endpoint = endpoint or os.environ.get("AWS_ENDPOINT_URL")
    options: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
    if endpoint and endpoint.startswith("http://"):
        options["client_options"] = {"allow_http": True}
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    store = S3Store(bucket, region=region, **options | _keys_of_file())
    return store, prefix.strip("/")


def _keys_of_file() -> dict[str, str]:
    """Keys from the file of AWS, if the environment has none."""
    if os.environ.get("AWS_ACCESS_KEY_ID"):
        return {}
    path = os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or Path("~/.aws/credentials").expanduser()
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(path, encoding="utf-8")
    profile = os.environ.get("AWS_PROFILE") or "default"
    section = parser[profile] if parser.has_section(profile) else {}
    names = {
        "aws_access_key_id": "access_key_id",
        "aws_secret_access_key": "secret_access_key",
        "aws_session_token": "session_token",
    }
    return {ours: section[name] for name, ours in names.items() if name in section}
