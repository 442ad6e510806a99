"""What forms of several rooms stand on: refusals in the words of the house, and which version was seen."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.validators import NumberRange, ValidationError

CHOICE = "Choose one from the list."
WORDS = {
    "Not a valid date value.": "Put in the day as in 2026-11-24.",
    "Not a valid time value.": "Put in the time as in 14:05.",
    "Not a valid integer value.": "Put in a whole number.",
    "Not a valid choice.": CHOICE,
    "Invalid Choice: could not coerce.": CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOICE,
}
LONGEST = 9
"""Digits of a number that a database can compare."""


def whole(text: object) -> int:
    """Return an id or a version that was sent; 0, which nothing has, for whatever can't be one."""
    sent = str(text)
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= LONGEST else 0


def earlier_than(text: object) -> int:
    """Return the number from which a log is read back: the one that was sent, or one past whatever there is."""
    return whole(text) or 2**31 - 1


class _Translations:
    """Says what the library would say in the words of the house."""

    def gettext(self, text: str) -> str:
        return WORDS.get(text, text)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return CHOICE if "not valid choices" in many else (one if n == 1 else many)


class Between(NumberRange):
    """A range of whole numbers, however many digits somebody sends: the library’s own makes floats of them."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raise `ValidationError` for a number outside; nothing typed is for others to refuse."""
        if field.data is not None and not self.min <= field.data <= self.max:
            raise ValidationError(self.message or "")


class _Meta:
    """How the library is told to speak."""

    def get_translations(self, form: Any) -> _Translations:
        """Return what the library asks for its sentences."""
        return _Translations()


class AskingForm(Form):
    """A form that is sent in the address and changes nothing, whose refusals are sentences of ours."""

    Meta = _Meta


class PlainForm(FlaskForm):
    """A form whose refusals are sentences of ours."""

    class Meta(_Meta, FlaskForm.Meta):
        """How the library is told to speak."""

    def seen(self, name: str = "version") -> int:
        """Return which version of a thing the person saw; 0, which none has, when that can't be read."""
        return whole(self[name].data)
