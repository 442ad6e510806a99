"""Enrolling by a list: first it is shown what becomes of each line, then that is done and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, TRAINEE, Actor
from ashilms.audit import services as audit
from ashilms.cohorts.models import Cohort, CohortPlace, EnrolmentList
from ashilms.cohorts.rules.lists import Decision, Known, Target, Verdict, compare, counted, decide
from ashilms.cohorts.rules.rosters import read_roster
from ashilms.cohorts.rules.sheets import Line, read_sheet
from ashilms.cohorts.services.keeping import NONE as NO_COHORT
from ashilms.cohorts.services.keeping import manage_cohort
from ashilms.cohorts.services.places import add_trainee
from ashilms.courses import services as courses
from ashilms.courses.models import Course
from ashilms.errors import Clash, Missing, Refusal
from ashilms.formats import local

KEPT = timedelta(days=7)
"""How long a list is kept: long enough to put its problems right."""


class Invite(Protocol):
    """Makes an account for an address that nobody has, mails the invitation, and returns the person's id."""

    def __call__(
        self, db: Session, actor: Actor, *, email: str, name: str, printed_name: str, now: datetime
    ) -> int:
        """Do it; raises `Refusal` where it can't be done."""


def read_list(
    db: Session, actor: Actor, sent: str | bytes, *, slug: str | None = None, cohort_id: int | None = None,
    wanted: str = "", invite: Invite | None, now: datetime,
) -> EnrolmentList:  # fmt: skip
    """Keep a list for a cohort, or for a course alone, with what would become of each line; nobody is enrolled yet.

    `sent` is what a list says, or the bytes of a OneRoster export, of which `wanted` names the class. Raises
    `SheetRefused` for a list that can't be taken at all, `Missing` for no registrar, `Clash` for a cohort that
    has ended. `invite` is `None` where no account can be made.
    """
    cohort = manage_cohort(db, actor, cohort_id) if cohort_id is not None else None
    if not actor.has(REGISTRAR):
        raise Missing(NO_COHORT)
    course = cohort.course if cohort else courses.get_course(db, slug or "")
    lines, left_out = _read(sent, wanted, cohort, local(now, actor.zone).date())
    shown = _decide(db, lines, course, cohort, invite)
    row = EnrolmentList(
        course_id=course.id, course=course, cohort_id=cohort_id, cohort=cohort, by_id=actor.person_id, at=now,
        shown=[one.as_json() for one in shown], changed=[], left_out=[*left_out],
    )  # fmt: skip
    db.add(row)
    db.flush()
    audit.record(db, actor, "cohorts.read-list", f"list:{row.id}", now=now, after=counted(shown))
    return row


def _read(
    sent: str | bytes, wanted: str, cohort: Cohort | None, today: date
) -> tuple[Sequence[Line], Sequence[str]]:
    """Return the lines of a list, and what of an export is left out."""
    if isinstance(sent, str):
        return read_sheet(sent), ()
    roster = read_roster(sent, wanted=wanted, cohort=cohort.name if cohort else "", today=today)
    return roster.lines, roster.left_out


def find_list(db: Session, actor: Actor, list_id: int) -> EnrolmentList:
    """Return a list to a registrar; raises `Missing` for anybody else, and for one that was swept."""
    row = db.get(EnrolmentList, list_id) if actor.has(REGISTRAR) else None
    if row is None:
        raise Missing("There is no such list. Lists are kept for a week.")
    return row


def show_list(row: EnrolmentList) -> dict[str, list[Decision]]:
    """Return a list's lines in groups: problems, who is or was enrolled, who was already."""
    shown, changed = row.as_decisions(), {one.number for one in row.as_changes()}
    return {
        "problems": [one for one in shown if one.verdict is Verdict.PROBLEM],
        "good": [one for one in shown if one.is_good and one.number not in changed],
        "already": [one for one in shown if one.verdict is Verdict.ALREADY],
        "changed": row.as_changes(),
    }


def enrol_listed(
    db: Session, actor: Actor, list_id: int, *, invite: Invite | None, now: datetime
) -> tuple[int, list[Decision]]:
    """Do what was shown of a list, once; return how many were enrolled, and the lines that have changed since.

    Each line is decided again first. One that is no longer as shown is left out, with what is so now; one that was
    no good when shown is left out too. Raises `Clash` the second time.
    """
    row = find_list(db, actor, list_id)
    once = update(EnrolmentList).where(EnrolmentList.id == row.id, EnrolmentList.done_at.is_(None))
    if db.scalar(once.values(done_at=now).returning(EnrolmentList.id)) is None:
        raise Clash("This list was done already. Its page says what became of each line.")
    cohort = manage_cohort(db, actor, row.cohort_id, lock=True) if row.cohort_id is not None else None
    shown = row.as_decisions()
    lines = [Line(one.number, one.email, one.name, one.printed_name) for one in shown if one.is_good]
    same, changed = compare(shown, _decide(db, lines, row.course, cohort, invite))
    done = 0
    for one in same:
        refused = _do(db, actor, row, one, invite, now)
        changed += [refused] if refused else []
        done += not refused
    row.changed = [one.as_json() for one in sorted(changed, key=lambda one: one.number)]
    db.flush()
    audit.record(
        db, actor, "cohorts.enrol-list", f"list:{row.id}", now=now, after={"enrolled": done, "changed": len(changed)}
    )  # fmt: skip
    return done, row.as_changes()


def _do(
    db: Session, actor: Actor, row: EnrolmentList, one: Decision, invite: Invite | None, now: datetime
) -> Decision | None:
    """Do one line, whole or not at all; return what is so where it could not be done."""
    try:
        with db.begin_nested():
            person_id = one.person_id
            if one.verdict is Verdict.INVITE and invite is not None:
                person_id = invite(
                    db, actor, email=one.email, name=one.name, printed_name=one.printed_name, now=now
                )
            if person_id is None:
                raise Clash("Nobody has this address any more.")
            if row.cohort_id is not None:
                add_trainee(db, actor, row.cohort_id, person_id, now=now)
            else:
                courses.enrol_person(db, actor, person_id, row.course_id, now=now)
    except Refusal as refusal:
        return Decision(
            one.number, one.email, one.name, one.printed_name, Verdict.PROBLEM, str(refusal), one.person_id
        )
    return None


def _decide(
    db: Session, lines: Sequence[Line], course: Course, cohort: Cohort | None, invite: Invite | None
) -> list[Decision]:
    target = Target(invites=invite is not None)
    if cohort is not None:
        free = cohort.capacity - cohort.taken
        target = Target(cohort.name, free, cohort.instructor_id, invite is not None)
    return decide(lines, _known(db, lines, course), target)


def _known(db: Session, lines: Iterable[Line], course: Course) -> dict[str, list[Known]]:
    """Return who has the addresses of a list, folded: as many queries for all of them as for one."""
    found = people.find_by_email(db, {line.email for line in lines if line.email})
    ids = [person.id for person in found]
    enrolled = courses.find_enrolled(db, course.id, ids)
    held = select(CohortPlace).where(
        CohortPlace.person_id.in_(ids), CohortPlace.course_id == course.id, CohortPlace.until.is_(None)
    )
    places = {place.person_id: place.cohort.name for place in db.scalars(held)}
    known: defaultdict[str, list[Known]] = defaultdict(list)
    for person in found:
        trainee = TRAINEE in {role.role for role in person.roles}
        known[(person.email or "").casefold()].append(
            Known(
                person.id,
                person.name,
                person.active,
                trainee,
                person.id in enrolled,
                places.get(person.id, ""),
            )
        )
    return known


def sweep_lists(db: Session, *, now: datetime) -> int:
    """Forget the lists that are older than a week, and return how many."""
    old = delete(EnrolmentList).where(EnrolmentList.at <= now - KEPT).returning(EnrolmentList.id)
    return len(db.scalars(old).all())
