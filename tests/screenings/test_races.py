"""Many at once: the database decides who signs, which code serves, and that a session starts once."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.demo.doings import check_room, screen_client
from ashilms.screenings import services
from ashilms.screenings.models import Countersignature, ScreeningDecision, SessionStart
from ashilms.screenings.rules import codes
from tests.conftest import NOW
from tests.practicum.test_races import School, at_once, school

__all__ = ["school"]
KEY = "the site's own key"


def screened(school: School, *clients: str) -> list[int]:
    """Let Ana screen these clients, and Bea set up her codes; return the decisions' ids."""
    with Session(school.engine) as db:
        row = services.begin_authenticator(db, school.cast.bea, now=NOW)
        secret = codes.secret_of(KEY, school.cast.bea.id, row.salt)
        services.confirm_authenticator(db, school.cast.bea, codes.code_at(secret, NOW), key=KEY, now=NOW)
        check = check_room(db, school.cast.ana, school.stage.room, "bars", now=NOW - timedelta(minutes=9))
        made = [
            screen_client(db, school.cast.ana, school.stage.course_id, check=check, client=client, now=NOW).id
            for client in clients
        ]
        db.commit()
        return made


def code(db: Session, school: School) -> str:
    """Return what Bea's authenticator shows now."""
    row = services.find_authenticator(db, school.cast.bea.id)
    assert row is not None
    return codes.code_at(codes.secret_of(KEY, row.person_id, row.salt), NOW)


def test_a_decision_signed_from_eight_windows_has_one_signature_and_one_start(school: School) -> None:
    """T06, V2.3.4."""
    (id,) = screened(school, "C-1")
    through, refused = at_once(
        school, [lambda db: services.countersign(db, school.cast.bea, id, now=NOW)] * 8
    )
    assert (through, len(refused)) == (1, 7)
    assert all("countersigned already" in sentence for sentence in refused)
    through, _ = at_once(school, [lambda db: services.start_session(db, school.cast.ana, id, now=NOW)] * 8)
    with Session(school.engine) as db:
        assert through == 8, "whoever presses twice is answered with the same start"
        assert db.scalar(select(func.count()).select_from(SessionStart)) == 1
        assert db.scalar(select(func.count()).select_from(Countersignature)) == 1


def test_one_code_typed_under_two_decisions_at_once_signs_one(school: School) -> None:
    """T03: each code serves once."""
    ids = screened(school, "C-1", "C-2")
    tries = [
        lambda db, id=id: services.countersign_on_the_spot(
            db, school.cast.ana, id, school.cast.bea.id, code(db, school), key=KEY, now=NOW
        )
        for id in ids
    ]
    through, refused = at_once(school, tries)  # type: ignore[arg-type]
    assert (through, len(refused)) == (1, 1)
    assert "served before" in refused[0]


def test_wrong_codes_from_eight_windows_are_no_more_than_five_tries(school: School) -> None:
    (id,) = screened(school, "C-1")
    tried: list[object] = []
    through, refused = at_once(
        school,
        [
            lambda db: tried.append(
                services.countersign_on_the_spot(
                    db, school.cast.ana, id, school.cast.bea.id, "000000", key=KEY, now=NOW
                )
            )
        ]
        * 8,
    )
    assert (through, tried) == (codes.TRIES, [None] * codes.TRIES)
    assert all("Too many wrong codes" in sentence for sentence in refused)
    with Session(school.engine) as db:
        assert db.get_one(ScreeningDecision, id).signature is None
