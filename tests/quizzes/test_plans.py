"""How SQLite looks attempts up, which knows nothing of how many there are: a few people's, and those left open."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from ashilms.quizzes import services
from tests.conftest import NOW
from tests.quizzes.conftest import KINDS, School

pytestmark = pytest.mark.any_database


def plan_of(db: Session, act: Any) -> list[str]:
    """Return how the first query of `act` is looked up, step by step."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    connection = db.connection()
    event.listen(connection, "before_cursor_execute", note)
    act()
    event.remove(connection, "before_cursor_execute", note)
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0][0]}", asked[0][1])
    return [row[3] for row in rows]


def test_what_a_few_people_passed_is_looked_up_by_who_they_are(db: Session, school: School) -> None:
    """Among fifty thousand trainees each few would else cost as much as all."""
    few = list(range(1, 101))
    first, *_ = plan_of(db, lambda: services.find_facts(db, few))
    assert first.startswith("SEARCH ashilms_attempt USING INDEX")
    assert "(person_id=?)" in first


def test_what_time_has_run_out_on_is_looked_up_among_what_is_open(db: Session, school: School) -> None:
    first, *_ = plan_of(db, lambda: services.close_overdue(db, KINDS, now=NOW))
    assert first == "SEARCH ashilms_attempt USING INDEX ix_ashilms_attempt_open_closes_at (closes_at<?)"


def test_what_time_has_run_out_on_of_somebody_is_looked_up_by_who_they_are(
    db: Session, school: School
) -> None:
    for look in (
        lambda: services.close_overdue(db, KINDS, now=NOW, person_id=1),
        lambda: services.has_overdue(db, 1, now=NOW),
    ):
        first, *_ = plan_of(db, look)
        assert first.startswith("SEARCH ashilms_attempt USING")
        assert "(person_id=?" in first
