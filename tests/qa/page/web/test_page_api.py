"""The three calls for programs, made over plain HTTP, by ``gradio_client`` and by an MCP client."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client

from qa.page.web.access import Login
from qa.page.web.api import Machines
from tests.qa.page.fake_bot import DOCUMENTS, FakeBot
from tests.qa.page.web.serving import basic, fetch, serving

LOGIN = Login("ada", "secret")


@pytest.fixture(scope="module")
def address():
    with serving(FakeBot()) as url:
        yield url


@pytest.fixture(scope="module")
def locked():
    with serving(FakeBot(), login=LOGIN) as url:
        yield url


def seen(answer):
    """The JSON of an answer as programs get it: where the folder is does not concern them."""
    return json.loads(json.dumps(answer.to_dict()).replace('"/folder/', '"'))


def run(address, name, *data, headers=None):
    """Status and result of one call."""
    status, _, text = fetch(f"{address}/gradio_api/run/{name}", {"data": data}, headers)
    return status, json.loads(text)


def test_exactly_three_calls_are_listed_with_their_types(address):
    info = json.loads(fetch(f"{address}/gradio_api/info")[2])
    assert info["unnamed_endpoints"] == {}
    schema = {
        name: (
            {p["parameter_name"]: p["type"] for p in one["parameters"]},
            one["returns"][0]["type"]["properties"],
        )
        for name, one in info["named_endpoints"].items()
    }
    text, number, count = {"type": "string"}, {"type": "number"}, {"type": "integer"}
    ids = {"oneOf": [{"type": "null"}, {"type": "array", "items": text}]}
    assert list(schema) == ["/ask", "/search", "/documents"]
    assert schema["/ask"][0] == {"question": text, "documents": ids}
    assert schema["/search"][0] == {"question": text, "k": count, "documents": ids}
    assert schema["/documents"][0] == {}
    answer = schema["/ask"][1]
    assert list(answer) == list(FakeBot().ask("moon").to_dict())
    cited = answer["citations"]["items"]
    assert list(cited["properties"]) == list(FakeBot().ask("moon").citations[0].to_dict())
    assert cited["required"] == list(cited["properties"])
    assert cited["properties"]["start"] == count and answer["confidence"] == number
    passage = schema["/search"][1]["passages"]["items"]["properties"]
    assert passage["start"] == count and passage["text"] == text
    assert schema["/documents"][1]["documents"]["items"]["properties"]["id"] == text


def test_ask_gives_the_json_of_the_answer(address):
    assert run(address, "ask", "moon", None)[1]["data"] == [seen(FakeBot().ask("moon"))]
    only = run(address, "ask", "day", [DOCUMENTS[1].id])[1]["data"][0]
    assert {c["document"] for c in only["citations"]} == {DOCUMENTS[1].id}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("ask", ("", None), "the question is empty"),
        ("ask", (7, None), "the question is not text"),
        ("ask", ("moon", "all"), "documents is a list of ids"),
        ("ask", ("moon\ud83d", None), "characters that are not text"),
        ("search", ("moon", 0, None), "k is a number from 1 to 50"),
        ("search", ("moon", True, None), "k is a number from 1 to 50"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(address, name, data, message):
    status, result = run(address, name, *data)
    assert status == 500 and message in result["error"] and "\n" not in result["error"]


def test_search_and_documents(address):
    (found,) = run(address, "search", "moon", 1, None)[1]["data"]
    (passage,) = found["passages"]
    assert passage["text"] == DOCUMENTS[0].text[passage["start"] : passage["end"]]
    assert (passage["document"], passage["page"]) == (DOCUMENTS[0].id, 1)
    (listed,) = run(address, "documents")[1]["data"]
    assert [one["id"] for one in listed["documents"]] == [one.id for one in DOCUMENTS]


def test_gradio_client(address, locked):
    client = Client(address, verbose=False, analytics_enabled=False)
    answer = client.predict("moon", api_name="/ask")
    assert answer == seen(FakeBot().ask("moon"))
    assert len(client.predict("moon", k=2, api_name="/search")["passages"]) == 2
    assert len(client.predict(api_name="/documents")["documents"]) == 2
    with pytest.raises(ValueError, match="on_ask"):
        client.predict("moon", None, None, api_name="/on_ask")
    open_ = Client(
        locked, verbose=False, analytics_enabled=False, auth=(LOGIN.user, LOGIN.password)
    )
    assert open_.predict("moon", api_name="/ask")["found"]


def tools(address, calls, headers=None):
    """Names of the tools, and (is an error, text) of each call."""

    async def talk():
        where = f"{address}/gradio_api/mcp/"
        async with (
            streamablehttp_client(where, headers=headers) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            names = [one.name for one in (await session.list_tools()).tools]
            results = [await session.call_tool(*call) for call in calls]
            return names, [(one.isError, one.content[0].text) for one in results]

    # In a thread of its own: Playwright's event loop runs in this one, once a browser was opened.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(talk())).result()


def test_mcp_client(address, locked):
    calls = [
        ("ask", {"question": "moon"}),
        ("search", {"question": "moon", "k": 1}),
        ("documents", {}),
        ("ask", {"question": ""}),
        ("on_ask", {}),
    ]
    names, results = tools(address, calls)
    assert names == ["ask", "search", "documents"]
    assert json.loads(results[0][1]) == seen(FakeBot().ask("moon"))
    assert len(json.loads(results[1][1])["passages"]) == 1
    assert len(json.loads(results[2][1])["documents"]) == 2
    assert results[3] == (True, "the question is empty")
    assert results[4][0] is True
    names, results = tools(locked, calls[:1], basic("ada:secret"))
    assert names == ["ask", "search", "documents"] and json.loads(results[0][1])["found"]


def test_nothing_can_be_changed_by_name(address):
    bot = FakeBot()
    assert not {"add", "remove", "withdraw", "restore", "sync"} & set(dir(Machines(bot)))
