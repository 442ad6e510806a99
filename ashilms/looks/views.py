"""The registrar's page on which the certificate's look is chosen, tried, saved as a version, and brought back."""

import base64
from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Clash, Unacceptable
from ashilms.files.pictures import LARGEST
from ashilms.files.rules import PNG
from ashilms.files.sending import send_kept
from ashilms.files.services import store_of
from ashilms.forms import CHOICE
from ashilms.looks import services
from ashilms.looks.forms import BackForm, LookForm, PictureForm, look_form
from ashilms.looks.rules import GROUND, LEAST_CONTRAST, Fault, Look, Sort, contrast
from ashilms.plugins import CertificateDesign
from ashilms.web import actor, limited, needs, now, sealed, session, settings, state, takes_files, transaction

bp = Blueprint("looks", __name__)


@bp.route("/certificates/design", methods=["GET", "POST"])
@needs("design certificates")
@limited("60 per minute")
def show_design() -> ResponseReturnValue:
    """Show a registrar what certificates look like, and let them try another look or save it as a version."""
    db, designs = session(), _designs()
    (number, look), sent = services.current_look(db), services.all_pictures(db)
    pictures = [row for row in sent if row.withdrawn_at is None]
    form = look_form(look, number, pictures, designs)
    sound, refusal = form.validate_on_submit(), 422
    if sound and "try" not in request.form:
        try:
            return _save(form)
        except Unacceptable as refused:
            form[refused.field if refused.field in form else "lead"].errors = [str(refused)]
        except Clash as refused:
            # what was chosen stays in the form, and may be saved after the other was looked at
            (number, look), refusal = services.current_look(db), refused.status
            form.paper.errors, form.version.data = [str(refused)], str(number)
    tried = form.as_look(pictures) if sound else look
    rows = services.all_looks(db)
    page = render_template(
        "ashilms/looks/design.html", form=form, number=number, designs=designs, pictures=sent,
        used=[row for row in sent if services.is_placed(look, row)],
        rows=rows, names=people.names_of(db, [row.saved_by for row in rows]),
        shown=_shown(tried, form.name.data, in_use=tried is look),
    )  # fmt: skip
    return page, refusal if form.errors else 200


def _save(form: LookForm) -> ResponseReturnValue:
    """Save what was chosen, having drawn it: what can't be drawn is refused."""
    look = form.as_look(services.find_pictures(session()))
    _refuse_undrawable(look)
    with transaction() as db:
        row = services.save_look(db, actor(), look, seen=form.seen(), now=now())
    flash(f"Saved as version {row.number}. Certificates issued from now on have it; issued ones keep theirs.")
    return redirect(url_for(".show_design"))


def _refuse_undrawable(look: Look) -> None:
    """Raise `Unacceptable` where a look has a fault, or can't be drawn with a very long name or as a renewal."""
    for fault in services.find_faults(look):
        raise Unacceptable(fault.sentence, fault.field)
    for name in ("long", "renewal"):
        _draw(look, name)


@bp.get("/certificates/design/preview")
@needs("design certificates")
@limited("240 per minute")
def show_preview() -> ResponseReturnValue:
    """Give a registrar the picture of a look that is chosen and not saved; what could not be saved has none (422)."""
    db = session()
    (number, look), pictures = services.current_look(db), services.find_pictures(db)
    form = look_form(look, number, pictures, _designs(), request.args)
    if not form.offers_what_was_chosen():
        raise Unacceptable(CHOICE)
    tried = form.as_look(pictures)
    for fault in services.find_faults(tried):
        raise Unacceptable(fault.sentence)
    return sealed(Response(_draw(tried, form.name.data or "usual"), mimetype="image/webp"))


@bp.route("/certificates/design/versions/<int:number>", methods=["GET", "POST"])
@needs("design certificates")
def show_version(number: int) -> ResponseReturnValue:
    """Show a registrar an earlier version, and let them bring it back as the next one if it can still be drawn."""
    look, form = services.get_look(session(), number), BackForm()
    current, _ = services.current_look(session())
    if form.validate_on_submit():
        _refuse_undrawable(look)
        with transaction() as db:
            row = services.bring_back(db, actor(), number, seen=form.seen(), now=now())
        flash(f"Version {number} is back, as version {row.number}.")
        return redirect(url_for(".show_design"))
    return render_template(
        "ashilms/looks/version.html", number=number, look=look, current=current, form=form,
        shown=_shown(look, "usual", in_use=number == current), designs=_designs(),
    )  # fmt: skip


@bp.route("/certificates/design/pictures", methods=["GET", "POST"])
@needs("design certificates")
@limited("60 per minute")
@takes_files("file")
def send_picture() -> ResponseReturnValue:
    """Let a registrar send a logo, a seal or somebody's signature, to be chosen for a look."""
    form = PictureForm()
    if form.validate_on_submit():
        try:
            _send(form)
        except Unacceptable as refused:
            form[refused.field or "file"].errors = [str(refused)]
        else:
            flash("Sent. Choose it below; nothing is printed with it before you save.")
            return redirect(url_for(".show_design"))
    return render_template("ashilms/looks/picture.html", form=form), 422 if form.errors else 200


def _send(form: PictureForm) -> None:
    """Keep the picture, then name it: lost in between, it is a file that no row names, and swept."""
    store, sort, name = store_of(settings()), Sort(form.sort.data), form.name.data or ""
    data = form.file.data.read(LARGEST + 1)
    file = services.prepare_picture(session(), actor(), store, sort, name, data)
    with transaction() as db:
        services.send_picture(db, actor(), store, sort, name, file, now=now())


@bp.get("/certificates/design/pictures/<int:picture_id>.png")
@needs("design certificates")
def show_picture(picture_id: int) -> ResponseReturnValue:
    """Give a registrar a picture that was sent."""
    row = services.get_picture(session(), picture_id)
    return send_kept(row.file, PNG, f"{row.sort}-{row.id}.png")


@bp.post("/certificates/design/pictures/<int:picture_id>/withdraw")
@needs("design certificates")
def withdraw_picture(picture_id: int) -> ResponseReturnValue:
    """Let a registrar offer a picture no more."""
    with transaction() as db:
        row = services.withdraw_picture(db, actor(), picture_id, now=now())
        what, kept = row.what, row in db
    of_it = (
        "Versions that have it keep it, and so do certificates."
        if kept
        else "No version has it, so it is gone."
    )
    flash(f"{what} is offered no more. {of_it}")
    return redirect(url_for(".show_design", _anchor="sent"))


@bp.post("/certificates/design/pictures/<int:picture_id>/offer")
@needs("design certificates")
def offer_picture(picture_id: int) -> ResponseReturnValue:
    """Let a registrar offer a picture again."""
    with transaction() as db:
        row = services.offer_again(db, actor(), picture_id, now=now())
    flash(f"{row.what} is offered again.")
    return redirect(url_for(".show_design", _anchor="sent"))


def _designs() -> Mapping[str, CertificateDesign]:
    designs: Mapping[str, CertificateDesign] = state().kinds["certificate_designs"]
    return designs


def _shown(look: Look, name: str | None, *, in_use: bool) -> dict[str, object]:
    """Return the preview for the template: a picture, or why there is none, and how well the colour can be read."""
    faults, picture = list(services.find_faults(look)), ""
    if not faults:
        try:
            drawn = base64.b64encode(_draw(look, name or "usual")).decode("ascii")
            picture = f"data:image/webp;base64,{drawn}"
        except Unacceptable as refused:
            faults = [Fault(refused.field or "", str(refused))]
    ratio = 0.0 if any(fault.field == "ink" for fault in faults) else contrast(look.ink, GROUND)
    return {
        "faults": faults, "picture": picture, "ink": look.ink, "ratio": ratio, "least": LEAST_CONTRAST,
        "paper": look.paper, "name": name or "usual", "in_use": in_use,
    }  # fmt: skip


def _draw(look: Look, name: str) -> bytes:
    made: bytes = state().kinds["certificate_preview"](session(), look, name)
    return made
