"""What goes wrong behind the scenes of a page, told apart from what a page says as it is left."""

from __future__ import annotations


class ScriptErrors:
    """Uncaught errors, errors on the console and failed requests of one page.

    Requests under way fail when a page is left, and its scripts may say so while the next page is
    already there. The protocol tells whose script it was; the events of Playwright don't.
    """

    def __init__(self, page):
        self.all = []
        self._worlds = set()
        self._left = set()
        session = page.context.new_cdp_session(page)
        session.on("Runtime.executionContextCreated", self._created)
        session.on("Runtime.exceptionThrown", self._thrown)
        session.on("Runtime.consoleAPICalled", self._called)
        session.on("Log.entryAdded", self._logged)
        session.send("Runtime.enable")
        session.send("Log.enable")

    def leave(self):
        """Forgive what the scripts of the present page say from now on: it is about to be left."""
        self._left |= self._worlds

    def _created(self, event):
        self._worlds.add(event["context"]["id"])

    def _thrown(self, event):
        details = event["exceptionDetails"]
        said = details.get("exception", {}).get("description", details["text"])
        self._add(said, details.get("executionContextId"))

    def _called(self, event):
        if event["type"] in ("error", "assert"):
            said = [str(part.get("value", part.get("description"))) for part in event["args"]]
            self._add(" ".join(said), event["executionContextId"])

    def _logged(self, event):
        if event["entry"]["level"] == "error":
            self._add(f"{event['entry']['text']} {event['entry'].get('url', '')}", None)

    def _add(self, said, world):
        if world not in self._left:
            self.all.append(said)
