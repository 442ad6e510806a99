"""T28, S9: guessing finds nothing, is held up, and learns nothing by waiting for its answers."""

import statistics
import time
from collections.abc import Callable
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ashilms.certificates.rules import link_token, new_number
from ashilms.verification.models import LookUp
from ashilms.web import counted_as
from tests.certified import Certified

Sign = Callable[[str | None], FlaskClient]
PER_MINUTE = 30


def guess(client: FlaskClient, random: Random, address: str) -> int:
    """Guess a number with the right surname, or a link, from an address; return the status."""
    where = {"REMOTE_ADDR": address}
    if random.random() < 0.5:
        token = link_token(random.randbytes(16))
        return client.get(f"/c/{token}", environ_base=where).status_code
    number = new_number("BBM1", random.randbytes(10))
    sent = {"number": number, "surname": "Reis"}
    return client.post("/verify", data=sent, environ_base=where).status_code


def test_ten_thousand_guesses_from_one_address_find_nothing_and_are_held_up(
    certified_here: Certified, app: Flask
) -> None:
    """With the limiter as it is: of 10,000 guesses within minutes a handful are looked at, and none finds anything."""
    client, random = app.test_client(), Random(28)  # noqa: S311 (whoever guesses needs no better)
    codes = [guess(client, random, "192.0.2.1") for _ in range(10_000)]
    assert set(codes) == {404, 429}
    assert codes.count(404) < 1500  # 30 and 60 a minute, however slowly this machine asks
    assert certified_here.school.db.scalars(select(LookUp)).all() == []


def test_guesses_from_many_addresses_find_nothing(certified_here: Certified, app: Flask) -> None:
    """What the limit lets through finds nothing either: there are 2 to the 80 numbers, and 2 to the 128 links."""
    client, random = app.test_client(), Random(29)  # noqa: S311 (the same)
    codes = {guess(client, random, f"192.0.{n // 250}.{n % 250}") for n in range(1000)}
    assert codes == {404}


def test_refusals_take_as_long_whichever_was_wrong(certified_here: Certified, app: Flask) -> None:
    """By the processor's time, which a busy machine does not stretch; `script/bench alike` asks over the network."""
    client, number, nobody = app.test_client(), certified_here.row.number, new_number("BBM1", bytes(10))
    took: dict[str, list[float]] = {number: [], nobody: []}
    for turn in range(600):
        for asked in (number, nobody) if turn % 2 else (nobody, number):
            where = {"REMOTE_ADDR": f"10.0.{turn // 25}.{turn % 25}"}
            began = time.process_time()
            answer = client.post("/verify", data={"number": asked, "surname": "Okafor"}, environ_base=where)
            took[asked].append((time.process_time() - began) * 1000)
            assert answer.status_code == 404
    one, other = (statistics.median(times[100:]) for times in took.values())
    assert abs(one - other) < 1.0


def test_a_network_of_ipv6_is_one_address(certified_here: Certified, client_of: Sign) -> None:
    """Anybody has 2 to the 64 of them; they count as one, and a neighbour's network as another."""
    employer = client_of(None)

    def ask(address: str) -> int:
        return employer.post("/verify", environ_base={"REMOTE_ADDR": address}).status_code

    codes = [ask(f"2001:db8:1:2::{n:x}") for n in range(1, PER_MINUTE + 2)]
    assert (codes[-1], 429 in codes[:-1]) == (429, False)
    assert ask("2001:db8:1:3::1") == 422


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.77", "198.51.100.77"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.77", "198.51.100.77"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_address_is_counted_by_what_one_connection_has(address: str, counted: str) -> None:
    assert counted_as(address) == counted
