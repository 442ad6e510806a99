"""What kinds that ask for several things at once share: one field that holds a small form, a field for each place."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, Form, FormField, SelectField
from wtforms.validators import ValidationError


class Several(FormField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A field that holds one field for each place; its data is theirs, by place. It takes errors as any field does."""

    @property
    def errors(self) -> Any:
        """What is wrong with the fields in it, and with all of them together."""
        return self.form.errors

    @errors.setter
    def errors(self, sentences: Sequence[str]) -> None:
        self.form.form_errors = list(sentences)

    @property
    def data(self) -> dict[str, Any]:
        """What was given, by place; the places are texts counted from 1."""
        return {name.removeprefix("p"): value for name, value in self.form.data.items()}


def make_several(label: str, fields: Mapping[str, Any], data: Any) -> Form:
    """Return the form whose `answer` holds these fields, which are by place."""
    inner = type("PlacesForm", (Form,), {f"p{place}": field for place, field in fields.items()})

    class SeveralForm(Form):
        answer = Several(inner, label)

    return SeveralForm(data)


def given_places(given: Any, count: int) -> dict[str, Any]:
    """Return what was given by place, the empty ones left out; raises `ValueError` for what no form of ours sends."""
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not set(given) <= {str(place) for place in range(1, count + 1)}:
        raise ValueError("Answer with the fields that are shown.")
    return {place: value for place, value in given.items() if value}


def one_value(_form: Form, field: Field) -> None:
    """Refuse a field that was sent more than once, where only one answer can be meant."""
    if len(field.raw_data or ()) > 1:
        raise ValidationError("Give one answer here, not several.")


def make_choices(shown: Mapping[str, Any], data: Any) -> Form:
    """Return the form that takes a choice for each row of `shown`; its `answer` is the choices' places by row."""
    choices = {"": "Choose…", **{choice["place"]: choice["text"] for choice in shown["choices"]}}
    fields = {
        row["place"]: SelectField(row["text"], [one_value], choices=choices, default=row["chosen"])
        for row in shown["rows"]
    }
    return make_several(shown["stem"], fields, data)
