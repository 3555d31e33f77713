"""Tickets are good in every process that has the store and the password, and nowhere else."""

from pathlib import Path

import pytest

from index.errors import StoreError
from index.storage.userdata import UserData
from qa.kept.kept_logins import KeptLogins

SECRET, WEEK = "ada\nsecret", 7 * 24 * 60 * 60


class Times:
    """A clock that moves when it is told to."""

    def __init__(self):
        self.seconds = 1_800_000_000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def times():
    return Times()


@pytest.fixture
def user_data():
    data = UserData(Path(":memory:"))
    yield data
    data.close()


@pytest.fixture
def pair(user_data, times):
    """Two processes over one store."""
    return [KeptLogins(user_data, times, times) for _ in range(2)]


def test_a_ticket_of_one_process_is_good_in_the_other_until_its_time_is_over(pair, times):
    first, second = pair
    ticket = first.ticket(SECRET, WEEK)
    assert second.is_good(ticket, SECRET)
    times.seconds += WEEK + 1
    assert not first.is_good(ticket, SECRET) and not second.is_good(ticket, SECRET)


def test_a_ticket_ends_with_the_password_and_cannot_be_changed(pair):
    first, second = pair
    ticket = first.ticket(SECRET, WEEK)
    assert not second.is_good(ticket, "ada\nanother")
    name, end, signature = ticket.split(".")
    for made_up in (
        f"{name}.{int(end) + 1}.{signature}", f"x{name}.{end}.{signature}",
        f"{name}.{end}.{signature[:-1]}", f"{name}.{end}.", f"{name}.{end}", "", "..", "é.1.ü",
        f"{name}.{'9' * 5_000}.{signature}", f"{name}.-1.{signature}", f"{name}.²3.{signature}",
    ):  # fmt: skip
        assert not first.is_good(made_up, SECRET), made_up


def test_a_ticket_of_another_store_is_not_good(pair, times):
    other = UserData(Path(":memory:"))
    ticket = KeptLogins(other, times, times).ticket(SECRET, WEEK)
    assert not pair[0].is_good(ticket, SECRET)
    other.close()


def test_a_log_out_is_known_to_the_other_process_a_second_later(pair, times):
    first, second = pair
    ticket, another = first.ticket(SECRET, WEEK), first.ticket(SECRET, WEEK)
    assert second.is_good(ticket, SECRET)
    first.end(ticket)
    assert not first.is_good(ticket, SECRET)
    times.seconds += 1.1
    assert not second.is_good(ticket, SECRET)
    assert first.is_good(another, SECRET) and second.is_good(another, SECRET)


def test_ended_tickets_are_forgotten_once_they_would_have_ended_anyway(pair, user_data, times):
    first, _ = pair
    for _ in range(3):
        first.end(first.ticket(SECRET, 60))
    times.seconds += 61
    first.end(first.ticket(SECRET, 60))
    (owner,) = {row[0] for row in user_data._connection.execute("SELECT owner FROM settings")}
    assert len(user_data.settings(owner)) == 2  # the key and the last one


def test_the_store_holds_nothing_that_lets_somebody_in(pair, user_data):
    first, _ = pair
    ticket = first.ticket(SECRET, WEEK)
    first.end(ticket)
    kept = str(user_data._connection.execute("SELECT * FROM settings").fetchall())
    assert ticket.partition(".")[0] not in kept and "secret" not in kept


def test_who_is_in_stays_in_while_the_store_cannot_be_reached(user_data, times):
    class Failing:
        fails = False

        def settings(self, owner):
            if self.fails:
                raise StoreError("the store cannot be reached")
            return user_data.settings(owner)

        keep_setting = user_data.keep_setting
        keep_first_setting = user_data.keep_first_setting

    store = Failing()
    logins = KeptLogins(store, times, times)
    ticket = logins.ticket(SECRET, WEEK)
    store.fails = True
    times.seconds += 5
    assert logins.is_good(ticket, SECRET)
    with pytest.raises(StoreError):
        KeptLogins(store, times, times).ticket(SECRET, WEEK)


def test_derived_keys_are_the_same_for_all_processes_and_differ_by_purpose(pair):
    first, second = pair
    assert first.derived("cookie") == second.derived("cookie") != first.derived("devices")


def test_processes_that_start_at_the_same_time_have_one_key(user_data, times):
    class Late:
        """Read before the other one wrote."""

        reads = 0
        keep_setting = user_data.keep_setting
        keep_first_setting = user_data.keep_first_setting

        def settings(self, owner):
            self.reads += 1
            return {} if self.reads <= 2 else user_data.settings(owner)

    first = KeptLogins(user_data, times, times)
    cookie = first.derived("cookie")
    second = KeptLogins(Late(), times, times)
    assert second.derived("cookie") == cookie
    times.seconds += 10
    assert first.derived("cookie") == cookie
