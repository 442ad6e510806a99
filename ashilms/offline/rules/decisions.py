"""A screening as a device sends it, with the supervisor's code and the start; and how ours differs from its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ashilms.offline.rules.answers import read_answers, read_clearances, read_id
from ashilms.offline.rules.drafts import read_texts
from ashilms.offline.rules.parcels import read_moment
from ashilms.screenings.rules.coding import limits_as_json
from ashilms.screenings.rules.filled import Filled
from ashilms.screenings.rules.plan import Plan
from ashilms.screenings.rules.screening import Decision
from ashilms.screenings.rules.wording import TITLES, limits_in_words, title_of

LONGEST_CODE = 20
"""Characters of a client's or an authenticator's code as they may be typed."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A supervisor's code, typed on the trainee's device before contact."""

    supervisor_id: int
    code: str
    at: datetime


def read_filled(body: Mapping[str, Any], plan: Plan, check_id: int | None) -> Filled:
    """Return the screening form in `body`; whatever in it answers nothing is blank."""
    category, client = body.get("category"), body.get("client")
    questions = {question.id for question in plan.intake.questions}
    return Filled(
        category if isinstance(category, str) and category in plan.categories else "",
        client[:LONGEST_CODE] if isinstance(client, str) else "",
        check_id,
        read_answers(body.get("answers"), plan.intake),
        read_clearances(body.get("clearances"), plan.intake),
        tuple(sorted(questions & set(read_texts(body.get("asked_again"))))),
    )


def read_signed(data: object, now: datetime) -> Signed | None:
    """Return the supervisor's code and when it was typed, or `None` where there is none that can be read."""
    if not isinstance(data, Mapping):
        return None
    supervisor, code, at = (
        read_id(data.get("supervisor_id")),
        data.get("code"),
        read_moment(data.get("at"), now),
    )
    if supervisor is None or at is None or not isinstance(code, str):
        return None
    return Signed(supervisor, code[:LONGEST_CODE], at)


def find_differences(told: object, decision: Decision, plan_number: object, *, number: int) -> list[str]:
    """Return what a person has to be told of a decision that was taken again here, by version `number` of the rules.

    `told` is the device's own decision, by the version that it calls `plan_number`.
    """
    notes = []
    if plan_number != number:
        notes.append(
            "The screening rules were changed since this device had them; those that hold now decided."
        )
    if isinstance(told, Mapping) and (difference := _difference(told, decision)):
        notes.append(difference)
    return notes


def _difference(told: Mapping[str, Any], decision: Decision) -> str:
    outcome = str(told.get("outcome"))
    if outcome != decision.outcome:
        there = next((title for known, title in TITLES.items() if known == outcome), "something else")
        return (
            f"On this device the decision was “{there}”; here it is “{title_of(decision)}”. This one holds."
        )
    if decision.outcome.allows_session and told.get("limits") != limits_as_json(decision.limits):
        return f"Here the limits are others, and these hold: {' '.join(limits_in_words(decision.limits))}"
    return ""
