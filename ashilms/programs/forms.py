"""Are names, statements, marks, waivers, the reason for a move, and what is asked or supposed well formed?"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from ashilms.forms import CHOICE, AskingForm, Between, PlainForm
from ashilms.programs.models import ProgramVersion
from ashilms.programs.rules import Proof
from ashilms.programs.rules.matrix import DONE, ORDERS
from ashilms.programs.rules.validity import FIXED, WAYS, parse_day
from ashilms.programs.rules.waivers import LONGEST_WORDS, Sort
from ashilms.programs.services import Asked, Wish
from ashilms.programs.services.asking import ONE_OF_THREE
from ashilms.screenings.models import PracticumPlan

EARLIEST, LATEST = 2000, 2100
SUCH_AS = "Write month-day, such as 06-01 for 1 June."


def _chosen(value: Any) -> int | None:
    """Return the id that was chosen; `None` for nothing."""
    return int(value) if value else None


class NameForm(FlaskForm):
    """The name as the certificate prints it."""

    printed_name = StringField(
        "Name as the certificate prints it",
        [InputRequired("Write your name as the certificate should print it."), Length(max=120)],
    )


class StatementForm(FlaskForm):
    """Which statement is made: its name, and what stands for the words that were shown."""

    key = HiddenField("Statement", [DataRequired("Choose what you agree to."), Length(max=64)])
    digest = HiddenField("Its words", [DataRequired("Choose what you agree to."), Length(max=64)])


class MarkForm(FlaskForm):
    """A mark for a task; one that does not pass says why."""

    task = SelectField("Task", [InputRequired("Choose a task.")])
    outcome = RadioField(
        "Mark",
        [InputRequired("Say whether it passes.")],
        choices=[SelectChoice("passed", "Passed"), SelectChoice("again", "Not yet")],
    )
    comment = TextAreaField("Comment", [Length(max=1000)])

    def validate_comment(self, field: TextAreaField) -> None:
        """Refuse a mark that does not pass and says nothing."""
        if self.outcome.data == "again" and not (field.data or "").strip():
            raise ValidationError("Say what is missing, so that they can try again.")


class WaiverForm(PlainForm):
    """Which requirement is waived for somebody, of which sort, until when, and why."""

    requirement = SelectField("Requirement", [InputRequired(CHOICE)])
    sort = RadioField(
        "Why it counts as met", [InputRequired(CHOICE)],
        choices=[
            SelectChoice(Sort.EQUIVALENCE.value, "They have shown as much elsewhere"),
            SelectChoice(Sort.WAIVER.value, "It is not asked of them"),
        ],
    )  # fmt: skip
    until = DateField("Last day on which it stands", [InputRequired("Put in its last day.")])
    reason = TextAreaField("Reason", [InputRequired("Say why."), Length(max=LONGEST_WORDS)])

    def offer(self, leaves: Iterable[Proof]) -> None:
        """Offer these requirements."""
        listed = (SelectChoice(leaf.id, leaf.title) for leaf in leaves)
        self.requirement.choices = [SelectChoice("", "Choose…"), *listed]

    def as_wish(self) -> Wish:
        """Return what was typed, as the record takes it."""
        given: dict[str, Any] = {name: self[name].data for name in ("requirement", "reason", "until")}
        return Wish(sort=Sort(self.sort.data), **given)


class EndWaiverForm(PlainForm):
    """Why a waiver stands no longer."""

    reason = TextAreaField("Reason", [InputRequired("Say why."), Length(max=LONGEST_WORDS)])


class MoveForm(FlaskForm):
    """Why somebody is moved to another version of their programme, and what was shown of it."""

    reason = TextAreaField(
        "Reason", [DataRequired("Say why. It stays in the record with your name."), Length(max=1000)]
    )
    seen = HiddenField("What was shown", [Length(max=64)])


class MatrixForm(AskingForm):
    """Who is looked for in the matrix, in which order, and as of when; it is sent in the address."""

    q = StringField("Find", [Length(max=120)])
    version = SelectField("Programme", [Optional()])
    cohort = SelectField("Cohort", [Optional()])
    missing = SelectField("Missing", [Optional()])
    order = SelectField(
        "Order", choices=[SelectChoice(key, name) for key, name in ORDERS.items()], default=DONE
    )
    on = DateField("As of", [Optional()])

    def validate_on(self, field: DateField) -> None:
        """Refuse days on which nobody could know anything, and those too far ahead to mean something."""
        _refuse_far(field)


class ValidityForm(AskingForm):
    """What the simulator counts: a programme's own rule or another one, from a day on; it is sent in the address."""

    version = SelectField("Programme", [Optional()])
    done = DateField("Finished on", [Optional()])
    previous = DateField("The one before ends on", [Optional()])
    counted_from = SelectField(
        "Counted",
        choices=[SelectChoice("", "As the programme says"), *(SelectChoice(*way) for way in WAYS.items())],
        default="",
    )
    dates = StringField("Fixed days", [Length(max=120)])
    least = IntegerField("At least, in months", [Optional(), Between(1, 120, "Put in 1 to 120 months.")])

    def validate_done(self, field: DateField) -> None:
        """Refuse days that no certificate of ours can have."""
        _refuse_far(field)

    def validate_previous(self, field: DateField) -> None:
        """Refuse days that no certificate of ours can have."""
        _refuse_far(field)

    def validate_dates(self, field: StringField) -> None:
        """Refuse what is no day of every year, and none where days are what is counted by."""
        days = (field.data or "").replace(",", " ").split()
        if self.counted_from.data == FIXED and not days:
            raise ValidationError(f"Put in at least one day. {SUCH_AS}")
        if len(days) > 12:
            raise ValidationError("Put in at most twelve days.")
        for text in days:
            try:
                parse_day(text)
            except ValueError as problem:
                raise ValidationError(f"{problem} {SUCH_AS}") from problem


def _refuse_far(field: DateField) -> None:
    if field.data and not EARLIEST <= field.data.year <= LATEST:
        raise ValidationError(f"Choose a day from {EARLIEST} to {LATEST}.")


class ForeseeForm(PlainForm):
    """What is supposed: another version for everybody, nothing counting that one person judged, or another rubric."""

    version_id = SelectField("If everybody were judged by", coerce=_chosen)
    without = SelectField("If nothing counted that was signed or observed by", coerce=_chosen)
    since = DateField("From this day on", [Optional()])
    plan_id = SelectField("If observations were judged by the rubric of", coerce=_chosen)

    def offer(
        self,
        versions: Iterable[ProgramVersion],
        people: Mapping[int, str],
        plans: Iterable[tuple[PracticumPlan, str]],
    ) -> None:
        """Offer these versions of programmes, people, and versions of practicums, each with its course's title."""
        nothing = SelectChoice("", "Choose…")
        self.version_id.choices = [
            nothing,
            *(SelectChoice(row.id, f"{row.content['name']}, version {row.number}") for row in versions),
        ]
        self.without.choices = [nothing, *(SelectChoice(*who) for who in people.items())]
        self.plan_id.choices = [
            nothing,
            *(SelectChoice(row.id, f"{title}, version {row.number}") for row, title in plans),
        ]

    def validate_without(self, field: SelectField) -> None:
        """Refuse two questions at once, and none."""
        chosen = (field.data, self.version_id.data, self.plan_id.data)
        if sum(one is not None for one in chosen) != 1:
            raise ValidationError(ONE_OF_THREE)

    def as_asked(self) -> Asked:
        """Return what is asked."""
        since = self.since.data.isoformat() if self.since.data and self.without.data else None
        return Asked(self.version_id.data, self.without.data, since, self.plan_id.data)
