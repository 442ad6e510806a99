"""The cases, one of them with its evidence, and what is added to it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import NotAllowed, Unacceptable
from ashilms.forms import PlainForm
from ashilms.review_board import services
from ashilms.review_board.forms import EvidenceForm, WordsForm
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.deciding import AGREE
from ashilms.review_board.rules.kinds import MEASURES, Kind, found_in_words
from ashilms.review_board.views.blueprint import bp
from ashilms.web import actor, may, needs, now, session, transaction


@bp.get("/review-board")
@needs("see board cases")
def show_cases() -> ResponseReturnValue:
    """Show somebody the cases about them, staff those that they see to: what is due first before all."""
    rows = services.find_cases(session(), actor())
    names = people.names_of(session(), {row.person_id for row in rows})
    return render_template("ashilms/review_board/cases.html", rows=rows, names=names, now=now())


@bp.get("/review-board/<int:id>")
@needs("see board cases")
def show_case(id: int) -> ResponseReturnValue:
    """Show a case with its evidence, its answers and its decision."""
    return _page(services.get_case(session(), actor(), id))


@bp.post("/review-board/<int:id>/answer")
@needs("answer board cases")
def answer(id: int) -> ResponseReturnValue:
    """Let whom a case is about say something to it."""
    row, form = services.get_case(session(), actor(), id), WordsForm()
    if row.person_id != actor().person_id:
        raise NotAllowed("Whom the case is about answers.")
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.answer(db, actor(), id, form.words.data or "", now=now())
        except Unacceptable as refused:
            form.words.errors = [str(refused)]
        else:
            flash("Your answer is part of the case.", "success")
            return redirect(url_for(".show_case", id=id))
    return _page(services.get_case(session(), actor(), id), form)


@bp.post("/review-board/<int:id>/evidence")
@needs("bring board cases")
def add_evidence(id: int) -> ResponseReturnValue:
    """Let staff who see a case add a piece of evidence to it."""
    row = services.get_case(session(), actor(), id)
    form = _evidence_form(row)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.add_evidence(db, actor(), id, form.piece.data, form.words.data or "", now=now())
        except Unacceptable as refused:
            form[refused.field or "words"].errors = [str(refused)]
        else:
            flash("Added. Whom the case is about is told.", "success")
            return redirect(url_for(".show_case", id=id))
    return _page(services.get_case(session(), actor(), id), form)


def _evidence_form(row: BoardCase, *, blank: bool = False) -> EvidenceForm:
    form = EvidenceForm(formdata=None) if blank else EvidenceForm()
    form.offer(services.offer_evidence(session(), row))
    return form


def _page(row: BoardCase, sent: PlainForm | None = None) -> ResponseReturnValue:
    """Draw a case as its reader may see it: until it is decided, votes are for those who may vote or have voted."""
    db, who = session(), actor()
    own, brings = row.person_id == who.person_id, may("bring board cases")
    barred, voters = "" if own else services.why_barred(db, who, row), {vote.by_id for vote in row.votes}
    form = sent
    if form is None and own and row.takes_answer(now()):
        form = WordsForm(formdata=None)
    if form is None and not own and brings and row.takes_evidence():
        form = _evidence_form(row, blank=True)
    ids = {row.person_id, row.opened_by, row.lifted_by, *(piece.by_id for piece in row.pieces), *voters}
    page = render_template(
        "ashilms/review_board/case.html",
        row=row, now=now(), own=own, form=form, pieces=services.show_pieces(db, who, row),
        names=people.names_of(db, [id for id in ids if id]), findings=found_in_words(Kind(row.kind)), measures=MEASURES,
        agree=AGREE,
        barred=barred, reads_votes=not barred or who.id in voters,
        lifts=not own and row.is_paused and not services.why_not_lifting(db, who, row),
        few=row.is_open and not own and not services.can_be_decided(db, row),
    )  # fmt: skip
    return page, 422 if sent is not None else 200
