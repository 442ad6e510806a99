"""From an approval to a certificate that stands, over as many transactions as that takes."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.certificates import press, services
from ashilms.certificates.rules import Payload, Provider, tidy
from ashilms.config import Settings
from ashilms.errors import Clash, Unacceptable
from ashilms.jobs import services as jobs
from ashilms.looks.rules import Look
from ashilms.programs.services import Proof
from ashilms.web import session, site_address, state, transaction

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
        number, payload = row.number, services.payload_to_press(row)
        draw_later(db, number, now=now, due=now + HEAD_START)
    return number, complete(actor, number, payload, now=now)


def correct_now(actor: Actor, number: str, *, reason: str, now: datetime) -> tuple[str, bool]:
    """Let a certificate be followed by one that says rightly what it said wrong; return as `issue_now` does.

    Raises what `services.correct` raises; nothing is changed then.
    """
    with transaction() as db:
        row = services.correct(db, actor, number, school(), reason=reason, now=now)
        follows, payload = row.number, services.payload_to_press(row)
        draw_later(db, follows, now=now, due=now + HEAD_START)
    return follows, complete(actor, follows, payload, now=now)


def issue_of_run(
    db: Session, run_id: int, person_id: int, roles: Collection[str], *, now: datetime
) -> str | None:
    """Approve and reserve the next certificate of a run, and ask for it to be drawn at once; return its number.

    `None` where it was refused, which then stands in the run with its reason. It is drawn by whichever process is free.
    """
    kinds = state().kinds["requirement_kinds"]
    number = services.issue_one(db, run_id, person_id, roles, kinds, school(), now=now)
    if number is not None:
        draw_later(db, number, now=now, due=now)
    return number


def draw_later(db: Session, number: str, *, now: datetime, due: datetime) -> None:
    """Ask for a reserved certificate to be drawn and signed by a job, should nobody have done so by then."""
    jobs.enqueue(db, JOB, {"number": number}, key=f"{JOB}:{number}", now=now, due=due)


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
        dress = press.dress_for(session(), payload, current.settings, current.kinds["certificate_designs"])
        listed = services.find_listed(session(), number)
        pressed = press.press(payload, current.settings, current.render, listed=listed, now=now, dress=dress)
    except Exception as problem:  # whatever it is: the approval stands, so it is written down and tried again
        log.exception("could not be drawn", extra={"event": "certificate_failed", "number": number})
        with transaction() as db:
            services.fail(db, actor, number, str(problem) or type(problem).__name__, now=now)
        return False
    try:
        with transaction() as db:
            services.finish(db, actor, number, pressed, now=now)
    except Clash:  # what it renews was suspended since: it waits, and is taken up again once that stands
        return False
    session().expire_all()
    return services.get_certificate(session(), number).file is not None


def school() -> services.School:
    """Return who issues here, as certificates print it, and what the links on them begin with."""
    settings, designs = state().settings, state().kinds["certificate_designs"]

    def refuse_undrawable(look: Look) -> None:
        press.refuse_undrawable(look, settings, designs)

    return services.School(provider_of(settings), f"{site_address()}c/", refuse_undrawable)


def provider_of(settings: Settings) -> Provider:
    """Return the school as certificates print it."""
    return Provider(
        tidy(settings.provider_name),
        tidy(settings.provider_address) or services.NO_ADDRESS,
        tidy(settings.provider_contact) or settings.public_url,
    )
