"""Is what was typed about a credential well formed?"""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from ashilms.forms import PlainForm
from ashilms.supervision.rules.credentials import KINDS, LEVELS, LICENCE
from ashilms.supervision.rules.doubts import STANDS, VOID
from ashilms.supervision.services import Span, Typed

ADDRESS = r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]{1,189}$"
NO_ADDRESS = "That is not an e-mail address."


def _level(text: Any) -> int | None:
    return int(text) if text not in (None, "", "None") else None


class CredentialForm(PlainForm):
    """A licence, first aid or a level, as its paper says."""

    kind = RadioField("What it is", choices=[SelectChoice(*kind) for kind in KINDS.items()], default=LICENCE)
    title = StringField("Title", [InputRequired("Put in what the paper is called."), Length(max=120)])
    level = SelectField(
        "Level in this programme", [Optional()], coerce=_level,
        choices=[SelectChoice("", "None: it is another paper"), *(SelectChoice(n, f"Level {n}") for n in LEVELS)],
    )  # fmt: skip
    issuer = StringField("Issued by, and where", [InputRequired("Say who issued it."), Length(max=120)])
    number = StringField("Number", [Optional(), Length(max=60)])
    valid_from = DateField("Holds from", [InputRequired("Put in its first day.")])
    valid_until = DateField("Holds until", [Optional()])
    evidence = FileField("The paper as a PDF")

    def as_typed(self) -> Typed:
        """Return what was typed, as the record takes it."""
        names = ("kind", "title", "issuer", "valid_from", "valid_until", "level")
        return Typed(number=self.number.data or "", **{name: self[name].data for name in names})


class TieForm(PlainForm):
    """Whom somebody is close to, by address."""

    email = StringField(
        "Their e-mail address",
        [InputRequired("Put in their e-mail address."), Length(max=254), Regexp(ADDRESS, message=NO_ADDRESS)],
        filters=[lambda text: text.strip() if text else text],
    )


class InviteForm(PlainForm):
    """Somebody who shall supervise without an account."""

    name = StringField("Name", [InputRequired("Put in their name."), Length(max=200)])
    email = StringField(
        "E-mail address",
        [InputRequired("Put in their e-mail address."), Length(max=254), Regexp(ADDRESS, message=NO_ADDRESS)],
    )
    trainees = SelectMultipleField(
        "Trainees", coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class AskLinkForm(PlainForm):
    """The address that a supervisor by link was invited with."""

    email = StringField(
        "E-mail address",
        [InputRequired("Put in your e-mail address."), Length(max=254), Regexp(ADDRESS, message=NO_ADDRESS)],
    )


class CodeForm(PlainForm):
    """The code that was mailed."""

    code = StringField("Code", [InputRequired("Put in the six digits from the mail."), Length(max=20)])


class SubstituteForm(PlainForm):
    """Who stands in for a supervisor."""

    substitute = SelectField("Who stands in", coerce=_level)
    starts_on = DateField("From", [InputRequired("Put in the first day.")])
    ends_on = DateField("To", [InputRequired("Put in the last day.")])

    def offer(self, names: Mapping[int, str]) -> None:
        """Offer these people."""
        self.substitute.choices = [
            SelectChoice("", "Choose…"),
            *(SelectChoice(*who) for who in names.items()),
        ]

    def as_span(self) -> Span:
        """Return the days."""
        days: Any = (self.starts_on.data, self.ends_on.data)
        return Span(*days)


class PresenceForm(PlainForm):
    """The code on a supervisor's screen."""

    supervisor = SelectField("Who supervises you", coerce=_level)
    code = StringField("Code", [InputRequired("Put in the six digits on their screen."), Length(max=20)])


class DoubtForm(PlainForm):
    """Whether a doubted session counts all the same, and why."""

    counts = RadioField(
        "Does it count?", [InputRequired("Choose whether it counts.")],
        choices=[SelectChoice(STANDS, "It stands: it counts all the same"), SelectChoice(VOID, "It no longer counts")],
    )  # fmt: skip
    reason = TextAreaField("Why", [InputRequired("Say why."), Length(max=1000)])


class EndTieForm(PlainForm):
    """Why a tie ends."""

    reason = TextAreaField("Why it ends", [InputRequired("Say why it ends."), Length(max=1000)])


class WithdrawForm(PlainForm):
    """From when a credential counts for nothing, and why."""

    since = DateField(
        "Counts for nothing from", [InputRequired("Put in the first day on which it had lapsed.")]
    )
    reason = TextAreaField("What turned out", [InputRequired("Say what turned out."), Length(max=1000)])
    resting = HiddenField()
    """How many signed sessions were shown to rest on it."""

    def as_withdrawal(self) -> dict[str, Any]:
        """Return what was typed, as the record takes it."""
        return {"since": self.since.data, "reason": self.reason.data or ""}
