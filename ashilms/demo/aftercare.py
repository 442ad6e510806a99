"""What the cast does after its sessions: asks its clients, reports soreness, and a near miss that is closed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.formats import local
from ashilms.incidents import services as incidents
from ashilms.incidents.rules.follow_ups import Answer
from ashilms.incidents.rules.report import Report
from ashilms.practicum.models import Entry

SORE = (
    "The peer said “seven” while I was over the left calf. I unweighted at once and went on with the hands. He was "
    "a little sore that evening; it was gone the next day."
)
SLIPPED = "My standing foot slipped on lubricant as I changed sides. I had both hands on the bars and nobody was hurt."
REVIEW = (
    "I read the report and looked at the room with the trainee. There was lubricant on the end of the table; towels "
    "hang there now, and wiping it is part of changing sides."
)
ADDED = {
    "supervisor_where": "in_room", "position": "prone", "region": "calf-left", "stroke": "Glide", "foot_part": "arch",
    "feet": "1", "symptoms": "Sore to the touch in the evening, gone on the next morning.",
    "action": "Unweighted at once; hands only from then on.", "witnesses": "The supervisor",
}  # fmt: skip


def report(
    db: Session, trainee: Actor, text: str, *, severity: int, key: str, now: datetime
) -> incidents.Incident:
    """Let a trainee report what happened at the end of their first session."""
    entry = db.scalars(select(Entry).where(Entry.person_id == trainee.id).order_by(Entry.id)).first()
    assert entry is not None and entry.ends is not None  # noqa: S101, PT018
    ended = local(entry.ends, trainee.zone)
    told = Report(
        text,
        ended.date(),
        ended.time(),
        entry.room_id,
        severity=severity,
        trainee_id=trainee.id,
        entry_id=entry.id,
    )
    return incidents.report_incident(db, trainee, told, form_key=key, send=True, now=now)


def ask(db: Session, trainee: Actor, *, now: datetime) -> None:
    """Make what is due after everybody's sessions; the trainee gave the card and has answered what is due."""
    incidents.make_follow_ups(db, now=now)
    entry = db.scalars(select(Entry).where(Entry.person_id == trainee.id).order_by(Entry.id)).first()
    assert entry is not None and entry.ends is not None  # noqa: S101, PT018
    ended = local(entry.ends, entry.zone)
    incidents.record_card(db, trainee, entry.id, ended.date(), ended.time(), now=now)
    for row, answer in zip(
        incidents.find_due(db, trainee, now=now), (Answer.MILD, Answer.NOTHING), strict=False
    ):
        incidents.answer_follow_up(db, trainee, row.id, answer, now=now)


def look_into(
    db: Session, instructor: Actor, registrar: Actor, sore: Actor, slipped: Actor, *, now: datetime
) -> None:
    """Let one trainee report soreness, which the instructor looks into, and another a near miss, which is closed."""
    row = report(db, sore, SORE, severity=1, key="demo-sore", now=now)
    incidents.start_review(db, instructor, row.id, version=row.version, now=now)
    facts = {**row.facts, **ADDED}
    incidents.add_details(
        db,
        instructor,
        row.id,
        facts=facts,
        owner_id=instructor.id,
        due_on=now.date(),
        version=row.version,
        now=now,
    )
    near = report(db, slipped, SLIPPED, severity=0, key="demo-slipped", now=now)
    incidents.close_incident(db, registrar, near.id, review=REVIEW, version=near.version, now=now)
