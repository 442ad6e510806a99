"""Is what was typed about an incident or a follow-up well formed?"""

from collections.abc import Mapping
from datetime import date, time
from typing import Any, cast

from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional

from ashilms.bodymap.rules import region_ids
from ashilms.forms import PlainForm
from ashilms.incidents.rules.facts import BY_ID, FACTS, LONGEST_LINE, LONGEST_TEXT, Fact
from ashilms.incidents.rules.follow_ups import WORDS
from ashilms.incidents.rules.report import LONGEST, LONGEST_PLACE, Report
from ashilms.incidents.rules.severity import SEVERITIES
from ashilms.incidents.services import Choices
from ashilms.screenings.rules.wording import region_in_words

NONE = SelectChoice("", "–")


def _number(text: Any) -> int | None:
    return int(text) if text not in (None, "", "None") else None


def _severities() -> list[SelectChoice]:
    return [SelectChoice(n, f"{title}. {about}") for n, (title, about) in SEVERITIES.items()]


class ReportForm(PlainForm):
    """The first report of an incident or a near miss."""

    form_key = HiddenField()
    version = HiddenField()
    happened = TextAreaField("What happened", [Optional(), Length(max=LONGEST)])
    day = DateField("Day", [Optional()])
    at = TimeField("Time, as near as you know", [Optional()])
    room_id = SelectField("Treatment room", [Optional()], coerce=_number)
    place = StringField("Or where else", [Optional(), Length(max=LONGEST_PLACE)])
    severity = RadioField("What came of it", [Optional()], coerce=_number, choices=_severities())
    equipment_failed = BooleanField("Something broke or gave way: a bar, its fixing, the table, the stool")
    entry_id = SelectField("Session", [Optional()], coerce=_number)
    trainee_id = SelectField("Who gave the session", [Optional()], coerce=_number)
    supervisor_id = SelectField("Supervisor on duty", [Optional()], coerce=_number)

    def offer(self, choices: Choices) -> None:
        """Offer what may be named."""
        for field, known in (
            (self.room_id, choices.rooms), (self.entry_id, choices.entries), (self.trainee_id, choices.trainees),
            (self.supervisor_id, choices.supervisors),
        ):  # fmt: skip
            field.choices = [NONE, *(SelectChoice(id, words) for id, words in known.items())]

    def as_report(self) -> Report:
        """Return what was filled in."""
        return Report(
            happened=(self.happened.data or "").replace("\r\n", "\n"), day=self.day.data, at=self.at.data,
            room_id=self.room_id.data, place=self.place.data or "", severity=self.severity.data,
            equipment_failed=self.equipment_failed.data, trainee_id=self.trainee_id.data,
            supervisor_id=self.supervisor_id.data, entry_id=self.entry_id.data,
        )  # fmt: skip

    def refuse(self, name: str, sentence: str) -> None:
        """Put a sentence at its field."""
        self[name].errors = [*self[name].errors, sentence]


class NoteForm(PlainForm):
    """What somebody adds to a report."""

    text = TextAreaField(
        "Add what you know", [InputRequired("Write what you want to add."), Length(max=LONGEST)]
    )


class AnswerForm(PlainForm):
    """What a client said when asked after a session; the button is the answer."""

    answer = RadioField("What the client says", choices=[SelectChoice(*found) for found in WORDS.items()])
    note = TextAreaField("Note", [Optional(), Length(max=1000)])


class CardForm(PlainForm):
    """When the aftercare card was given."""

    day = DateField("Day", [InputRequired("Put in the day.")])
    at = TimeField("Time", [InputRequired("Put in the time.")])

    def as_time(self) -> tuple[date, time]:
        """Return the day and the time that were put in."""
        return cast(date, self.day.data), cast(time, self.at.data)


class StepForm(PlainForm):
    """Which version of a report is taken up."""

    version = HiddenField()


class CloseForm(StepForm):
    """The written review with which an incident is closed."""

    review = TextAreaField(
        "Review", [InputRequired("Say what you found and why it can be closed."), Length(max=LONGEST)]
    )


class ReopenForm(StepForm):
    """Why a closed incident is opened again."""

    reason = TextAreaField("Reason", [InputRequired("Say why, in a sentence."), Length(max=1000)])


class SeverityForm(ReopenForm):
    """How grave an incident is, and why that was said otherwise."""

    severity = RadioField("What came of it", coerce=_number, choices=_severities())


class DetailsForm(StepForm):
    """Who sees to an incident and by when; `make_details_form` adds the facts."""

    owner_id = SelectField("Who sees to it", [Optional()], coerce=_number)
    due_on = DateField("By when", [Optional()])

    def as_facts(self) -> dict[str, str]:
        """Return the facts as text."""
        return {fact.id: _text(self[fact.id].data) for fact in FACTS}


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return (value or "").replace("\r\n", "\n").strip()


def make_details_form(owners: Mapping[int, str], kept: Mapping[str, str], **values: Any) -> DetailsForm:
    """Return the form of everything that may be added, filled from the request, else from what is `kept`."""
    fields = {fact.id: _field(fact) for fact in FACTS}
    filled = {id: _value(BY_ID[id], value) for id, value in kept.items() if id in BY_ID and value}
    form: DetailsForm = type("FactsForm", (DetailsForm,), fields)(**filled, **values)
    form.owner_id.choices = [NONE, *(SelectChoice(id, name) for id, name in owners.items())]
    return form


def _value(fact: Fact, value: str) -> Any:
    return date.fromisoformat(value) if fact.kind == "date" else value


def _field(fact: Fact) -> Field:
    if fact.kind in ("choice", "region"):
        choices = fact.choices if fact.kind == "choice" else _regions()
        return SelectField(fact.label, [Optional()], choices=[NONE, *(SelectChoice(*c) for c in choices)])
    if fact.kind == "date":
        return DateField(fact.label, [Optional()])
    if fact.kind == "text":
        return TextAreaField(fact.label, [Optional(), Length(max=LONGEST_TEXT)], description=fact.hint)
    return StringField(fact.label, [Optional(), Length(max=LONGEST_LINE)], description=fact.hint)


def _regions() -> list[tuple[str, str]]:
    return sorted(((id, region_in_words(id)) for id in region_ids()), key=lambda found: found[1])
