"""What an item consists of on its way into QTI."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.qti.pen import FEEDBACK, RESPONSE, SCORE, WHY, Pen
from ashilms.quizzes.formats.qti.prose import written


@dataclass(slots=True)
class Written:
    """The parts of an item, each as XML."""

    body: list[str]
    declarations: list[str]
    rules: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)
    template: str = ""
    """The template of response processing that says it all, if no other rule stands beside it."""

    def processing(self, pen: Pen) -> str:
        """Return the response processing; none where a person marks."""
        if self.template and not self.feedback:
            address = f"{pen.version.templates}{self.template}{pen.version.template_ends}"
            return pen("response-processing", {"template": address})
        return pen("response-processing", {}, *self.rules) if self.rules else ""


def tell_each(
    pen: Pen,
    found: Found,
    item: Written,
    whys: Sequence[tuple[str, str]],
    *,
    several: bool,
    response: str = RESPONSE,
) -> None:
    """Add feedback to each answer that has some, shown to who gave it."""
    if not any(why for _, why in whys):
        return
    outcome = response.replace(RESPONSE, FEEDBACK)
    item.outcomes.append(pen.outcome(outcome, "multiple" if several else "single"))
    item.rules.append(pen.set(outcome, pen.variable(response)))
    item.feedback += [pen.feedback(outcome, id_, written(found, why)) for id_, why in whys if why]


def tell_all(pen: Pen, found: Found, item: Written, why: str) -> None:
    """Add feedback that everybody gets."""
    if why:
        item.outcomes.append(pen.outcome(WHY))
        item.rules.append(pen.set(WHY, pen.value("identifier", "why")))
        item.feedback.append(pen.feedback(WHY, "why", written(found, why)))


def right_or_not(pen: Pen) -> str:
    """Return the rule by which the right answer earns the whole mark."""
    asks = pen.match(pen.variable(RESPONSE), pen.correct())
    return pen.condition(
        asks, pen.set(SCORE, pen.value("float", "1")), pen.set(SCORE, pen.value("float", "0"))
    )


def by_worth(pen: Pen, whole: int) -> str:
    """Return the rule by which an answer earns what it is worth, out of `whole`."""
    mapped = pen("map-response", {"identifier": RESPONSE})
    return pen.set(SCORE, mapped if whole == 1 else pen("divide", {}, mapped, pen.value("float", str(whole))))
