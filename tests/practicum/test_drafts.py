"""A draft that is saved as it is filled in: made once, then changed, never over what another window saved."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.practicum.models import Entry
from tests.practicum.test_views import ana, bea, cast, entry_of, filled, stage

__all__ = ["ana", "bea", "cast", "filled", "stage"]

SCRIPT = {"Accept": "application/json"}


def test_the_log_is_saved_for_a_script_and_says_where_it_goes_from_now_on(
    ana: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    made = ana.post("/practicum/log", data={**filled, "do": "draft"}, headers=SCRIPT)
    assert (made.status_code, made.mimetype) == (200, "application/json")
    told = made.json
    assert told["saved"] == "12:00:00"
    assert told["fields"] == {"version": 1}
    page = ana.get(told["action"])
    assert 'data-al-saves="do=draft"' in page.text
    next_one = ana.post(
        told["action"], data={**filled, "version": 1, "reflection": "I slowed down."}, headers=SCRIPT
    )
    assert next_one.json["fields"] == {"version": 2}
    id = int(told["action"].split("/")[-2])
    assert (entry_of(host_db, id).state, entry_of(host_db, id).as_sheet().reflection) == (
        "draft",
        "I slowed down.",
    )


def test_what_another_window_saved_is_not_overwritten(
    ana: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    action = ana.post("/practicum/log", data=filled, headers=SCRIPT).json["action"]
    assert (
        ana.post(
            action, data={**filled, "version": 1, "reflection": "I slowed down."}, headers=SCRIPT
        ).status_code
        == 200
    )
    stale = ana.post(action, data={**filled, "version": 1, "reflection": "I went on."}, headers=SCRIPT)
    assert stale.status_code == 409
    assert entry_of(host_db, int(action.split("/")[-2])).as_sheet().reflection == "I slowed down."


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"reflection": "Ask kim@example.org about it."}, "e-mail address"),
        ({"start": "later"}, "Put in the time"),
    ],
)
def test_what_no_draft_may_hold_is_said_and_not_kept(
    ana: FlaskClient, filled: dict[str, Any], host_db: Session, changes: dict[str, str], says: str
) -> None:
    answer = ana.post("/practicum/log", data={**filled, **changes}, headers=SCRIPT)
    assert (answer.status_code, says in answer.json["refused"]) == (422, True)
    assert host_db.scalar(select(func.count()).select_from(Entry)) == 0


def test_a_draft_is_saved_for_its_trainee_alone(
    ana: FlaskClient, bea: FlaskClient, client_of: Any, filled: dict[str, Any]
) -> None:
    """T11."""
    action = ana.post("/practicum/log", data=filled, headers=SCRIPT).json["action"]
    for browser in (bea, client_of("caz"), client_of(None)):
        assert browser.post(action, data={**filled, "version": 1}, headers=SCRIPT).status_code in (
            401,
            403,
            404,
        )
