"""Is what was typed about a room, its record, a check or its unlocking well formed? The pack brings the points."""

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from ashilms.forms import Between, PlainForm
from ashilms.sites.models import RoomInspection
from ashilms.sites.rules.points import MAX_NOTE, Answers, Point
from ashilms.sites.rules.records import LOADS, MOUNTINGS, Acceptance

POINT = "point_"
"""How the name of a point's field begins."""
HELD, FAILED = "yes", "no"


class RoomForm(PlainForm):
    """A treatment room."""

    name = StringField("Name", [InputRequired("Give the room a name."), Length(max=80)])
    site = StringField("Site", [InputRequired("Say where it is."), Length(max=120)])
    open = BooleanField("Sessions may be logged in it", default=True)


def _line(label: str, ask: str, most: int = 120) -> StringField:
    return StringField(label, [InputRequired(ask), Length(max=most)])


def _length(label: str, least: int, most: int) -> IntegerField:
    message = f"Put in centimetres, from {least} to {most}."
    return IntegerField(label, [InputRequired(message), Between(least, most, message)])


def _load(label: str) -> IntegerField:
    return IntegerField(label, [Optional(), Between(1, 5000, "A load lies between 1 and 5,000 kg.")])


class AcceptanceForm(PlainForm):
    """An acceptance record."""

    inspected_on = DateField("Inspected on", [InputRequired("Put in the day of the inspection.")])
    valid_until = DateField(
        "Next inspection", [InputRequired("Put in when the next one is due, in a year at most.")]
    )
    mounting = SelectField(
        "How the bars hang", choices=[SelectChoice("", "Choose…"), *(SelectChoice(*m) for m in MOUNTINGS.items())],
        validators=[InputRequired("Say how the bars hang.")],
    )  # fmt: skip
    installer = _line("Who installed them", "Say who installed the bars.")
    installed_on = DateField("Installed on", [InputRequired("Put in when the bars were installed.")])
    reviewer = _line("Who reviewed the structure", "Say who judged the structure that bears the bars.")
    document = _line("The reviewer’s document", "Name the document, with its number.", 200)
    load_kind = RadioField("Load rating of the bars", choices=[SelectChoice(*load) for load in LOADS.items()])
    load_kg = _load("Rated load of the bars in kilograms")
    proof_load = _line(
        "Proof load and what it showed", "Say what was hung, for how long, and what moved.", 200
    )
    bar_height_cm = _length("Bar height above the floor, in cm", 150, 400)
    bar_spacing_cm = _length("Spacing between the bars, in cm", 20, 120)
    bar_length_cm = _length("Length of the bars, in cm", 50, 600)
    ceiling_cm = _length("Ceiling height, in cm", 180, 900)
    table_model = _line("Table model", "Name the table’s maker and model.")
    table_kind = RadioField(
        "Load rating of the table", choices=[SelectChoice(*load) for load in LOADS.items()]
    )
    table_kg = _load("Rated load of the table in kilograms")
    note = TextAreaField("What was found", [Optional(), Length(max=2000)])
    sign_off = BooleanField(
        "I have seen the papers and the room, and sign this record off",
        [InputRequired("A record counts once it is signed off.")],
    )

    def as_record(self) -> Acceptance:
        """Return what was found, as the record takes it."""
        texts = ("mounting", "installer", "reviewer", "document", "proof_load", "table_model", "note")
        values = {name: self[name].data for name in Acceptance.__dataclass_fields__}
        return Acceptance(**values | {name: (values[name] or "").strip() for name in texts})


STAYS = (
    "mounting", "installer", "installed_on", "reviewer", "document", "load_kind", "load_kg", "bar_height_cm",
    "bar_spacing_cm", "bar_length_cm", "ceiling_cm", "table_model", "table_kind", "table_kg",
)  # fmt: skip
"""What usually stays from one inspection to the next; what was found anew is typed anew."""


def known_of(last: RoomInspection | None) -> dict[str, Any]:
    """Return what the next record begins with: what stays, from the last one."""
    return {name: getattr(last, name) for name in STAYS} if last else {}


class CheckForm(PlainForm):
    """A check of a room; `make_check_form` adds a field for each point."""

    form_key = HiddenField()
    plan_id = HiddenField()
    """The version of the points that was on the page."""
    note = TextAreaField("What is wrong, in your words", [Optional(), Length(max=MAX_NOTE)])

    def answers_of(self, points: Iterable[Point]) -> Answers:
        """Return whether each point held that was answered."""
        said = {point.id: self[POINT + point.id].data for point in points}
        return {id: value == HELD for id, value in said.items() if value in (HELD, FAILED)}


def make_check_form(points: Iterable[Point], **values: Any) -> CheckForm:
    """Return the form for these points, nothing ticked, filled from the request."""
    fields = {
        POINT + point.id: RadioField(
            f"{number} · {point.text}",
            [Optional()],
            choices=[SelectChoice(HELD, "Yes"), SelectChoice(FAILED, "No")],
        )
        for number, point in enumerate(points, 1)
    }
    form: CheckForm = type("PackCheckForm", (CheckForm,), fields)(**values)
    return form


class UnlockForm(PlainForm):
    """Why a room may be used again."""

    reason = TextAreaField(
        "What was mended, and by whom", [InputRequired("Say what was mended."), Length(max=1000)]
    )


class PhotoForm(PlainForm):
    """One photo."""

    photo = FileField("Photo", [FileRequired("Choose the photo first.")])
