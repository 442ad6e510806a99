"""What pages show of screening: questions section by section, clearances that could help, and a decision."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from ashilms.accounts import services as people
from ashilms.formats import local
from ashilms.screenings import services
from ashilms.screenings.drawing import draw_limits
from ashilms.screenings.forms import ANSWER, CHOOSE, ScreeningForm, SignForm
from ashilms.screenings.models import ScreeningDecision
from ashilms.screenings.rules import wording
from ashilms.screenings.rules.intake import Answers, Question, is_asked
from ashilms.screenings.rules.outcomes import Outcome
from ashilms.screenings.rules.plan import Plan
from ashilms.screenings.rules.rows import Section
from ashilms.screenings.rules.screening import Decision, Fired
from ashilms.sites.rules.use import last_start
from ashilms.web import actor, now, session


@dataclass(frozen=True, slots=True)
class ShownSection:
    """One section of the form as the answers so far leave it."""

    title: str
    questions: tuple[Question, ...]
    open: tuple[str, ...]
    """Its questions without an answer."""
    wrong: bool
    """Whether something in it has to be put right."""


def shown_sections(
    plan: Plan, form: ScreeningForm, answers: Answers, decision: Decision | None, today: date
) -> list[ShownSection]:
    """Return the sections that the answers so far make the page ask; a pack without any has one, untitled."""
    missing = decision.missing if decision else ()
    asked = [q for q in plan.intake.questions if q.id in missing or is_asked(q, answers, today)]
    sections = plan.intake.sections or (Section("", ""),)
    grouped = [(section, tuple(q for q in asked if q.section == section.id)) for section in sections]
    return [_shown(section, questions, form, missing) for section, questions in grouped if questions]


def _shown(
    section: Section, questions: tuple[Question, ...], form: ScreeningForm, missing: tuple[str, ...]
) -> ShownSection:
    return ShownSection(
        section.title,
        questions,
        tuple(q.id for q in questions if q.id in missing),
        any(form[ANSWER + q.id].errors for q in questions),
    )


def clearable_rules(plan: Plan, decision: Decision | None) -> list[Fired]:
    """Return the rules that fired and that a clearance answers, or has answered."""
    taking = {rule.id for rule in plan.intake.rules if rule.takes_clearance}
    fired = decision.fired if decision else ()
    waiting = [rule for rule in fired if rule.outcome is Outcome.CLEARANCE_REQUIRED or rule.cleared]
    return [rule for rule in waiting if rule.rule in taking]


def make_sign_form(decision: ScreeningDecision) -> SignForm:
    """Return the form in which a supervisor signs by a code, with whoever may sign that day."""
    names = services.find_signers(session(), decision)
    form = SignForm(supervisor=next(iter(names)) if len(names) == 1 else None)
    form.supervisor.choices = [
        *([] if len(names) == 1 else [CHOOSE]),
        *(SelectChoice(*who) for who in names.items()),
    ]
    return form


def describe(decision: ScreeningDecision, form: SignForm | None) -> dict[str, Any]:
    """Return what a page needs to show a decision, and what may be done on it."""
    db, who, decided = session(), actor(), decision.as_decision()
    own = who.person_id == decision.person_id
    signable = decision.signature is None and decision.start is None
    today = local(now(), decision.zone).date() == decision.day
    later = services.find_later(db, decision)
    waits = own and signable and today and later is None
    ids = {decision.person_id, decision.signature.signer_id if decision.signature else decision.person_id}
    return {
        "row": decision,
        "decision": decided,
        "category": decision.plan.as_plan().categories.get(decision.category),
        "drawing": draw_limits(decided.limits) if decided.outcome.allows_session else None,
        "notice": decision.plan.content["screening"]["notice"],
        "wording": wording,
        "own": own,
        "names": people.names_of(db, ids),
        "later": later,
        "earlier": services.find_earlier(db, decision),
        "today": today,
        "waits": signable and today and later is None,
        "form": (form or make_sign_form(decision)) if waits else None,
        "why_not": services.explain_start(db, decision, now()) if own and decision.start is None else None,
        "begin_by": last_start(decision.check.at, decision.zone),
    }
