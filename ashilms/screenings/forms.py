"""Is what was typed about a client well formed? The pack says which questions there are."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ashilms.forms import Between, PlainForm
from ashilms.screenings.rules.clearances import FACE_DOWN, FACE_DOWN_TEXT, POINTS, Clearance
from ashilms.screenings.rules.filled import Filled
from ashilms.screenings.rules.intake import NO, UNSURE, YES, Answer, Question, is_answer
from ashilms.screenings.rules.limits import Limits
from ashilms.screenings.rules.plan import Plan
from ashilms.screenings.rules.rows import Rule

ANSWER = "answer_"
"""How the name of a question's field begins."""
CLEARED_ON, CLEARED_POINTS, CLEARED_SCORE = "clearance_", "clearance-points_", "clearance-score_"
"""How the names of the three fields about a clearance begin; the rule that asks for it follows."""
CHOOSE = SelectChoice("", "Choose…")


def read_number(text: Any) -> int | None:
    """Return a choice's number, or `None` for none."""
    return int(text) if text not in (None, "", "None") else None


def boxes(label: str, choices: Iterable[tuple[str, str]], **more: Any) -> SelectMultipleField:
    """Return a field of boxes to tick, any or none of them."""
    return SelectMultipleField(
        label, [Optional()], choices=[SelectChoice(*choice) for choice in choices],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **more,
    )  # fmt: skip


def radios(label: str, choices: Iterable[tuple[Any, str]], **more: Any) -> RadioField:
    """Return a field of which one choice or none is taken."""
    return RadioField(label, [Optional()], choices=[SelectChoice(*choice) for choice in choices], **more)


class ScreeningForm(PlainForm):
    """The fixed fields; `make_screening_form` adds those that the pack asks for."""

    form_key = HiddenField()
    asked_again = HiddenField()
    """Questions whose follow-up was shown, by id and separated by spaces."""
    category = SelectField("What the session is for", [Optional()])
    check_id = SelectField("Room and table", [Optional()], coerce=read_number)
    client = StringField("Client code", [Optional(), Length(max=20)])

    def answers_of(self, plan: Plan) -> dict[str, Answer | None]:
        """Return the answers that can be read; what is empty or out of range is `None`."""
        return {q.id: _answer(q, self[ANSWER + q.id].data) for q in plan.intake.questions}

    def _clearance(self, rule: str, day: date) -> Clearance:
        score = self[CLEARED_SCORE + rule].data or Limits().max_score
        return Clearance(day, frozenset(self[CLEARED_POINTS + rule].data or ()), Limits(max_score=score))

    def as_filled(self, plan: Plan) -> Filled:
        """Return what was filled in."""
        found = {rule.id: self[CLEARED_ON + rule.id].data for rule in _clearable(plan)}
        return Filled(
            category=self.category.data or "",
            client=(self.client.data or "").strip().upper(),
            check_id=self.check_id.data,
            answers=self.answers_of(plan),
            clearances={id: self._clearance(id, day) for id, day in found.items() if day is not None},
            asked_again=tuple(sorted(set((self.asked_again.data or "").split()))),
        )

    def refuse(self, name: str, sentence: str) -> None:
        """Put a sentence at its field, or to the form as a whole where there is no such field."""
        field = self[name] if name in self._fields else None
        if field is None:
            self.form_errors.append(sentence)
        elif sentence not in field.errors:
            field.errors = [*field.errors, sentence]


def make_screening_form(plan: Plan, checks: Mapping[int, str], **values: Any) -> ScreeningForm:
    """Return the form for one plan, filled from the request, else from `values`; `checks` are named by id."""
    fields: dict[str, Any] = {ANSWER + q.id: _question(q) for q in plan.intake.questions}
    for rule in _clearable(plan):
        fields |= _clearance_fields(rule)
    form: ScreeningForm = type("PackScreeningForm", (ScreeningForm,), fields)(**values)
    offered = [c for c in plan.categories.values() if c.open and c.screened]
    form.category.choices = [CHOOSE, *(SelectChoice(c.code, c.name) for c in offered)]
    form.category.validate_choice = False  # whether it is open is for the rules, which say why
    form.check_id.choices = [CHOOSE, *(SelectChoice(*check) for check in checks.items())]
    form.check_id.validate_choice = False  # whether it fits is for the rules, which say why
    return form


def _clearable(plan: Plan) -> list[Rule]:
    return [rule for rule in plan.intake.rules if rule.takes_clearance]


def _clearance_fields(rule: Rule) -> dict[str, Field]:
    points = POINTS | ({FACE_DOWN: FACE_DOWN_TEXT} if rule.face_down else {})
    in_range = Between(1, 10, "A score lies between 1 and 10.")
    return {
        CLEARED_ON + rule.id: DateField("Date of the document", [Optional()]),
        CLEARED_POINTS + rule.id: boxes("What is true of it", points.items()),
        CLEARED_SCORE + rule.id: IntegerField("Highest score that it allows", [Optional(), in_range]),
    }


def _question(question: Question) -> Field:
    label, optional = question.text, [Optional()]
    if question.kind in ("yes-no", "yes-no-unsure"):
        words = [(YES, "Yes"), (NO, "No"), (UNSURE, "Unsure")]
        return radios(label, words[: 3 if question.kind.endswith(UNSURE) else 2])
    if question.kind == "choice":
        return radios(label, [(option.id, option.text) for option in question.options])
    if question.kind == "choices":
        return boxes(label, [(option.id, option.text) for option in question.options])
    return DateField(label, optional) if question.kind == "date" else IntegerField(label, optional)


def _answer(question: Question, value: Any) -> Answer | None:
    answer: Answer | None = tuple(value) if isinstance(value, list) else value
    return answer if is_answer(question, answer) else None


class SignForm(PlainForm):
    """Who countersigns on the trainee's device, and the code that they type."""

    supervisor = SelectField("Supervisor", coerce=read_number)
    code = StringField("Their code", [InputRequired("Let your supervisor type their code."), Length(max=20)])


class CodeForm(PlainForm):
    """What an authenticator shows, to confirm that it was set up."""

    code = StringField(
        "Code that it shows", [InputRequired("Put in the code that it shows."), Length(max=20)]
    )
