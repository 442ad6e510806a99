"""Photos of acceptance records and of checks: looked at, added one by one, and served as pictures alone."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.errors import Unacceptable
from ashilms.files import pictures
from ashilms.files.rules import JPEG
from ashilms.files.sending import send_kept
from ashilms.files.services import store_of
from ashilms.sites import services
from ashilms.sites.forms import PhotoForm
from ashilms.sites.views.blueprint import bp
from ashilms.web import actor, limited, needs, now, session, settings, takes_files, transaction


@bp.route("/rooms/<any(records, checks):of>/<int:id>/photos", methods=["GET", "POST"])
@needs("see rooms")
@limited("40 per minute")
@takes_files("photo")
def show_photos(of: str, id: int) -> ResponseReturnValue:
    """Show the photos of a record or a check, and let whoever recorded it add one."""
    form = PhotoForm()
    if form.validate_on_submit():
        try:
            _add(of, id, form.photo.data.read(pictures.LARGEST + 1))
        except Unacceptable as refused:
            form.photo.errors = [str(refused)]
        else:
            flash("The photo is kept. Where it was taken, and with what, is not in it any more.", "success")
            return redirect(url_for(".show_photos", of=of, id=id))
    db, who = session(), actor()
    owner = services.get_owner(db, who, of, id)
    return (
        render_template(
            "ashilms/sites/photos.html",
            form=form,
            owner=owner,
            photos=services.find_photos(db, owner),
            may_add=services.may_add(who, owner),
            most=services.MOST,
        ),
        422 if form.errors else 200,
    )


def _add(of: str, id: int, data: bytes) -> None:
    kept = services.keep_photo(session(), actor(), store_of(settings()), of, id, data)
    with transaction() as db:
        services.add_photo(db, actor(), of, id, kept, now=now())


@bp.get("/rooms/photos/<int:id>.jpg")
@needs("see rooms")
def show_photo(id: int) -> ResponseReturnValue:
    """Give a photo to whoever may see what it is of: as a picture, kept nowhere, and never made a page of."""
    photo = services.get_photo(session(), actor(), id)
    return send_kept(photo.file, JPEG, f"photo-{id}.jpg")
