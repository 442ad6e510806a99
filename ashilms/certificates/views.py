"""The holder's pages, and the registrar's on which a certificate's status changes."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.certificates import services
from ashilms.certificates.forms import ReasonForm, ShowForm
from ashilms.certificates.rules import Status
from ashilms.errors import Missing
from ashilms.files.rules import PDF
from ashilms.files.sending import send_kept
from ashilms.programs import services as programs
from ashilms.programs.rules.waivers import words_in
from ashilms.web import actor, needs, now, prove_again, saved, session, transaction

bp = Blueprint("certificates", __name__)


@bp.get("/certificates")
@needs("hold certificates")
def show_own() -> ResponseReturnValue:
    """Show a person the certificates they hold or held."""
    held = services.certificates_of(session(), actor().id)
    if len(held) == 1:
        return redirect(url_for(".show_certificate", number=held[0].number))
    return render_template("ashilms/certificates/own.html", held=held, Status=Status)


@bp.get("/certificates/all")
@needs("change certificates")
def list_all() -> ResponseReturnValue:
    """Show the registrar every certificate, newest first."""
    return render_template("ashilms/certificates/all.html", rows=services.all_certificates(session()))


@bp.get("/certificates/<number>")
@needs("see own desk")
def show_certificate(number: str) -> ResponseReturnValue:
    """Show the holder (or a registrar) one certificate: what it says, whether it stands, its history."""
    row = services.own_certificate(session(), actor(), number)
    return render_template(
        "ashilms/certificates/show.html",
        row=row,
        said=row.as_payload(),
        verdict=row.as_verdict(now().date()),
        history=services.history_of(session(), row.id),
        waived=programs.find_waived(session(), row.number),
        renews=programs.find_number_before(session(), row.number),
        followed_by=programs.find_number_after(session(), row.number),
    )


@bp.get("/certificates/<number>.pdf")
@needs("see own desk")
def download(number: str) -> ResponseReturnValue:
    """Give the holder (or a registrar) the signed PDF, as it was issued."""
    row = services.own_certificate(session(), actor(), number)
    if row.file is None:
        raise Missing("This certificate is still being drawn. Try again in a minute.")
    return send_kept(row.file, PDF, f"{row.number}.pdf", attachment=True)


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


@bp.route("/certificates/<number>/<any(suspend, reinstate, revoke):change>", methods=["GET", "POST"])
@needs("change certificates")
def change_status(number: str, change: str) -> ResponseReturnValue:
    """Let a registrar suspend, reinstate or revoke a certificate, having said why and proved who they are."""
    if (again := prove_again()) is not None:
        return again
    row, form = services.get_certificate(session(), number), ReasonForm()
    services.refuse_change(row, TO[change])
    if not form.validate_on_submit():
        page = render_template(
            "ashilms/certificates/change.html", row=row, said=row.as_payload(), form=form, change=change
        )
        return page, 422 if form.errors else 200
    with transaction() as db:
        services.change_status(db, actor(), number, TO[change], reason=form.reason.data or "", now=now())
    flash(f"Certificate {number} is now {DONE[change]}. Anyone who checks it sees so from this moment.")
    return redirect(url_for(".show_certificate", number=number))


TO = {"suspend": Status.SUSPENDED, "reinstate": Status.VALID, "revoke": Status.REVOKED}
DONE = {"suspend": "suspended", "reinstate": "valid again", "revoke": "revoked"}
