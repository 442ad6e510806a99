"""The registrar's pages: which modules were reviewed by whom, a review recorded, a review withdrawn."""

from datetime import date
from typing import cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.courses import services
from ashilms.courses.forms import SignOffForm, WithdrawForm
from ashilms.courses.views.blueprint import bp
from ashilms.errors import Unacceptable
from ashilms.web import actor, needs, now, prove_again, session, transaction

REVIEWS = "/reviews/<slug>"


@bp.get(REVIEWS)
@needs("record reviews")
def show_reviews(slug: str) -> ResponseReturnValue:
    """Show the registrar every module of a course with its reviews."""
    course = services.get_course(session(), slug)
    found = services.find_sign_offs(session(), actor(), course.id)
    return render_template(
        "ashilms/courses/reviews.html", course=course, modules=course.as_outline(), reviews=found
    )


@bp.route(f"{REVIEWS}/<module>", methods=["GET", "POST"])
@needs("record reviews")
def sign_off(slug: str, module: str) -> ResponseReturnValue:
    """Let a registrar record that somebody has reviewed a module, having proved who they are."""
    if (again := prove_again()) is not None:
        return again
    course, row = services.get_module(session(), actor(), slug, module)
    form = SignOffForm(digest=row.digest)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.sign_off_module(db, actor(), slug, module, _review_in(form), now=now())
        except Unacceptable as refused:
            form[refused.field or "note"].errors = [str(refused)]
        else:
            flash(f"The review of “{row.title}” is recorded.", "success")
            return redirect(url_for(".show_reviews", slug=slug))
    page = render_template("ashilms/courses/sign_off.html", form=form, course=course, module=row)
    return page, 422 if form.errors else 200


@bp.route(f"{REVIEWS}/<module>/<int:id>/withdraw", methods=["GET", "POST"])
@needs("record reviews")
def withdraw_sign_off(slug: str, module: str, id: int) -> ResponseReturnValue:
    """Let a registrar withdraw a review, having said why and proved who they are."""
    if (again := prove_again()) is not None:
        return again
    course, of, row = services.get_sign_off(session(), actor(), slug, module, id)
    form = WithdrawForm()
    if not form.validate_on_submit():
        page = render_template("ashilms/courses/withdraw.html", form=form, course=course, module=of, row=row)
        return page, 422 if form.errors else 200
    with transaction() as db:
        services.withdraw_sign_off(db, actor(), slug, module, id, reason=form.reason.data or "", now=now())
    flash(f"The review of “{of.title}” is withdrawn.", "success")
    return redirect(url_for(".show_reviews", slug=slug))


def _review_in(form: SignOffForm) -> services.Reviewed:
    name, profession, note, digest = (
        (form[field].data or "").strip() for field in ("name", "profession", "note", "digest")
    )
    day = cast(date, form.reviewed_on.data)  # it is required
    return services.Reviewed(name, profession, day, note, digest)
