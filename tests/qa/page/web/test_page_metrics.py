from index.values import RefusedFile
from qa.page.web.access import Login
from tests.qa.page.fake_bot import FakeBot
from tests.qa.page.web.serving import basic, fetch, serving


def test_figures_of_the_background_for_those_who_may_see_the_page():
    bot = FakeBot()
    bot.library.background.failed = (RefusedFile("/folder/secret.pdf", "damaged"),)
    with serving(bot, login=Login("ada", "secret")) as url:
        assert fetch(f"{url}/metrics")[0] == 401
        status, headers, text = fetch(f"{url}/metrics", headers=basic("ada:secret"))
    assert status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = text.splitlines()
    for line in (
        "citespan_files_failed 1", "citespan_files_read_total 3", "citespan_reading 0",
        'citespan_runs_total{outcome="done"} 2', 'citespan_tasks{state="waiting"} 0',
        "citespan_questions_waiting 0",
    ):  # fmt: skip
        assert line in lines
    assert "secret.pdf" not in text
    assert all(
        line.startswith(("# HELP citespan_", "# TYPE citespan_", "citespan_")) for line in lines
    )
