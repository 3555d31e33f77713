"""People of the soak: what each does in the page, and how what it gets is checked."""

from __future__ import annotations

import base64
import html
import random
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from benchmarks.page.program import logged_in
from benchmarks.page.tab import asked, happened, listener
from index.text.sentences import sentence_spans
from index.values import document_id
from qa.errors import ExportError
from qa.exports.conversation_record import citations_of
from qa.exports.export_file import read_export

__all__ = ["Person", "Shared", "Texts", "View"]

_ERROR = re.compile(r'<p class="error"[^>]*>(.*?)</p>', re.DOTALL)
_WITHDRAW = re.compile(
    r'data-action="withdraw" data-document="([0-9a-f]+)" data-file="([^"]*)" '
    r'aria-label="(Exclude|Delete) '
)
_RESTORE = re.compile(r'data-action="restore" data-file="([^"]*)"')
_RESULT = r'<li class="(\w+)"><bdi>{}</bdi>'
_GONE = "That file is no longer there."
_STEPS_OF_A_TAB = 12
_MOST_FILES = 4
_SECONDS_TO_ADD = 180.0


class Texts:
    """Every text that an answer may cite, by the id of its document.

    Args:
        texts: Of the folder before anything is added.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_id = {document_id(text): text for text in texts}
        self._sentences = [
            text[span.start : span.end]
            for text in list(self._by_id.values())
            for span in sentence_spans(text)
        ]

    def made(self, chance: random.Random) -> str:
        """A new text of 5 to 60 sentences of the folder, in any order; it may be cited now."""
        chosen = chance.choices(self._sentences, k=chance.randint(5, 60))
        text = f"Notice {chance.getrandbits(48):x}.\n\n" + "\n\n".join(chosen)
        self._by_id[document_id(text)] = text
        return text

    def fault(self, cited: dict[str, Any]) -> str:
        """What is wrong with a citation record, in words; "" if it is exact."""
        text = self._by_id.get(cited["document"])
        if text is None:
            return "a citation of a text that nobody wrote"
        if text[cited["start"] : cited["end"]] != cited["text"] or not cited["text"]:
            return "a citation that is not exact"
        return ""


@dataclass
class Shared:
    """What all people have in common.

    Attributes:
        address: Of the page.
        texts: What may be cited.
        questions: That people ask.
        over: Set at the end.
        counts: What was done, and errors, whose names begin with "error: ".
        lines: One for each error.
        seconds: To each answer.
    """

    address: str
    texts: Texts
    questions: list[str]
    over: threading.Event = field(default_factory=threading.Event)
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def fails(self, kind: str, detail: object = "") -> None:
        """Count an error."""
        self.counts[f"error: {kind}"] += 1
        self.lines.append(" ".join(f"{kind}: {detail}".split())[:300])


class Person:
    """Somebody with a login who uses the page until it is over.

    Args:
        shared: With the others.
        number: Tells one person from another.
        seed: Of the run.
    """

    def __init__(self, shared: Shared, number: int, seed: int) -> None:
        self._shared = shared
        self._number = number
        self._chance = random.Random(f"{seed} {number}")  # noqa: S311  no secret
        self._files: list[str] = []

    def run(self) -> None:
        """Log in and use one tab after the other."""
        over = self._shared.over
        over.wait(self._chance.uniform(0, 3))
        while not over.is_set():
            try:
                with logged_in(self._shared.address) as client:
                    config = client.get("/config").raise_for_status().json()
                    while not over.is_set():
                        self._tab(client, config)
            except (httpx.HTTPError, OSError, RuntimeError, ValueError, KeyError) as error:
                self._shared.fails(type(error).__name__, error)
                over.wait(1)

    def _tab(self, client: httpx.Client, config: dict[str, Any]) -> None:
        tab = uuid.uuid4().hex
        kinds = (self._ask, self._add, self._delete, self._exclude)
        with client.stream("GET", f"/gradio_api/heartbeat/{tab}"):
            view = View(client, config, tab)
            for _ in range(_STEPS_OF_A_TAB):
                # People read what they get.
                if self._shared.over.wait(self._chance.expovariate(1 / 2.0)):
                    return
                self._chance.choices(kinds, weights=(14, 3, 2, 2))[0](view)
        self._shared.counts["tabs"] += 1

    def _ask(self, view: View) -> None:
        begin = time.perf_counter()
        shown = view.ask(self._chance.choice(self._shared.questions))
        self._shared.seconds.append(time.perf_counter() - begin)
        for message in _ERROR.findall(shown):
            self._shared.fails("a question that failed", html.unescape(message))
        self._shared.counts["questions"] += 1
        self._check(view.exported(self._chance.choice(("json", "md"))))

    def _check(self, exported: bytes) -> None:
        """Compare the citations of the last answer with the texts."""
        try:
            export = read_export(exported)
            cited = citations_of({**export.record, "turns": export.record["turns"][-1:]})
        except ExportError as error:
            self._shared.fails("an export that cannot be read", error)
            return
        self._shared.counts["exports"] += 1
        if export.seal != "whole":
            self._shared.fails("an export that is not as it was written", export.seal)
        for name, citation in cited:
            self._shared.counts["citations"] += 1
            fault = self._shared.texts.fault(citation)
            if fault:
                self._shared.fails(fault, f"{name}, {citation['source']}")

    def _add(self, view: View) -> None:
        if len(self._files) >= _MOST_FILES:
            self._delete(view)
            return
        name = f"from-{self._number}-{self._chance.getrandbits(40):x}.txt"
        view.send(name, self._shared.texts.made(self._chance).encode("utf-8"))
        end = time.monotonic() + _SECONDS_TO_ADD
        result = re.compile(_RESULT.format(re.escape(name)))
        while time.monotonic() < end:
            listed = result.search(view.tasks())
            if listed and listed[1] in ("indexed", "unchanged", "refused", "ignored"):
                break
            if self._shared.over.wait(1):
                return
        else:
            self._shared.fails("a file that was not added in time", name)
            return
        if listed[1] == "indexed":
            self._files.append(name)
            self._shared.counts["files added"] += 1
        else:
            self._shared.fails("a file that was not taken", f"{name}: {listed[1]}")

    def _delete(self, view: View) -> None:
        if not self._files:
            return
        name = self._files.pop(0)
        listed = _WITHDRAW.search(view.shelf(name))
        if listed is None:
            self._shared.fails("an added file that is not listed", name)
            return
        self._press(view, "files deleted", "withdraw", listed[1], listed[2])

    def _exclude(self, view: View) -> None:
        shelf = view.shelf("notice-")
        excluded = _RESTORE.findall(shelf)
        if excluded and self._chance.random() < 0.6:
            self._press(view, "files brought back", "restore", "", self._chance.choice(excluded))
            return
        listed = [found for found in _WITHDRAW.findall(shelf) if found[2] == "Exclude"]
        if listed:
            document, file, _ = self._chance.choice(listed)
            self._press(view, "files excluded", "withdraw", document, file)

    def _press(self, view: View, kind: str, action: str, document: str, file: str) -> None:
        shown = view.press(action, document, html.unescape(file))
        messages = [html.unescape(message) for message in _ERROR.findall(shown)]
        # Somebody else, or the folder, was quicker; the page says so.
        if messages == [_GONE]:
            self._shared.counts["buttons of what had changed"] += 1
            return
        for message in messages:
            self._shared.fails("a button that failed", message)
        self._shared.counts[kind] += not messages


class View:
    """One tab, and what a person can do in it."""

    def __init__(self, client: httpx.Client, config: dict[str, Any], tab: str) -> None:
        self._client, self._config, self._tab = client, config, tab

    def _happens(self, part: str, event: str, data: list[Any], what: Any = None) -> list[Any]:
        number = listener(self._config, event, part)
        return happened(self._client, number, self._tab, data, what)

    def ask(self, question: str) -> str:
        """Ask; return the conversation."""
        number = listener(self._config, "submit", "question")
        return asked(self._client, number, self._tab, question)

    def exported(self, form: str) -> bytes:
        """Export; return the file."""
        number = listener(self._config, "select", "brand", fills="download")
        event = {"action": "export", "form": form}
        values = happened(self._client, number, self._tab, [None], event)
        data = re.search(r'base64,([^"]+)"', str(values[-1]))
        return base64.b64decode(data[1]) if data else b""

    def send(self, name: str, data: bytes) -> None:
        """Send and add a file."""
        answer = self._client.post("/gradio_api/upload", files={"files": (name, data)})
        sent = [{"name": name, "sent": answer.raise_for_status().json()[0]}]
        self._happens("drop", "sent", [None], {"files": sent})

    def tasks(self) -> str:
        """The task list."""
        return str(self._happens("results", "refresh", [None])[0])

    def shelf(self, name: str) -> str:
        """The listed documents of that name."""
        return str(self._happens("filter", "select", [None], {"action": "filter", "text": name})[1])

    def press(self, action: str, document: str, file: str) -> str:
        """Press a button of a listed document; return the list."""
        what = {"action": action, "document": document, "file": file}
        return str(self._happens("shelf", "select", [None], what)[1])
