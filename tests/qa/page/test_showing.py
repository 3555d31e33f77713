"""A page that takes for ever to draw: its text comes, others go on, and nothing is left behind."""

import contextlib
import json
import re
import signal
import subprocess
import sys
import threading
import time

import httpx
import pytest

from tests.index.loaders.slow_pages import LINE, SLOW_PAGES, document
from tests.qa.page.fake_bot import DOCUMENTS, FakeBot
from tests.qa.page.web.serving import serving

pytestmark = pytest.mark.slow

NAMES = ("images", "tilings", "masks")


@pytest.fixture(scope="module")
def bot():
    bot = FakeBot((*DOCUMENTS, *map(document, NAMES)))
    for name in NAMES:
        bot.library.originals[document(name).id] = SLOW_PAGES[name]()
    yield bot
    bot.library.close()


@pytest.fixture(scope="module")
def address(bot):
    with serving(bot) as url:
        yield url


def ask(address, tab, question):
    """The events of a question as JSON lines, while they come."""
    dependencies = httpx.get(f"{address}/config").json()["dependencies"]
    asking = next(d for d in dependencies if any(e == "submit" for _, e in d["targets"]))
    # The page of the source is drawn by the event that follows.
    drawing = [d for d in dependencies if d["trigger_after"] == asking["id"]]
    for listener, data in [(asking, [question, None, None]), *((d, None) for d in drawing)]:
        data = data or [None] * len(listener["inputs"])
        body = {"data": data, "fn_index": listener["id"], "session_hash": tab}
        httpx.post(f"{address}/gradio_api/queue/join", json=body, timeout=30)
        url = f"{address}/gradio_api/queue/data?session_hash={tab}"
        with httpx.stream("GET", url, timeout=60) as stream:
            yield from stream.iter_lines()


def shown(lines):
    return json.loads("[" + ",".join(line[6:] for line in lines if line.startswith("data: ")) + "]")


def test_a_slow_page_shows_its_text_and_a_bystander_gets_answers(address):
    slow = {}

    def wait(number, name):
        slow[number] = list(ask(address, f"slow{number}", name))

    threads = [threading.Thread(target=wait, args=item) for item in enumerate(NAMES * 2)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    for turn in range(3):
        text = json.dumps(shown(ask(address, f"by{turn}", "moon?")))
        assert "Spring tides come at new" in text
        assert turn or any(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join()
    texts = [json.dumps(shown(lines)) for lines in slow.values()]
    # Who comes later is told at once why.
    assert any("This page takes a while to draw" in text for text in texts)
    for text in texts:
        assert LINE in text
        assert re.search("takes longer than|other people wait", text) and "Try again" in text


def test_the_drawing_ends_when_its_reader_leaves(address, bot):
    document_ = document("tilings")
    bot.library.originals[document_.id] += b"\n"  # another file: no failure of it is known
    lines = ask(address, "leaver", "tilings")
    for line in lines:
        if "takes a while to draw" in line:
            break
    drawing = set(bot.library.pids)
    lines.close()
    until = time.monotonic() + 8  # less than drawing takes
    while drawing <= set(bot.library.pids):
        assert time.monotonic() < until
        time.sleep(0.05)


SERVED = """
import app, types, sys
from qa.launch import opening
from tests.index.loaders.slow_pages import SLOW_PAGES, document
from tests.qa.page.fake_bot import FakeBot
bot = FakeBot([document("tilings")])
bot.library.originals[document("tilings").id] = SLOW_PAGES["tilings"]()
bot.close = bot.library.close
opening.Chatbot = types.SimpleNamespace(from_folder=lambda *_, **__: bot)
sys.exit(app.main(["--port", "0"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_a_page_that_is_ended_while_it_draws_leaves_no_process():
    process = subprocess.Popen([sys.executable, "-c", SERVED], stdout=subprocess.PIPE)
    with process, contextlib.ExitStack() as undo:
        undo.callback(process.kill)
        address = process.stdout.readline().decode().split()[3].rstrip("/")
        for line in ask(address, "tab", "tilings"):
            if "takes a while to draw" in line:
                break
        listed = ["ps", "-o", "pid=", "--ppid", str(process.pid)]
        children = subprocess.run(listed, capture_output=True, check=False).stdout.split()
        assert children
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        assert time.monotonic() - began < 10
    left = ["ps", "-o", "pid=", "-p", ",".join(pid.decode() for pid in children)]
    assert not subprocess.run(left, capture_output=True, check=False).stdout.split()
