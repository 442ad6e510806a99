"""The proof of a certificate, leaf by leaf: looked at, and shown in part by whoever holds it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.certificates.models import Certificate
from ashilms.certificates.services.finding import own_certificate
from ashilms.errors import Missing, NotAllowed, Unacceptable
from ashilms.programs import services as programs
from ashilms.programs.rules.frozen import Frozen, changed_since
from ashilms.programs.rules.showing import show


@dataclass(frozen=True, slots=True)
class Proven:
    """A certificate and the proof that it was given on; none where it was issued before such were kept."""

    certificate: Certificate
    frozen: Frozen | None

    @property
    def leaves(self) -> Sequence[dict[str, Any]]:
        """What the leaves say."""
        return self.frozen.read() if self.frozen else ()


def get_proof(db: Session, actor: Actor, number: str) -> Proven:
    """Return the proof of a certificate that the actor holds, or of any for a registrar; raises `Missing`."""
    row = own_certificate(db, actor, number)
    return Proven(row, programs.find_frozen(db, row.number))


def find_changed(db: Session, proven: Proven) -> list[str]:
    """Return the ids of what a proof rests on that the records no longer have as it was, in the order of the leaves."""
    if proven.frozen is None:
        return []
    row = proven.certificate
    return list(changed_since(proven.frozen, programs.evidence_of(db, row.person_id, row.program_id)))


def show_leaves(db: Session, actor: Actor, number: str, places: Collection[int], *, now: datetime) -> bytes:
    """Return a file that shows these leaves of the actor's own certificate and nothing else of it.

    Raises `Missing` for who may not know of it and where no proof was kept, `NotAllowed` for who does not hold it,
    `Unacceptable` when nothing is chosen or there is no such leaf.
    """
    proven = get_proof(db, actor, number)
    if proven.certificate.person_id != actor.person_id:
        raise NotAllowed("The holder alone decides what of it is shown.")
    if proven.frozen is None:
        raise Missing(
            "This certificate was issued before its proof was kept line by line. Show the certificate."
        )
    if not places:
        raise Unacceptable("Choose what you want to show.", "places")
    if not set(places) <= set(range(len(proven.frozen.leaves))):
        raise Unacceptable("There is no such line in this proof.", "places")
    showing = show(proven.frozen, number, places)
    audit.record(
        db, actor, "certificates.show", f"certificate:{number}", now=now, about=actor.id,
        after={"requirements": [one.leaf["requirement"] for one in showing.shown]},
    )  # fmt: skip
    return showing.written()
