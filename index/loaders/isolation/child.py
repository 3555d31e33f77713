"""The process that extracts: started by ``worker`` beside it, ended by the end of its input.

It imports loaders when they are first needed and nothing of the rest of the program. Whatever
goes wrong with a file is answered in one message; what cannot be answered ends the process, which
says as much.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from contextlib import suppress
from typing import Any, BinaryIO

from index.errors import NoTextError, RefusedError, WireError
from index.loaders.content import load
from index.loaders.isolation.confinement import confine
from index.loaders.isolation.wire import pack_extracted, receive, send
from index.loaders.limits import Limits
from index.loaders.reporting import listening

__all__ = ["main"]

_OBJECTS_BETWEEN_COLLECTIONS = 100_000

_GRACE = 5
"""Seconds after which the process ends itself if nobody did: the parent may be gone."""


def main(limits_json: str) -> None:
    """Answer requests from standard input until it ends.

    Args:
        limits_json: The fields of a ``Limits`` as a JSON object.
    """
    limits = Limits(**json.loads(limits_json))
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not mix with the answers.
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    with suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit(limits)
    # A table makes a million objects that live to the end; looking for circles among them again
    # and again takes a sixth of the time.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    walls = confine()
    with suppress(WireError, OSError):
        _serve(requests, answers, limits, walls)


def _limit(limits: Limits) -> None:
    """Let the system enforce what it can; Windows has none of this."""
    try:
        import resource
    except ImportError:
        return
    for kind, wanted in ((resource.RLIMIT_AS, limits.memory_bytes), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        # Some systems know the limit and refuse to set it.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


def _serve(requests: BinaryIO, answers: BinaryIO, limits: Limits, walls: tuple[str, ...]) -> None:
    most = max(limits.file_bytes, limits.member_bytes) + 1
    state: dict[str, Any] = {}
    while True:
        request, blocks = receive(requests, most)
        if request["do"] == "walls":
            send(answers, {"status": "walls", "walls": walls})
            continue
        _set_alarm(int(limits.seconds) + 1 + _GRACE)

        def tell(number: int, count: int) -> None:
            # The time limit of a text begins anew: recognising a page has a limit of its own.
            send(answers, {"status": "page", "number": number, "count": count})
            _set_alarm(int(limits.seconds) + 1 + _GRACE)

        try:
            with listening(tell):
                header, *payload = _answer(request, blocks, limits, state)
        except RefusedError as error:
            has_text = not isinstance(error, NoTextError)
            header = {"status": "refused", "reason": str(error), "has_text": has_text}
            payload = []
        except MemoryError:
            header, payload = {"status": "memory"}, []
        except RecursionError:
            header, payload = {"status": "deep"}, []
        except Exception as error:
            # Libraries raise anything on files that were made to break them.
            header, payload = {"status": "broken", "reason": f"{type(error).__name__}: {error}"}, []
        blocks.clear()
        send(answers, header, *payload)
        _set_alarm(0)


def _answer(
    request: dict[str, Any], blocks: list[bytes], limits: Limits, state: dict[str, Any]
) -> tuple[Any, ...]:
    if request["do"] == "open":
        from index.loaders.containers.members import open_members

        state.clear()
        opened = open_members(blocks[0], request["suffix"], limits)
        state["opened"] = opened
        members = [(member.name, member.refused) for member in opened.members]
        return ({"status": "open", "members": members},)
    if request["do"] in ("prepare", "draw"):
        from index.loaders.isolation.drawing_request import answer_drawing

        return answer_drawing(request, blocks, state)
    if request["do"] == "member":
        extracted = state["opened"].load(request["number"])
    else:
        state.clear()
        extracted = load(blocks[0], request["suffix"], limits)
    header, packed = pack_extracted(extracted)
    return ({**header, "status": "text"}, *packed)


def _set_alarm(seconds: int) -> None:
    """End this process after so many seconds, even inside a library's own code; 0: don't."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    main(sys.argv[1])
