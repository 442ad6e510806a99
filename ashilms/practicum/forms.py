"""Is what was typed about a session or an observation well formed? The pack says which fields there are."""

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
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ashilms.forms import LONGEST_VERSION, Between, PlainForm
from ashilms.practicum.rules.clearances import FACE_DOWN, FACE_DOWN_TEXT, POINTS, Clearance
from ashilms.practicum.rules.intake import NO, UNSURE, YES, Answer, Question, is_answer
from ashilms.practicum.rules.limits import Limits
from ashilms.practicum.rules.plan import Plan
from ashilms.practicum.rules.rows import Rule
from ashilms.practicum.rules.sheet import Sheet
from ashilms.rubrics.rules import LEVELS, Rubric

ANSWER, OWN, RATE = "answer_", "own_", "rate_"
"""How the names of a question's, an own rating's and a rating's field begin."""
CLEARED_ON, CLEARED_POINTS, CLEARED_SCORE = "clearance_", "clearance-points_", "clearance-score_"
"""How the names of the three fields about a clearance begin; the rule that asks for it follows."""


def _number(text: Any) -> int | None:
    return int(text) if text not in (None, "", "None") else None


def _boxes(label: str, choices: Iterable[tuple[str, str]], **more: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, [Optional()], choices=[SelectChoice(*choice) for choice in choices],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **more,
    )  # fmt: skip


def _radios(label: str, choices: Iterable[tuple[Any, str]], **more: Any) -> RadioField:
    return RadioField(label, [Optional()], choices=[SelectChoice(*choice) for choice in choices], **more)


class EntryForm(PlainForm):
    """The log's fixed fields; `make_entry_form` adds those that the pack asks for."""

    form_key = HiddenField()
    version = HiddenField()
    asked_again = HiddenField()
    """Questions whose follow-up was shown, by id and separated by spaces."""
    category = SelectField("Category", [Optional()])
    day = DateField("Day", [Optional()])
    start = TimeField("Start", [Optional()])
    end = TimeField("End", [Optional()])
    which = _radios("Which of these was it?", [], coerce=_number)
    room_id = SelectField("Treatment room", [Optional()], coerce=_number)
    check_id = SelectField("Check of the room", [Optional()], coerce=_number)
    supervisor_id = SelectField("Supervisor", [Optional()], coerce=_number)
    client = StringField("Client code", [Optional(), Length(max=20)])
    strokes = _boxes("Strokes you used", [])
    depth = _radios("", [(n, str(n)) for n in range(1, 6)], coerce=_number)
    score = _radios("", [(n, str(n)) for n in range(1, 11)], coerce=_number)
    reflection = TextAreaField("Reflection", [Optional(), Length(max=8000)])
    not_names = _boxes("Nobody's name", [])

    def answers_of(self, plan: Plan) -> dict[str, Answer | None]:
        """Return the screening answers that can be read; what is empty or out of range is `None`."""
        return {q.id: _answer(q, self[ANSWER + q.id].data) for q in plan.intake.questions}

    def clearances_of(self, plan: Plan) -> dict[str, Clearance]:
        """Return the clearances whose date was put in, by rule."""
        found = {rule.id: self[CLEARED_ON + rule.id].data for rule in _clearable(plan)}
        return {id: self._clearance(id, day) for id, day in found.items() if day is not None}

    def _clearance(self, rule: str, day: date) -> Clearance:
        score = self[CLEARED_SCORE + rule].data or Limits().max_score
        return Clearance(day, frozenset(self[CLEARED_POINTS + rule].data or ()), Limits(max_score=score))

    def as_sheet(self, plan: Plan) -> Sheet:
        """Return what was filled in."""
        own = {c.id: self[OWN + c.id].data for c in plan.rubric.criteria}
        return Sheet(
            category=self.category.data or "",
            day=self.day.data,
            start=self.start.data,
            end=self.end.data,
            which=self.which.data or 0,
            room_id=self.room_id.data,
            check_id=self.check_id.data,
            supervisor_id=self.supervisor_id.data,
            client=(self.client.data or "").strip().upper(),
            answers=self.answers_of(plan),
            clearances=self.clearances_of(plan),
            strokes=tuple(self.strokes.data or ()),
            depth=self.depth.data,
            score=self.score.data,
            reflection=(self.reflection.data or "").replace("\r\n", "\n"),
            asked_again=tuple(sorted(set((self.asked_again.data or "").split()))),
            not_names=tuple(self.not_names.data or ()),
            own_ratings={id: level for id, level in own.items() if level is not None},
        )

    def offer_supervisors(self, names: Mapping[int, str]) -> None:
        """Offer these supervisors alone; another's id may still be sent, and is refused with a reason."""
        offered = [SelectChoice(*who) for who in names.items()]
        self.supervisor_id.choices = [SelectChoice("", "Choose…"), *offered]

    def offer_checks(self, checks: Mapping[int, str]) -> None:
        """Offer these checks of a room, named by id."""
        self.check_id.choices = [
            SelectChoice("", "Choose…"),
            *(SelectChoice(*check) for check in checks.items()),
        ]

    def refuse(self, name: str, sentence: str) -> None:
        """Put a sentence at its field, or to the form as a whole where there is no such field."""
        field = self[name] if name in self._fields else None
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]


def make_entry_form(
    plan: Plan, *, rooms: Mapping[int, str], supervisors: Mapping[int, str], **values: Any
) -> EntryForm:
    """Return the log form for one plan, filled from the request, else from `values`."""
    fields: dict[str, Any] = {ANSWER + q.id: _question(q) for q in plan.intake.questions}
    for rule in _clearable(plan):
        fields |= _clearance_fields(rule)
    for criterion in plan.rubric.criteria:
        fields[OWN + criterion.id] = _radios(criterion.title, [(n, str(n)) for n in LEVELS], coerce=_number)
    form: EntryForm = type("PackEntryForm", (EntryForm,), fields)(**values)
    form.category.choices = [SelectChoice("", "Choose…")] + [
        SelectChoice(category.code, category.name) for category in plan.categories.values() if category.open
    ]
    form.room_id.choices = [SelectChoice("", "Choose…"), *(SelectChoice(*room) for room in rooms.items())]
    form.offer_supervisors(supervisors)
    form.offer_checks({})
    form.check_id.validate_choice = False  # whether it fits is for the rules, which say why
    form.strokes.choices = [SelectChoice(stroke.id, stroke.title) for stroke in plan.own_strokes]
    form.not_names.validate_choice = False
    form.which.validate_choice = False
    form.depth.label.text, form.score.label.text = plan.depth.title, plan.score.title
    form.reflection.label.text = plan.prompt
    return form


def values_of(sheet: Sheet) -> dict[str, Any]:
    """Return the form's values for a sheet that was kept."""
    named = {ANSWER + id: value for id, value in sheet.answers.items()}
    own = {OWN + id: level for id, level in sheet.own_ratings.items()}
    plain = {name: getattr(sheet, name) for name in PLAIN}
    lists = {"strokes": list(sheet.strokes), "not_names": list(sheet.not_names)}
    cleared: dict[str, Any] = {}
    for rule, found in sheet.clearances.items():
        score = found.limits.max_score if found.limits != Limits() else None
        cleared |= {CLEARED_ON + rule: found.signed_on, CLEARED_SCORE + rule: score}
        cleared[CLEARED_POINTS + rule] = sorted(found.points)
    return {**plain, **named, **own, **lists, **cleared, "asked_again": " ".join(sheet.asked_again)}


def _clearable(plan: Plan) -> list[Rule]:
    return [rule for rule in plan.intake.rules if rule.takes_clearance]


def _clearance_fields(rule: Rule) -> dict[str, Field]:
    points = POINTS | ({FACE_DOWN: FACE_DOWN_TEXT} if rule.face_down else {})
    in_range = Between(1, 10, "A score lies between 1 and 10.")
    return {
        CLEARED_ON + rule.id: DateField("Date of the document", [Optional()]),
        CLEARED_POINTS + rule.id: _boxes("What is true of it", points.items()),
        CLEARED_SCORE + rule.id: IntegerField("Highest score that it allows", [Optional(), in_range]),
    }


PLAIN = (
    "category", "day", "start", "end", "which", "room_id", "check_id", "supervisor_id", "client",
    "depth", "score", "reflection",
)  # fmt: skip


def _question(question: Question) -> Field:
    label, optional = question.text, [Optional()]
    if question.kind in ("yes-no", "yes-no-unsure"):
        words = [(YES, "Yes"), (NO, "No"), (UNSURE, "Unsure")]
        return _radios(label, words[: 3 if question.kind.endswith(UNSURE) else 2])
    if question.kind == "choice":
        return _radios(label, [(option.id, option.text) for option in question.options])
    if question.kind == "choices":
        return _boxes(label, [(option.id, option.text) for option in question.options])
    return DateField(label, optional) if question.kind == "date" else IntegerField(label, optional)


def _answer(question: Question, value: Any) -> Answer | None:
    answer: Answer | None = tuple(value) if isinstance(value, list) else value
    return answer if is_answer(question, answer) else None


class ReviewForm(PlainForm):
    """A supervisor's decision; `make_review_form` adds a rating for each criterion."""

    version = HiddenField()
    outcome = HiddenField()
    """What the button said the ratings come to: `passed`, `not_passed`, or nothing without an observation."""
    auto_fails = _boxes("Did one of these happen?", [])
    text = TextAreaField("What you saw, or your reason", [Optional(), Length(max=4000)])

    def ratings(self, rubric: Rubric) -> dict[str, int]:
        """Return the ratings given."""
        found = {c.id: self[RATE + c.id].data for c in rubric.criteria}
        return {id: level for id, level in found.items() if level is not None}


def make_review_form(rubric: Rubric, **values: Any) -> ReviewForm:
    """Return the form for one rubric, filled from the request, else from `values`."""
    fields = {
        RATE + c.id: _radios(c.title, [(n, str(n)) for n in LEVELS], coerce=_number) for c in rubric.criteria
    }
    form: ReviewForm = type("RubricForm", (ReviewForm,), fields)(**values)
    form.auto_fails.choices = [SelectChoice(*fail) for fail in rubric.auto_fails.items()]
    return form


class TogetherForm(PlainForm):
    """Entries that are signed together: of each its id and the version that was on the page."""

    entries = SelectMultipleField("Sessions", [InputRequired("Choose at least one.")], validate_choice=False)

    def seen_entries(self) -> dict[int, int]:
        """Return the version that was seen, by entry; what can't be read names no entry."""
        pairs = [str(value).partition(":") for value in self.entries.data or []]
        return {_whole(id): _whole(version) for id, _, version in pairs}


def _whole(text: str) -> int:
    """Return a number that a database can compare; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_VERSION else 0


class StandInForm(PlainForm):
    """Who decides on a session in the place of its supervisor."""

    substitute = SelectField("Who stands in", coerce=_number)


class ReasonForm(PlainForm):
    """A reason that stays with what was done."""

    reason = TextAreaField("Reason", [InputRequired("Say why, in a sentence."), Length(max=1000)])
