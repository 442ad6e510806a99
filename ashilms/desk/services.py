"""What somebody should do next, gathered from every room."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import formats
from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import Actor
from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status, Word
from ashilms.courses import services as courses
from ashilms.courses.rules import NextLesson, unmet
from ashilms.desk.rules import (
    AWAIT_APPROVAL,
    CONFIRM_NAME,
    NEXT,
    TAKE_UP,
    Step,
    certificate_step,
    marking_quiz_step,
    practise_step,
    quiz_step,
    returned_step,
    running_step,
    used_up_step,
    waiting_quiz_step,
    waiting_step,
)
from ashilms.incidents import services as incidents
from ashilms.observations import services as observations
from ashilms.observations.models import Remediation
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.ledger import Ledger
from ashilms.practicum.rules.states import State
from ashilms.programs import services as programs
from ashilms.programs.models import Award, ProgramBinding
from ashilms.programs.rules import APPROVAL, Kinds, Proof, Standing, leaves_of
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.rules.sitting import State as Sitting
from ashilms.quizzes.services import Offer
from ashilms.threads import services as threads
from ashilms.waiting import Source, Undoable, Waiting

WAITING_PAGE = 25
"""Things on one page of the inbox."""


@dataclass(frozen=True, slots=True)
class Home:
    """A trainee's home: the next step, where they stand, and their practicum."""

    step: Step
    standing: tuple[ProgramBinding, Standing] | None
    ledger: Ledger
    may_log: bool
    """Whether a category of practicum is open to them."""
    due: int = 0
    """How many follow-ups they have to answer now."""
    paused: Remediation | None = None
    """What pauses their sessions after an observation."""
    questions: Sequence[int] = ()
    """The questions about their sessions that they have to answer, the oldest first."""
    held: Sequence[tuple[str, str]] = ()
    """The certificates that they hold beside what is shown: what each is for, and its number."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of what waits for somebody, how much there is of it, and what they may still undo."""

    items: Sequence[Waiting]
    waiting: int
    flagged: int
    page: int
    pages: int
    undoable: Sequence[Undoable]


@dataclass(frozen=True, slots=True)
class Revoked:
    """An earlier certificate, when it was revoked and why: what whoever approves anew has to know."""

    number: str
    at: datetime
    reason: str


def revoked_before(db: Session, person_id: int, program_id: int) -> Revoked | None:
    """Return the person's last certificate in a program if it was revoked."""
    award = programs.last_award(db, person_id, program_id)
    if award is None or award.ended_at is None:
        return None
    if (row := certificates.get_certificate(db, award.number)).status != Status.REVOKED:
        return None
    *_, why = (one.reason for one in certificates.history_of(db, row.id) if one.status == Status.REVOKED)
    return Revoked(award.number, award.ended_at, why or "")


def queue_of(db: Session, actor: Actor, sources: Sequence[Source], *, page: int, now: datetime) -> Queue:
    """Return one page of what waits for somebody in any room: flags first, then by age.

    As many queries as there are sources, however much waits; a page after the last is the last.
    """
    offers = [offer(db, actor, now=now) for offer in sources]
    waiting, flagged = (
        sum(each.counts.waiting for each in offers),
        sum(each.counts.flagged for each in offers),
    )
    pages = max(1, -(-waiting // WAITING_PAGE))
    page = min(max(page, 1), pages)
    upto = page * WAITING_PAGE
    filled = [each for each in offers if each.counts.waiting]
    turns = sorted(chain.from_iterable(each.line_up(upto) for each in filled))[upto - WAITING_PAGE : upto]
    items = [item for each in filled for item in each.describe(turns)]
    undoable = [done for each in offers for done in each.undoable]
    return Queue(sorted(items, key=lambda item: item.turn), waiting, flagged, page, pages, undoable)


def home_of(db: Session, person: Person, kinds: Kinds, *, now: datetime) -> Home:
    """Return a trainee's home as of now."""
    standings = programs.standings_of(db, person.id, kinds, on=now.date())
    ledger, may_log = practicum.sums_of(db, person.id, now=now), _may_log(db, person.id)
    due = incidents.count_due(db, person.id, now=now)
    paused = next(iter(observations.find_open(db, person.id)), None)
    questions = threads.find_open_for(db, person.id)
    if not standings:
        return Home(TAKE_UP, None, ledger, may_log, due, paused, questions)
    awards = programs.last_awards(db, person.id)
    binding, standing = _shown(standings, awards)
    step = _certified(db, awards.get(binding.program_id), now) or _next(
        db, person, binding, standing, ledger, may_log, now
    )
    held = [
        (row.version.content["name"], award.number) for row, _ in standings
        if row is not binding and (award := awards.get(row.program_id)) and award.ended_at is None
    ]  # fmt: skip
    return Home(step, (binding, standing), ledger, may_log, due, paused, questions, held)


def _shown(
    standings: Sequence[tuple[ProgramBinding, Standing]], awards: Mapping[int, Award]
) -> tuple[ProgramBinding, Standing]:
    """Return what a trainee works on: of the highest level, what they lack least of and don't hold."""
    highest = max(binding.version.content["level"] for binding, _ in standings)
    rows = [row for row in standings if row[0].version.content["level"] == highest]
    held = {program_id for program_id, award in awards.items() if award.ended_at is None}
    missing = [row for row in rows if row[0].program_id not in held]
    return min(missing, key=lambda row: row[1].counts[1] - row[1].counts[0], default=rows[-1])


def _may_log(db: Session, person_id: int) -> bool:
    return any(
        category.open and category.contact and not unmet(category.requires, passed)
        for plan, _title in practicum.find_own_plans(db, person_id)
        for passed in (courses.milestones_of(db, person_id, plan.course_id),)
        for category in plan.as_plan().categories.values()
    )


def _certified(db: Session, award: Award | None, now: datetime) -> Step | None:
    if award is None or certificates.was_begun_anew(db, award.number):
        return None
    row = certificates.get_certificate(db, award.number)
    word, renews = _word(row, now), programs.latest_version(db, row.program_id).renews
    return certificate_step(word, row.number, row.as_payload().valid_until, _since(row), renews=renews)


def _word(row: Certificate, now: datetime) -> Word | None:
    drawn = row.status not in (Status.ISSUING, Status.FAILED)
    return row.as_verdict(now.date()).word if drawn else None


def _since(row: Certificate) -> date:
    return row.changed_at.astimezone(UTC).date()


def _next(
    db: Session, person: Person, binding: ProgramBinding, standing: Standing, ledger: Ledger, may_log: bool,
    now: datetime,
) -> Step:  # fmt: skip
    """Return what comes next for whoever holds no certificate yet."""
    offers = quizzes.find_offers(db, person.id, now=now)
    return (
        _sitting(offers, person.zone, now)
        or _returned(db, person)
        or _missing(db, person, binding, standing, ledger, may_log, offers)
    )


def _sitting(offers: Sequence[Offer], zone: str, now: datetime) -> Step | None:
    quiz = next((offer for offer in offers if offer.sitting and offer.is_open(now)), None)
    if quiz is None or quiz.sitting is None:
        return None
    return running_step(quiz.key, quiz.title, formats.clock(quiz.sitting.deadline, zone))


def _returned(db: Session, person: Person) -> Step | None:
    back = select(Entry).where(Entry.person_id == person.id, Entry.state == State.RETURNED)
    entry = db.scalar(back.order_by(Entry.starts, Entry.id).limit(1))
    if entry is None or not entry.reviews or entry.span is None:
        return None
    review = entry.reviews[-1]
    by = people.names_of(db, [review.reviewer_id]).get(review.reviewer_id, "Your supervisor")
    return returned_step(entry.id, formats.day(entry.span.day(entry.zone)), by, review.text)


def _missing(
    db: Session, person: Person, binding: ProgramBinding, standing: Standing, ledger: Ledger, may_log: bool,
    offers: Sequence[Offer],
) -> Step:  # fmt: skip
    leaf = next((leaf for leaf in standing.missing if leaf.kind != APPROVAL), None)
    if leaf is None:
        return AWAIT_APPROVAL if person.printed_name else CONFIRM_NAME
    asked = {part.id: part.params for part in leaves_of(binding.version.as_tree())}
    params = asked[leaf.id]
    named = {asked[part.id]["quiz"] for part in standing.missing if part.kind == QUIZ}
    return (
        _learn(db, person, leaf, [offer for offer in offers if _leads_on(offer, leaf, named)])
        or _practise(leaf, params, ledger, may_log)
        or Step(
            NEXT,
            leaf.title,
            f"{leaf.have[:1].upper()}{leaf.have[1:]}. {leaf.how}",
            "Go there" if leaf.page else "",
            leaf.page,
        )
    )


MODULE, QUIZ = "module_completed", "quiz_passed"


def _leads_on(offer: Offer, leaf: Proof, named: Collection[str]) -> bool:
    """Return whether a quiz is a step towards what is missing: it is named there, or may open a module.

    What is sat again and again, as for a renewal, opens nothing.
    """
    return offer.key in named or (leaf.kind == MODULE and offer.blueprint.again_days is None)


def _learn(db: Session, person: Person, leaf: Proof, offers: Sequence[Offer]) -> Step | None:
    """Return the lesson that was begun, else the quiz that is open, else the next lesson, else the quiz that waits."""
    if leaf.kind not in (MODULE, QUIZ):
        return None
    lesson = courses.next_lesson(db, person.id)
    if lesson and lesson.begun:
        return _lesson(lesson, leaf)
    quiz = _first(offers, Sitting.READY)
    if quiz:
        return quiz_step(quiz.key, quiz.title, _why(leaf), quiz.minutes)
    return _lesson(lesson, leaf) if lesson else _held_up(offers, person.zone)


def _first(offers: Sequence[Offer], *states: Sitting) -> Offer | None:
    return next((offer for offer in offers if offer.chance.state in states), None)


def _held_up(offers: Sequence[Offer], zone: str) -> Step | None:
    quiz = _first(offers, Sitting.MARKING, Sitting.WAITING, Sitting.USED_UP)
    if quiz is None:
        return None
    if quiz.chance.state is Sitting.MARKING:
        return marking_quiz_step(quiz.key, quiz.title)
    if quiz.chance.at and quiz.chance.state is Sitting.WAITING:
        return waiting_quiz_step(quiz.key, quiz.title, formats.clock(quiz.chance.at, zone), quiz.chance.left)
    return used_up_step(quiz.key, quiz.title)


def _lesson(lesson: NextLesson, leaf: Proof) -> Step:
    return Step(
        f"{NEXT} · about {lesson.minutes} minutes", lesson.title, _why(leaf),
        "Continue the lesson" if lesson.begun else "Start the lesson", "ashilms.courses.show_lesson",
        {"slug": lesson.course, "module": lesson.module, "lesson": lesson.key},
    )  # fmt: skip


def _why(leaf: Proof) -> str:
    return f"{leaf.how} It counts towards “{leaf.title}”."


def _practise(leaf: Proof, params: Mapping[str, Any], ledger: Ledger, may_log: bool) -> Step | None:
    if leaf.kind == "practicum_minutes":
        sums = ledger.by_category.get(params["category"])
        if sums and sums.credited + sums.pending >= params["minutes"]:
            return waiting_step(sums.pending)
    elif leaf.kind not in ("observation_passed", "consecutive_observations"):
        return None
    elif ledger.pending_minutes:
        return waiting_step(ledger.pending_minutes)
    return practise_step(leaf.title, leaf.have, leaf.how, may_log=may_log)
