"""Are names, statements, marks, the reason for a move and what is foreseen well formed?"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from ashilms.programs.models import ProgramVersion
from ashilms.programs.services import Asked


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


class MoveForm(FlaskForm):
    """Why somebody is moved to another version of their programme, and what was shown of it."""

    reason = TextAreaField(
        "Reason", [DataRequired("Say why. It stays in the record with your name."), Length(max=1000)]
    )
    seen = HiddenField("What was shown", [Length(max=64)])


class ForeseeForm(FlaskForm):
    """What is supposed: another version for everybody, or nothing counting that one person judged."""

    version_id = SelectField("If everybody were judged by", coerce=_chosen)
    without = SelectField("If nothing counted that was signed or observed by", coerce=_chosen)
    since = DateField("From this day on", [Optional()])

    def offer(self, versions: Iterable[ProgramVersion], people: Mapping[int, str]) -> None:
        """Offer these versions and people."""
        nothing = SelectChoice("", "Choose…")
        self.version_id.choices = [
            nothing,
            *(SelectChoice(row.id, f"{row.content['name']}, version {row.number}") for row in versions),
        ]
        self.without.choices = [nothing, *(SelectChoice(*who) for who in people.items())]

    def validate_without(self, field: SelectField) -> None:
        """Refuse two questions at once, and none."""
        if (field.data is None) == (self.version_id.data is None):
            raise ValidationError("Choose a version or a person, one of the two.")

    def as_asked(self) -> Asked:
        """Return what is asked."""
        since = self.since.data.isoformat() if self.since.data and self.without.data else None
        return Asked(self.version_id.data, self.without.data, since)
