"""Is what was typed about places well formed?"""

from collections.abc import Mapping
from typing import Any

from wtforms import DateField, IntegerField, SelectField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from ashilms.bookings.rules.slots import MOST_PLACES, NOTICE
from ashilms.bookings.services import Typed
from ashilms.forms import Between, PlainForm


def _number(text: Any) -> int | None:
    return int(text) if text not in (None, "", "None") else None


class SlotForm(PlainForm):
    """Places in an observation, or in a class of a cohort, whose times they have then."""

    course_id = SelectField("Course", coerce=int, choices=[])
    live_id = SelectField("Places in", [Optional()], coerce=_number, choices=[])
    assessor_id = SelectField("Who leads it", coerce=int, choices=[])
    room_id = SelectField("Treatment room", coerce=int, choices=[])
    day = DateField("Day", [Optional()])
    start = TimeField("Start", [Optional()])
    end = TimeField("End", [Optional()])
    capacity = IntegerField(
        "Places",
        [
            InputRequired("Put in how many places there are."),
            Between(1, MOST_PLACES, f"There are 1 to {MOST_PLACES} places."),
        ],
    )
    notice = SelectField(
        "A place can be given back", coerce=int, choices=[SelectChoice(*one) for one in NOTICE.items()]
    )

    def offer(
        self,
        courses: Mapping[int, str],
        classes: Mapping[int, str],
        assessors: Mapping[int, str],
        rooms: Mapping[int, str],
    ) -> None:
        """Offer these courses, classes, people and rooms."""
        for field, known in ((self.course_id, courses), (self.assessor_id, assessors), (self.room_id, rooms)):
            field.choices = [SelectChoice(id, words) for id, words in known.items()]
        named = [SelectChoice(id, words) for id, words in classes.items()]
        self.live_id.choices = [SelectChoice("", "An observation"), *named]

    def as_typed(self) -> Typed:
        """Return what was typed."""
        return Typed(
            self.course_id.data, self.assessor_id.data, self.room_id.data, self.capacity.data or 0, self.notice.data,
            self.live_id.data, self.day.data, self.start.data, self.end.data,
        )  # fmt: skip

    def refuse(self, name: str | None, sentence: str) -> None:
        """Put a sentence at its field, or to the form as a whole."""
        if name:
            self[name].errors = [*self[name].errors, sentence]
        else:
            self.form_errors.append(sentence)


class CallOffForm(PlainForm):
    """Why something is called off."""

    reason = TextAreaField("Reason", [DataRequired("Say why, in a sentence."), Length(max=1000)])


class DoForm(PlainForm):
    """Nothing but the button: what is done stands in the address."""
