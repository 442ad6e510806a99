"""Who stays at an earlier version because they began before a day: bound to it, and moved nowhere else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ashilms.actor import machine
from ashilms.courses.models import Enrolment
from ashilms.errors import Clash
from ashilms.formats import day
from ashilms.programs import services
from ashilms.programs.models import ProgramBinding, ProgramVersion
from ashilms.programs.rules.grandfathering import Kept, kept_by
from ashilms.programs.section import _kept
from tests.conftest import NOW
from tests.programs.test_moving import bound_to, move, preview
from tests.programs.test_views import Sign
from tests.schooling import BEGAN, Founded

RULES = {"grandfathered": [
    {"began_before": "2026-11-01", "version": 2}, {"began_before": "2026-01-01", "version": 1},
]}  # fmt: skip


@pytest.mark.parametrize(
    ("began", "version"),
    [
        (date(2025, 12, 31), 1), (date(2026, 1, 1), 2), (date(2026, 1, 2), 2), (date(2026, 10, 31), 2),
        (date(2026, 11, 1), None), (date(2026, 11, 2), None), (date(2024, 2, 29), 1),
    ],
)  # fmt: skip
def test_who_began_before_the_day_and_not_on_it_is_kept(began: date, version: int | None) -> None:
    kept = kept_by(RULES, began, 3)
    assert (kept and kept.version) == version


def test_without_a_rule_nobody_is_kept() -> None:
    assert kept_by({}, date(2020, 1, 1), 1) is None


@pytest.mark.parametrize(("newest", "version"), [(2, 2), (1, None), (9, 9)])
def test_a_rule_for_a_version_that_is_not_there_hides_none_that_fits(
    newest: int, version: int | None
) -> None:
    rules = [{"began_before": "2026-01-01", "version": 9}, {"began_before": "2026-11-01", "version": 2}]
    kept = kept_by({"grandfathered": rules}, date(2025, 5, 1), newest)
    assert (kept and kept.version) == version


def add_version(school: Founded, number: int = 2, **content: Any) -> None:
    old = services.latest_version(school.db, school.program_id)
    school.db.add(
        ProgramVersion(
            program_id=school.program_id, number=number, content={**old.content, **content}, digest="0" * 64,
            loaded_at=NOW,
        )
    )  # fmt: skip
    school.db.commit()


def rule(before: date, version: int = 1) -> list[dict[str, Any]]:
    return [{"began_before": before.isoformat(), "version": version}]


def bind_anew(school: Founded) -> int:
    """Bind Caz as if the program had opened just now."""
    theirs = select(ProgramBinding).where(ProgramBinding.person_id == school.cast.caz.id)
    school.db.delete(school.db.scalars(theirs).one())
    school.db.flush()
    course = services.get_program_by_id(school.db, school.program_id).course_id
    services.bind_person(school.db, machine("t"), school.cast.caz.id, course, now=NOW)
    return bound_to(school, "caz")


@pytest.mark.parametrize(("days", "version"), [(0, 2), (1, 1)])
def test_whoever_is_bound_later_is_bound_by_the_day_they_began(
    school: Founded, days: int, version: int
) -> None:
    add_version(school, grandfathered=rule(BEGAN.date() + timedelta(days=days)))
    assert bind_anew(school) == version


@pytest.mark.parametrize(
    ("began", "version"),
    [(datetime(2026, 11, 17, 23, 59, 59, tzinfo=UTC), 1), (datetime(2026, 11, 18, tzinfo=UTC), 2)],
)
def test_the_day_is_that_in_utc(school: Founded, began: datetime, version: int) -> None:
    add_version(school, grandfathered=rule(date(2026, 11, 18)))
    theirs = select(Enrolment).where(Enrolment.person_id == school.cast.caz.id)
    school.db.scalars(theirs).one().since = began
    assert bind_anew(school) == version


def test_whoever_is_kept_is_moved_nowhere_else_and_may_be_moved_back(school: Founded) -> None:
    add_version(school)
    move(school)
    add_version(school, 3, grandfathered=rule(NOW.date()))
    bindings = services.bindings_of(school.db, school.cast.ana.id)
    assert services.find_other_versions(school.db, school.cast.reg, bindings, now=NOW) == {
        bindings[0].id: [1]
    }
    with pytest.raises(Clash, match="stays at version 1"):
        preview(school, number=3)
    move(school, number=1, seen=services.digest_of(preview(school, number=1)))
    assert bound_to(school) == 1
    with pytest.raises(Clash, match="stays at version 1"):
        preview(school, number=2)


def test_a_version_that_there_is_not_keeps_nobody(school: Founded) -> None:
    add_version(school, grandfathered=rule(NOW.date(), version=9))
    assert bind_anew(school) == 2
    assert preview(school).will_be.version == 2


def test_who_is_bound_to_another_version_is_not_counted_among_who_stays(school: Founded) -> None:
    """A rule that comes later moves nobody back."""
    add_version(school)
    move(school)
    program = services.get_program_by_id(school.db, school.program_id)
    content = {"grandfathered": rule(NOW.date())}
    (told,) = _kept(school.db, program, content, 2)
    assert told.endswith(f"1 person who began before {day(NOW.date())} stay at version 1.")


def test_the_registrar_sees_why_somebody_stays(client_of: Sign, site_school: Founded) -> None:
    add_version(site_school, grandfathered=rule(NOW.date()))
    page = client_of("reg").get(f"/standings/{site_school.cast.ana.id}").text
    assert "stays at version 1" in page
    assert "What version 2 would change" not in page


def test_a_rule_is_told_by_its_day_and_version() -> None:
    assert kept_by(RULES, date(2026, 5, 1), 3) == Kept(date(2026, 11, 1), 2)
