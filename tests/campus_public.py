"""What the public side of the campus holds: a link that Mae shares, and a report that waits for an answer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.certificates.models import Certificate
from ashilms.verification import services as verification


def share_and_report(db: Session, mae: Actor, *, now: datetime) -> dict[str, str]:
    """Let Mae share her certificate and somebody report something about no certificate; return the tokens."""
    number = db.scalars(select(Certificate.number).where(Certificate.person_id == mae.id)).one()
    link = verification.make_link(db, mae, number, purpose="An application", days=30, now=now)
    receipt = verification.send_report(db, "", "Somebody shows a certificate without a number.", now=now)
    return {"shared": link.token, "receipt": receipt}
