"""The files of an entry: looked at, attached one by one, given out sealed, taken away."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.errors import Unacceptable
from ashilms.evidence import services
from ashilms.evidence.forms import EvidenceForm, RemoveForm
from ashilms.evidence.models import Evidence
from ashilms.files.sending import send_kept
from ashilms.files.sent import LARGEST, Kind
from ashilms.files.services import store_of
from ashilms.practicum import services as practicum
from ashilms.web import actor, limited, needs, now, session, settings, takes_files, transaction

bp = Blueprint("evidence", __name__)
SAID = {
    Kind.PHOTO: "The photo is kept. Where it was taken, and with what, is not in it any more.",
    Kind.VIDEO: "The video is kept. What its file said of place and device is blanked; all else is as filmed.",
    Kind.PAPER: "The PDF is kept as it was sent.",
}


@bp.route("/practicum/entries/<int:id>/evidence", methods=["GET", "POST"])
@needs("see practicum entries")
@limited("60 per minute")
@takes_files("file")
def show_files(id: int) -> ResponseReturnValue:
    """Show an entry's files to whoever may see the entry, and let its trainee attach one."""
    form = EvidenceForm()
    if form.is_submitted():
        services.refuse_attaching(actor(), practicum.find_entry(session(), actor(), id, now=now()), now=now())
    if form.validate_on_submit():
        try:
            row = _attach(id, form.file.data.read(max(LARGEST.values()) + 1))
        except Unacceptable as refused:
            form.file.errors = [str(refused)]
        else:
            flash(SAID[row], "success")
            return redirect(url_for(".show_files", id=id))
    db, who = session(), actor()
    entry = practicum.find_entry(db, who, id, now=now())
    return (
        render_template(
            "ashilms/evidence/files.html",
            form=form,
            entry=entry,
            attached=services.find_attached(db, store_of(settings()), id),
            may_attach=services.may_attach(who, entry, now=now()),
            may_remove=services.may_remove(who, entry, now=now()),
            most=settings().evidence_most,
        ),
        422 if form.errors else 200,
    )


def _attach(id: int, data: bytes) -> Kind:
    """Keep the file, then name it: lost in between, it is a file that no row names, and swept."""
    store, most = store_of(settings()), settings().evidence_most
    ready = services.prepare_file(session(), actor(), store, id, data, most=most, now=now())
    with transaction() as db:
        services.attach_file(db, actor(), store, id, ready, most=most, now=now())
    return ready.kind


@bp.get("/practicum/evidence/<int:id>")
@needs("see practicum entries")
def show_file(id: int) -> ResponseReturnValue:
    """Give a file to whoever may see its entry: photos and videos to be looked at, papers to be saved."""
    row = services.find_evidence(session(), actor(), id, now=now())
    return send_kept(
        row.file,
        row.type,
        row.name,
        attachment=row.kind == Kind.PAPER,
        in_parts=row.kind == Kind.VIDEO,
    )


@bp.route("/practicum/evidence/<int:id>/remove", methods=["GET", "POST"])
@needs("remove evidence")
def remove_file(id: int) -> ResponseReturnValue:
    """Let the trainee, or a registrar with a reason, take a file away."""
    form, row = RemoveForm(), services.find_evidence(session(), actor(), id, now=now())
    entry = practicum.find_entry(session(), actor(), row.entry_id, now=now())
    if form.validate_on_submit():
        try:
            _remove(row, form.reason.data or "")
        except Unacceptable as refused:
            form.reason.errors = [str(refused)]
        else:
            flash("The file is taken away. That it was there stays on record.")
            return redirect(url_for(".show_files", id=entry.id))
    return (
        render_template("ashilms/evidence/remove.html", form=form, row=row, entry=entry),
        422 if form.errors else 200,
    )


def _remove(row: Evidence, reason: str) -> None:
    id = row.id
    with transaction() as db:
        services.remove_evidence(db, actor(), id, reason=reason, now=now())
