"""Putting in a code: once, one's own supervisor's, and what the session then says."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from ashilms.errors import NotAllowed, Unacceptable
from ashilms.supervision import services
from ashilms.supervision.rules.presence import code_at, secret_of, step_of
from tests.conftest import NOW, Cast

KEY = "a site's own key"
MINUTE = timedelta(minutes=1)


def code_of(supervisor: int, at: timedelta = timedelta()) -> str:
    return code_at(secret_of(KEY, supervisor, NOW.date()), step_of(NOW + at))


def test_a_code_serves_a_trainee_once_and_each_trainee(db: Session, cast: Cast) -> None:
    """T02: a replay is refused."""
    code = code_of(cast.bea.id)
    services.check_in(db, cast.ana, cast.bea.id, f"{code[:3]} {code[3:]}", key=KEY, now=NOW)
    with pytest.raises(Unacceptable, match="already"):
        services.check_in(db, cast.ana, cast.bea.id, code, key=KEY, now=NOW)
    services.check_in(db, cast.caz, cast.bea.id, code, key=KEY, now=NOW)
    assert [who for who, _ in services.who_is_there(db, cast.bea, now=NOW)] == ["A", "C"]
    assert services.who_is_there(db, cast.dee, now=NOW) == []


def test_a_code_of_another_supervisor_or_of_another_time_proves_nothing(db: Session, cast: Cast) -> None:
    """T02."""
    for code in (
        code_of(cast.dee.id),
        code_of(cast.bea.id, -5 * MINUTE),
        code_of(cast.bea.id, 5 * MINUTE),
        "",
    ):
        with pytest.raises(Unacceptable, match="not the code"):
            services.check_in(db, cast.ana, cast.bea.id, code, key=KEY, now=NOW)
    assert services.own_marks(db, cast.ana, now=NOW) == []


def test_a_code_that_was_shown_before_midnight_is_taken_just_after(db: Session, cast: Cast) -> None:
    late = NOW.replace(hour=23, minute=59, second=45)
    code = code_at(secret_of(KEY, cast.bea.id, late.date()), step_of(late))
    after = late + timedelta(seconds=25)
    assert services.check_in(db, cast.ana, cast.bea.id, code, key=KEY, now=after).step == step_of(late)


def test_nobody_proves_themselves(db: Session, cast: Cast) -> None:
    """T03."""
    for actor, supervisor in ((cast.bea, cast.bea.id), (cast.dee, cast.bea.id), (cast.ana, cast.ana.id)):
        with pytest.raises(NotAllowed):
            services.check_in(db, actor, supervisor, code_of(supervisor), key=KEY, now=NOW)


def test_a_session_says_what_was_proven_of_it_with_its_own_supervisor(db: Session, cast: Cast) -> None:
    for at in (timedelta(), 60 * MINUTE):
        services.check_in(db, cast.ana, cast.bea.id, code_of(cast.bea.id, at), key=KEY, now=NOW + at)
    ends = NOW + 60 * MINUTE
    assert services.presence_of(db, cast.ana.id, cast.bea.id, NOW, ends) == "start and end"
    assert services.presence_of(db, cast.ana.id, cast.dee.id, NOW, ends) == "not proven"
    assert services.presence_of(db, cast.caz.id, cast.bea.id, NOW, ends) == "not proven"
    assert services.presence_of(db, cast.ana.id, cast.bea.id, None, None) == ""
