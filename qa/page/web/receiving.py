"""Receives the files that a browser sends, one in a request, into ``SentFiles``."""

from __future__ import annotations

import anyio
from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope

from qa.page.web.bodies import BodyRefusedError, Paced, check_announced_size
from qa.page.web.sent_files import NoRoomError, SentFiles

__all__ = ["receive_file"]

ENVELOPE = 65_536  # bytes of a request around the file that it carries


async def receive_file(scope: Scope, receive: Receive, files: SentFiles, person: str) -> Response:
    """Keep the file of a multipart request; the answer is a list with its path.

    Raises:
        BodyRefusedError: It is too large (413), too slow (408), or no multipart form (400).
    """
    limit = files.limits.file_bytes + ENVELOPE
    headers = Headers(scope=scope)
    check_announced_size(headers, limit)
    size = int(headers.get("content-length", limit))
    if "transfer-encoding" in headers:  # the other header means nothing then
        size = limit
    try:
        with files.expecting(person, size):
            return await _kept(scope, Paced(receive, limit), files, person)
    except NoRoomError as error:
        return PlainTextResponse(f"{error}\n", 429, headers={"Retry-After": "60"})


async def _kept(scope: Scope, receive: Paced, files: SentFiles, person: str) -> Response:
    request = Request(scope, receive)
    try:
        form = await request.form(max_files=1, max_fields=5, max_part_size=1_000)
    except (MultiPartException, HTTPException, ClientDisconnect, ValueError, KeyError):
        raise receive.failure or BodyRefusedError(400, "This is not a form with a file.") from None
    try:
        file = form.get("files")
        if not isinstance(file, UploadFile):
            raise BodyRefusedError(400, "The form holds no file.")
        if (file.size or 0) > files.limits.file_bytes:
            raise BodyRefusedError(413, "The file is too large.")
        keep, name = files.keep, file.filename or ""
        path = await anyio.to_thread.run_sync(keep, person, name, file.file)
        return JSONResponse([path])
    finally:
        await form.close()
