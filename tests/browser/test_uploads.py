"""Files that are sent to the page: each gets its line, whatever else is going on."""

import threading

import pytest

from index.errors import StoppedError
from index.values import RefusedFile
from qa.page.handlers.document_actions import DocumentHandlers
from tests.qa.page.fake_bot import DOCUMENTS, FakeBot

pytestmark = pytest.mark.browser


def test_what_takes_time_is_a_task_that_everybody_sees_and_can_cancel(serve, visit):
    bot = FakeBot()
    go_on = threading.Event()
    add = bot.library.add

    def slow(path, *, stop=None):
        while path.name == "slow.txt" and not go_on.wait(0.05):
            if stop.is_set():
                raise StoppedError("stopped")
        return add(path)

    bot.library.add = slow
    bot.library.background.failed = (RefusedFile("/folder/old/scan.pdf", "damaged"),)
    address = serve(bot)
    ada, bob = visit(address), visit(address)
    files = [{"name": name, "mimeType": "", "buffer": b"Crabs hide."} for name in
             ("slow.txt", "waits.txt", "crabs.txt")]  # fmt: skip
    ada.documents()
    ada.page.set_input_files("#drop input", files)
    for visitor in (ada, bob):
        visitor.documents()  # what others began is looked up when the panel opens
        visitor.page.locator("#results .now", has_text="Reading slow.txt").wait_for()
    ada.ask("Urchins graze on kelp")  # questions go on meanwhile
    ada.page.close()  # and so do the tasks
    bob.page.get_by_role("button", name="Cancel waits.txt").click()
    bob.page.get_by_role("button", name="Cancel slow.txt").click()
    bob.page.locator("#shelf li", has_text="crabs").wait_for()
    bob.page.locator("#results .results li", has_text="crabs.txt indexed").wait_for()
    assert bob.page.locator("#results .results li").all_inner_texts() == [
        "crabs.txt indexed", "waits.txt cancelled", "slow.txt cancelled",
    ]  # fmt: skip
    bob.page.get_by_text("1 file could not be used").click()
    assert bob.page.get_by_text("old/scan.pdf").is_visible()
    bob.press('#results [data-action="again"]', "#results .results li:nth-child(4)")
    bob.page.get_by_text("could not be used").wait_for(state="hidden")
    assert bot.library.background.tried == ["/folder/old/scan.pdf"]
    bob.press('#results [data-action="clear"]', "#results:not(:has(li))")


def test_the_sending_of_a_large_file_moves_and_can_be_cancelled(serve, visit):
    bot = FakeBot()
    visitor = visit(serve(bot))
    visitor.documents()
    network = visitor.page.context.new_cdp_session(visitor.page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 500_000}
    network.send("Network.emulateNetworkConditions", slow)
    large = {"name": "large.txt", "mimeType": "", "buffer": b"Crabs hide. " * 400_000}
    small = {"name": "small.txt", "mimeType": "", "buffer": b"Crabs hide."}
    visitor.page.set_input_files("#drop input", [small, large])
    bar = "Number(document.querySelector('#drop progress').value)"
    visitor.page.wait_for_function(f"() => {bar} > 0.05 && {bar} < 1")
    assert "Sending 2 of 2: large.txt" in visitor.text("#drop .progress span")
    visitor.page.click("#drop .progress button")
    visitor.page.wait_for_selector("#drop .progress", state="hidden")
    network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    assert visitor.add(("crabs.txt", b"Crabs hide.")) == ["crabs.txt indexed"]
    assert bot.library.added == ["crabs.txt"]


@pytest.fixture
def late_look(serve, visit, monkeypatch):
    """A visitor whose first look at the tasks is made and then held up, and how it goes on."""
    made, go_on, refresh = threading.Event(), threading.Event(), DocumentHandlers.refresh

    def late(self, choice):
        update = refresh(self, choice)
        if not made.is_set():
            made.set()
            go_on.wait(60)
        return update

    monkeypatch.setattr(DocumentHandlers, "refresh", late)
    visitor = visit(serve(FakeBot()))
    visitor.documents()
    assert made.wait(60)
    yield visitor, lambda: (visitor.page.wait_for_timeout(700), go_on.set())
    go_on.set()


def test_a_look_that_is_late_hides_no_upload(late_look):
    visitor, go_on = late_look
    page = visitor.page
    page.set_input_files("#drop input", [sent("crabs.txt"), sent("empty.txt", b"")])
    go_on()
    page.locator("#shelf li", has_text="crabs").wait_for()
    page.wait_for_timeout(1500)
    lines = page.locator("#results .results li").all_inner_texts()
    assert lines[1] == "crabs.txt indexed" and "empty.txt refused" in lines[0]


def test_a_look_that_is_late_unticks_no_document(late_look):
    visitor, go_on = late_look
    page = visitor.page
    page.check(f'[data-document="{DOCUMENTS[0].id}"]')
    go_on()
    page.wait_for_selector("#scope .scope")
    page.wait_for_timeout(1500)
    assert "Only in 1 of 2 documents" in visitor.text("#scope")
    assert page.is_checked(f'[data-document="{DOCUMENTS[0].id}"]')


def test_files_that_are_given_while_others_are_sent_are_sent_after_them(serve, visit):
    bot = FakeBot()
    visitor = visit(serve(bot))
    visitor.documents()
    page, held = visitor.page, []
    page.route("**/gradio_api/upload", lambda route: held.append(route), times=1)
    page.set_input_files("#drop input", sent("crabs.txt"))
    page.locator("#drop .progress", has_text="Sending 1 of 1: crabs.txt").wait_for()
    page.set_input_files("#drop input", sent("eels.txt"))
    page.wait_for_timeout(200)
    held[0].continue_()
    for name in ("crabs", "eels"):
        page.locator("#results .results li", has_text=f"{name}.txt indexed").wait_for()
    assert bot.library.added == ["crabs.txt", "eels.txt"]
    page.wait_for_selector("#drop .progress", state="hidden")


def sent(name, data=b"Crabs hide."):
    """A file as a browser sends it."""
    return {"name": name, "mimeType": "", "buffer": data + name.encode() if data else data}
