"""What this room does by itself: bring automatic fails before the board, and tell whom a case is about of each step."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices
from ashilms.review_board import services
from ashilms.review_board.models import BoardCase

TELL = "review_board.tell"
SAID = {
    "open": "A case about you is before the review board.",
    "evidence": "Something was added to your case before the review board.",
    "decide": "The review board has decided your case.",
    "lift": "The pause that the review board decided is lifted, and your sessions go on.",
}
"""The steps of which whom it is about is told, in the words of the mail."""


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.remediation_changed.connect(_on_remediation, weak=False)
    signals.board_case_changed.connect(_on_changed, weak=False)
    signals.evidence_asked.connect(services.find_facts, weak=False)


def _on_remediation(db: Session, *, remediation_id: int, step: str, now: datetime, **_facts: Any) -> None:
    if step == "open":
        services.open_fails(db, services.BOARD_ITSELF, remediation_id, now=now)


def _on_changed(db: Session, *, case_id: int, step: str, now: datetime, **_facts: Any) -> None:
    row = db.get_one(BoardCase, case_id)
    if step == "open" and row.opened_by == row.person_id:
        return  # they have disputed something and read the case just now
    key = f"{TELL}:{case_id}:{step}:{row.version}"
    jobs.enqueue(db, TELL, {"case": case_id, "step": step}, key=key, now=now)


def _tell(db: Session, work: Work) -> None:
    """Write the mail: it says that there is something to read and until when, and nothing of what it is about."""
    row = db.get_one(BoardCase, work.payload["case"])
    reader = people.get_person(db, row.person_id)
    step = work.payload["step"]
    values = {
        "name": reader.name, "said": SAID[step], "school": work.settings.provider_name,
        "until": row.answer_by if step in ("open", "evidence") else None,
        "link": f"{work.settings.public_url.rstrip('/')}/review-board/{row.id}",
    }  # fmt: skip
    notices.send_mail(db, reader, "review-board", values, render=work.render, key=work.key, now=work.now)


HANDLERS = (Handler(TELL, _tell, about="Whom a case of the review board is about is told"),)
"""What is due later."""
