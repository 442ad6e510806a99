"""The registrar's pages, on which a certificate's status changes, or another takes the place of one that is wrong."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.certificates import issuing, services
from ashilms.certificates.forms import ListForm, ReasonForm
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.certificates.rules.reviewing import ANEW
from ashilms.certificates.views.blueprint import bp, requirement_kinds
from ashilms.errors import Clash
from ashilms.web import Pages, actor, needs, now, prove_again, session, transaction

KEEP = "keep"
PAGE = 50
"""Certificates on one page of the list."""
SEEN = "Anyone who checks it sees so from this moment."
BEGUN = "Its holder is told, and can earn the level again. This certificate stays what it is."
TO = {"suspend": Status.SUSPENDED, "reinstate": Status.VALID, "revoke": Status.REVOKED}
DONE = {
    "suspend": "suspended", KEEP: "suspended after your review", "reinstate": "valid again", "revoke": "revoked",
}  # fmt: skip


@bp.get("/certificates/all")
@needs("change certificates")
def list_all() -> ResponseReturnValue:
    """Show the registrar the certificates that they look for, a page at a time; at first all, newest first."""
    db, form, today = session(), ListForm(request.args), now().date()
    form.offer(services.find_programs(db))
    sound = form.validate()
    ids = services.find_certificates(db, form.as_wanted(), today=today) if sound else []
    page = Pages(rows=ids, per_page=PAGE)
    shown = render_template(
        "ashilms/certificates/all.html", form=form, page=page, rows=services.load_certificates(db, page.items),
        asked={name: value for name, value in request.args.items() if name in form and value},
        waiting=services.find_to_review(db), today=today,
    )  # fmt: skip
    return shown, 200 if sound else 422


@bp.route(
    "/certificates/<number>/<any(suspend, keep, reinstate, revoke, anew):change>", methods=["GET", "POST"]
)
@needs("change certificates")
def change_status(number: str, change: str) -> ResponseReturnValue:
    """Let a registrar suspend, reinstate or revoke a certificate, or let it be earned anew, having said why.

    They prove first who they are.
    """
    if (again := prove_again()) is not None:
        return again
    row, form = services.get_certificate(session(), number), ReasonForm()
    services.refuse_involved(session(), actor(), row)
    _refuse_change(row, change)
    if not form.validate_on_submit():
        page = render_template(
            "ashilms/certificates/change.html", row=row, said=row.as_payload(), form=form, change=change,
            answer_of_holder=row.review_by and services.find_reply(services.history_of(session(), row.id)),
        )  # fmt: skip
        return page, 422 if form.errors else 200
    reason = form.reason.data or ""
    with transaction() as db:
        if change == KEEP:
            services.keep_suspended(db, actor(), number, reason=reason, now=now())
        elif change == ANEW:
            services.begin_anew(db, actor(), number, requirement_kinds(), reason=reason, now=now())
        else:
            services.change_status(db, actor(), number, TO[change], reason=reason, now=now())
    flash(BEGUN if change == ANEW else f"Certificate {number} is now {DONE[change]}. {SEEN}")
    return redirect(url_for(".show_certificate", number=number))


def _refuse_change(row: Certificate, change: str) -> None:
    if change == KEEP:
        services.refuse_review(row)
    elif change == ANEW:
        services.refuse_anew(session(), row, requirement_kinds(), today=now().date())
    else:
        services.refuse_change(row, TO[change])


@bp.route("/certificates/<number>/correct", methods=["GET", "POST"])
@needs("change certificates")
def correct(number: str) -> ResponseReturnValue:
    """Let a registrar issue a certificate anew that bears an old name, or something wrong about the school."""
    if (again := prove_again()) is not None:
        return again
    row, form = services.get_certificate(session(), number), ReasonForm()
    services.refuse_involved(session(), actor(), row)
    if form.validate_on_submit():
        follows, stands = issuing.correct_now(actor(), number, reason=form.reason.data or "", now=now())
        said = "stands" if stands else "is drawn as soon as that can be; until then this one stands"
        flash(f"Certificate {follows} takes the place of {number}, and {said}.")
        return redirect(url_for(".show_certificate", number=follows if stands else number))
    page = render_template(
        "ashilms/certificates/correct.html", row=row, said=row.as_payload(), form=form, barred=_why_not_corrected(row),
        corrections=services.find_corrections(session(), row, issuing.school()), nothing=services.NOTHING_DIFFERS,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _why_not_corrected(row: Certificate) -> str:
    try:
        services.refuse_correction(session(), row, today=now().date())
    except Clash as refused:
        return str(refused)
    return ""
