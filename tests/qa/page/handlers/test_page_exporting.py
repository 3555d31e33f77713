import base64
import re

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
    link = Exporter(bot).export(update.session, form)
    assert re.search(rf'download="citespan-[\d-]+\.{form}"', link)
    data = base64.b64decode(re.search(r'base64,([^"]*)"', link)[1])
    assert changes(read_export(data)) == []


def test_nothing_is_given_for_nothing():
    bot = FakeBot()
    *_, update = Handlers(bot).ask("urchins", None)
    assert Exporter(bot).export(update.session, "exe") is None
    assert Exporter(bot).export(None, "md") is None
