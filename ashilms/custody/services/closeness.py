"""Nobody ends what is kept about themselves, or about somebody they are close to."""

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.errors import NotAllowed
from ashilms.supervision.services import refuse_close


def refuse_involved(db: Session, actor: Actor, person_id: int, deed: str) -> None:
    """Raise `NotAllowed` where a registrar would decide about themselves or somebody close; the machine is neither."""
    if actor.person_id is None:
        return
    if actor.person_id == person_id:
        raise NotAllowed(f"This is about yourself, so another registrar has to {deed}.")
    refuse_close(db, actor, person_id, deed, "this person")
