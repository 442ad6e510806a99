"""From an approval to a certificate that stands, over as many transactions as that takes."""

import logging
from datetime import datetime, timedelta

from ashilms.actor import Actor
from ashilms.certificates import press, services
from ashilms.certificates.rules import Payload, Provider, tidy
from ashilms.config import Settings
from ashilms.errors import Clash, Unacceptable
from ashilms.jobs import services as jobs
from ashilms.programs.services import Proof
from ashilms.web import session, state, transaction

log = logging.getLogger("ashilms.certificates")
JOB = "certificates.finish"
HEAD_START = timedelta(seconds=30)
"""How long whoever approved has for drawing it themselves before a job takes it up."""


def issue_now(actor: Actor, person_id: int, program_id: int, *, now: datetime) -> tuple[str, bool]:
    """Approve, reserve the number, draw and sign; return the number, and whether it stands already.

    If drawing fails the approval stands, the number verifies as nothing, and a job tries again. Raises what
    `services.issue` raises; nothing is changed then.
    """
    current = state()
    with transaction() as db:
        row = services.issue(
            db, actor, person_id, program_id, current.kinds["requirement_kinds"], school(), now=now
        )
        number, payload = row.number, row.as_payload()
        jobs.enqueue(
            db, JOB, {"number": number}, key=f"{JOB}:{number}", now=now, due=now + HEAD_START
        )  # fmt: skip
    return number, complete(actor, number, payload, now=now)


def foresee(
    actor: Actor, person_id: int, program_id: int, proof: Proof, *, now: datetime
) -> services.Worded | None:
    """Return what a certificate would say if `actor` approved now, with what boards would reject in it.

    `None` where something on it can't be said at all, which approving then says.
    """
    try:
        return services.foresee_wording(
            session(), actor, person_id, program_id, proof, school(), today=now.date()
        )
    except Unacceptable:
        return None


def complete(actor: Actor, number: str, payload: Payload, *, now: datetime) -> bool:
    """Draw and sign a reserved certificate and let it stand; return whether it does. Safe to call again."""
    current = state()
    try:
        pressed = press.press(payload, current.settings, current.render, now=now)
    except Exception as problem:  # whatever it is: the approval stands, so it is written down and tried again
        log.exception("could not be drawn", extra={"event": "certificate_failed", "number": number})
        with transaction() as db:
            services.fail(db, actor, number, str(problem) or type(problem).__name__, now=now)
        return False
    try:
        with transaction() as db:
            services.finish(db, actor, number, pressed, now=now)
    except Clash:  # what it renews was set aside since: it waits, and a job asks again
        return False
    session().expire_all()
    return True


def school() -> services.School:
    """Return who issues here, as certificates print it, and what the links on them begin with."""
    current = state()
    return services.School(
        provider_of(current.settings), current.settings.public_url.rstrip("/") + current.prefix + "/c/"
    )


def provider_of(settings: Settings) -> Provider:
    """Return the school as certificates print it."""
    return Provider(
        tidy(settings.provider_name),
        tidy(settings.provider_address) or services.NO_ADDRESS,
        tidy(settings.provider_contact) or settings.public_url,
    )
