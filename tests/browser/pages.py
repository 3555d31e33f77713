"""Actions of a visitor on the page, and what the page shows."""

from __future__ import annotations

from contextlib import contextmanager

from tests.browser.script_errors import ScriptErrors

SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push(one.value);
}).observe({ type: "layout-shift", buffered: true });
"""


SERIOUS = ("serious", "critical")


def faults(page, axe):
    """What axe-core calls serious or critical, with the elements; it looked at something."""
    page.evaluate(f"() => {{ if (!window.axe) {{ {axe} }} }}")
    report = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert len(report["passes"]) > 10
    return [
        (fault["id"], [node["html"] for node in fault["nodes"]])
        for fault in report["violations"]
        if fault["impact"] in SERIOUS
    ]


class Visitor:
    """One browser session; ``check`` reports errors behind the scenes."""

    def __init__(self, page, address, path):
        self.page = page
        self.address = address
        self.outside = []
        self.errors = []
        page.add_init_script(SHIFTS)
        page.on("request", lambda r: self._own(r.url) or self.outside.append(r.url))
        self._scripts = ScriptErrors(page)
        page.on("dialog", lambda dialog: self.errors.append(f"dialog {dialog.message}"))
        page.goto(address + path)
        page.wait_for_selector("#question textarea")
        page.wait_for_selector("#shelf .files", state="attached")

    def _own(self, url):
        return url.startswith((self.address, "data:", "blob:"))

    def reload(self):
        """Reload the page; what the old one says of answers that were still coming is no fault."""
        self._scripts.leave()
        self.page.reload()
        self.page.wait_for_selector("#shelf .files", state="attached")

    def check(self):
        errors = self.errors + self._scripts.all
        assert self.outside == []
        assert errors == [], errors

    def ask(self, question):
        """Type a question and wait for its answer."""
        turns = self.page.locator(".turn").count()
        self.page.fill("#question textarea", question)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(f".turn:nth-child({turns + 1}) .tools")

    def leave(self):
        """Go back from a source that is open on a narrow screen."""
        if self.page.locator("#page[data-sheet]").count():
            self.page.click("#source .back")
            self.page.wait_for_selector("#source", state="hidden")

    def text(self, selector):
        return self.page.locator(selector).inner_text()

    def marked(self, kind="current"):
        """The text of the marks of one kind, as the browser's document holds it."""
        return self.page.evaluate(
            "kind => [...document.querySelectorAll(`#source mark.${kind}`)]"
            ".map(one => one.textContent).join('')",
            kind,
        )

    def is_in_view(self, selector):
        """Whether an element is in view inside the scrolled pane, not only on the page."""
        return self.page.evaluate(
            """selector => {
              const one = document.querySelector(selector).getBoundingClientRect();
              const pane = document.querySelector("#source .scroll").getBoundingClientRect();
              const bottom = Math.min(pane.bottom, window.innerHeight);
              return one.top >= pane.top && one.bottom <= bottom && one.width > 0;
            }""",
            selector,
        )

    def documents(self):
        """Open the documents panel."""
        if self.page.get_attribute("#brand [data-pane=documents]", "aria-expanded") == "false":
            self.page.click("#brand [data-pane=documents]")
        self.page.wait_for_selector("#documents .drop")

    def add(self, *files):
        """Send files, and wait until each has its line."""
        sent = [{"name": name, "mimeType": "", "buffer": data} for name, data in files]
        results = self.page.locator("#results .results li")
        before = results.count()
        self.page.set_input_files("#drop input", sent)
        self.page.wait_for_function(
            "count => document.querySelectorAll('#results .results li').length === count"
            " && !document.querySelector('#results [data-working]')",
            arg=before + len(files),
        )
        # The latest is on top; those before move down.
        return results.all_inner_texts()[: len(files)][::-1]

    def press(self, selector, until):
        """Press a button and wait for its effect."""
        self.page.click(selector)
        self.page.wait_for_selector(until, state="attached")

    @contextmanager
    def steady(self):
        """Check that nothing on the page jumps in the meantime."""
        self.page.evaluate("window.shifts.length = 0")
        yield
        self.page.wait_for_timeout(200)
        shifts = self.page.evaluate("window.shifts")
        assert sum(shifts) < 0.02, shifts
