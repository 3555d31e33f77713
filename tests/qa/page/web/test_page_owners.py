"""Whose conversations a request may see."""

from http.cookies import SimpleCookie

import httpx
import pytest

from qa.page.web.access import Login
from qa.page.web.owners import COOKIE, Owners
from tests.qa.page.fake_bot import FakeBot
from tests.qa.page.web.serving import serving


def request(client="127.0.0.1", host="127.0.0.1:7860", **headers):
    fields = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    raw = [(name.encode(), value.encode()) for name, value in fields.items()]
    return {"type": "http", "headers": raw, "client": (client, 1) if client else None}


def given(owners, **how):
    """The cookie that a visitor is given, as the browser sends it back."""
    cookie = SimpleCookie(owners.cookie(request(**how)))[COOKIE]
    return f"{COOKIE}={cookie.value}", cookie


def test_a_page_of_this_machine_has_one_owner_in_any_browser():
    owners = Owners(None, is_shared=False)
    for host in ("127.0.0.1:7860", "localhost:1", "[::1]:7860", "LOCALHOST"):
        scope = request(host=host, origin=f"http://{host}", cookie=f"{COOKIE}={'x' * 32}")
        assert owners.owner(scope) == "" and owners.cookie(scope) is None


@pytest.mark.parametrize(
    "how",
    [
        {"client": "192.0.2.1"},
        {"client": None},
        {"x_forwarded_for": "192.0.2.1"},
        {"forwarded": "for=192.0.2.1"},
        {"host": "documents.example"},
        {"origin": "https://documents.example"},  # behind a proxy that says nothing of itself
    ],
)
def test_whoever_comes_through_a_proxy_or_from_elsewhere_is_a_browser(how):
    owners = Owners(None, is_shared=False)
    mine, _ = given(owners, **how)
    other, _ = given(owners, **how)
    assert owners.owner(request(cookie=mine, **how)) != owners.owner(request(cookie=other, **how))
    assert owners.owner(request(**how)) not in ("", owners.owner(request(**how)))


def test_on_a_shared_page_each_browser_is_an_owner_and_stays_it_after_a_restart():
    owners = Owners(None, is_shared=True)
    mine, cookie = given(owners)
    other, _ = given(owners)
    owner = owners.owner(request(cookie=mine))
    assert owner == Owners(None, is_shared=True).owner(request("192.0.2.1", cookie=mine))
    assert owner not in ("", owners.owner(request(cookie=other)), owners.owner(request()))
    assert cookie["httponly"] and cookie["samesite"] == "lax" and int(cookie["max-age"]) > 10**7
    assert cookie.value not in owner
    assert given(owners, cookie=mine)[0] == mine  # renewed, not replaced


@pytest.mark.parametrize("value", ["", "a", "x" * 33, "é" * 32, "x" * 31 + " "])
def test_what_is_no_cookie_of_ours_names_nobody(value):
    owners = Owners(None, is_shared=True)
    scope = request(cookie=f"{COOKIE}={value}")
    assert owners.owner(scope) not in ("", owners.owner(scope))


def test_who_knows_the_password_is_its_user():
    owners = Owners(Login("ada", "secret"), is_shared=True)
    assert owners.owner(request("192.0.2.1")) == "ada" and owners.cookie(request()) is None


@pytest.mark.parametrize(("host", "is_given"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_the_cookie_comes_with_the_page_only(host, is_given):
    with serving(FakeBot(), host=host) as address:
        assert (COOKIE in httpx.get(f"{address}/").cookies) == is_given
        assert COOKIE not in httpx.get(f"{address}/config").cookies
