"""Inviting somebody to supervise by link, sending them another, and shutting them out."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from ashilms.accounts import services as people
from ashilms.actor import TRAINEE
from ashilms.errors import Missing, Unacceptable
from ashilms.supervision import services
from ashilms.supervision.forms import InviteForm
from ashilms.supervision.services.guests import NONE
from ashilms.supervision.views.blueprint import bp
from ashilms.supervision.views.keeping import put_refusal
from ashilms.web import actor, limited, may, needs, now, session, settings, state, transaction


def door() -> str:
    """Return the whole address at which links are asked for, and below which they are taken up."""
    return f"{settings().public_url.rstrip('/')}{state().prefix}/by-link"


@bp.route("/supervisors/invite", methods=["GET", "POST"])
@needs("invite supervisors")
@limited("30 per hour")
def invite() -> ResponseReturnValue:
    """Let a registrar or an instructor invite somebody without an account to supervise named trainees."""
    form = InviteForm()
    trainees = people.names_in_roles(session(), (TRAINEE,))
    form.trainees.choices = [SelectChoice(*who) for who in trainees.items()]
    if form.validate_on_submit():
        try:
            with transaction() as db:
                person_id = services.invite_guest(
                    db, actor(), email=form.email.data or "", name=form.name.data or "",
                    trainees=form.trainees.data or (), door=door(), zone=settings().zone, now=now(),
                )  # fmt: skip
        except Unacceptable as refused:
            put_refusal(form, refused, "email")
        else:
            flash(
                "Invited. They can sign once a registrar has verified their licence, first aid and level.",
                "success",
            )
            if may("keep credentials"):
                return redirect(url_for(".show_supervisor", person_id=person_id))
            return redirect(url_for("ashilms.desk.show_inbox"))
    return render_template("ashilms/supervision/invite.html", form=form), 422 if form.errors else 200


@bp.post("/supervisors/<int:person_id>/link")
@needs("keep credentials")
def send_link(person_id: int) -> ResponseReturnValue:
    """Let a registrar send a supervisor by link another one; earlier ones serve no more."""
    with transaction() as db:
        if services.guest_of(db, person_id) is None:
            raise Missing(NONE)
        services.ask_for_link(db, person_id=person_id, door=door(), now=now())
    flash("A link is on its way. It serves once, within three days.")
    return redirect(url_for(".show_supervisor", person_id=person_id))


@bp.post("/supervisors/<int:person_id>/end")
@needs("keep credentials")
def end_guest(person_id: int) -> ResponseReturnValue:
    """Let a registrar shut a supervisor by link out."""
    with transaction() as db:
        services.end_guest(db, actor(), person_id, now=now())
    flash("No link of theirs serves any more, and nobody can name them. Invite them again to undo it.")
    return redirect(url_for(".show_supervisor", person_id=person_id))
