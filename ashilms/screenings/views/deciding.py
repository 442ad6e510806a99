"""Screening a client: the form that the pack asks, and one page of what was decided and what to do on it."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.courses import services as courses
from ashilms.errors import Missing, Unacceptable
from ashilms.formats import local
from ashilms.forms import whole
from ashilms.screenings import services
from ashilms.screenings.forms import ScreeningForm, make_screening_form
from ashilms.screenings.models import PracticumPlan, ScreeningDecision
from ashilms.screenings.rules import wording
from ashilms.screenings.rules.filled import Filled, decide_filled
from ashilms.screenings.rules.intake import is_unsure
from ashilms.screenings.rules.outcomes import Outcome
from ashilms.screenings.rules.plan import Plan
from ashilms.screenings.rules.screening import Decision
from ashilms.screenings.services import Refused
from ashilms.screenings.views.blueprint import bp
from ashilms.screenings.views.showing import clearable_rules, describe, shown_sections
from ashilms.sites.models import RoomCheck
from ashilms.web import actor, needs, now, session, transaction

CLEARANCES = "clearances"
"""Stands among what was asked again once the form has asked whether there is a clearance."""


@bp.route("/screenings/new", methods=["GET", "POST"])
@needs("screen clients")
def screen_client() -> ResponseReturnValue:
    """Let the trainee screen a client: the server decides, and what it decided is kept."""
    version = _own_plan()
    plan, checks = version.as_plan(), _passed(version)
    offered = [code for code, category in plan.categories.items() if category.open and category.screened]
    form = make_screening_form(
        plan, name_checks(checks), form_key=secrets.token_urlsafe(24),
        check_id=whole(request.args.get("check")) or (checks[0].id if checks else None),
        category=offered[0] if len(offered) == 1 else "",
    )  # fmt: skip
    if not form.is_submitted():
        return _page(version, plan, form, checks)
    if not form.validate():
        return _page(version, plan, form, checks, status=422)
    return _decide(version, plan, form, checks)


def _own_plan() -> PracticumPlan:
    """Return the practicum that the address names, or of the course taken up last; raises `Missing`."""
    wanted = request.args.get("course", type=int)
    plans = [plan for plan, _ in services.find_own_plans(session(), actor().id)]
    found = next((plan for plan in plans if wanted in (None, plan.course_id)), None)
    if found is None:
        raise Missing("Screening begins with a course that has a practicum. Take up a course first.")
    return found


def _passed(version: PracticumPlan) -> Sequence[RoomCheck]:
    """Return the checks that a decision made now may stand on, the latest first."""
    return services.find_fitting(session(), actor(), version.course_id, at=now())


def name_checks(checks: Sequence[RoomCheck]) -> Mapping[int, str]:
    """Return what each check is called in a list: its room, and when it was done today."""
    zone = actor().zone
    return {check.id: f"{check.room.name} · checked {local(check.at, zone):%H:%M}" for check in checks}


def _decide(
    version: PracticumPlan, plan: Plan, form: ScreeningForm, checks: Sequence[RoomCheck]
) -> ResponseReturnValue:
    filled = form.as_filled(plan)
    if _might_be_cleared(plan, filled):
        return _page(version, plan, form, checks)
    try:
        with transaction() as db:
            key = (form.form_key.data or secrets.token_urlsafe(24))[:64]
            row = services.decide(db, actor(), version.course_id, filled, form_key=key, now=now())
            target = row.id
    except Refused as refused:
        for reason in refused.reasons:
            form.refuse(reason.field, reason.sentence)
        return _page(version, plan, form, checks, status=422)
    return redirect(url_for(".show_decision", id=target))


def _might_be_cleared(plan: Plan, filled: Filled) -> bool:
    """Return whether a clearance would help that nobody was asked for yet: it is asked for once."""
    decision = decide_filled(filled, plan, local(now(), actor().zone).date())
    return decision.outcome is Outcome.CLEARANCE_REQUIRED and CLEARANCES not in filled.asked_again


def _page(
    version: PracticumPlan, plan: Plan, form: ScreeningForm, checks: Sequence[RoomCheck], *, status: int = 200
) -> ResponseReturnValue:
    """Draw the form with everything that was typed, and what is still open."""
    filled, today = form.as_filled(plan), local(now(), actor().zone).date()
    answered = any(value is not None for value in filled.answers.values())
    decision = decide_filled(filled, plan, today) if answered else None
    asked, cleared = _remember_asked(plan, form, filled, decision), clearable_rules(plan, decision)
    slug = courses.get_course_by_id(session(), version.course_id).slug
    page = render_template(
        "ashilms/screenings/new.html",
        form=form,
        plan=plan,
        sections=shown_sections(plan, form, filled.answers, decision, today),
        clearable=cleared if CLEARANCES in asked or filled.clearances else [],
        decision=decision if decision and decision.missing else None,
        screened=decision is not None,
        asked=asked,
        checks=checks,
        rooms_page=url_for("ashilms.sites.show_rooms", course=slug),
        wording=wording,
    )
    return page, status


def _remember_asked(plan: Plan, form: ScreeningForm, filled: Filled, decision: Decision | None) -> set[str]:
    """Return what is asked again on this page, and note it in the form, so that it is asked once."""
    asked = set(filled.asked_again)
    if decision is not None:
        asked |= {q.id for q in plan.intake.questions if is_unsure(filled.answers.get(q.id))}
    if decision is not None and decision.outcome is Outcome.CLEARANCE_REQUIRED:
        asked.add(CLEARANCES)
    form.asked_again.data = " ".join(sorted(asked))
    return asked


@bp.get("/screenings/<int:id>")
@needs("see screenings")
def show_decision(id: int) -> ResponseReturnValue:
    """Show what was decided, why, and what to do now: to its trainee, who may sign it, or a registrar."""
    return draw_decision(services.get_decision(session(), actor(), id), None)


def draw_decision(decision: ScreeningDecision, form: Any, *, status: int = 200) -> ResponseReturnValue:
    """Draw the page of one decision; `form` is that in which a code was typed."""
    return render_template("ashilms/screenings/decision.html", **describe(decision, form)), status


@bp.post("/screenings/<int:id>/start")
@needs("screen clients")
def start_session(id: int) -> ResponseReturnValue:
    """Let the trainee record that the session begins."""
    try:
        with transaction() as db:
            services.start_session(db, actor(), id, now=now())
    except Unacceptable as refused:
        flash(str(refused), "error")
    else:
        flash("The session has begun. Log it when it has ended.", "success")
    return redirect(url_for(".show_decision", id=id))
