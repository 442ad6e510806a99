"""Cohorts, places, live sessions and registers: who may, what is refused, and what stays."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.audit.models import AuditRecord
from ashilms.cohorts import services
from ashilms.cohorts.models import Attendance, CohortPlace
from ashilms.cohorts.rules.times import TypedBreak
from ashilms.cohorts.services import Mark
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.programs.models import Program
from ashilms.programs.services import find_evidence
from tests.cohorts.conftest import CLASS, LAST, LATE, WHOLE, Group, later, newcomer, plan_of, queries
from tests.conftest import NOW, Cast
from tests.packs.small import NAME


def actions(db: Session) -> list[str]:
    query = select(AuditRecord.action).where(AuditRecord.action.startswith("cohorts."))
    return list(db.scalars(query.order_by(AuditRecord.number)))


@pytest.mark.parametrize("who", ["ana", "bea", "caz"])
def test_only_a_registrar_keeps_cohorts(group: Group, who: str) -> None:
    """T11: to everybody else there is nothing of the kind."""
    db, actor = group.db, getattr(group.cast, who)
    for deed in (
        lambda: services.add_cohort(db, actor, NAME, plan_of(group.cast, name="B"), now=NOW),
        lambda: services.change_cohort(db, actor, group.id, plan_of(group.cast), now=NOW),
        lambda: services.end_cohort(db, actor, group.id, now=NOW),
        lambda: services.add_trainee(db, actor, group.id, group.cast.caz.id, now=NOW),
        lambda: services.remove_trainee(db, actor, group.id, group.cast.ana.id, reason="x" * 20, now=NOW),
        lambda: services.find_candidates(db, actor, group.id, ""),
    ):
        with pytest.raises(Missing):
            deed()


def test_an_instructor_sees_their_own_cohorts_and_nobody_else_s(group: Group) -> None:
    db, cast = group.db, group.cast
    assert [row.id for row in services.find_cohorts(db, cast.bea)] == [group.id]
    assert [row.id for row in services.find_cohorts(db, cast.reg)] == [group.id]
    assert services.find_cohorts(db, cast.dee) == []
    live = group.meet()
    for stranger in (cast.dee, cast.ana, cast.caz):
        with pytest.raises(Missing):
            services.get_cohort(db, stranger, group.id)
        with pytest.raises(Missing):
            services.get_session(db, stranger, live.id)
    services.change_cohort(db, cast.reg, group.id, plan_of(cast, instructor_id=cast.dee.id), now=NOW)
    assert services.get_session(db, cast.dee, live.id) is live
    with pytest.raises(Missing):
        services.get_cohort(db, cast.bea, group.id)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"name": "  "}, "name", "Give the cohort a name"),
        ({"starts_on": date(1999, 1, 1)}, "starts_on", "between 2000 and 2100"),
        ({"ends_on": date(2026, 10, 1)}, "ends_on", "before the first"),
        ({"ends_on": date(2036, 10, 1)}, "ends_on", "more than three years"),
        ({"capacity": 0}, "capacity", "1 to 500 places"),
        ({"capacity": 501}, "capacity", "1 to 500 places"),
        ({"instructor_id": 0}, "instructor", "who is an instructor here"),
    ],
)
def test_a_cohort_that_can_t_be_is_refused_at_its_field(
    group: Group, changes: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(Unacceptable, match=said) as refused:
        services.change_cohort(group.db, group.cast.reg, group.id, plan_of(group.cast, **changes), now=NOW)
    assert refused.value.field == field


def test_a_course_has_one_cohort_of_a_name(group: Group) -> None:
    with pytest.raises(Unacceptable, match="has a cohort called Autumn already"):
        services.add_cohort(group.db, group.cast.reg, NAME, plan_of(group.cast), now=NOW)
    assert services.add_cohort(group.db, group.cast.reg, NAME, plan_of(group.cast, name="Winter"), now=NOW)


def test_a_place_enrols_in_the_course_and_is_counted(group: Group) -> None:
    assert courses.is_enrolled(group.db, group.cast.ana.id, group.row.course_id)
    group.add(group.cast.caz)
    assert group.row.taken == 2
    assert actions(group.db) == ["cohorts.add", "cohorts.add-trainee", "cohorts.add-trainee"]


def test_there_is_no_place_more_than_there_are(group: Group) -> None:
    group.add(group.cast.caz)
    with pytest.raises(Clash, match="Every place in this cohort is taken"):
        group.add(newcomer(group.db, "dan"))
    with pytest.raises(Unacceptable, match="2 places are held") as refused:
        services.change_cohort(group.db, group.cast.reg, group.id, plan_of(group.cast, capacity=1), now=NOW)
    assert refused.value.field == "capacity"


def test_a_trainee_has_one_place_in_a_course(group: Group) -> None:
    other = services.add_cohort(group.db, group.cast.reg, NAME, plan_of(group.cast, name="Winter"), now=NOW)
    for cohort_id in (group.id, other.id):
        with pytest.raises(Clash, match="has a place in a cohort of this course already"):
            services.add_trainee(group.db, group.cast.reg, cohort_id, group.cast.ana.id, now=NOW)


@pytest.mark.parametrize(("who", "said"), [("reg", "is no trainee here"), ("bea", "is no trainee here")])
def test_who_is_no_trainee_gets_no_place(group: Group, who: str, said: str) -> None:
    with pytest.raises(Unacceptable, match=said):
        group.add(getattr(group.cast, who))


def test_whoever_teaches_a_cohort_gets_no_place_in_it(group: Group) -> None:
    both = newcomer(group.db, "eve", roles=("trainee", "instructor"))
    services.change_cohort(
        group.db, group.cast.reg, group.id, plan_of(group.cast, instructor_id=both.id), now=NOW
    )
    with pytest.raises(Unacceptable, match="teaches this cohort"):
        group.add(both)
    offered = services.find_candidates(group.db, group.cast.reg, group.id, "example.org")
    assert [person.name for person in offered] == ["Caz"]


def test_whoever_is_removed_keeps_what_they_earned_and_the_place_is_free(group: Group) -> None:
    db, ana = group.db, group.cast.ana
    group.held({ana: WHOLE})
    with pytest.raises(Unacceptable, match="Say why"):
        services.remove_trainee(db, group.cast.reg, group.id, ana.id, reason=" short ", now=NOW)
    services.remove_trainee(db, group.cast.reg, group.id, ana.id, reason=" Moved to Porto. ", now=later())
    assert (group.row.taken, services.members_of(db, group.row)) == (0, [])
    assert db.scalars(select(CohortPlace)).one().reason == "Moved to Porto."
    assert courses.is_enrolled(db, ana.id, group.row.course_id)
    assert [fact.values["minutes"] for fact in services.facts_of(db, ana.id)] == [150]
    told = services.tell_of_cohort(db, ana.id, group.row.course_id, NOW)
    assert told is not None
    assert (told.cohort, told.ahead) == (None, None)
    with pytest.raises(Missing):
        services.remove_trainee(db, group.cast.reg, group.id, ana.id, reason="Once more, it seems.", now=NOW)
    group.add(ana)
    assert group.row.taken == 1


def test_a_cohort_that_has_ended_keeps_its_roster_and_gives_no_place(group: Group) -> None:
    db, cast = group.db, group.cast
    live = group.keep(group.meet(), {cast.ana: WHOLE})
    services.end_cohort(db, cast.reg, group.id, now=NOW)
    assert [member.name for member in services.members_of(db, group.row)] == ["Ana"]
    assert services.own_cohort(db, cast.ana.id, group.row.course_id) is None
    with pytest.raises(Clash, match="has ended"):
        group.add(cast.caz)
    with pytest.raises(Clash, match="has ended"):
        group.meet(replace(CLASS, day=date(2026, 11, 22)))
    services.close_register(db, cast.bea, live.id, version=live.version, now=NOW)
    assert services.facts_of(db, cast.ana.id)
    other = services.add_cohort(db, cast.reg, NAME, plan_of(cast, name="Winter"), now=NOW)
    assert services.add_trainee(db, cast.reg, other.id, cast.ana.id, now=NOW)


def test_the_roster_says_how_far_each_is_in_as_many_queries_for_all_as_for_one(group: Group) -> None:
    db, cohort = group.db, group.row
    services.change_cohort(db, group.cast.reg, group.id, plan_of(group.cast, capacity=9), now=NOW)
    with queries(db) as for_one:
        (ana,) = services.members_of(db, cohort)
    assert (ana.name, ana.lessons[0], ana.next_step) == (
        "Ana",
        0,
        ana.state.modules[0].lessons[0].outline.title,
    )
    group.add(*(newcomer(db, key) for key in ("dan", "eli", "fay")))
    with queries(db) as for_four:
        assert [member.name for member in services.members_of(db, cohort)] == ["Ana", "Dan", "Eli", "Fay"]
    assert len(for_one) == len(for_four)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"title": " "}, "title", "what the session is about"),
        ({"day": LAST + timedelta(days=1)}, "day", "outside the cohort’s"),
        ({"day": date(2026, 10, 31)}, "day", "1 November 2026 to 31 January 2027"),
        ({"end": time(8)}, "end", "before the start"),
        ({"breaks": (TypedBreak(time(8), time(9)),)}, "breaks", "within the session"),
        ({"start": time(11), "end": time(13), "breaks": ()}, "start", "The cohort has “Stance” at that time"),
    ],
)
def test_a_session_that_can_t_be_is_refused_at_its_field(
    group: Group, changes: dict[str, Any], field: str, said: str
) -> None:
    group.meet()
    with pytest.raises(Unacceptable, match=said) as refused:
        group.meet(replace(CLASS, **changes))
    assert refused.value.field == field


def test_a_session_is_changed_until_its_register_is_closed(group: Group) -> None:
    db, bea, live = group.db, group.cast.bea, group.meet()
    moved = replace(CLASS, title="Stance and glide", end=time(13))
    services.change_session(db, bea, live.id, moved, version=1, now=NOW)
    assert (live.title, live.minutes, live.version) == ("Stance and glide", 200, 2)
    with pytest.raises(Clash, match="changed meanwhile"):
        services.change_session(db, bea, live.id, CLASS, version=1, now=NOW)
    services.close_register(db, bea, live.id, version=2, now=NOW)
    with pytest.raises(Clash, match="register is closed"):
        services.change_session(db, bea, live.id, CLASS, version=3, now=NOW)
    assert actions(db)[-3:] == ["cohorts.add-session", "cohorts.change-session", "cohorts.close-register"]


def test_nobody_is_there_until_somebody_says_so(group: Group) -> None:
    live = group.meet()
    (row,) = services.register_of(group.db, live)
    assert (row.name, row.now) == ("Ana", None)
    group.keep(live, {group.cast.ana: Mark()})
    assert group.db.scalars(select(Attendance)).all() == []
    services.close_register(group.db, group.cast.bea, live.id, version=live.version, now=NOW)
    (row,) = services.register_of(group.db, live)
    assert row.now is not None
    assert row.now.earned().why == "Not there: no arrival was recorded."
    assert services.facts_of(group.db, group.cast.ana.id) == ()


def test_an_open_register_counts_nothing_and_takes_changes(group: Group) -> None:
    live = group.keep(group.meet(), {group.cast.ana: Mark(time(9))})
    live = group.keep(live, {group.cast.ana: WHOLE})
    assert services.facts_of(group.db, group.cast.ana.id) == ()
    assert db_numbers(group.db) == [1]
    with pytest.raises(Clash, match="changed meanwhile"):
        services.keep_register(group.db, group.cast.bea, live.id, {}, version=1, now=NOW)


def db_numbers(db: Session) -> list[int]:
    return list(db.scalars(select(Attendance.number).order_by(Attendance.number)))


@pytest.mark.parametrize(
    ("mark", "field"), [(Mark(None, time(12)), "arrived"), (Mark(time(12), time(9)), "left")]
)
def test_a_line_that_can_t_be_is_refused_at_its_field(group: Group, mark: Mark, field: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        group.keep(group.meet(), {group.cast.ana: mark})
    assert refused.value.field == f"{field}_{group.cast.ana.id}"


def test_a_register_holds_its_own_people_alone(group: Group) -> None:
    with pytest.raises(Missing):
        group.keep(group.meet(), {group.cast.caz: WHOLE})


def test_a_register_is_closed_once_after_the_session_and_whole(group: Group) -> None:
    db, bea, ana = group.db, group.cast.bea, group.cast.ana
    ahead = group.meet(replace(CLASS, day=date(2026, 11, 25)))
    with pytest.raises(Clash, match="isn’t over yet"):
        services.close_register(db, bea, ahead.id, version=1, now=NOW)
    live = group.keep(group.meet(), {ana: Mark(time(9))})
    with pytest.raises(Clash, match="When Ana left isn’t recorded"):
        services.close_register(db, bea, live.id, version=live.version, now=NOW)
    group.keep(live, {ana: WHOLE})
    services.close_register(db, bea, live.id, version=live.version, now=NOW)
    with pytest.raises(Clash, match="register is closed"):
        services.close_register(db, bea, live.id, version=live.version, now=NOW)
    with pytest.raises(Clash, match="register is closed"):
        group.keep(live, {ana: LATE})


def test_nobody_closes_the_register_of_an_empty_room(group: Group) -> None:
    services.remove_trainee(
        group.db, group.cast.reg, group.id, group.cast.ana.id, reason="Never came at all.", now=NOW
    )
    live = group.meet()
    with pytest.raises(Clash, match="Nobody is in this register"):
        services.close_register(group.db, group.cast.bea, live.id, version=1, now=NOW)


def correct(
    group: Group, live_id: int, mark: Mark, number: int, reason: str = "I had read the clock wrong."
) -> None:
    services.correct_attendance(
        group.db, group.cast.bea, live_id, group.cast.ana.id, mark, reason=reason, number=number, now=later()
    )  # fmt: skip


def test_a_change_of_a_closed_register_is_a_correction_that_stays_beside_what_was_said(group: Group) -> None:
    live = group.held({group.cast.ana: LATE})
    assert services.facts_of(group.db, group.cast.ana.id) == ()
    correct(group, live.id, WHOLE, 1)
    (row,) = services.register_of(group.db, live)
    assert row.now is not None
    assert (row.now.number, row.now.reason, row.now.earned().minutes) == (
        2,
        "I had read the clock wrong.",
        150,
    )
    assert [line.earned().minutes for line in row.before] == [0]
    assert [fact.id for fact in services.facts_of(group.db, group.cast.ana.id)] == [
        f"attendance:{row.now.id}"
    ]
    correct(group, live.id, Mark(), 2, "It was another Ana altogether.")
    assert services.facts_of(group.db, group.cast.ana.id) == ()
    assert actions(group.db)[-2:] == ["cohorts.correct-attendance"] * 2


@pytest.mark.parametrize(
    ("mark", "number", "reason", "error"),
    [
        (LATE, 1, "I had read the clock wrong.", Unacceptable),  # says nothing new
        (WHOLE, 1, "wrong", Unacceptable),
        (Mark(time(9)), 1, "I had read the clock wrong.", Unacceptable),
        (WHOLE, 0, "I had read the clock wrong.", Clash),
        (WHOLE, 2, "I had read the clock wrong.", Clash),
    ],
)
def test_a_correction_that_can_t_be_is_refused(
    group: Group, mark: Mark, number: int, reason: str, error: type[Exception]
) -> None:
    live = group.held({group.cast.ana: LATE})
    with pytest.raises(error):
        correct(group, live.id, mark, number, reason)
    assert db_numbers(group.db) == [1]


def test_an_open_register_is_not_corrected(group: Group) -> None:
    live = group.keep(group.meet(), {group.cast.ana: LATE})
    with pytest.raises(Missing):
        correct(group, live.id, WHOLE, 1)


def test_nobody_keeps_their_own_attendance(group: Group) -> None:
    both = newcomer(group.db, "ria", roles=("trainee", "registrar"))
    group.add(both)
    live = group.meet()
    with pytest.raises(NotAllowed, match="own attendance"):
        services.keep_register(group.db, both, live.id, {both.id: WHOLE}, version=1, now=NOW)
    live = group.keep(live, {both: LATE})
    services.close_register(group.db, group.cast.bea, live.id, version=live.version, now=NOW)
    with pytest.raises(NotAllowed, match="own attendance"):
        services.correct_attendance(
            group.db, both, live.id, both.id, WHOLE, reason="I was there in time.", number=1, now=NOW
        )


def test_programmes_are_told_of_attended_sessions_in_as_many_queries_for_all_as_for_one(group: Group) -> None:
    db, cast = group.db, group.cast
    group.add(cast.caz)
    group.held({cast.ana: WHOLE, cast.caz: LATE})
    with queries(db) as for_one:
        (fact,) = services.facts_of(db, cast.ana.id)
    assert (fact.kind, fact.on) == ("live_attendance", CLASS.day)
    title = "Stance"
    assert fact.values == {
        "course": NAME,
        "minutes": 150,
        "session": 1,
        "cohort": group.id,
        "title": title,
    }
    with queries(db) as for_all:
        facts = services.find_facts(db, [cast.ana.id, cast.caz.id])
    assert (len(for_one), len(for_all)) == (1, 1)
    assert {who: len(found) for who, found in facts.items()} == {cast.ana.id: 1, cast.caz.id: 0}


def test_a_register_that_was_corrected_since_counts_as_it_stood(group: Group) -> None:
    ana, live = group.cast.ana, group.held({group.cast.ana: WHOLE})
    was = services.find_facts(group.db, [ana.id])[ana.id]
    correct(group, live.id, LATE, 1)
    assert services.find_facts(group.db, [ana.id])[ana.id] != was
    assert services.find_facts(group.db, [ana.id], known=later())[ana.id] == was


def test_a_programme_s_evidence_holds_them(group: Group, cast: Cast) -> None:
    group.held({cast.ana: WHOLE})
    program = Program(course_id=group.row.course_id, key="level-1", open=True)
    group.db.add(program)
    group.db.flush()
    evidence = find_evidence(group.db, [cast.ana.id], program.id)
    assert [fact.kind for fact in evidence[cast.ana.id]] == ["live_attendance"]


def test_a_course_s_page_is_told_the_cohort_and_its_next_session(group: Group) -> None:
    db, course_id = group.db, group.row.course_id
    ahead = group.meet(replace(CLASS, day=date(2026, 11, 25)))
    told = services.tell_of_cohort(db, group.cast.ana.id, course_id, NOW)
    assert told is not None
    assert (told.cohort, told.instructor, told.ahead) == (group.row, "Bea", ahead)
    assert services.tell_of_cohort(db, group.cast.caz.id, course_id, NOW) is None
