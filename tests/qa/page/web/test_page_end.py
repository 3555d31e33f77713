"""What somebody gets whose question is not answered yet when the server ends."""

import threading
import time

from tests.qa.page.fake_bot import FakeBot
from tests.qa.page.web.serving import fetch, serving


class SlowBot(FakeBot):
    """Answers some time after the server has stopped waiting."""

    def __init__(self):
        super().__init__()
        self.begun = threading.Event()

    def ask(self, question, documents=None, min_confidence=None, *, as_typed=False):
        self.begun.set()
        time.sleep(2)
        return super().ask(question, documents, min_confidence, as_typed=as_typed)


def test_a_question_that_the_end_cuts_off_may_be_asked_again():
    bot, answers = SlowBot(), []
    with serving(bot) as url:
        body = {"data": ["How fast does kelp grow?", None]}
        asking = threading.Thread(
            target=lambda: answers.append(fetch(f"{url}/gradio_api/run/ask", body))
        )
        asking.start()
        assert bot.begun.wait(10)
    asking.join()
    [(status, headers, text)] = answers
    assert (status, headers["Retry-After"]) == (503, "10")
    assert text == "The page is ending; ask again when it is back.\n"
