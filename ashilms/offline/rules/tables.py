"""A plan's screening as plain data: everything that `static/offline/screening.js` decides by, and nothing personal."""

from dataclasses import asdict
from typing import Any

from ashilms.bodymap.rules import REGIONS
from ashilms.screenings.rules import screening
from ashilms.screenings.rules.clearances import FACE_DOWN, FACE_DOWN_TEXT, POINTS, VALID_DAYS
from ashilms.screenings.rules.coding import limits_as_json
from ashilms.screenings.rules.intake import WORDS, Question
from ashilms.screenings.rules.limits import (
    POSITIONS,
    PRONE,
    SEATED,
    SEATED_ONLY,
    WORKABLE,
    Limits,
    scope_of,
    spread_regions,
)
from ashilms.screenings.rules.outcomes import PRECEDENCE, UNSURE_ACTIONS, UNSURE_OUTCOMES
from ashilms.screenings.rules.rows import Intake, Rule
from ashilms.screenings.rules.wording import KINDS, TITLES, region_in_words

FORM = 1
"""The shape of these tables; a page that knows another one fetches itself anew."""


def compile_screening(intake: Intake, level: int) -> dict[str, Any]:
    """Return the form, the rows and every constant of the engine, for a therapist of that level, as JSON values."""
    return {
        "form": FORM,
        "notice": intake.notice,
        "sections": [asdict(section) for section in intake.sections],
        "questions": [_question(question) for question in intake.questions],
        "rules": [_rule(rule) for rule in intake.rules],
        "scope": limits_as_json(scope_of(level)),
        "words": {kind: list(words) for kind, words in WORDS.items()},
        "precedence": [outcome.value for outcome in PRECEDENCE],
        "unsure": {outcome.value: leads.value for outcome, leads in UNSURE_OUTCOMES.items()},
        "unsure_actions": {outcome.value: text for outcome, text in UNSURE_ACTIONS.items()},
        "clearance": _clearance(),
        "places": _places(),
        "stacking": _stacking(),
        "empty": _fired(screening.NOTHING_LEFT),
        "said": _said(),
    }


def _question(question: Question) -> dict[str, Any]:
    options = [
        {"id": one.id, "text": one.text, "alone": one.alone, "regions": sorted(spread_regions(one.regions))}
        for one in question.options
    ]
    return {**asdict(question), "options": options}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "condition": rule.condition,
        "when": rule.when,
        "outcome": rule.outcome.value,
        "action": rule.action,
        "reason": rule.reason,
        "limits": limits_as_json(rule.limits),
        "until": rule.until,
        "places": rule.places,
        "face_down": rule.face_down,
        "health": rule.health,
        "takes_clearance": rule.takes_clearance,
    }


def _clearance() -> dict[str, Any]:
    return {
        "points": POINTS,
        "face_down": FACE_DOWN,
        "face_down_text": FACE_DOWN_TEXT,
        "valid_days": VALID_DAYS,
    }


def _places() -> dict[str, Any]:
    return {
        "positions": POSITIONS,
        "prone": PRONE,
        "seated": SEATED,
        "workable": sorted(WORKABLE),
        "seated_only": sorted(SEATED_ONLY),
        "none": limits_as_json(Limits()),
    }


def _stacking() -> dict[str, Any]:
    return {
        "limits": screening.MANY_LIMITS,
        "clearances": screening.MANY_CLEARANCES,
        "fired": _fired(screening.SEVERAL_LIMITS),
    }


def _fired(fired: screening.Fired) -> dict[str, Any]:
    return {
        "rule": fired.rule,
        "outcome": fired.outcome.value,
        "condition": fired.condition,
        "action": fired.action,
        "reason": fired.reason,
        "limits": limits_as_json(fired.limits),
        "health": fired.health,
    }


def _said() -> dict[str, Any]:
    """Return what the page calls decisions and regions."""
    ids = sorted(spread_regions(region.id for region in REGIONS))
    return {
        "titles": {outcome.value: title for outcome, title in TITLES.items()},
        "kinds": {outcome.value: kind for outcome, kind in KINDS.items()},
        "regions": {id: region_in_words(id) for id in ids},
    }
