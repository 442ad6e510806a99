"""Is what was typed about a board well formed?"""

from datetime import date
from typing import Any, cast

from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from ashilms.boards.models import BoardAccount, BoardApproval
from ashilms.boards.rules import Account, Approval, Pack, plain, spelt
from ashilms.forms import PlainForm

HOURS = Regexp(
    r"[0-9]{1,3}([.,][05])?$", message="Put in whole or half hours, such as 12 or 12.5; 0 for none."
)
NUMBER = "Put in the number as the board wrote it."


def _text(text: Any) -> str:
    return plain(str(text or ""))


class AccountForm(PlainForm):
    """The school's name and number with a board."""

    name = StringField(
        "Name on the account", [DataRequired("Put in the name."), Length(max=200)], filters=[_text]
    )
    number = StringField("Provider number", [DataRequired(NUMBER), Length(max=40)], filters=[_text])
    valid_from = DateField("Holds from", [InputRequired("Put in its first day.")])
    valid_until = DateField("Holds until", [InputRequired("Put in its last day.")])

    def as_account(self) -> Account:
        """Return what was typed, as the record takes it."""
        return Account(**{name: self[name].data for name in ACCOUNT})


ACCOUNT = ("name", "number", "valid_from", "valid_until")


class ApprovalForm(PlainForm):
    """What a board approved a programme as."""

    title = StringField(
        "Title with the board", [DataRequired("Put in the title."), Length(max=200)], filters=[_text]
    )
    course_type = SelectField("Course type", choices=[])
    live = StringField("Hours in class", [InputRequired("Put in the hours; 0 for none."), HOURS])
    home = StringField("Hours of home study", [InputRequired("Put in the hours; 0 for none."), HOURS])
    course_number = StringField("Number with the board", [Optional(), Length(max=40)], filters=[_text])
    valid_from = DateField("Approved from", [InputRequired("Put in its first day.")])
    valid_until = DateField("Approved until", [Optional()])
    claimed = BooleanField("Certificates of this programme claim it")

    def as_approval(self) -> Approval:
        """Return what was typed, as the record takes it."""
        return Approval(
            self.title.data or "", self.course_type.data, _halves(self.live.data), _halves(self.home.data),
            self.course_number.data or "", cast("date", self.valid_from.data), self.valid_until.data,
        )  # fmt: skip


class LicenceForm(PlainForm):
    """A holder's own licence number with one board."""

    board = SelectField("Where you are licensed", choices=[])
    number = StringField("Licence number", [Optional(), Length(max=40)], filters=[_text])


def approval_form(pack: Pack, row: BoardApproval | None, title: str) -> ApprovalForm:
    """Return the form, with what is on record or else the programme's `title`, for the types that a board knows."""
    form = ApprovalForm(**_last(row, title))
    form.course_type.choices = [SelectChoice(name, name) for name in pack.types]
    return form


def licence_form(packs: list[Pack], number: str) -> LicenceForm:
    """Return the form for the boards of `packs`, with the number that is on record."""
    form = LicenceForm(number=number)
    form.board.choices = [SelectChoice(pack.id, pack.name) for pack in packs]
    return form


def last_account(row: BoardAccount | None, name: str) -> dict[str, Any]:
    """Return what a form about the school's number begins with: what is on record, else the school's `name`."""
    return {field: getattr(row, field) for field in ACCOUNT} if row else {"name": name}


def _last(row: BoardApproval | None, title: str) -> dict[str, Any]:
    if row is None:
        return {"title": title}
    credit = row.as_approval().credit
    names = ("title", "course_type", "course_number", "valid_from", "valid_until", "claimed")
    return {name: getattr(row, name) for name in names} | {
        "live": spelt(credit.live),
        "home": spelt(credit.home),
    }


def _halves(text: str | None) -> int:
    whole, _, half = (text or "0").replace(",", ".").partition(".")
    return int(whole) * 2 + (half == "5")
