"""Correcting a question after it was sat: the preview, what was applied, and certificates to decide on."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.quizzes.rules.grading import mark_text
from ashilms.quizzes.services import Kinds
from ashilms.regrades import services
from ashilms.regrades.forms import CorrectionForm, DecisionForm
from ashilms.regrades.rules import DECISIONS, LISTED
from ashilms.web import actor, needs, now, session, state, transaction

bp = Blueprint("regrades", __name__)
ID = "<int(max=2147483647):id>"
APPLY = "apply"
"""What the button sends that applies; before it, what would change is shown."""


@bp.get("/regrades")
@needs("regrade quizzes")
def show_regrades() -> ResponseReturnValue:
    """List what was graded again, and the certificates that wait for a decision."""
    found = services.find_regrades(session(), actor())
    cases = services.find_open_cases(session(), actor())
    names = _names([*(told.row.by_id for told in found), *(case.certificate.person_id for case in cases)])
    return render_template("ashilms/regrades/regrades.html", found=found, cases=cases, names=names)


@bp.route(f"/regrades/questions/{ID}", methods=["GET", "POST"])
@needs("regrade quizzes")
def correct_question(id: int) -> ResponseReturnValue:
    """Show what a correction of a question would change, and then apply it as it was seen."""
    version, question, alternatives, settable = services.ways_of(session(), actor(), id)
    form, seen = CorrectionForm(), None
    options = {one["id"]: one["text"] for one in version.asked["options"]} if settable else {}
    form.offer(version, alternatives, options)
    if form.validate_on_submit():
        try:
            if request.form.get("do") == APPLY:
                return _apply(id, form)
            seen = services.preview(session(), actor(), form.as_correction(id), _kinds())
        except Unacceptable as refused:
            form.refuse(refused.field, str(refused))
        else:
            form.digest.data = seen.digest
    page = render_template(
        "ashilms/regrades/correct.html", version=version, question=question, form=form, seen=seen,
        names=_names(_people(seen)), mark_text=mark_text, most=LISTED,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _apply(version_id: int, form: CorrectionForm) -> ResponseReturnValue:
    correction, seen = form.as_correction(version_id), form.digest.data or ""
    told: dict[str, Any] = {"reason": form.reason.data or "", "seen": seen, "now": now()}
    long = services.takes_long(session(), version_id)
    with transaction() as db:
        if long:
            services.ask_correction(db, actor(), correction, **told)
            regrade_id = None
        else:
            regrade_id = services.apply_correction(db, actor(), correction, _kinds(), **told).id
    if regrade_id is None:
        return redirect(url_for(".show_progress", digest=seen))
    flash("Graded again. Every old grade stays readable beside the new one.", "success")
    return redirect(url_for(".show_regrade", id=regrade_id))


@bp.get("/regrades/asked/<digest>")
@needs("regrade quizzes")
def show_progress(digest: str) -> ResponseReturnValue:
    """Show how far a correction has come that a job applies."""
    progress = services.progress_of(session(), actor(), digest)
    if progress.regrade_id is not None:
        return redirect(url_for(".show_regrade", id=progress.regrade_id))
    return render_template("ashilms/regrades/asked.html", progress=progress, digest=digest)


@bp.get(f"/regrades/{ID}")
@needs("regrade quizzes")
def show_regrade(id: int) -> ResponseReturnValue:
    """Show one correction: why, and which grades changed from what to what."""
    told, cases = services.get_regrade(session(), actor(), id)
    names = _names([told.row.by_id, *(line.person_id for line in told.lines)])
    return render_template(
        "ashilms/regrades/regrade.html",
        told=told,
        cases=cases,
        names=names,
        mark_text=mark_text,
        decisions=DECISIONS,
    )


@bp.route(f"/regrades/cases/{ID}", methods=["GET", "POST"])
@needs("change certificates")
def decide_case(id: int) -> ResponseReturnValue:
    """Let a registrar decide whether a certificate stands whose holder lost a pass."""
    case, form = services.get_case(session(), actor(), id), DecisionForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.decide_case(
                    db, actor(), id, decision=form.decision.data, reason=form.reason.data or "", now=now()
                )
        except Unacceptable as refused:
            form.refuse(refused.field, str(refused))
        else:
            flash("Your decision is written down.", "success")
            return redirect(url_for(".show_regrades"))
    names = _names([case.certificate.person_id])
    page = render_template(
        "ashilms/regrades/case.html", case=case, form=form, names=names, decisions=DECISIONS
    )
    return page, 422 if form.errors else 200


def _people(seen: services.Seen | None) -> Iterable[int]:
    if seen is None:
        return ()
    return [*(change.person_id for change in seen.listed), *(one.person_id for one in seen.certificates)]


def _names(ids: Iterable[int]) -> dict[int, str]:
    return people.names_of(session(), list(ids))


def _kinds() -> Kinds:
    kinds: Kinds = state().kinds["question_kinds"]
    return kinds
