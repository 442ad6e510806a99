"""What the cast has done: through the same services as anybody, at times that have passed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.courses import services as courses
from ashilms.courses.rules import Stage
from ashilms.demo.answering import right_answer
from ashilms.demo.cast import GUEST
from ashilms.formats import find_moments
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.sheet import Sheet
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt
from ashilms.quizzes.services import Kinds
from ashilms.rubrics.rules import Result
from ashilms.screenings import services as screenings
from ashilms.screenings.models import ScreeningDecision
from ashilms.screenings.rules.filled import Filled
from ashilms.screenings.rules.intake import NO, Answer, Question, is_asked
from ashilms.screenings.rules.rows import Intake
from ashilms.sites import services as sites
from ashilms.sites.models import RoomCheck
from ashilms.sites.rules.records import Acceptance
from ashilms.supervision import services as supervision
from ashilms.supervision.services import Typed
from ashilms.web import state

GRACE = timedelta(seconds=30)
FIGURES: dict[str, float] = {
    "age": 34, "client-height": 174, "client-weight": 82, "therapist-weight": 64, "rating": 260,
    "bp-systolic": 124, "bp-diastolic": 78,
}  # fmt: skip
"""What the cast measures; every other figure lies in the middle of what its question takes."""
REFLECTIONS = (
    "The peer asked for less over the lower ribs, so I moved back to the thoracic lane and slowed the sink to the "
    "out-breath. Next time I will ask before each change of side.",
    "My standing foot crept towards the edge while I watched the working one. I stepped down, dried both soles and set "
    "the stool closer. From now on I look at the standing foot before every stroke.",
    "Six became seven on the left, and I noticed it late because we were talking. I lightened at once and asked again. "
    "I will keep quiet while my weight is moving.",
    "The second side got less time than the first. I had no clock in sight, so I will count breaths on each side.",
    "The drape slid when I changed sides, and I went on for a stroke before I saw it. I stopped, covered, and tucked "
    "it in anew. Tucking comes before stepping up from now on.",
)
"""What the cast wrote after a session: each of them something else."""


FOUNDATION = ("m00", "m01", "m02", "m03", "m04", "m05", "m06", "m07", "m10")
"""The modules that come before any foot contact: what the certificate that can be earned stands on."""


def next_module(db: Session, trainee: Actor, slug: str) -> str | None:
    """Return the first of those modules that is open to a trainee and whose quiz they have not passed, or `None`."""
    state = next(state for state in courses.course_state(db, trainee.id) if state.slug == slug)
    ready = (module for module in state.modules if module.stage is not Stage.LOCKED and module.open_quizzes)
    return next((module.outline.key for module in ready if module.outline.key in FOUNDATION), None)


def read_lessons(
    db: Session, trainee: Actor, slug: str, module: str, *, most: int | None = None, now: datetime
) -> None:
    """Let a trainee finish the lessons of a module in order: `most` of them, or all."""
    state = next(state for state in courses.course_state(db, trainee.id) if state.slug == slug)
    outline = next(found.outline for found in state.modules if found.outline.key == module)
    for lesson in outline.lessons[:most]:
        _finish(db, trainee, slug, module, lesson.key, now=now)


def _finish(db: Session, trainee: Actor, slug: str, module: str, lesson: str, *, now: datetime) -> None:
    opened = courses.open_lesson(db, trainee, slug, module, lesson)
    for check in (part for part in opened.lesson.parts if part["kind"] == "check"):
        courses.answer_check(
            db, trainee, slug, module, lesson, check["id"], [check["options"][0]["id"]], now=now
        )
    courses.finish_lesson(db, trainee, slug, module, lesson, now=now)


def pass_quiz(db: Session, trainee: Actor, key: str, kinds: Kinds, *, now: datetime) -> Attempt:
    """Let a trainee sit a quiz and answer everything right."""
    return answer_paper(
        db, trainee, quizzes.start_attempt(db, trainee, key, kinds, grace=GRACE, now=now), kinds, now=now
    )


def answer_paper(
    db: Session, trainee: Actor, attempt: Attempt, kinds: Kinds, *, empty: int = 0, now: datetime
) -> Attempt:
    """Let a trainee answer every question of an attempt rightly but for the one left `empty`, and hand it in."""
    for item in (item for item in attempt.items if item.number != empty):
        at = now + timedelta(seconds=40 * item.number)
        quizzes.save_answer(
            db, trainee, attempt.id, item.number, right_answer(db, item), kinds,
            key=f"demo-{attempt.id}-{item.number}", flagged=False, now=at,
        )  # fmt: skip
    return quizzes.hand_in(
        db, trainee, attempt.id, kinds, now=min(now + timedelta(minutes=6), attempt.deadline)
    )


def entitle(
    db: Session, registrar: Actor, *supervisors: int, since: date, until: date, now: datetime
) -> None:
    """Record and verify what entitles these people to supervise between two days: licence, first aid, first level."""
    for person in supervisors:
        papers = (
            Typed("licence", "Massage therapist", "Board of Massage, Oregon", f"MT-{2000 + person}", since, until),
            Typed("first-aid", "Standard first aid with CPR", "Demonstration first aid", f"FA-{person}", since, until),
            Typed("level", "Foundation of barefoot bar massage", "This school", "", since, None, 1),
        )  # fmt: skip
        for paper in papers:
            row = supervision.record_credential(db, registrar, person, paper, now=now)
            supervision.verify_credential(db, registrar, row.id, now=now)


def invite_by_link(db: Session, registrar: Actor, *trainees: int, today: date, now: datetime) -> None:
    """Invite a supervisor of another house for these trainees; their licence is recorded and waits to be verified."""
    gil = supervision.invite_guest(
        db, registrar, email=GUEST, name="Gil Marsh", trainees=trainees,
        door=f"{state().settings.public_url.rstrip('/')}/by-link", zone=state().settings.zone, now=now,
    )  # fmt: skip
    until = today + timedelta(days=200)
    paper = Typed("licence", "Massage therapist", "Board of Massage, Oregon", "MT-1907", today, until)
    supervision.record_credential(db, registrar, gil, paper, now=now)


def add_room(db: Session, instructor: Actor, *, today: date, now: datetime) -> int:
    """Add the treatment room in which everybody practises, with a current inspection."""
    room = sites.add_room(db, instructor, name="Room 2", site="Demonstration house", now=now)
    sites.record_acceptance(db, instructor, room.id, acceptance(today - timedelta(days=30)), now=now)
    return room.id


def acceptance(on: date, **changes: Any) -> Acceptance:
    """Return a sound acceptance record of that day, which holds for a year but for `changes`."""
    record = Acceptance(
        inspected_on=on, valid_until=on + timedelta(days=365), mounting="ceiling", installer="Quay Joinery",
        installed_on=on - timedelta(days=10), reviewer="A. Lindgren, structural engineer", document="Report 2026-118",
        load_kind="working", load_kg=260, proof_load="390 kg for 10 minutes: nothing moved", bar_height_cm=215,
        bar_spacing_cm=55, bar_length_cm=210, ceiling_cm=260, table_model="Low table, steel frame",
        table_kind="working", table_kg=320, note="The record is the demonstration’s.",
    )  # fmt: skip
    return replace(record, **changes)


def check_room(
    db: Session, actor: Actor, room: int, course: str | None = None, *, failed: str | None = None,
    refused: bool = False, note: str = "", now: datetime,
) -> RoomCheck:  # fmt: skip
    """Let somebody check a room and answer every point with yes, but for the one that `failed`."""
    plan = sites.get_check_plan(db, course)
    answers = {point.id: point.id != failed for point in plan.as_points()}
    key = f"demo-{room}-{now.isoformat()}"
    return sites.record_check(
        db, actor, room, plan.id, answers, form_key=key, refused=refused, note=note, now=now
    )


def lock_room(db: Session, instructor: Actor, trainee: Actor, *, today: date, now: datetime) -> RoomCheck:
    """Add a second room whose record ends soon, and let a trainee find its table cracked and lock it."""
    room = sites.add_room(db, instructor, name="Studio", site="Demonstration house", now=now)
    record = acceptance(today - timedelta(days=350), mounting="frame", table_model="Folding table")
    sites.record_acceptance(db, instructor, room.id, record, now=now)
    cracked = "The table’s hinge has a crack, and there is no other table here."
    at = now + timedelta(hours=1)
    return check_room(db, trainee, room.id, failed="table", refused=True, note=cracked, now=at)


def answers_of_the_well(intake: Intake) -> dict[str, Answer]:
    """Return a peer's answers to every question that everybody is asked: no, none of these, and sound figures."""
    answers: dict[str, Answer] = {}
    for question in intake.questions:
        if is_asked(question, answers, date.max):
            answers[question.id] = _well(question)
    return answers


def _well(question: Question) -> Answer:
    if question.kind == "number":
        return FIGURES.get(question.id, (question.least + question.most) // 2)
    if question.kind == "choice":
        return question.options[0].id
    return tuple(option.id for option in question.options if option.alone) or NO


def screen_client(
    db: Session,
    trainee: Actor,
    course_id: int,
    *,
    check: RoomCheck,
    client: str,
    category: str = "P3",
    answers: Mapping[str, Answer] | None = None,
    now: datetime,
) -> ScreeningDecision:
    """Let a trainee screen somebody well (or who gives `answers`) in a room that was checked."""
    intake = screenings.get_plan(db, course_id).as_plan().intake
    filled = Filled(category, client, check.id, {**answers_of_the_well(intake), **(answers or {})})
    key = f"demo-{trainee.id}-{client}-{now.isoformat()}"
    return screenings.decide(db, trainee, course_id, filled, form_key=key, now=now)


def begin_session(
    db: Session, trainee: Actor, course_id: int, *, room: int, supervisor: int, client: str, starts: datetime,
    **screened: Any,
) -> ScreeningDecision:  # fmt: skip
    """Let a trainee check the room, screen a client, have it countersigned, and start the session."""
    slug = courses.get_course_by_id(db, course_id).slug
    check = check_room(db, trainee, room, slug, now=starts - timedelta(minutes=20))
    decided = starts - timedelta(minutes=8)
    decision = screen_client(db, trainee, course_id, check=check, client=client, now=decided, **screened)
    signer = people.as_actor(people.get_person(db, supervisor))
    screenings.countersign(db, signer, decision.id, now=starts - timedelta(minutes=3))
    screenings.start_session(db, trainee, decision.id, now=starts)
    return decision


def send_session(
    db: Session,
    trainee: Actor,
    course_id: int,
    *,
    room: int,
    supervisor: int,
    day: date,
    start: time,
    client: str,
    now: datetime,
) -> Entry:
    """Let a trainee hold a session of 70 minutes as it is to be, and log it to their supervisor."""
    end = (datetime.combine(day, start) + timedelta(minutes=70)).time()
    starts = find_moments(day, start, trainee.zone)[0]
    decision = begin_session(
        db, trainee, course_id, room=room, supervisor=supervisor, client=client, starts=starts
    )
    plan = practicum.get_plan(db, course_id).as_plan()
    sheet = Sheet(
        decision_id=decision.id, day=day, start=start, end=end, supervisor_id=supervisor,
        strokes=("glide", "compression"), depth=3, score=5,
        reflection=REFLECTIONS[(day.toordinal() + start.hour) % len(REFLECTIONS)],
        own_ratings={criterion.id: 4 for criterion in plan.rubric.criteria} | {"contact": 3},
    )  # fmt: skip
    form_key = f"demo-{trainee.id}-{day}-{start:%H%M}"
    return practicum.log_entry(db, trainee, course_id, sheet, form_key=form_key, send=True, now=now)


def sign_session(db: Session, instructor: Actor, entry: Entry, *, now: datetime) -> None:
    """Let the instructor countersign a session with a passing observation."""
    practicum.countersign_entry(
        db, instructor, entry.id, version=entry.version,
        ratings={criterion.id: 4 for criterion in entry.plan.as_plan().rubric.criteria} | {"foot-placement": 5},
        text="Clean regions throughout; the sink was gradual and both sides even.",
        outcome=Result.PASSED, now=now,
    )  # fmt: skip


def return_session(db: Session, instructor: Actor, entry: Entry, *, now: datetime) -> None:
    """Let the instructor give a session back with a reason."""
    practicum.return_entry(
        db, instructor, entry.id, version=entry.version, now=now,
        reason="Which region did you leave out after the calf question? Add it and send it again.",
    )  # fmt: skip


def confirm_name(db: Session, trainee: Actor, name: str, *, now: datetime) -> None:
    """Let a trainee confirm the name that certificates print."""
    people.confirm_printed_name(db, trainee, name, now=now)
