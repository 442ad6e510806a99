"""Is what was typed about a cohort, a list, a session or an attendance well formed?"""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, cast

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from ashilms.cohorts.models import LiveSession
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.cohorts.rules.sheets import MAX_BYTES
from ashilms.cohorts.rules.times import MAX_BREAKS, TypedBreak
from ashilms.cohorts.services import Mark, Row
from ashilms.cohorts.services.sessions import Typed
from ashilms.formats import local
from ashilms.forms import PlainForm

ARRIVED, LEFT, WHOLE = "arrived_", "left_", "whole_"
"""How the names of a person's fields in a register begin."""


class CohortForm(PlainForm):
    """A cohort: of which course (which stays), its name, who teaches it, its days and places."""

    course = SelectField("Course", choices=[])
    name = StringField("Name", [DataRequired("Give the cohort a name."), Length(max=120)])
    instructor = SelectField("Instructor", coerce=int, choices=[])
    starts_on = DateField("First day", [InputRequired("Put in the first day.")])
    ends_on = DateField("Last day", [InputRequired("Put in the last day.")])
    capacity = IntegerField("Places", [InputRequired("Put in how many places there are.")])

    def offer(self, courses: Iterable[tuple[str, str]], instructors: dict[int, str]) -> None:
        """Offer these courses and people."""
        self.course.choices = [SelectChoice(*course) for course in courses]
        self.instructor.choices = [SelectChoice(str(id), name) for id, name in instructors.items()]

    def as_plan(self) -> Plan:
        """Return what was typed."""
        first, last = cast(date, self.starts_on.data), cast(date, self.ends_on.data)
        return Plan(self.name.data or "", self.instructor.data, first, last, self.capacity.data or 0)


class EndForm(PlainForm):
    """Nothing but the button: what ends stands in the address."""


class PlaceForm(PlainForm):
    """Words to find a trainee by, and who of those found gets a place."""

    q = StringField("Name or e-mail address", [Length(max=100)])
    person = RadioField("Who gets a place?", [Optional()], coerce=int, choices=[])


class RemoveForm(PlainForm):
    """Why a trainee is removed."""

    reason = TextAreaField("Reason", [DataRequired("Say why, in a sentence."), Length(max=1000)])


class ListForm(PlainForm):
    """A list of people, pasted or as a file."""

    text = TextAreaField(
        "Paste the list", [Length(max=MAX_BYTES, message="That is too long. Send the list in parts.")]
    )
    file = FileField("Or choose its file")
    wanted = StringField("Which class, of a OneRoster export", [Optional(), Length(max=200)])


class DoForm(PlainForm):
    """Nothing but the button: what is done stands in the list."""


class BreakForm(Form):
    """A break of a live session; empty: none."""

    begins = TimeField("From", [Optional()])
    ends = TimeField("To", [Optional()])
    meal = BooleanField("For a meal")

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether both times are there or neither; the one that is missing says so."""
        sound = super().validate(extra_validators)
        if sound and bool(self.begins.data) != bool(self.ends.data):
            missing = self.ends if self.begins.data else self.begins
            missing.errors = ["Put in both times of the break, or neither."]
            return False
        return sound


class SessionForm(PlainForm):
    """A live session: what about, when, and its breaks."""

    version = HiddenField()
    title = StringField("Title", [DataRequired("Say what the session is about."), Length(max=120)])
    day = DateField("Day", [InputRequired("Put in the day.")])
    start = TimeField("Begins", [InputRequired("Put in when it begins.")])
    end = TimeField("Ends", [InputRequired("Put in when it ends.")])
    breaks = FieldList(FormField(BreakForm), min_entries=MAX_BREAKS, max_entries=MAX_BREAKS)

    def as_typed(self) -> Typed:
        """Return what was typed."""
        pauses = [
            TypedBreak(pause.begins.data, cast(time, pause.ends.data), bool(pause.meal.data))
            for pause in (entry.form for entry in self.breaks)
            if pause.begins.data
        ]
        day, start, end = self.day.data, self.start.data, self.end.data
        return Typed(
            self.title.data or "", cast(date, day), cast(time, start), cast(time, end), tuple(pauses)
        )


class RegisterForm(PlainForm):
    """A register: for each person when they came and left; `make_register_form` adds their fields."""

    version = HiddenField()

    def as_marks(self, rows: Iterable[Row], live: LiveSession) -> dict[int, Mark]:
        """Return what was typed; a tick fills in the session's times where none stand."""
        start, end = (local(moment, live.zone).time() for moment in (live.starts, live.ends))
        marks = {}
        for row in rows:
            arrived, left = self[f"{ARRIVED}{row.person_id}"].data, self[f"{LEFT}{row.person_id}"].data
            if self[f"{WHOLE}{row.person_id}"].data:
                arrived, left = arrived or start, left or end
            marks[row.person_id] = Mark(arrived, left)
        return marks


def make_register_form(rows: Iterable[Row], live: LiveSession) -> RegisterForm:
    """Return the form of a register, filled with what is recorded."""
    fields: dict[str, Any] = {}
    recorded: dict[str, Any] = {"version": live.version}
    for row in rows:
        name, who = row.name, row.person_id
        fields[f"{ARRIVED}{who}"] = TimeField(f"{name}: arrived", [Optional()])
        fields[f"{LEFT}{who}"] = TimeField(f"{name}: left", [Optional()])
        fields[f"{WHOLE}{who}"] = BooleanField(f"{name}: there from beginning to end")
        if row.now and row.now.arrived:
            recorded[f"{ARRIVED}{who}"] = local(row.now.arrived, live.zone).time()
        if row.now and row.now.departed:
            recorded[f"{LEFT}{who}"] = local(row.now.departed, live.zone).time()
    made: RegisterForm = type("RegisterForm", (RegisterForm,), fields)(data=recorded)
    return made


class CloseForm(PlainForm):
    """Which version of the register is closed."""

    version = HiddenField()


class CorrectionForm(PlainForm):
    """When somebody really came and left, and why the register said otherwise."""

    number = HiddenField()
    arrived = TimeField("Arrived", [Optional()])
    left = TimeField("Left", [Optional()])
    reason = TextAreaField("Reason", [DataRequired("Say why, in a sentence."), Length(max=1000)])

    def as_mark(self) -> Mark:
        """Return what was typed."""
        return Mark(self.arrived.data, self.left.data)
