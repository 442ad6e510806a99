"""Where anybody reports a certificate to the school and reads its answer, and where a registrar answers."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.certificates.rules import parse_number
from ashilms.errors import Missing
from ashilms.verification import services
from ashilms.verification.forms import AnswerForm, ReportForm
from ashilms.verification.views.answering import unlisted
from ashilms.verification.views.blueprint import bp
from ashilms.web import ANYONE, actor, limited, needs, now, session, transaction

THANKS = "Sent. The school reads it."


@bp.route("/verify/report", methods=["GET", "POST"])
@bp.route("/verify/report/<number>", methods=["GET", "POST"])
@needs(ANYONE)
@limited("20 per hour")
def report(number: str = "") -> ResponseReturnValue:
    """Let anybody tell the school that something is wrong with a certificate."""
    form = ReportForm(data={"number": number[:80]})
    if not form.validate_on_submit():
        return render_template("ashilms/verification/report.html", form=form), 422 if form.errors else 200
    with transaction() as db:
        token = services.send_report(db, form.number.data or "", form.text.data or "", now=now())
    flash(THANKS, "success")
    return redirect(url_for(".show_receipt", token=token))


@bp.get("/verify/reports/<token>")
@needs(ANYONE)
@limited("60 per minute")
def show_receipt(token: str) -> ResponseReturnValue:
    """Show whoever reported something that the school has it, and what it answered."""
    row = services.find_receipt(session(), token[:80])
    if row is None:
        raise Missing("There is no report at this address. Compare it with the one that you were given.")
    return unlisted(render_template("ashilms/verification/receipt.html", row=row))


@bp.get("/reports")
@needs("answer reports")
def list_reports() -> ResponseReturnValue:
    """Show a registrar what was reported about certificates, what waits for an answer first."""
    rows = services.find_reports(session(), actor())
    return render_template("ashilms/verification/reports.html", rows=rows)


@bp.route("/reports/<int:id>", methods=["GET", "POST"])
@needs("answer reports")
def show_report(id: int) -> ResponseReturnValue:
    """Show a registrar one report, and let them answer it."""
    form = AnswerForm()
    if form.validate_on_submit():
        with transaction() as db:
            services.answer_report(db, actor(), id, form.answer.data or "", now=now())
        flash("Answered. Whoever reported it reads it at the address that they were given.", "success")
        return redirect(url_for(".list_reports"))
    row = services.get_report(session(), actor(), id)
    about = parse_number(row.number) if row.certificate_id else None
    page = render_template("ashilms/verification/report_answer.html", row=row, form=form, about=about)
    return page, 422 if form.errors else 200
