"""The pages on which somebody takes along what is kept about them, and on which a registrar ends it."""

from collections.abc import Iterator

from flask import Blueprint, flash, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.custody import services
from ashilms.custody.forms import EraseForm, GoForm
from ashilms.custody.rules.kinds import ENDING, Kind
from ashilms.errors import Clash, Unacceptable
from ashilms.files.services import store_of
from ashilms.formats import plural
from ashilms.web import actor, limited, needs, now, prove_again, saved, session, settings, transaction

bp = Blueprint("custody", __name__)


@bp.route("/people/<int:id>/data", methods=["GET", "POST"])
@needs("take data along")
@limited("10 per hour")
def take_along(id: int) -> ResponseReturnValue:
    """Show a person what is kept about them and until when, and give them all of it; a registrar of anybody."""
    who = actor()
    services.refuse_taking(session(), who, id)
    person = people.get_person(session(), id)
    if (again := prove_again()) is not None:
        return again
    if not GoForm().validate_on_submit():
        fates = services.fates_of(session(), id, services.years_of(settings()), now=now())
        return render_template(
            "ashilms/custody/data.html", person=person, fates=fates, own=who.person_id == id
        )
    with transaction() as db:
        services.note_export(db, who, id, now=now())
    return saved(stream_with_context(_pieces(who, id)), "application/zip", f"person-{id}.zip")


def _pieces(who: Actor, person_id: int) -> Iterator[bytes]:
    """Yield the archive as it is made, and let go of the database when all of it was read."""
    here, db = settings(), session()
    yield from services.write_archive(
        db, who, person_id, store_of(here), school=here.provider_name, now=now()
    )
    db.rollback()


@bp.route("/people/<int:id>/erase", methods=["GET", "POST"])
@needs("erase people")
def erase(id: int) -> ResponseReturnValue:
    """Show a registrar what of a person would go and what has to stay, and let them erase it, having said why."""
    if (again := prove_again()) is not None:
        return again
    preview = services.preview_erasure(session(), actor(), id, services.years_of(settings()), now=now())
    form = EraseForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.erase_person(
                    db, actor(), id, services.years_of(settings()), reason=form.reason.data or "",
                    certificates_stay=bool(form.certificates_stay.data), now=now(),
                )  # fmt: skip
        except Unacceptable as refused:
            form[refused.field or "reason"].errors = [str(refused)]
        except Clash:  # the page says what is open
            preview = services.preview_erasure(
                session(), actor(), id, services.years_of(settings()), now=now()
            )
            return _preview(preview, form), Clash.status
        else:
            flash("Erased. What has to stay is kept under a number.", "success")
            return redirect(url_for("ashilms.desk.show_people"))
    return _preview(preview, form), 422 if form.errors else 200


def _preview(preview: services.Preview, form: EraseForm) -> str:
    return render_template("ashilms/custody/erase.html", preview=preview, form=form)


@bp.get("/retention")
@needs("end what had its time")
def show_due() -> ResponseReturnValue:
    """Show a registrar how long each kind is kept, and what has had its time."""
    years = services.years_of(settings())
    return render_template(
        "ashilms/custody/due.html", due=services.list_due(session(), actor(), years, now=now()),
        kinds=[(kind, years.of(kind)) for kind in Kind],
    )  # fmt: skip


@bp.route("/retention/<int:person_id>/<any(learning, practice, incidents):kind>", methods=["GET", "POST"])
@needs("end what had its time")
def end_due(person_id: int, kind: str) -> ResponseReturnValue:
    """Ask a registrar whether what has had its time is to go, and let it go: never by itself."""
    if (again := prove_again()) is not None:
        return again
    what = next(one for one in ENDING if one == kind)
    name, rows = services.get_due(
        session(), actor(), person_id, what, services.years_of(settings()), now=now()
    )
    if not GoForm().validate_on_submit():
        return render_template(
            "ashilms/custody/end.html", person_id=person_id, kind=what, name=name, rows=rows
        )
    with transaction() as db:
        gone = services.end_due(db, actor(), person_id, what, services.years_of(settings()), now=now())
    flash(f"Ended: {plural(gone, 'row')} went.", "success")
    return redirect(url_for(".show_due"))
