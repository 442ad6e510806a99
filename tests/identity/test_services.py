"""Links, sessions and limits as services, without a page."""

from datetime import datetime, timedelta

import pytest
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from ashilms.identity.models import Link, User, UserSession
from ashilms.identity.rules import ABSOLUTE, digest
from ashilms.identity.services import links, make_user, sessions, throttle
from ashilms.identity.services.throttle import Throttled
from ashilms.limiting import Recent


@pytest.fixture
def user(db: Session, now: datetime) -> User:
    """Somebody to sign in."""
    return make_user(db, email="ana@example.org", name="Ana", roles=("trainee",), zone="UTC", now=now)


def test_a_link_is_found_as_often_as_one_looks_and_taken_once(db: Session, user: User, now: datetime) -> None:
    """V6.4.1, V6.4.3: whatever its purpose."""
    for purpose in ("register", "invite", "reset", "half"):
        token = links.make_link(db, purpose, payload={"a": 1}, now=now)
        assert links.find_link(db, token, purpose, now=now) is not None
        assert links.find_link(db, token, purpose, now=now) is not None
        taken = links.take_link(db, token, purpose, now=now)
        assert taken is not None
        assert taken.payload == {"a": 1}
        assert links.take_link(db, token, purpose, now=now) is None
        assert links.find_link(db, token, purpose, now=now) is None


def test_a_new_link_replaces_the_same_users_for_the_same_purpose_only(
    db: Session, user: User, now: datetime
) -> None:
    first = links.make_link(db, "reset", user_id=user.id, now=now)
    half = links.make_link(db, "half", user_id=user.id, now=now)
    strangers = links.make_link(db, "register", now=now)
    second = links.make_link(db, "reset", user_id=user.id, now=now)
    alive = [
        links.find_link(db, token, "reset", "half", "register", now=now)
        for token in (first, half, strangers, second)
    ]
    assert [link is not None for link in alive] == [False, True, True, True]
    links.drop_links(db, user.id)
    assert db.scalars(select(Link.hash)).all() == [digest(strangers)]


def test_what_has_expired_is_swept_up(db: Session, user: User, now: datetime) -> None:
    links.make_link(db, "half", user_id=user.id, now=now)
    links.make_link(db, "reset", user_id=user.id, now=now)
    assert links.drop_expired_links(db, now=now + timedelta(minutes=10)) == 1
    assert links.drop_expired_links(db, now=now + timedelta(minutes=30)) == 1
    sessions.open_session(db, user, agent="Firefox", now=now)
    assert sessions.drop_old_sessions(db, now=now + ABSOLUTE) == 0
    assert sessions.drop_old_sessions(db, now=now + ABSOLUTE + timedelta(seconds=1)) == 1


def test_five_wrong_codes_use_up_half_a_sign_in_whatever_cookie_holds_it(
    db: Session, user: User, now: datetime
) -> None:
    """V6.6.3: the row itself goes."""
    token = links.make_link(db, "half", user_id=user.id, now=now)
    assert [links.count_try(db, token) for _ in range(4)] == [4, 3, 2, 1]
    assert links.find_link(db, token, "half", now=now) is not None
    assert links.count_try(db, token) == 0
    assert links.find_link(db, token, "half", now=now) is None
    assert links.count_try(db, token) == 0


def test_a_session_of_somebody_put_out_of_use_does_not_stand(db: Session, user: User, now: datetime) -> None:
    """V7.4.2."""
    token = sessions.open_session(db, user, agent="Firefox", now=now)
    assert sessions.find_session(db, token, now=now) is not None
    assert user.person is not None
    user.person.active = False
    assert sessions.find_session(db, token, now=now) is None


def test_use_is_written_down_once_a_minute(db: Session, user: User, now: datetime) -> None:
    token = sessions.open_session(db, user, agent="Firefox", now=now)
    row = sessions.find_session(db, token, now=now)
    assert row is not None
    assert not sessions.is_due_touch(row, now + timedelta(seconds=59))
    assert sessions.is_due_touch(row, now + timedelta(seconds=60))


def test_ending_sessions_can_leave_one(db: Session, user: User, now: datetime) -> None:
    tokens = [sessions.open_session(db, user, agent="Firefox", now=now) for _ in range(3)]
    mine = db.scalars(select(UserSession.id).where(UserSession.hash == digest(tokens[1]))).one()
    assert sessions.end_sessions(db, user.id, but=mine) == 2
    assert [sessions.find_session(db, token, now=now) is not None for token in tokens] == [False, True, False]
    assert sessions.end_sessions(db, user.id) == 1
    assert db.scalar(select(func.count()).select_from(UserSession)) == 0


def test_counters_tell_nobody_whose_they_are() -> None:
    limiter = MovingWindowRateLimiter(storage := Recent())
    throttle.password_guard(limiter, "ana@example.org", "198.51.100.7", None).count()
    throttle.may_mail(limiter, "reset", "ana@example.org")
    assert storage.remembered()
    assert not [key for key in storage.remembered() if "ana" in key or "example.org" in key]


def test_the_longest_of_several_waits_is_told_and_forgetting_starts_anew() -> None:
    limiter = MovingWindowRateLimiter(Recent())
    guard = throttle.code_guard(limiter, 1, None)
    assert [guard.count() for _ in range(5)] == [4, 3, 2, 1, 0]
    with pytest.raises(Throttled) as pause:
        guard.refuse_spent()
    assert 1 <= pause.value.wait <= 301
    throttle.code_guard(limiter, 2, None).refuse_spent()
    throttle.code_guard(limiter, 1, "a browser known here").refuse_spent()
    guard.forget()
    guard.refuse_spent()


def test_a_request_learns_who_is_asking_in_one_query(
    engine: Engine, user: User, db: Session, now: datetime
) -> None:
    """Session, user, person and roles: every page of a signed-in person pays for it."""
    token = sessions.open_session(db, user, agent="Firefox", now=now)
    db.commit()
    db.expunge_all()
    statements: list[str] = []
    event.listen(
        engine, "before_cursor_execute", lambda _c, _cu, statement, *_r: statements.append(statement)
    )
    row = sessions.find_session(db, token, now=now)
    assert row is not None
    assert [role.role for role in row.user.person.roles] == ["trainee"]
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 1
