"""What this room does by itself: bring automatic fails before the board, tell whom a case is about, and remind."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.formats import day
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices
from ashilms.review_board import services
from ashilms.review_board.models import BoardCase

TELL, REMIND = "review_board.tell", "review_board.remind"
WAITS = "case-waits"
SOON = timedelta(days=2)
"""What has to be done so soon can't wait for a daily mail."""
SAID = {
    "open": "A case about you is before the review board.",
    "evidence": "Something was added to your case before the review board.",
    "decide": "The review board has decided your case.",
    "dismiss": "Your case before the review board is dismissed.",
    "lift": "The pause that the review board decided is lifted, and your sessions go on.",
}
"""The steps of which whom it is about is told, in the words of the mail."""


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.remediation_changed.connect(_on_remediation, weak=False)
    signals.board_case_changed.connect(_on_changed, weak=False)
    signals.evidence_asked.connect(services.find_facts, weak=False)
    signals.line_waits.connect(_is_over, weak=False)


def _on_remediation(db: Session, *, remediation_id: int, step: str, now: datetime, **_facts: Any) -> None:
    if step == "open":
        services.open_fails(db, services.BOARD_ITSELF, remediation_id, now=now)
    if step == "set-aside":
        services.dismiss_fails(db, services.BOARD_ITSELF, remediation_id, now=now)


def _on_changed(db: Session, *, case_id: int, step: str, now: datetime, **_facts: Any) -> None:
    row = db.get_one(BoardCase, case_id)
    if step == "open" and row.opened_by == row.person_id:
        return  # they have disputed something and read the case just now
    key = f"{TELL}:{case_id}:{step}:{row.version}"
    jobs.enqueue(db, TELL, {"case": case_id, "step": step}, key=key, now=now)


def _tell(db: Session, work: Work) -> None:
    """Write the mail: it says that there is something to read and until when, and nothing of what it is about."""
    row, step = db.get_one(BoardCase, work.payload["case"]), work.payload["step"]
    kind = "case-decided" if step == "decide" else "case"
    until = row.answer_by if step in ("open", "evidence") else None
    _send(db, work, row, kind, row.person_id, SAID[step], work.key, answer_by=until, deadline=until)


def _remind(db: Session, work: Work) -> dict[str, int]:
    """Write the reminders that are due; each has a key of its own, so that a second run writes none."""
    due = notices.not_written(db, services.find_reminders(db, now=work.now))
    for one in due:
        _send(
            db, work, one.case, WAITS, one.reader_id, one.said, one.key, answer_by=one.answer_by, deadline=one.deadline
        )  # fmt: skip
    return {"written": len(due)}


def _send(
    db: Session, work: Work, row: BoardCase, kind: str, reader_id: int, said: str, key: str, *,
    answer_by: date | None, deadline: date | None,
) -> None:  # fmt: skip
    reader = people.get_person(db, reader_id)
    values = {
        "said": said, "school": work.settings.provider_name,
        "answer": f"You can answer in writing until {day(answer_by)}." if answer_by else "",
        "link": f"{work.settings.public_url.rstrip('/')}/review-board/{row.id}",
    }  # fmt: skip
    urgent = deadline is not None and deadline - row.day(work.now) < SOON
    notices.send_mail(
        db, reader, kind, values, render=work.render, key=key, now=work.now, about=f"{row.id}:{deadline}", urgent=urgent
    )  # fmt: skip


def _is_over(db: Session, *, kind: str, about: str, person_id: int, now: datetime, **_facts: Any) -> bool:
    """Return whether somebody has done what they were to be reminded of, or has until another day."""
    if kind != WAITS:
        return False
    case_id, _, deadline = about.partition(":")
    row = db.get_one(BoardCase, int(case_id))
    return not services.still_waits(db, row, person_id, date.fromisoformat(deadline), now=now)


HANDLERS = (
    Handler(TELL, _tell, about="Whom a case of the review board is about is told"),
    Handler(REMIND, _remind, every=timedelta(hours=6), about="Reminders before the review board’s deadlines"),
)
"""What is due later."""
