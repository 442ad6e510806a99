"""Enrolling by a list: shown first, then done as shown and no otherwise, once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person, PersonRole
from ashilms.actor import Actor
from ashilms.cohorts import services
from ashilms.cohorts.models import CohortPlace, EnrolmentList
from ashilms.cohorts.rules.lists import counted
from ashilms.cohorts.rules.sheets import SheetRefused
from ashilms.courses import services as courses
from ashilms.courses.models import Enrolment
from ashilms.errors import Clash, Missing
from tests.cohorts.conftest import Group, newcomer, plan_of, queries
from tests.conftest import NOW
from tests.packs.small import NAME

LIST = """e-mail;name
ANA@example.org;Somebody else
caz@example.org;
bea@example.org;
new@example.org;New Face
new@example.org;Twice
"""


def invite(db: Session, actor: Actor, *, email: str, name: str, printed_name: str, now: datetime) -> int:
    """Make an account as a host of our own would."""
    assert actor.has("registrar")
    if name == "Nobody":
        raise Clash("There is an account with that address already.")
    return newcomer(db, email.partition("@")[0], name=name, email=email).id


def read(group: Group, text: str = LIST, **more: Any) -> EnrolmentList:
    where = {"cohort_id": group.id, "invite": invite, **more}
    return services.read_list(group.db, group.cast.reg, text, now=NOW, **where)


def verdicts(row: EnrolmentList) -> list[tuple[int, str]]:
    return [(one.number, one.verdict.value) for one in row.as_decisions()]


def counts(db: Session) -> tuple[int, ...]:
    tables = (Person, PersonRole, Enrolment, CohortPlace)
    return tuple(db.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_a_list_is_only_shown_at_first(group: Group) -> None:
    """T21: a dry run."""
    before = counts(group.db)
    row = read(group)
    assert verdicts(row) == [(2, "already"), (3, "enrol"), (4, "problem"), (5, "problem"), (6, "problem")]
    assert counted(row.as_decisions()) == {"good": 1, "already": 1, "problem": 3}
    assert counts(group.db) == before
    assert row.as_decisions()[0].name == "Ana"


def test_what_was_shown_is_done_once(group: Group) -> None:
    """T21: and nobody has another role than before."""
    services.change_cohort(group.db, group.cast.reg, group.id, plan_of(group.cast, capacity=9), now=NOW)
    row = read(group)
    roles = counts(group.db)[1]
    assert services.enrol_listed(group.db, group.cast.reg, row.id, invite=invite, now=NOW) == (2, [])
    assert [member.name for member in services.members_of(group.db, group.row)] == ["Ana", "Caz", "New Face"]
    assert people.find_by_email(group.db, ["ana@example.org"])[0].name == "Ana"
    assert counts(group.db)[1] == roles + 1  # the newcomer, a trainee
    with pytest.raises(Clash, match="done already"):
        services.enrol_listed(group.db, group.cast.reg, row.id, invite=invite, now=NOW)


def test_a_list_for_a_course_alone_gives_no_place(group: Group) -> None:
    row = read(group, cohort_id=None, slug=NAME)
    assert verdicts(row) == [(2, "already"), (3, "enrol"), (4, "problem"), (5, "invite"), (6, "problem")]
    done, _ = services.enrol_listed(group.db, group.cast.reg, row.id, invite=invite, now=NOW)
    assert (done, group.row.taken) == (2, 1)
    assert courses.is_enrolled(group.db, group.cast.caz.id, group.row.course_id)


def test_what_has_changed_meanwhile_is_decided_again_and_said(group: Group) -> None:
    """T21: Caz has got the last place by hand; Dan's account was closed."""
    services.change_cohort(group.db, group.cast.reg, group.id, plan_of(group.cast, capacity=4), now=NOW)
    dan = newcomer(group.db, "dan")
    eve = newcomer(group.db, "eve")
    row = read(group, "e-mail\ncaz@example.org\ndan@example.org\neve@example.org\n")
    group.add(group.cast.caz)
    people.get_person(group.db, dan.id).active = False
    done, changed = services.enrol_listed(group.db, group.cast.reg, row.id, invite=invite, now=NOW)
    assert done == 1
    assert services.own_cohort(group.db, eve.id, group.row.course_id) is group.row
    told = [(one.number, one.verdict.value, one.sentence) for one in changed]
    assert told == [
        (2, "already", "Has a place in the cohort already; nothing changes."),
        (3, "problem", "Their account is closed. Open it again first."),
    ]
    assert {name: len(lines) for name, lines in services.show_list(row).items()} == {
        "problems": 0, "good": 1, "already": 0, "changed": 2,
    }  # fmt: skip


def test_a_line_that_can_t_be_done_leaves_nothing_half_done(group: Group) -> None:
    row = read(group, "e-mail,name\nx@example.org,Nobody\n")
    before = counts(group.db)
    done, changed = services.enrol_listed(group.db, group.cast.reg, row.id, invite=invite, now=NOW)
    assert (done, [one.sentence for one in changed]) == (
        0,
        ["There is an account with that address already."],
    )
    assert counts(group.db) == before
    assert group.row.taken == 1


def test_in_a_host_an_unknown_address_is_a_problem(group: Group) -> None:
    row = read(group, "e-mail,name\nnew@example.org,New\n", invite=None)
    (one,) = row.as_decisions()
    assert one.sentence == "No such person here; they need an account first."


def test_of_two_people_with_one_address_nobody_is_taken(group: Group) -> None:
    newcomer(group.db, "twin", email="CAZ@example.org")
    (one,) = read(group, "e-mail\ncaz@example.org\n").as_decisions()
    assert one.sentence.startswith("Several people here have this address")


def test_a_cohort_that_ended_meanwhile_takes_nobody(group: Group) -> None:
    row = read(group, "e-mail\ncaz@example.org\n")
    services.end_cohort(group.db, group.cast.reg, group.id, now=NOW)
    with pytest.raises(Clash, match="has ended"):
        services.enrol_listed(group.db, group.cast.reg, row.id, invite=invite, now=NOW)


@pytest.mark.parametrize("who", ["ana", "bea"])
def test_only_a_registrar_sends_and_sees_lists(group: Group, who: str) -> None:
    """T21, T11."""
    row, actor = read(group), getattr(group.cast, who)
    for where in ({"cohort_id": group.id}, {"slug": NAME}):
        with pytest.raises(Missing):
            services.read_list(group.db, actor, LIST, invite=invite, now=NOW, **where)
    with pytest.raises(Missing):
        services.enrol_listed(group.db, actor, row.id, invite=invite, now=NOW)


def test_a_list_with_a_role_is_refused_whole(group: Group) -> None:
    """T21: nothing of it is kept."""
    with pytest.raises(SheetRefused, match="“role”"):
        read(group, "e-mail,role\ncaz@example.org,registrar\n")
    assert group.db.scalars(select(EnrolmentList)).all() == []


def test_a_long_list_takes_no_more_queries_than_a_short_one(group: Group) -> None:
    for number in range(12):
        newcomer(group.db, f"p{number}")
    with queries(group.db) as short:
        read(group, "e-mail\np0@example.org\n")
    with queries(group.db) as long:
        read(group, "e-mail\n" + "".join(f"p{number}@example.org\n" for number in range(12)))
    assert len(long) == len(short)


def test_lists_are_forgotten_after_a_week(group: Group) -> None:
    read(group)
    week = timedelta(days=7)
    assert services.sweep_lists(group.db, now=NOW + week - timedelta(minutes=1)) == 0
    assert services.sweep_lists(group.db, now=NOW + week) == 1
    with pytest.raises(Missing, match="kept for a week"):
        services.find_list(group.db, group.cast.reg, 1)
