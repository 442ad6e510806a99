"""When a credential turns out to have lapsed: what rests on it is shown first, then doubted, then decided on."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.formats import plural
from ashilms.supervision import services
from ashilms.supervision.forms import DoubtForm, WithdrawForm
from ashilms.supervision.models import Credential
from ashilms.supervision.rules.doubts import STANDS, Dependents
from ashilms.supervision.views.blueprint import bp
from ashilms.supervision.views.keeping import put_refusal
from ashilms.web import actor, needs, now, prove_again, session, transaction

CONFIRM = "withdraw"
"""What the button sends that withdraws; before it, what rests on the credential is shown."""


@bp.route("/credentials/<int:id>/withdraw", methods=["GET", "POST"])
@needs("keep credentials")
def withdraw_credential(id: int) -> ResponseReturnValue:
    """Let a registrar see what rests on a credential from a day on, and then withdraw it from that day."""
    if (again := prove_again()) is not None:
        return again
    row, form = services.get_credential(session(), actor(), id), WithdrawForm()
    if not form.validate_on_submit():
        return _page(row, form)
    try:
        services.refuse_withdrawal(row, **form.as_withdrawal(), today=now().date())
        if request.form.get("do") == CONFIRM:
            return _withdraw(row, form)
    except Unacceptable as refused:
        put_refusal(form, refused, "reason")
        return _page(row, form)
    found = services.find_dependents(session(), actor(), id, form.as_withdrawal()["since"])
    form.resting.data = str(len(found.entries))
    return _page(row, form, found)


def _withdraw(row: Credential, form: WithdrawForm) -> ResponseReturnValue:
    with transaction() as db:
        doubts = services.doubt_credential(
            db, actor(), row.id, **form.as_withdrawal(), seen=form.seen("resting"), now=now()
        )
    said = plural(len(doubts), "signed session is", "signed sessions are")
    flash(f"Withdrawn. {said} under review." if doubts else "Withdrawn. No signature stood on it.")
    return redirect(url_for(".show_doubts" if doubts else ".show_supervisors"))


def _page(row: Credential, form: WithdrawForm, found: Dependents | None = None) -> ResponseReturnValue:
    person = people.get_person(session(), row.person_id)
    page = render_template(
        "ashilms/supervision/withdraw.html", row=row, person=person, form=form, found=found
    )
    return page, 422 if form.errors else 200


@bp.get("/doubts")
@needs("keep credentials")
def show_doubts() -> ResponseReturnValue:
    """Show the registrar the signed sessions under review, and the certificates that were earned by them."""
    db = session()
    return render_template("ashilms/supervision/doubts.html", reviews=services.find_under_review(db, actor()))


@bp.route("/doubts/<int:id>", methods=["GET", "POST"])
@needs("keep credentials")
def decide_doubt(id: int) -> ResponseReturnValue:
    """Let a registrar decide whether a doubted session counts all the same, with a reason that stays."""
    row, form = services.get_doubt(session(), actor(), id), DoubtForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.decide_doubt(
                    db,
                    actor(),
                    id,
                    counts=form.counts.data == STANDS,
                    reason=form.reason.data or "",
                    now=now(),
                )
        except Unacceptable as refused:
            put_refusal(form, refused, "reason")
        else:
            flash("Decided. The trainee's ledger says so, with your reason.")
            return redirect(url_for(".show_doubts"))
    shown = services.describe_doubts(session(), actor(), [row])
    page = render_template("ashilms/supervision/doubt.html", form=form, row=row, shown=shown)
    return page, 422 if form.errors else 200
