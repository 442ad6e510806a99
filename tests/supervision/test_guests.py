"""Supervisors by link: invited for named trainees, a link that serves once, a fresh code for each signature."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.rules import BY_LINK, POLICY, allows
from ashilms.actor import LINK, Actor
from ashilms.demo import doings
from ashilms.errors import Missing, NotAllowed, Unacceptable
from ashilms.jobs.models import Job
from ashilms.supervision import services
from ashilms.supervision.models import GuestDevice, GuestLink
from ashilms.supervision.services import guests
from tests.conftest import NOW, Cast

DOOR = "https://school.example/by-link"
TODAY = NOW.date()
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Postbox:
    """Renders mails, and keeps what they say."""

    def __init__(self) -> None:
        self.values: list[Mapping[str, Any]] = []

    def __call__(self, _name: str, values: Mapping[str, Any]) -> str:
        self.values.append(values)
        return "Subject: A mail"

    def last(self, name: str) -> str:
        return next(str(values[name]) for values in reversed(self.values) if name in values)


def invite(
    db: Session, cast: Cast, *trainees: Actor, by: Actor | None = None, email: str = "gil@site.example"
) -> int:
    return services.invite_guest(
        db, by or cast.reg, email=email, name="Gil", trainees=[one.id for one in trainees or (cast.ana,)], door=DOOR,
        zone="UTC", now=NOW,
    )  # fmt: skip


def link(db: Session, person_id: int | None, post: Postbox, email: str = "") -> str:
    """Send a link and return its token."""
    guests.send_link(db, person_id=person_id, email=email, door=DOOR, school="S", render=post, now=NOW)
    return post.last("link").removeprefix(f"{DOOR}/")


@pytest.fixture
def held(db: Session, cast: Cast) -> tuple[str, Postbox]:
    """What Gil's browser holds, who was invited for Ana, and Gil's mailbox."""
    post = Postbox()
    token = services.take_link(db, link(db, invite(db, cast), post), now=NOW)
    assert token
    return token, post


def test_a_link_serves_once_and_only_the_latest_does(db: Session, cast: Cast) -> None:
    """T36."""
    gil, post = invite(db, cast), Postbox()
    first, second = link(db, gil, post), link(db, gil, post)
    assert len(second) == 43, "256 bits"
    assert services.find_link(db, first, now=NOW) is None
    found = services.find_link(db, second, now=NOW)
    assert found is not None
    assert found.id == gil
    assert services.take_link(db, second, now=NOW)
    assert services.take_link(db, second, now=NOW) is None
    kept = db.scalars(select(GuestDevice.hash)).all()
    assert second not in kept, "a digest of it is all that is kept"


@pytest.mark.parametrize(
    ("after", "serves"), [(timedelta(hours=72) - MINUTE, True), (timedelta(hours=72), False)]
)
def test_a_link_serves_for_three_days(db: Session, cast: Cast, after: timedelta, serves: bool) -> None:
    token = link(db, invite(db, cast), Postbox())
    assert (services.find_link(db, token, now=NOW + after) is not None) is serves
    assert (services.take_link(db, token, now=NOW + after) is not None) is serves


@pytest.mark.parametrize(
    ("after", "open"), [(timedelta(hours=12) - MINUTE, True), (timedelta(hours=12), False)]
)
def test_a_browser_that_took_a_link_up_is_open_for_twelve_hours(
    db: Session, held: tuple[str, Postbox], after: timedelta, open: bool
) -> None:
    assert (services.find_guest(db, held[0], now=NOW + after) is not None) is open


@pytest.mark.parametrize("token", [None, "", "x" * 43])
def test_a_browser_that_holds_nothing_is_nobody(db: Session, held: object, token: str | None) -> None:
    assert services.find_guest(db, token, now=NOW) is None
    assert not services.is_proved(db, token, now=NOW)


def test_who_came_in_by_a_link_may_do_little_whatever_their_role(
    db: Session, held: tuple[str, Postbox]
) -> None:
    """T11, T38, V8.2.1: no lesson, no profile, nothing of anybody's beside the sessions that name them."""
    gil = services.find_guest(db, held[0], now=NOW)
    assert gil is not None
    assert (gil.via, gil.roles) == (LINK, {"supervisor"})
    assert {action for action in POLICY if allows(gil, action)} == BY_LINK
    everything = Actor(gil.id, "Gil", frozenset({"registrar", "instructor", "trainee"}), via=LINK)
    assert {action for action in POLICY if allows(everything, action)} <= BY_LINK


def test_a_registrar_who_takes_the_role_away_takes_the_pages_away(
    db: Session, cast: Cast, held: tuple[str, Postbox]
) -> None:
    (gil,) = people.find_by_email(db, ["gil@site.example"])
    people.place_person(db, cast.reg, gil.id, ["instructor"], now=NOW)
    found = services.find_guest(db, held[0], now=NOW)
    assert found is not None
    assert not any(allows(found, action) for action in POLICY)


def test_a_code_is_right_once_and_proves_one_signature(db: Session, held: tuple[str, Postbox]) -> None:
    token, post = held
    gil = services.find_guest(db, token, now=NOW)
    assert gil is not None
    with pytest.raises(NotAllowed, match="fresh code"):
        services.spend_proof(db, gil, now=NOW)
    services.send_code(db, token, school="S", render=post, now=NOW)
    code = post.last("code")
    assert (len(code), code.isdecimal()) == (6, True)
    assert services.check_code(db, token, f" {code[:3]} {code[3:]} ", now=NOW)
    assert not services.check_code(db, token, code, now=NOW)
    assert services.is_proved(db, token, now=NOW)
    services.spend_proof(db, gil, now=NOW)
    assert not services.is_proved(db, token, now=NOW)
    with pytest.raises(NotAllowed, match="fresh code"):
        services.spend_proof(db, gil, now=NOW)


def test_a_code_serves_ten_minutes_and_so_does_what_it_proved(db: Session, held: tuple[str, Postbox]) -> None:
    token, post = held
    services.send_code(db, token, school="S", render=post, now=NOW)
    assert not services.check_code(db, token, post.last("code"), now=NOW + 10 * MINUTE)
    services.send_code(db, token, school="S", render=post, now=NOW)
    assert services.check_code(db, token, post.last("code"), now=NOW + 9 * MINUTE)
    assert services.is_proved(db, token, now=NOW + 18 * MINUTE)
    assert not services.is_proved(db, token, now=NOW + 19 * MINUTE)


def test_after_five_wrong_codes_the_right_one_is_void(db: Session, held: tuple[str, Postbox]) -> None:
    """T37: what is guessed is guessed five times."""
    token, post = held
    services.send_code(db, token, school="S", render=post, now=NOW)
    code = post.last("code")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert [services.check_code(db, token, wrong, now=NOW) for _ in range(5)] == [False] * 5
    assert not services.check_code(db, token, code, now=NOW)


def test_a_code_serves_in_the_browser_that_asked_and_after_the_next_no_more(
    db: Session, cast: Cast, held: tuple[str, Postbox]
) -> None:
    token, post = held
    other = services.take_link(db, link(db, None, post, "GIL@site.example"), now=NOW)
    services.send_code(db, token, school="S", render=post, now=NOW)
    first = post.last("code")
    assert other
    assert not services.check_code(db, other, first, now=NOW)
    services.send_code(db, token, school="S", render=post, now=NOW)
    assert post.last("code") == first or not services.check_code(db, token, first, now=NOW)


def test_a_link_asks_for_twenty_codes_at_most(db: Session, held: tuple[str, Postbox]) -> None:
    for _ in range(20):
        services.send_code(db, held[0], school="S", render=held[1], now=NOW)
    with pytest.raises(Unacceptable, match="another link"):
        services.send_code(db, held[0], school="S", render=held[1], now=NOW)


def test_a_link_that_somebody_else_asks_for_is_sent_to_nobody(db: Session, cast: Cast) -> None:
    post = Postbox()
    for address in ("bea@example.org", "nobody@example.org"):
        guests.send_link(db, person_id=None, email=address, door=DOOR, school="S", render=post, now=NOW)
    assert post.values == []
    services.ask_for_link(db, email="nobody@example.org", door=DOOR, now=NOW)
    assert db.scalars(select(Job).where(Job.kind == guests.LINK_JOB)).one().payload["person"] is None


def test_an_invitation_is_for_named_trainees_and_grows(db: Session, cast: Cast) -> None:
    """T03: outside of what they were invited for, nobody can name them, and they sign nothing."""
    gil = invite(db, cast, by=cast.bea)
    doings.entitle(db, cast.reg, gil, since=TODAY - DAY, until=TODAY + DAY, now=NOW)
    assert gil in services.find_offered(db, cast.ana.id, TODAY)
    assert gil not in services.find_offered(db, cast.caz.id, TODAY)
    assert "invited for other trainees" in services.judge_naming(db, cast.caz.id, gil, TODAY)
    assert "invited for other trainees" in services.judge_signing(db, cast.caz.id, gil, [TODAY]).reason
    assert invite(db, cast, cast.caz) == gil
    assert set(services.trainees_of(db, gil)) == {cast.ana.id, cast.caz.id}
    assert services.judge_signing(db, cast.caz.id, gil, [TODAY])


def test_nobody_signs_by_link_before_a_registrar_has_verified_their_licence(db: Session, cast: Cast) -> None:
    gil = invite(db, cast)
    assert "isn't on record" in services.judge_signing(db, cast.ana.id, gil, [TODAY]).reason
    assert gil not in services.find_offered(db, cast.ana.id, TODAY)


def test_an_invitation_that_cannot_be_is_refused(db: Session, cast: Cast) -> None:
    with pytest.raises(Unacceptable, match="has an account here"):
        invite(db, cast, email="Bea@example.org")
    with pytest.raises(Unacceptable, match="e-mail address"):
        invite(db, cast, email="a@b@c")
    with pytest.raises(Unacceptable, match="at least one trainee"):
        invite(db, cast, cast.bea)
    with pytest.raises(Missing):
        invite(db, cast, by=cast.ana)
    assert people.find_by_email(db, ["gil@site.example"]) == []


def test_who_is_shut_out_has_nothing_that_serves(db: Session, cast: Cast, held: tuple[str, Postbox]) -> None:
    (gil,) = people.find_by_email(db, ["gil@site.example"])
    for actor in (cast.bea, cast.ana):
        with pytest.raises(Missing):
            services.end_guest(db, actor, gil.id, now=NOW)
    with pytest.raises(Missing):
        services.end_guest(db, cast.reg, cast.bea.id, now=NOW)
    waiting = link(db, gil.id, held[1])
    services.end_guest(db, cast.reg, gil.id, now=NOW)
    assert services.find_guest(db, held[0], now=NOW) is None
    assert services.take_link(db, waiting, now=NOW) is None
    assert db.scalars(select(GuestLink)).all() == []


def test_what_serves_no_more_is_swept(db: Session, cast: Cast, held: tuple[str, Postbox]) -> None:
    link(db, None, held[1], "gil@site.example")
    assert guests.drop_old(db, now=NOW + timedelta(hours=11)) == 0
    assert guests.drop_old(db, now=NOW + timedelta(hours=72)) == 2
