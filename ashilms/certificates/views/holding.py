"""The holder's pages: what a certificate says, its files, its credential, and what it was given on."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.certificates import services
from ashilms.certificates.badges import FORMS
from ashilms.certificates.forms import ReplyForm, ShowForm
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.certificates.views.blueprint import bp, requirement_kinds
from ashilms.errors import Missing
from ashilms.files.rules import PDF
from ashilms.files.sending import send_kept
from ashilms.programs import services as programs
from ashilms.programs.rules.waivers import words_in
from ashilms.web import actor, may, needs, now, saved, session, transaction


@bp.get("/certificates")
@needs("hold certificates")
def show_own() -> ResponseReturnValue:
    """Show a person the certificates they hold or held."""
    held = services.certificates_of(session(), actor().id)
    if len(held) == 1:
        return redirect(url_for(".show_certificate", number=held[0].number))
    return render_template("ashilms/certificates/own.html", held=held, Status=Status)


@bp.get("/certificates/<number>")
@needs("see own desk")
def show_certificate(number: str) -> ResponseReturnValue:
    """Show the holder (or a registrar) one certificate: what it says, whether it stands, its history."""
    return _show(services.own_certificate(session(), actor(), number), ReplyForm(formdata=None)), 200


def _show(row: Certificate, reply_form: ReplyForm) -> str:
    history = services.history_of(session(), row.id)
    return render_template(
        "ashilms/certificates/show.html",
        row=row,
        said=row.as_payload(),
        verdict=row.as_verdict(now().date()),
        history=history,
        reviewers=services.find_reviewers(session(), history),
        answer_of_holder=services.find_reply(history),
        reply_form=reply_form,
        earlier_files=services.find_earlier_files(session(), row.id),
        waived=programs.find_waived(session(), row.number),
        renews=programs.find_number_before(session(), row.number),
        credential=services.find_credential(session(), row.id),
        followed_by=programs.find_number_after(session(), row.number),
        begun_anew=services.was_begun_anew(session(), row.number),
        may_begin_anew=may("change certificates")
        and services.may_begin_anew(session(), row, requirement_kinds(), today=now().date()),
    )


@bp.post("/certificates/<number>/reply")
@needs("hold certificates")
def reply(number: str) -> ResponseReturnValue:
    """Let a holder say what should be considered while their certificate is set aside."""
    form = ReplyForm()
    if not form.validate_on_submit():
        return _show(services.own_certificate(session(), actor(), number), form), 422
    with transaction() as db:
        services.reply(db, actor(), number, form.words.data or "", now=now())
    flash("Sent. Whoever looks into it reads it first.", "success")
    return redirect(url_for(".show_certificate", number=number))


@bp.get("/certificates/<number>.pdf")
@needs("see own desk")
def download(number: str) -> ResponseReturnValue:
    """Give the holder (or a registrar) the signed PDF, as it was issued."""
    row = services.own_certificate(session(), actor(), number)
    if row.file is None:
        raise Missing("This certificate is still being drawn. Try again in a minute.")
    return send_kept(row.file, PDF, f"{row.number}.pdf", attachment=True)


@bp.get("/certificates/<number>.<any(png, svg, json, jwt):form>")
@needs("see own desk")
def download_credential(number: str, form: str) -> ResponseReturnValue:
    """Give the holder (or a registrar) the certificate as a digital credential: a badge, JSON or a token."""
    kept = services.own_credential(session(), actor(), number)
    return saved(FORMS[form].made(kept), FORMS[form].kind, f"{number}.{form}")


@bp.route("/certificates/<number>/proof", methods=["GET", "POST"])
@needs("see own desk")
def show_proof(number: str) -> ResponseReturnValue:
    """Show the holder (or a registrar) what a certificate was given on, and let the holder take parts of it to show."""
    proven, form = services.get_proof(session(), actor(), number), ShowForm()
    form.offer(proven.leaves)
    if form.validate_on_submit():
        with transaction() as db:
            file = services.show_leaves(db, actor(), number, form.places.data or (), now=now())
        return saved(file, "application/json", f"{proven.certificate.number}-proof.json")
    own = proven.certificate.person_id == actor().person_id
    page = render_template(
        "ashilms/certificates/proof.html", proven=proven, form=form, own=own, words_in=words_in,
        changed=[] if own else services.find_changed(session(), proven),
    )  # fmt: skip
    return page, 422 if form.errors else 200
