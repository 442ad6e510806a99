"""Is the sending of an answer well formed? What was answered, each kind's own form reads."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

MOVES = ("next", "back", "flag", "stay", "review", "leave")
"""Where to go after saving; the number of a question is another."""


class AnswerForm(FlaskForm):
    """What comes along with every answer: which sending it is, where to go next, whether it is flagged."""

    key = StringField("Sending", [InputRequired(), Length(max=60), Regexp(r"[A-Za-z0-9-]+\Z")])
    go = StringField("Go on", [Optional(), Length(max=9)], default="stay")
    flagged = StringField("Flagged", [Optional(), Regexp(r"[01]\Z")], default="0")

    def validate_go(self, field: Any) -> None:
        """Take a word of `MOVES`, or the number of a question."""
        if field.data not in MOVES and not (field.data.isascii() and field.data.isdecimal()):
            raise ValidationError("There is no such way to go on.")

    @property
    def moves_to(self) -> str:
        """Where to go after saving."""
        return str(self.go.data or "stay")

    @property
    def is_flagged(self) -> bool:
        """Whether the question is flagged once this is saved: the flag button turns it over."""
        return (self.flagged.data == "1") is not (self.moves_to == "flag")
