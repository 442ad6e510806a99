"""Enrolling by a list: it is sent, shown line by line, done once, and its problems taken home as CSV."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.cohorts import services
from ashilms.cohorts.forms import DoForm, ListForm
from ashilms.cohorts.rules.lists import counted, name_button
from ashilms.cohorts.rules.sheets import SheetRefused, decode
from ashilms.cohorts.rules.zips import MAX_ZIP, STARTS
from ashilms.cohorts.views.blueprint import bp
from ashilms.courses import services as courses
from ashilms.formats import plural
from ashilms.web import actor, limited, needs, now, session, sheet, state, takes_files, transaction


@bp.route("/cohorts/<int:cohort_id>/list", methods=["GET", "POST"])
@needs("manage cohorts")
@limited("20 per minute")
@takes_files("file")
def list_for_cohort(cohort_id: int) -> ResponseReturnValue:
    """Let a registrar send a list of people who get a place in a cohort; nobody is enrolled yet."""
    cohort = services.manage_cohort(session(), actor(), cohort_id)
    return _take({"cohort_id": cohort_id}, course=cohort.course, cohort=cohort)


@bp.route("/courses/<slug>/list", methods=["GET", "POST"])
@needs("manage cohorts")
@limited("20 per minute")
@takes_files("file")
def list_for_course(slug: str) -> ResponseReturnValue:
    """Let a registrar send a list of people who take a course, outside of any cohort; nobody is enrolled yet."""
    return _take({"slug": slug}, course=courses.get_course(session(), slug), cohort=None)


def _take(where: dict[str, Any], **shown: Any) -> ResponseReturnValue:
    form = ListForm()
    if form.validate_on_submit():
        field = form.file if form.file.data else form.text
        try:
            sent = _sent(form.file.data.read(MAX_ZIP + 1)) if form.file.data else form.text.data or ""
            with transaction() as db:
                made = services.read_list(
                    db,
                    actor(),
                    sent,
                    wanted=form.wanted.data or "",
                    invite=state().invite,
                    now=now(),
                    **where,
                ).id
        except SheetRefused as refused:
            field.errors = [str(refused)]
        else:
            return redirect(url_for(".show_list", list_id=made))
    page = render_template(
        "ashilms/cohorts/list.html", form=form, invites=state().invite is not None, **shown
    )
    return page, 422 if form.errors else 200


def _sent(data: bytes) -> str | bytes:
    """Return what a file says, or a zip as it is."""
    return data if data.startswith(STARTS) else decode(data)


@bp.route("/lists/<int:list_id>", methods=["GET", "POST"])
@needs("manage cohorts")
@limited("20 per minute")
def show_list(list_id: int) -> ResponseReturnValue:
    """Show what becomes of each line of a list, and let a registrar do exactly that."""
    row, form = services.find_list(session(), actor(), list_id), DoForm()
    if not form.validate_on_submit():
        count = counted(row.as_decisions())
        return render_template(
            "ashilms/cohorts/shown.html", row=row, form=form, count=count, **services.show_list(row),
            button=name_button(count["good"]),
        )  # fmt: skip
    with transaction() as db:
        done, changed = services.enrol_listed(db, actor(), list_id, invite=state().invite, now=now())
    flash(f"{plural(done, 'line')} enrolled, as shown.", "success")
    if changed:
        said = "line was" if len(changed) == 1 else "lines were"
        flash(f"{len(changed)} {said} not done: something had changed meanwhile. See below.", "error")
    return redirect(url_for(".show_list", list_id=list_id))


@bp.get("/lists/<int:list_id>/problems.csv")
@needs("manage cohorts")
def save_problems(list_id: int) -> ResponseReturnValue:
    """Let a registrar take the lines that need putting right home, as CSV that no spreadsheet computes."""
    groups = services.show_list(services.find_list(session(), actor(), list_id))
    lines = sorted([*groups["problems"], *groups["changed"]], key=lambda one: one.number)
    head = [("line", "e-mail", "name", "printed name", "what is wrong")]
    rows = [(one.number, one.email, one.name, one.printed_name, one.sentence) for one in lines]
    return sheet([*head, *rows], f"problems-{list_id}")
