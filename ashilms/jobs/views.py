"""The page on which a registrar sees what the site does by itself."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.audit import services as audit
from ashilms.jobs import services
from ashilms.web import actor, needs, now, session, state, transaction

bp = Blueprint("jobs", __name__)
SHOWN = 50
"""Jobs that are shown of those that wait, and of those that were given up; how many there are is said."""


@bp.get("/jobs")
@needs("see jobs")
def show_jobs() -> ResponseReturnValue:
    """Show what was given up, what recurs and when it ran last, what waits, and what was done."""
    db, handlers = session(), state().kinds["handlers"]
    once = [one.name for one in handlers.values() if not one.every]
    return render_template(
        "ashilms/jobs/jobs.html",
        failed=services.find_failed(db, most=SHOWN),
        turns=services.find_turns(db, handlers.values()),
        waiting=services.find_open(db, most=SHOWN),
        done=services.count_done(db, once),
        counts=services.count_by_state(db),
        about={name: one.about or name for name, one in handlers.items()},
        now=now(),
    )


@bp.post("/jobs")
@needs("see jobs")
def try_again() -> ResponseReturnValue:
    """Take up again everything that was given up."""
    with transaction() as db:
        many = services.retry_failed(db, now=now())
        audit.record(db, actor(), "jobs.retry", "jobs:failed", now=now(), after={"jobs": many})
    flash(f"Taken up again: {many}. What fails anew is tried for some fourteen hours before it is given up.")
    return redirect(url_for(".show_jobs"))
