"""Signing several entries that need no closer look, each of them shown first; and undoing a return."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.formats import plural
from ashilms.forms import whole
from ashilms.practicum import services
from ashilms.practicum.forms import TogetherForm
from ashilms.practicum.views.blueprint import bp
from ashilms.web import actor, needs, now, prove_again, session, transaction

INBOX = "ashilms.desk.show_inbox"


@bp.route("/countersign", methods=["GET", "POST"])
@needs("countersign")
def countersign_together() -> ResponseReturnValue:
    """Show the chosen entries, and let their supervisor sign all of them after proving who they are."""
    again = prove_again()
    if again is not None:
        return again
    form = TogetherForm()
    if form.validate_on_submit():
        return _sign(form.seen_entries())
    chosen = [id for id in map(whole, request.args.getlist("id")) if id]
    entries = services.find_together(session(), actor(), chosen, now=now())
    if not entries:
        flash(
            "Choose sessions that wait for you and carry no flag; the others are signed one by one.", "error"
        )
        return redirect(url_for(INBOX))
    return render_template(
        "ashilms/practicum/together.html",
        form=form,
        entries=[(entry, entry.plan.as_plan()) for entry in entries],
        left=len(set(chosen)) - len(entries),
        names=people.names_of(session(), {entry.person_id for entry in entries} | {actor().id}),
    )


def _sign(seen: Mapping[int, int]) -> ResponseReturnValue:
    with transaction() as db:
        signed = len(services.countersign_together(db, actor(), seen, now=now()))
    flash(f"{plural(signed, 'session')} countersigned. The minutes count from now on.", "success")
    return redirect(url_for(INBOX))


@bp.post("/practicum/entries/<int:id>/take-back")
@needs("countersign")
def take_back(id: int) -> ResponseReturnValue:
    """Let a supervisor take back a return of the last ten seconds; nobody was told of it."""
    with transaction() as db:
        services.take_back(db, actor(), id, now=now())
    flash("Taken back. It waits for you again, and nobody was told.", "success")
    return redirect(url_for(INBOX))
