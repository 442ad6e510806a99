"""Is what was typed about dates, a release or a password well formed?"""

from datetime import date, datetime, time
from typing import Any, cast

from wtforms import BooleanField, DateField, PasswordField, RadioField, SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from ashilms.cohorts.rules.times import read_moment
from ashilms.formats import local
from ashilms.forms import PlainForm, whole
from ashilms.sittings.models import BY_CLICK, BY_PASSWORD
from ashilms.sittings.rules import MOST, Window
from ashilms.sittings.services import Wanted, Whom


class DatesForm(PlainForm):
    """From when until when a quiz may be sat; either may be left empty."""

    opens_on = DateField("Opens on", [Optional()])
    opens_at = TimeField("Opens at", [Optional()])
    closes_on = DateField("Closes on", [Optional()])
    closes_at = TimeField("Closes at", [Optional()])
    whole_time = BooleanField("Whoever begins before it closes keeps the whole time")

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether each day has its time, or neither is there; the one that is missing says so."""
        sound: bool = super().validate(extra_validators)
        for day, at in ((self.opens_on, self.opens_at), (self.closes_on, self.closes_at)):
            if sound and (day.data is None) != (at.data is None):
                missing = at if at.data is None else day
                missing.errors = ["Put in both the day and the time, or neither."]
                return False
        return sound

    def as_window(self, zone: str) -> Window:
        """Return what was typed, by the clock of `zone`; raises `TimeFault` for a time that was not, or twice."""
        opens = _moment(self.opens_on.data, self.opens_at.data, zone, "opens_at")
        closes = _moment(self.closes_on.data, self.closes_at.data, zone, "closes_at")
        return Window(opens, closes, bool(self.whole_time.data))


def _moment(day: date | None, at: time | None, zone: str, field: str) -> datetime | None:
    return read_moment(day, at, zone, field) if day and at else None


def dates_form(window: Window, zone: str) -> DatesForm:
    """Return the form filled with dates as they stand."""
    opens = local(window.opens, zone) if window.opens else None
    closes = local(window.closes, zone) if window.closes else None
    return DatesForm(
        opens_on=opens and opens.date(), opens_at=opens and opens.time(), closes_on=closes and closes.date(),
        closes_at=closes and closes.time(), whole_time=window.whole_time,
    )  # fmt: skip


class ReleaseForm(PlainForm):
    """Who may begin an examination, when, and how they are let."""

    whom = SelectField("For whom", [DataRequired("Choose a cohort or a trainee.")], choices=[])
    day = DateField("Day", [InputRequired("Put in the day.")])
    opens = TimeField("From", [InputRequired("Put in from when.")])
    closes = TimeField("Until", [InputRequired("Put in until when.")])
    how = RadioField(
        "How each person is let begin",
        [DataRequired("Choose how.")],
        choices=[
            SelectChoice(BY_CLICK, "I am present and let each one begin by a click"),
            SelectChoice(BY_PASSWORD, "By a password that I give out in the room"),
        ],
    )
    password = StringField("Password", [Length(max=MOST)])

    def offer(self, cohorts: dict[int, str], people: dict[int, str], *, passwords: bool) -> None:
        """Offer these cohorts and people, and passwords where they can be kept."""
        self.whom.choices = [
            *(SelectChoice(f"c{id_}", name, optgroup="Cohorts") for id_, name in cohorts.items()),
            *(SelectChoice(f"p{id_}", name, optgroup="Trainees") for id_, name in people.items()),
        ]
        if not passwords:
            self.how.choices = self.how.choices[:1]  # type: ignore[index]

    @property
    def typed_password(self) -> str | None:
        """The password, where one lets people begin."""
        return self.password.data or "" if self.how.data == BY_PASSWORD else None

    def as_wanted(self, zone: str) -> Wanted:
        """Return what was typed, by the clock of `zone`; raises `TimeFault` for a time that was not, or twice."""
        day, sort, id_ = (
            cast(date, self.day.data),
            (self.whom.data or " ")[0],
            whole((self.whom.data or " ")[1:]),
        )
        return Wanted(
            Whom(cohort_id=id_ if sort == "c" else None, person_id=id_ if sort == "p" else None),
            read_moment(day, cast(time, self.opens.data), zone, "opens"),
            read_moment(day, cast(time, self.closes.data), zone, "closes"),
            self.typed_password,
        )


class AdmissionForm(PlainForm):
    """The password that the proctor gives out."""

    password = PasswordField("Password", [DataRequired("Put in the password that your proctor gives out.")])


class ButtonForm(PlainForm):
    """Nothing but the button: what it is about stands in the address."""
