"""The register of a live session: kept, closed, corrected."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.cohorts import services
from ashilms.cohorts.forms import CloseForm, CorrectionForm, RegisterForm, make_register_form
from ashilms.cohorts.models import LiveSession
from ashilms.cohorts.services import Row
from ashilms.cohorts.views.blueprint import bp
from ashilms.courses.rules.credit import contact_hours
from ashilms.errors import Missing, Unacceptable
from ashilms.formats import local
from ashilms.web import actor, needs, now, session, transaction


@bp.route("/live/<int:session_id>", methods=["GET", "POST"])
@needs("keep registers")
def show_register(session_id: int) -> ResponseReturnValue:
    """Let a cohort's instructor, or a registrar, record for each trainee when they came and left."""
    live = services.get_session(session(), actor(), session_id)
    rows = services.register_of(session(), live)
    form = make_register_form(rows, live)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.keep_register(
                    db, actor(), session_id, form.as_marks(rows, live), version=form.seen(), now=now()
                )
        except Unacceptable as refused:
            form[refused.field or "version"].errors = [str(refused)]
        else:
            flash("The register is saved.", "success")
            return redirect(url_for(".show_register", session_id=session_id))
        live = services.get_session(session(), actor(), session_id)
        rows = services.register_of(session(), live)
    return _page(live, rows, form)


def _page(live: LiveSession, rows: list[Row], form: RegisterForm) -> ResponseReturnValue:
    by = {line.by_id for row in rows for line in (*row.before, row.now) if line and line.by_id}
    page = render_template(
        "ashilms/cohorts/register.html", live=live, rows=rows, form=form, over=now() >= live.ends,
        names=people.names_of(session(), by | {live.closed_by or 0}), worth=contact_hours(live.minutes),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.route("/live/<int:session_id>/close", methods=["GET", "POST"])
@needs("keep registers")
def close_register(session_id: int) -> ResponseReturnValue:
    """Let a cohort's instructor, or a registrar, close a register: from then on it counts."""
    live = services.get_session(session(), actor(), session_id)
    form = CloseForm(version=live.version)
    if form.validate_on_submit():
        with transaction() as db:
            services.close_register(db, actor(), session_id, version=form.seen(), now=now())
        flash("The register is closed and counts. A change is a correction now.", "success")
        return redirect(url_for(".show_register", session_id=session_id))
    rows = services.register_of(session(), live)
    earned = sum(1 for row in rows if row.now and row.now.earned().minutes)
    return render_template(
        "ashilms/cohorts/close.html",
        live=live,
        form=form,
        rows=rows,
        earned=earned,
        worth=contact_hours(live.minutes),
    )


@bp.route("/live/<int:session_id>/correct/<int:person_id>", methods=["GET", "POST"])
@needs("keep registers")
def correct_attendance(session_id: int, person_id: int) -> ResponseReturnValue:
    """Let a cohort's instructor, or a registrar, correct one line of a closed register, with a reason."""
    live = services.get_session(session(), actor(), session_id)
    row = next((row for row in services.register_of(session(), live) if row.person_id == person_id), None)
    if live.closed_at is None or row is None or row.now is None:
        raise Missing("There is nobody like that in a closed register of yours.")
    times = {"arrived": row.now.arrived, "left": row.now.departed}
    recorded = {name: local(moment, live.zone).time() for name, moment in times.items() if moment}
    form = CorrectionForm(data={"number": row.now.number, **recorded})
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.correct_attendance(
                    db, actor(), session_id, person_id, form.as_mark(), reason=form.reason.data or "",
                    number=form.seen("number"), now=now(),
                )  # fmt: skip
        except Unacceptable as refused:
            form[(refused.field or "reason").removesuffix(f"_{person_id}")].errors = [str(refused)]
        else:
            flash("The register is corrected; what it said before stays beside it.", "success")
            return redirect(url_for(".show_register", session_id=session_id))
    page = render_template("ashilms/cohorts/correct.html", live=live, row=row, form=form)
    return page, 422 if form.errors else 200
