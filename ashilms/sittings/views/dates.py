"""Quizzes with their dates, for the school or a cohort, and setting them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.cohorts import services as cohorts
from ashilms.cohorts.rules.times import TimeFault
from ashilms.errors import Missing, Unacceptable
from ashilms.forms import whole
from ashilms.sittings import services
from ashilms.sittings.forms import dates_form
from ashilms.sittings.rules import Window
from ashilms.sittings.views.blueprint import bp
from ashilms.web import actor, needs, now, session, transaction


@bp.get("/sittings")
@needs("keep sittings")
def show_sittings() -> ResponseReturnValue:
    """Show when each quiz may be sat, by the school or a cohort, and the releases of examinations."""
    db, scope = session(), _scope()
    cohort = services.scope_of(db, actor(), scope)
    releases = services.find_releases(db, actor())
    titles, names = services.titles_of(db, releases)
    return render_template(
        "ashilms/sittings/sittings.html", lines=services.list_quizzes(db, actor(), scope), cohort=cohort,
        cohorts=[c for c in cohorts.find_cohorts(db, actor()) if c.ended_at is None],
        releases=releases, titles=titles, names=names, now=now(),
    )  # fmt: skip


@bp.route("/sittings/<quiz_key>/dates", methods=["GET", "POST"])
@needs("keep sittings")
def set_dates(quiz_key: str) -> ResponseReturnValue:
    """Let a registrar set a quiz's dates for the school, and an instructor for their cohort."""
    db, scope, zone = session(), _scope(), actor().zone
    cohort = services.scope_of(db, actor(), scope)
    line = services.find_line(db, actor(), quiz_key, scope)
    form = dates_form(line.own or Window(), zone)
    if form.validate_on_submit():
        try:
            window = form.as_window(zone)
            with transaction() as db:
                services.set_dates(db, actor(), quiz_key, scope, window, now=now())
        except (TimeFault, Unacceptable) as refused:
            form[refused.field or "closes_on"].errors = [str(refused)]
        else:
            flash("The dates are set.", "success")
            return redirect(url_for(".show_sittings", cohort=scope))
        line, cohort = services.find_line(session(), actor(), quiz_key, scope), None
        cohort = services.scope_of(session(), actor(), scope)
    page = render_template("ashilms/sittings/dates.html", form=form, line=line, cohort=cohort, zone=zone)
    return page, 422 if form.errors else 200


def _scope() -> int | None:
    """Return the cohort that the address names, `None` for the school; raises `Missing` for what names none."""
    named = request.args.get("cohort")
    if not named:
        return None
    if not (cohort_id := whole(named)):
        raise Missing("There is no such cohort, or none of yours.")
    return cohort_id
