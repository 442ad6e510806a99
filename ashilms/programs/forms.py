"""Are names, statements, marks, waivers and the reason for a move well formed?"""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from ashilms.forms import CHOICE, PlainForm
from ashilms.programs.rules import Proof
from ashilms.programs.rules.waivers import LONGEST_WORDS, Sort
from ashilms.programs.services import Wish


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
