"""Two registrars at once: real threads on a real database file or server."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.incidents import services
from ashilms.incidents.models import Incident
from ashilms.incidents.rules.report import Report
from tests.conftest import NOW
from tests.incidents.conftest import HAPPENED, REVIEW
from tests.practicum.conftest import at
from tests.practicum.test_races import School, at_once, school

__all__ = ["school"]


def reported(school: School) -> int:
    """Return the id of an incident that paused Ana."""
    report = Report(
        HAPPENED, NOW.date(), at("09:40"), school.stage.room, severity=3, trainee_id=school.cast.ana.id
    )
    with Session(school.engine) as db:
        row = services.report_incident(db, school.cast.ana, report, form_key="k", send=True, now=NOW)
        db.commit()
        return row.id


def test_of_two_registrars_who_close_at_once_one_closes(school: School) -> None:
    """V2.3.4: and the pause is lifted once."""
    id = reported(school)
    close: Callable[[Session], object] = lambda db: services.close_incident(  # noqa: E731
        db, school.cast.reg, id, review=REVIEW, version=1, now=NOW
    )
    through, refused = at_once(school, [close] * 2)
    assert (through, len(refused)) == (1, 1)
    with Session(school.engine) as db:
        row = db.get_one(Incident, id)
        assert [event.step for event in row.events] == ["report", "close"]
        assert courses.open_holds_of(db, school.cast.ana.id) == []
        assert audit.verify_chain(db) is None


def test_notes_written_at_once_are_all_kept(school: School) -> None:
    id = reported(school)
    tries: list[Callable[[Session], object]] = [
        lambda db, n=n: services.add_note(db, school.cast.reg, id, text=f"Note {n}.", now=NOW)
        for n in range(4)
    ]
    assert at_once(school, tries) == (4, [])
    with Session(school.engine) as db:
        assert [event.number for event in db.get_one(Incident, id).events] == [1, 2, 3, 4, 5]
