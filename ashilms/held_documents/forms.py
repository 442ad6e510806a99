"""Is what was typed about a document well formed?"""

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from ashilms.forms import CHOICE, PlainForm
from ashilms.held_documents.rules import LONGEST, Kind, State, Typed


class DocumentForm(PlainForm):
    """A document, as it says."""

    issuer = StringField("Issued by", [DataRequired("Say who issued it."), Length(max=120)])
    place = StringField("Where it holds", [Optional(), Length(max=60)])
    listed_place = SelectField("Where it holds", [Optional()])
    number = StringField("Number", [Optional(), Length(max=60)])
    issued_on = DateField("Issued on", [InputRequired("Put in the day on which it was issued.")])
    ends_on = DateField("Last day", [Optional()])
    file = FileField("The document, as a photo or PDF", [FileRequired("Choose the file first.")])

    def ask_for(self, kind: Kind) -> None:
        """Ask for nothing that the kind does not need."""
        self.listed_place.choices = [
            SelectChoice("", "Choose…"), *(SelectChoice(place.code, place.name) for place in kind.places),
        ]  # fmt: skip
        asked = {
            "place": kind.place and not kind.places, "listed_place": bool(kind.places), "number": kind.number,
            "ends_on": kind.ends != "never",
        }  # fmt: skip
        for name in [name for name, is_asked in asked.items() if not is_asked]:
            del self[name]

    def as_typed(self) -> Typed:
        """Return what was typed, as the record takes it."""
        given: dict[str, Any] = {name: field.data for name, field in self._fields.items()}
        place = given.get("listed_place") or given.get("place") or ""
        return Typed(
            given["issuer"], given["issued_on"], given.get("ends_on"), given.get("number") or "", place
        )

    def refuse(self, sentence: str, field: str | None) -> None:
        """Put a refusal at its field; one of a field that is not asked for stands at the file."""
        at = "listed_place" if field == "place" and "listed_place" in self else field
        name = at if at in self._fields and at is not None else "file"
        self[name].errors = [sentence]


class DecisionForm(PlainForm):
    """What becomes of a document, and why."""

    state = RadioField("This document", [InputRequired(CHOICE)])
    reason = TextAreaField("Reason", [Optional(), Length(max=LONGEST)])

    def offer(self, states: Iterable[State]) -> None:
        """Offer what may be decided on it now."""
        self.state.choices = [SelectChoice(state.value, OFFERED[state]) for state in states]


OFFERED = {
    State.ACCEPTED: "Is accepted", State.REFUSED: "Is refused", State.WITHDRAWN: "Counts no more from today on",
}  # fmt: skip
