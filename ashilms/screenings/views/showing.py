"""What the log shows of the screening: questions section by section, and the clearances that could help."""

from dataclasses import dataclass
from datetime import date

from ashilms.screenings.forms import ANSWER, ScreeningForm
from ashilms.screenings.rules.intake import Answers, Question, is_asked
from ashilms.screenings.rules.outcomes import Outcome
from ashilms.screenings.rules.plan import Plan
from ashilms.screenings.rules.rows import Section
from ashilms.screenings.rules.screening import Decision, Fired


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
