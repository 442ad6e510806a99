"""A trainee's documents, sending one, and the registrar's pages on which they are checked."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Missing, Unacceptable
from ashilms.files.sending import send_kept
from ashilms.files.sent import LARGEST
from ashilms.files.services import store_of
from ashilms.formats import local
from ashilms.held_documents import services
from ashilms.held_documents.forms import DecisionForm, DocumentForm
from ashilms.held_documents.models import HeldDocument
from ashilms.held_documents.rules import FOLLOWS, Kind, State
from ashilms.notices.rules import BEFORE
from ashilms.web import actor, limited, needs, now, prove_again, session, settings, takes_files, transaction

bp = Blueprint("held_documents", __name__)
SAID = {
    State.ACCEPTED: "Accepted. It counts from today on.",
    State.REFUSED: "Refused. Its holder reads your reason and can send another.",
    State.WITHDRAWN: "It counts no more from today on. Its holder reads your reason.",
}


@bp.get("/documents")
@needs("see documents")
def show_own() -> ResponseReturnValue:
    """Show somebody their documents and what became of each, and a trainee what else may be sent."""
    rows = services.documents_of(session(), actor(), actor().id)
    asked = services.asked_of(session(), actor())
    return render_template(
        "ashilms/held_documents/own.html", kinds=asked.values(), before=BEFORE, **_said(rows, asked)
    )


@bp.route("/documents/send/<kind>", methods=["GET", "POST"])
@needs("hold documents")
@limited("60 per minute")
@takes_files("file")
def send_document(kind: str) -> ResponseReturnValue:
    """Let a trainee send a document of a kind, to be checked."""
    known, form = services.asked_of(session(), actor()).get(kind), DocumentForm()
    if known is None:
        raise Missing("Nothing of that kind is asked for here.")
    form.ask_for(known)
    if form.validate_on_submit():
        try:
            _send(known, form)
        except Unacceptable as refused:
            form.refuse(str(refused), refused.field)
        else:
            flash("Sent. A registrar looks at it; you’ll have mail when it is checked.", "success")
            return redirect(url_for(".show_own"))
    page = render_template("ashilms/held_documents/send.html", form=form, kind=known)
    return page, 422 if form.errors else 200


def _send(kind: Kind, form: DocumentForm) -> None:
    """Keep the file, then name it: lost in between, it is a file that no row names, and swept."""
    store, typed = store_of(settings()), form.as_typed()
    data = form.file.data.read(max(LARGEST.values()) + 1)
    ready = services.prepare_file(session(), actor(), store, kind.id, typed, data, now=now())
    with transaction() as db:
        services.send_document(db, actor(), store, kind.id, typed, ready, now=now())


@bp.get("/documents/to-check")
@needs("check documents")
def show_waiting() -> ResponseReturnValue:
    """Show a registrar the documents that wait to be checked, the longest waiting first."""
    rows = services.find_waiting(session(), actor())
    left = services.count_waiting(session(), actor())
    return render_template("ashilms/held_documents/waiting.html", rows=rows, left=left)


@bp.get("/people/<int:person_id>/documents")
@needs("check documents")
def show_documents_of(person_id: int) -> ResponseReturnValue:
    """Show a registrar every document that somebody has sent, and what became of each."""
    person = people.get_person(session(), person_id)
    rows = services.documents_of(session(), actor(), person_id)
    asked = services.asked_of(session(), people.as_actor(person))
    return render_template("ashilms/held_documents/person.html", person=person, **_said(rows, asked))


def _said(rows: Sequence[HeldDocument], asked: Mapping[str, Kind]) -> dict[str, Any]:
    """Return what a table of all documents of one person says."""
    today = _today()
    due, replaced = services.next_due(rows, asked, today), services.replaced_among(rows)
    return {"rows": rows, "today": today, "replaced": replaced, "due": due}


@bp.route("/documents/<int:id>", methods=["GET", "POST"])
@needs("check documents")
def show_document(id: int) -> ResponseReturnValue:
    """Show a registrar a document beside what its holder typed, and let them decide on it."""
    if (again := prove_again()) is not None:
        return again
    row, form = services.get_document(session(), actor(), id), DecisionForm()
    form.offer(FOLLOWS.get(row.state, ()))
    if form.validate_on_submit():
        state = State(form.state.data)
        try:
            with transaction() as db:
                services.decide(db, actor(), id, state, form.reason.data or "", now=now())
        except Unacceptable as refused:
            form.reason.errors = [str(refused)]
        else:
            flash(SAID[state], "success")
            return _next(row.person_id, state)
    return _page(services.get_document(session(), actor(), id), form)


def _next(person_id: int, state: State) -> ResponseReturnValue:
    """Lead on to what waits next; after a withdrawal, back to whose it is."""
    if state is State.WITHDRAWN:
        return redirect(url_for(".show_documents_of", person_id=person_id))
    id = services.next_waiting(session(), actor())
    return redirect(url_for(".show_document", id=id) if id else url_for(".show_waiting"))


def _page(row: HeldDocument, form: DecisionForm) -> ResponseReturnValue:
    db = session()
    names = people.names_of(db, [row.person_id, *(decision.by_id for decision in row.decisions)])
    page = render_template(
        "ashilms/held_documents/document.html", row=row, form=form, names=names, today=_today(),
        kind=services.kinds_for(db, row.person_id).get(row.kind), replaced=services.is_replaced(db, row),
        barred=services.why_barred(db, actor(), row), left=services.count_waiting(db, actor()),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.get("/documents/<int:id>/file")
@needs("see documents")
def show_file(id: int) -> ResponseReturnValue:
    """Give the file of a document to whose it is, and to a registrar: photos to be looked at, PDFs to be saved."""
    row = services.get_document(session(), actor(), id)
    return send_kept(row.file, row.type, row.file_name, attachment=row.file_kind == "paper")


def _today() -> date:
    return local(now(), actor().zone).date()
