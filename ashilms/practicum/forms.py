"""Is what was typed about a session or an observation well formed? The pack says which fields there are."""

from collections.abc import Mapping
from typing import Any, TypeVar

from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from ashilms.comments.forms import WithComments
from ashilms.forms import PlainForm, whole
from ashilms.practicum.rules.sheet import Sheet
from ashilms.rubrics.rules import LEVELS, Criterion, Rubric
from ashilms.screenings.forms import boxes, radios, read_number
from ashilms.screenings.rules.plan import Category, Plan

OWN, RATE = "own_", "rate_"
"""How the names of an own rating's and a rating's field begin."""
TOUCH = ("strokes", "depth", "score", OWN)
"""How the names of fields about touch begin."""
DECIDED = ("category", "room_id", "check_id")
"""The fields that a decision answers."""


class EntryForm(PlainForm):
    """The log's fixed fields; `make_entry_form` adds those that the pack asks for."""

    form_key = HiddenField()
    version = HiddenField()
    decision_id = HiddenField()
    """The screening on which it stands; empty where nobody is screened."""
    category = SelectField("Category", [Optional()])
    day = DateField("Day", [Optional()])
    start = TimeField("Start", [Optional()])
    end = TimeField("End", [Optional()])
    which = radios("Which of these was it?", [], coerce=read_number)
    room_id = SelectField("Treatment room", [Optional()], coerce=read_number)
    check_id = SelectField("Check of the room", [Optional()], coerce=read_number)
    supervisor_id = SelectField("Supervisor", [Optional()], coerce=read_number)
    strokes = boxes("Strokes you used", [])
    depth = radios("", [(n, str(n)) for n in range(1, 6)], coerce=read_number)
    score = radios("", [(n, str(n)) for n in range(1, 11)], coerce=read_number)
    hands_ending = BooleanField("I had planned to end it by hands alone")
    reflection = TextAreaField("Reflection", [Optional(), Length(max=8000)])
    not_names = boxes("Nobody's name", [])

    def as_sheet(self, plan: Plan) -> Sheet:
        """Return what was filled in."""
        own = {c.id: self[OWN + c.id].data for c in plan.rubric.criteria}
        return Sheet(
            decision_id=self.decision(),
            category=self.category.data or "",
            day=self.day.data,
            start=self.start.data,
            end=self.end.data,
            which=self.which.data or 0,
            room_id=self.room_id.data,
            check_id=self.check_id.data,
            supervisor_id=self.supervisor_id.data,
            strokes=tuple(self.strokes.data or ()),
            depth=self.depth.data,
            score=self.score.data,
            hands_ending=bool(self.hands_ending.data),
            reflection=(self.reflection.data or "").replace("\r\n", "\n"),
            not_names=tuple(self.not_names.data or ()),
            own_ratings={id: level for id, level in own.items() if level is not None},
        )

    def decision(self) -> int | None:
        """Return the id of the screening that it names; what is no number names none."""
        return whole(self.decision_id.data) or None

    def ask_only(self, category: Category | None, *, decided: bool, ending: bool) -> None:
        """Take nothing that the page of such a category doesn't ask for, whatever is sent.

        What a screening has `decided` is known from it; a category without contact has no questions about touch; the
        `ending` is asked for where the plan counts it.
        """
        asked_elsewhere = (
            DECIDED if decided else () if category is None or category.checked else ("check_id",)
        )
        touch = category is None or category.contact
        for field in self:
            about_touch = not touch and field.name.startswith(TOUCH)
            if field.name in asked_elsewhere or about_touch or (field.name == "hands_ending" and not ending):
                field.process(None)
                field.validate_choice = False

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
    plan: Plan,
    *,
    rooms: Mapping[int, str],
    supervisors: Mapping[int, str],
    earlier: bool = False,
    **values: Any,
) -> EntryForm:
    """Return the log form for one plan, filled from the request, else from `values`.

    Categories that stand on a screening are chosen with it, but for an entry from before there were (`earlier`).
    """
    fields: dict[str, Any] = {}
    for criterion in plan.rubric.criteria:
        fields[OWN + criterion.id] = radios(
            criterion.title, [(n, str(n)) for n in LEVELS], coerce=read_number
        )
    form: EntryForm = type("PackEntryForm", (EntryForm,), fields)(**values)
    offered = [c for c in plan.categories.values() if c.open and (not c.screened or earlier)]
    form.category.choices = [SelectChoice("", "Choose…"), *(SelectChoice(c.code, c.name) for c in offered)]
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
    own = {OWN + id: level for id, level in sheet.own_ratings.items()}
    plain = {name: getattr(sheet, name) for name in PLAIN}
    lists = {"strokes": list(sheet.strokes), "not_names": list(sheet.not_names)}
    return {**plain, **own, **lists}


PLAIN = (
    "decision_id", "category", "day", "start", "end", "which", "room_id", "check_id", "supervisor_id",
    "depth", "score", "hands_ending", "reflection",
)  # fmt: skip


class RatingForm(WithComments, PlainForm):
    """Ratings by a rubric and what was seen; `make_review_form` adds a rating for each criterion."""

    outcome = HiddenField()
    """What the button said the ratings come to: `passed`, `not_passed`, or nothing without an observation."""
    auto_fails = boxes("Did one of these happen?", [])
    text = TextAreaField("What you saw, or your reason", [Optional(), Length(max=4000)])

    def ratings(self, rubric: Rubric) -> dict[str, int]:
        """Return the ratings given."""
        found = {c.id: self[RATE + c.id].data for c in rubric.criteria}
        return {id: level for id, level in found.items() if level is not None}

    def lines(self, rubric: Rubric) -> list[tuple[Criterion, Field, str]]:
        """Return each criterion, its field, and what the chosen level looks like."""
        fields = ((criterion, self[RATE + criterion.id]) for criterion in rubric.criteria)
        return [(criterion, field, rubric.describe(criterion, field.data)) for criterion, field in fields]


class ReviewForm(RatingForm):
    """A supervisor's decision, with what they observed."""

    version = HiddenField()


Rating = TypeVar("Rating", bound=RatingForm)


def make_review_form(rubric: Rubric, **values: Any) -> ReviewForm:
    """Return the form of a supervisor's decision for one rubric, filled from the request, else from `values`."""
    return make_rating_form(ReviewForm, rubric, **values)


def make_rating_form(base: type[Rating], rubric: Rubric, **values: Any) -> Rating:
    """Return a form for one rubric, filled from the request, else from `values`."""
    fields = {
        RATE + c.id: radios(c.title, [(n, str(n)) for n in LEVELS], coerce=read_number)
        for c in rubric.criteria
    }
    form: Rating = type("RubricForm", (base,), fields)(**values)
    form.auto_fails.choices = [SelectChoice(*fail) for fail in rubric.auto_fails.items()]
    return form


class TogetherForm(PlainForm):
    """Entries that are signed together: of each its id and the version that was on the page."""

    entries = SelectMultipleField("Sessions", [InputRequired("Choose at least one.")], validate_choice=False)

    def seen_entries(self) -> dict[int, int]:
        """Return the version that was seen, by entry; what can't be read names no entry."""
        pairs = [str(value).partition(":") for value in self.entries.data or []]
        return {whole(id): whole(version) for id, _, version in pairs}


class StandInForm(PlainForm):
    """Who decides on a session in the place of its supervisor."""

    substitute = SelectField("Who stands in", coerce=read_number)


class ReasonForm(PlainForm):
    """A reason that stays with what was done."""

    reason = TextAreaField("Reason", [InputRequired("Say why, in a sentence."), Length(max=1000)])
