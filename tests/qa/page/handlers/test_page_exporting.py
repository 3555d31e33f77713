import base64
import re
from dataclasses import replace

import pytest

from qa.exports.changes import changes
from qa.exports.export_file import read_export
from qa.page.handlers.chat import Handlers
from qa.page.handlers.exporting import Exporter
from qa.page.views.header import EXPORT_FORMS, header_html
from tests.qa.page.fake_bot import FakeBot


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_every_form_is_offered_and_given(form):
    bot = FakeBot()
    *_, update = Handlers(bot).ask("urchins", None)
    assert f'data-form="{form}"' in header_html("f")
    link = Exporter(bot, "reef").export(update.session, form)
    assert re.search(rf'download="urchins-\d{{4}}-\d\d-\d\d\.{form}"', link)
    data = base64.b64decode(re.search(r'base64,([^"]*)"', link)[1])
    assert changes(read_export(data)) == []


def test_nothing_is_given_for_nothing():
    bot = FakeBot()
    *_, update = Handlers(bot).ask("urchins", None)
    assert Exporter(bot).export(update.session, "exe") is None
    assert Exporter(bot).export(None, "md") is None


def test_an_export_is_named_as_the_conversation_is():
    bot = FakeBot()
    chat = Handlers(bot)
    *_, update = chat.ask("urchins", None)
    *_, update = chat.ask("kelp", update.session)

    def named(session):
        link = Exporter(bot, "reef").export(session, "md")
        text = base64.b64decode(re.search(r'base64,([^"]*)"', link)[1]).decode()
        return re.search(r'download="([^"]*)-\d{4}-\d\d-\d\d\.md"', link)[1], text.splitlines()[:6]

    name, lines = named(update.session)
    assert (name, lines[0], lines[4]) == ("urchins", "# urchins", "Documents: reef (2 documents)")
    bot.conversations.rename(update.session.id, "", "Food of the reef")
    assert named(update.session)[0] == "Food-of-the-reef"
    # Another's conversation is read under its first question, not under their title.
    assert named(replace(update.session, id="", owner="ben"))[0] == "urchins"
