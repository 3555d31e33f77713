"""A chatbot over three short texts."""

import pytest

from tests.qa.small_bot import make_bot


@pytest.fixture
def bot(tmp_path):
    with make_bot(tmp_path) as bot:
        bot.sync()
        yield bot
