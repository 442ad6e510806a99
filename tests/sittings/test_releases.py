"""Releases of an examination: nobody begins without one, and each attempt says who proctored it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ashilms import signals
from ashilms.audit.models import AuditRecord
from ashilms.cohorts import services as cohorts
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.sittings import services
from ashilms.sittings.models import Admission
from ashilms.sittings.rules import fault_of_release
from ashilms.sittings.services import Whom
from tests.conftest import NOW
from tests.sittings.conftest import HOUR, KEY, Hall


def test_an_examination_is_begun_by_nobody_until_a_proctor_lets_them(hall: Hall) -> None:
    """T06: neither without a release, nor under one without the click, nor before it opens."""
    with pytest.raises(Clash, match="Somebody has to let you begin"):
        hall.start()
    release = hall.release()
    with pytest.raises(Clash, match="Somebody has to let you begin"):
        hall.start()
    hall.admit(release)
    attempt = hall.start()
    told = services.find_proctors(hall.db, [attempt.id])[attempt.id]
    assert (told.proctor, told.how, told.at) == ("Bea", "click", NOW)


def test_an_admission_is_for_one_attempt_and_clicking_twice_is_one(hall: Hall) -> None:
    """T06: the wait after a failed attempt is over within the release, and still it is begun once."""
    release = hall.release(closes=NOW + 20 * HOUR)
    hall.admit(release)
    hall.admit(release)
    attempt = hall.start()
    rows = hall.db.scalars(select(Admission)).all()
    assert [row.attempt_id for row in rows] == [attempt.id]
    with pytest.raises(Clash):
        services.use_admission(hall.db, hall.cast.ana.id, attempt.quiz_id, attempt.id, now=NOW)


def test_an_attempt_that_nobody_let_begin_is_vetoed_whatever_was_asked_before(hall: Hall) -> None:
    """T06: the release is taken back between the question and the start."""
    attempt_id = 1
    facts: dict[str, Any] = {
        "person_id": hall.cast.ana.id,
        "quiz_id": 1,
        "attempt_id": attempt_id,
        "now": NOW,
    }
    with pytest.raises(Clash):
        signals.attempt_begun.send(hall.db, proctored=True, **facts)
    signals.attempt_begun.send(hall.db, proctored=False, **facts)


def test_what_was_taken_back_or_is_over_lets_nobody_begin(hall: Hall) -> None:
    release = hall.release()
    hall.admit(release)
    with pytest.raises(Clash):
        hall.start(now=NOW + 2 * HOUR)
    services.end_release(hall.db, hall.cast.bea, release.id, now=NOW)
    hall.db.commit()
    with pytest.raises(Clash):
        hall.start()
    with pytest.raises(Clash, match="not open now"):
        hall.admit(release)


def test_a_release_is_made_by_whoever_teaches_them_and_never_for_oneself(hall: Hall) -> None:
    """T11: Dee teaches no cohort; Caz is in none of Bea's; a registrar may for everybody who takes the course."""
    cast = hall.cast
    for who, whom in (
        (cast.dee, Whom(cohort_id=hall.cohort)),
        (cast.bea, Whom(person_id=cast.caz.id)),
        (cast.bea, Whom()),
        (cast.reg, Whom(person_id=cast.reg.id)),
    ):
        with pytest.raises(Unacceptable, match="one of your cohorts"):
            hall.release(who, whom=whom)
    assert hall.release(cast.bea, whom=Whom(person_id=cast.ana.id)).how == "click"
    assert hall.release(cast.reg, whom=Whom(person_id=cast.caz.id)).proctor_id == cast.reg.id


def test_whoever_taught_a_cohort_that_has_ended_lets_its_trainees_begin_one_by_one(hall: Hall) -> None:
    cohorts.end_cohort(hall.db, hall.cast.reg, hall.cohort, now=NOW)
    may = services.find_whom(hall.db, hall.cast.bea, hall.course)
    assert may == ({}, {hall.cast.ana.id: "Ana"})
    assert hall.release(whom=Whom(person_id=hall.cast.ana.id)).how == "click"


def test_a_release_is_its_proctor_s_and_the_registrar_s_and_only_the_proctor_clicks(hall: Hall) -> None:
    """T11: another instructor finds none; the registrar sees it, and is not in the room."""
    release, cast = hall.release(), hall.cast
    with pytest.raises(Missing):
        services.get_release(hall.db, cast.dee, release.id)
    with pytest.raises(Missing):
        services.end_release(hall.db, cast.dee, release.id, now=NOW)
    assert services.get_release(hall.db, cast.reg, release.id) is release
    with pytest.raises(Missing):
        services.admit(hall.db, cast.reg, release.id, cast.ana.id, now=NOW)
    with pytest.raises(Missing):
        hall.admit(release, cast.caz)
    assert list(services.find_releases(hall.db, cast.dee)) == []


def test_everything_about_a_release_is_written_down_and_no_password(hall: Hall) -> None:
    release = hall.release(password="brass bob", password_hash="$argon2id$x")
    services.admit_by_password(hall.db, hall.cast.ana, release.id, now=NOW)
    services.end_release(hall.db, hall.cast.bea, release.id, now=NOW)
    said = hall.db.scalars(select(AuditRecord).where(AuditRecord.subject == f"release:{release.id}")).all()
    assert [row.action for row in said] == ["sittings.release", "sittings.admit", "sittings.end-release"]
    assert "argon2" not in str([(row.before, row.after) for row in said])


def test_a_password_lets_in_whom_the_release_is_for(hall: Hall) -> None:
    """T06: Caz, who is in no cohort, is not let in by it even if they know it."""
    release = hall.release(password="brass bob", password_hash="kept")
    find = services.find_by_password
    assert find(hall.db, hall.cast.ana, KEY, "kept".__eq__, now=NOW) is release
    assert find(hall.db, hall.cast.ana, KEY, "other".__eq__, now=NOW) is None
    assert find(hall.db, hall.cast.ana, KEY, "kept".__eq__, now=NOW + 2 * HOUR) is None
    assert find(hall.db, hall.cast.caz, KEY, "kept".__eq__, now=NOW) is None
    with pytest.raises(Missing):
        services.admit_by_password(hall.db, hall.cast.caz, release.id, now=NOW)


def test_a_quiz_that_is_not_proctored_needs_no_release(open_quiz: Hall) -> None:
    with pytest.raises(Clash, match="needs no release"):
        open_quiz.release()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"closes": NOW}, "closes"),
        ({"closes": NOW + 25 * HOUR}, "closes"),
        ({"opens": NOW - 2 * HOUR, "closes": NOW - HOUR}, "closes"),
        ({"password": "short"}, "password"),
        ({"password": "p" * 101}, "password"),
        ({"password": "brass bob"}, None),
    ],
)
def test_a_release_that_cannot_be_is_refused_at_its_field(changes: dict[str, Any], field: str | None) -> None:
    usual: dict[str, Any] = {"opens": NOW, "closes": NOW + timedelta(hours=2), "password": None, "now": NOW}
    fault = fault_of_release(**{**usual, **changes})
    assert (fault.field if fault else None) == field


def test_the_proctor_sees_who_has_begun(hall: Hall) -> None:
    release = hall.release()
    assert [(seat.name, seat.admission) for seat in services.seats_of(hall.db, release)] == [("Ana", None)]
    hall.admit(release)
    attempt = hall.start()
    (seat,) = services.seats_of(hall.db, release)
    assert seat.attempt is attempt
