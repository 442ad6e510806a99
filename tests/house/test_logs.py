"""The log: one line an event, which a machine can read, and in which nobody is named."""

import ast
import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ashilms.logs import FIELDS, JsonLines, network_of

PACKAGE = Path(__file__).parents[2] / "ashilms"
HOSTILE = [
    "a\r\nb", "a\nFAKE {\"event\": \"sign_in\"}", "\x1b[2J\x1b[31mred", "\x00", "\u2028\u2029",
    '","event":"forged', "\\",
    "a\x85b", "\u202egnp.exe", "%s %d %(event)s", "{0.__class__}", "\ud800", "💥" * 100,
]  # fmt: skip


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, object]]]]:
    """Return what has been logged since, each line read as JSON."""
    stream, log = io.StringIO(), logging.getLogger("ashilms")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    log.removeHandler(handler)
    log.setLevel(level)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_is_logged_is_one_line_that_reads_as_json(hostile: str) -> None:
    """T48, V16.4.1, V16.2.4: line ends, escapes, quotes and half characters in every field."""
    # not through a logger: pytest would keep the text, and can't send half a character to another process
    record = logging.makeLogRecord({"msg": hostile, **dict.fromkeys(FIELDS, hostile)})
    (line,) = JsonLines().format(record).splitlines()
    read = json.loads(line)
    assert {read[field] for field in FIELDS} <= {hostile, hostile[:200]}


def test_a_line_says_when_what_and_where_from_in_utc(lines: Callable[[], list]) -> None:
    """V16.2.1, V16.2.2."""
    logging.getLogger("ashilms.identity").info("signed in", extra={"event": "sign_in", "actor": "person:4"})
    (line,) = lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", str(line.pop("at")))
    assert line == {"level": "info", "from": "ashilms.identity", "event": "sign_in", "actor": "person:4"}


def test_what_is_handed_over_by_mistake_stays_out(lines: Callable[[], list]) -> None:
    """T48, V16.2.5: a field that nobody has allowed, and what an error says about its values."""
    secret = "canary-d41d8cd9"
    try:
        raise ValueError(f"Key (email)=({secret}) already exists.")
    except ValueError as error:
        logging.getLogger("ashilms").error(
            "failed", extra={"event": "unexpected_error", "email": secret, "password": secret}, exc_info=error
        )
    (line,) = lines()
    assert secret not in json.dumps(line)
    assert line["error"] == "builtins.ValueError"
    assert "test_what_is_handed_over_by_mistake_stays_out" in line["where"][-1]


def test_every_event_of_a_request_carries_its_id_and_a_network_not_an_address(
    app: Flask, client_of: Callable[[str | None], FlaskClient], lines: Callable[[], list]
) -> None:
    """V16.2.1, V16.3.2: a refusal says who, what and in which request."""
    answer = client_of("ana").get("/people", environ_overrides={"REMOTE_ADDR": "198.51.100.77"})
    assert answer.status_code == 403
    (line,) = [line for line in lines() if line["event"] == "authorization_refused"]
    assert re.fullmatch("[0-9a-f]{16}", str(line["request"]))
    assert (line["network"], line["page"], line["method"]) == (
        "198.51.100.0/24",
        "ashilms.desk.show_people",
        "GET",
    )
    assert str(line["actor"]).startswith("person:")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("evil.example", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_told_by_its_network(address: str | None, network: str | None) -> None:
    assert network_of(address) == network


def test_every_field_that_the_code_logs_is_one_that_the_log_keeps() -> None:
    """V16.1.1: the inventory is `FIELDS`, and it is whole."""
    calls = [
        call
        for path in PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
    ]
    extras = [part.value for call in calls for part in call.keywords if part.arg == "extra"]
    assert all(isinstance(extra, ast.Dict) for extra in extras)  # nothing that only running it would tell
    used = {key.value for extra in extras for key in extra.keys}
    assert used <= FIELDS, used - FIELDS
    assert used >= {"event", "actor"}


STARTED = """
import logging
from ashilms import logs
logging.getLogger("ashilms").addHandler(logging.NullHandler())
logs.start()
logs.start()
logging.getLogger("ashilms.room").info("seen", extra={"event": "seen"})
logging.getLogger("ashilms.room").debug("too fine")
"""


def test_a_serving_process_writes_each_event_once_to_standard_error() -> None:
    """V16.2.3: and nowhere else."""
    done = subprocess.run(
        [sys.executable, "-c", STARTED], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["event"] == "seen"
    assert done.stdout == ""
