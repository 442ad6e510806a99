"""Every cohort that concerns somebody, one with its trainees and sessions, and keeping them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.cohorts import services
from ashilms.cohorts.forms import CohortForm, EndForm
from ashilms.cohorts.views.blueprint import bp
from ashilms.courses import services as courses
from ashilms.errors import Unacceptable
from ashilms.formats import local
from ashilms.web import actor, needs, now, session, transaction


@bp.get("/cohorts")
@needs("see cohorts")
def show_cohorts() -> ResponseReturnValue:
    """Show a registrar every cohort, and an instructor their own."""
    cohorts = services.find_cohorts(session(), actor())
    names = people.names_of(session(), [cohort.instructor_id for cohort in cohorts])
    return render_template(
        "ashilms/cohorts/cohorts.html", cohorts=cohorts, names=names, today=local(now(), actor().zone).date(),
        courses=courses.find_courses(session()),
    )  # fmt: skip


@bp.get("/cohorts/<int:cohort_id>")
@needs("see cohorts")
def show_cohort(cohort_id: int) -> ResponseReturnValue:
    """Show a cohort to its instructor or a registrar: who is in it and how far, and its live sessions."""
    cohort = services.get_cohort(session(), actor(), cohort_id)
    return render_template(
        "ashilms/cohorts/cohort.html", cohort=cohort, stage=cohort.stage(local(now(), actor().zone).date()),
        members=services.members_of(session(), cohort), sessions=services.sessions_of(session(), cohort),
        instructor=people.names_of(session(), [cohort.instructor_id])[cohort.instructor_id], now=now(),
    )  # fmt: skip


@bp.route("/cohorts/add", methods=["GET", "POST"])
@needs("manage cohorts")
def add_cohort() -> ResponseReturnValue:
    """Let a registrar add a cohort of a course."""
    form = _form()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                made = services.add_cohort(db, actor(), form.course.data, form.as_plan(), now=now()).id
        except Unacceptable as refused:
            form[refused.field or "name"].errors = [str(refused)]
        else:
            flash("The cohort is added. Now give its trainees their places.", "success")
            return redirect(url_for(".show_cohort", cohort_id=made))
    return _page(form)


@bp.route("/cohorts/<int:cohort_id>/edit", methods=["GET", "POST"])
@needs("manage cohorts")
def edit_cohort(cohort_id: int) -> ResponseReturnValue:
    """Let a registrar change a cohort that has not ended."""
    cohort = services.manage_cohort(session(), actor(), cohort_id)
    form = _form(obj=cohort, instructor=cohort.instructor_id, course=cohort.course.slug)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.change_cohort(db, actor(), cohort_id, form.as_plan(), now=now())
        except Unacceptable as refused:
            form[refused.field or "name"].errors = [str(refused)]
        else:
            flash("The cohort is saved.", "success")
            return redirect(url_for(".show_cohort", cohort_id=cohort_id))
    return _page(form, services.manage_cohort(session(), actor(), cohort_id))


@bp.route("/cohorts/<int:cohort_id>/end", methods=["GET", "POST"])
@needs("manage cohorts")
def end_cohort(cohort_id: int) -> ResponseReturnValue:
    """Let a registrar end a cohort for good."""
    cohort, form = services.manage_cohort(session(), actor(), cohort_id), EndForm()
    if not form.validate_on_submit():
        return render_template("ashilms/cohorts/end.html", cohort=cohort)
    with transaction() as db:
        services.end_cohort(db, actor(), cohort_id, now=now())
    flash("The cohort has ended. What its trainees earned stays theirs.", "success")
    return redirect(url_for(".show_cohort", cohort_id=cohort_id))


def _form(**kept: object) -> CohortForm:
    form = CohortForm(**kept)
    offered = [(course.slug, course.title) for course in courses.find_courses(session())]
    form.offer(offered, services.find_instructors(session()))
    if kept:
        del form.course  # a cohort stays with its course
    return form


def _page(form: CohortForm, cohort: object = None) -> ResponseReturnValue:
    page = render_template("ashilms/cohorts/edit.html", form=form, cohort=cohort)
    return page, 422 if form.errors else 200
