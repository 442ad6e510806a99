"""Setting down live sessions and changing them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.cohorts import services
from ashilms.cohorts.forms import SessionForm
from ashilms.cohorts.models import LiveSession
from ashilms.cohorts.rules.times import BREAKS
from ashilms.cohorts.services.sessions import CLOSED
from ashilms.cohorts.views.blueprint import bp
from ashilms.errors import Clash, Unacceptable
from ashilms.formats import local
from ashilms.web import actor, needs, now, session, transaction


@bp.route("/cohorts/<int:cohort_id>/sessions/add", methods=["GET", "POST"])
@needs("keep registers")
def add_session(cohort_id: int) -> ResponseReturnValue:
    """Let a cohort's instructor, or a registrar, set down a live session."""
    cohort, form = services.get_cohort(session(), actor(), cohort_id), SessionForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.add_session(db, actor(), cohort_id, form.as_typed(), now=now())
        except Unacceptable as refused:
            _put(form, refused)
        else:
            flash("The session is set down.", "success")
            return redirect(url_for(".show_cohort", cohort_id=cohort_id))
    page = render_template(
        "ashilms/cohorts/session.html", form=form, cohort=cohort, live=None, zone=actor().zone
    )
    return page, 422 if form.errors else 200


@bp.route("/live/<int:session_id>/edit", methods=["GET", "POST"])
@needs("keep registers")
def edit_session(session_id: int) -> ResponseReturnValue:
    """Let a cohort's instructor, or a registrar, change a live session whose register is open."""
    live = services.get_session(session(), actor(), session_id)
    if live.closed_at is not None:
        raise Clash(CLOSED)
    form = _filled(live)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.change_session(
                    db, actor(), session_id, form.as_typed(), version=form.seen(), now=now()
                )
        except Unacceptable as refused:
            _put(form, refused)
        else:
            flash("The session is saved.", "success")
            return redirect(url_for(".show_register", session_id=session_id))
        live = services.get_session(session(), actor(), session_id)
    page = render_template(
        "ashilms/cohorts/session.html", form=form, cohort=live.cohort, live=live, zone=live.zone
    )
    return page, 422 if form.errors else 200


def _filled(live: LiveSession) -> SessionForm:
    """Return the form filled with a session as it stands, by its own clock."""
    starts, ends = (local(moment, live.zone) for moment in (live.starts, live.ends))
    pauses = [
        {
            "begins": local(pause.begins, live.zone).time(), "ends": local(pause.ends, live.zone).time(),
            "meal": pause.meal,
        }
        for pause in live.as_timetable().breaks
    ]  # fmt: skip
    return SessionForm(
        version=live.version, title=live.title, day=starts.date(), start=starts.time(), end=ends.time(), breaks=pauses
    )  # fmt: skip


def _put(form: SessionForm, refused: Unacceptable) -> None:
    """Say at its field why the times can't be; what is wrong with the breaks is said above the form."""
    if refused.field == BREAKS or refused.field not in form:
        form.form_errors.append(str(refused))
    else:
        form[refused.field].errors = [str(refused)]
