"""Is what was chosen of a look well formed?"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import ColorField, HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ashilms.formats import day
from ashilms.forms import CHOICE, PlainForm
from ashilms.looks.models import LookPicture
from ashilms.looks.rules import LEAD_LIMIT, PAPERS, STATEMENT_LIMIT, Look, Sort
from ashilms.plugins import CertificateDesign

NAMES = {"usual": "A usual name", "short": "A short one", "long": "A very long one", "renewal": "A renewal"}
"""What a look is tried with."""


def _text(text: Any) -> str:
    return " ".join(str(text or "").split())


class LookForm(PlainForm):
    """A look, and which of them the registrar began from."""

    version = HiddenField()
    """The one that is in use, as the registrar saw it."""
    design = RadioField("Design", [InputRequired(CHOICE)])
    paper = RadioField(
        "Paper", [InputRequired(CHOICE)], choices=[SelectChoice(p.name, p.title) for p in PAPERS.values()]
    )
    ink = ColorField("Colour", [InputRequired("Choose a colour.")])
    lead = StringField("Line before the name", [Length(max=LEAD_LIMIT)], filters=[_text])
    statement = StringField("What the holder did", [Length(max=STATEMENT_LIMIT)], filters=[_text])
    renewed = StringField("The same when renewing", [Length(max=STATEMENT_LIMIT)], filters=[_text])
    logo = RadioField("Logo", [Optional()])
    seal = RadioField("Seal", [Optional()])
    hands = SelectMultipleField(
        "Signatures", [Optional()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    name = RadioField("Tried with", choices=[SelectChoice(*one) for one in NAMES.items()], default="usual")

    def offer(self, pictures: Sequence[LookPicture], designs: Mapping[str, CertificateDesign]) -> None:
        """Offer these pictures and designs, each by a name of its own."""
        self.design.choices = [SelectChoice(name, one.title or name) for name, one in designs.items()]
        none = {Sort.LOGO: "None", Sort.SEAL: "The design’s own"}
        for field, sort in ((self.logo, Sort.LOGO), (self.seal, Sort.SEAL)):
            field.choices = [SelectChoice("", none[sort]), *_choices(pictures, sort)]
        self.hands.choices = _choices(pictures, Sort.HAND)

    def offers_what_was_chosen(self) -> bool:
        """Return whether everything that was chosen is among what is offered; there may be nothing to save."""
        return all(
            {self[name].data} <= {choice.value for choice in self[name].choices}
            for name in ("design", "paper")
        )

    def as_look(self, pictures: Sequence[LookPicture]) -> Look:
        """Return what was chosen; of two signatures of one person the newer counts."""
        by_id = {str(row.id): row for row in pictures}
        hands = [by_id[chosen] for chosen in self.hands.data or () if chosen in by_id]
        return Look(
            design=self.design.data, paper=self.paper.data, ink=(self.ink.data or "").lower(),
            lead=self.lead.data or "", statement=self.statement.data or "", renewed=self.renewed.data or "",
            logo=_file(by_id, self.logo.data), seal=_file(by_id, self.seal.data),
            hands={row.name: row.file for row in sorted(hands, key=lambda row: row.id)},
        )  # fmt: skip


def _choices(pictures: Sequence[LookPicture], sort: Sort) -> list[SelectChoice]:
    return [
        SelectChoice(str(row.id), f"{row.what}, sent {day(row.sent_at.date())}")
        for row in pictures
        if row.sort == sort
    ]


def _file(by_id: Mapping[str, LookPicture], chosen: str | None) -> str:
    row = by_id.get(chosen or "")
    return row.file if row else ""


def look_form(
    look: Look, number: int, pictures: Sequence[LookPicture], designs: Mapping[str, CertificateDesign],
    given: MultiDict[str, str] | None = None,
) -> LookForm:  # fmt: skip
    """Return the form, with a look in it, or with what was `given` in an address."""
    ids = {(row.sort, row.name, row.file): str(row.id) for row in reversed(pictures)}
    values: dict[str, Any] = {
        **{name: getattr(look, name) for name in ("design", "paper", "ink", "lead", "statement", "renewed")},
        "version": str(number), "logo": ids.get((Sort.LOGO, "", look.logo), ""),
        "seal": ids.get((Sort.SEAL, "", look.seal), ""),
        "hands": [ids[Sort.HAND, name, file] for name, file in look.hands.items() if (Sort.HAND, name, file) in ids],
    }  # fmt: skip
    form = LookForm(given, **values) if given is not None else LookForm(**values)
    form.offer(pictures, designs)
    return form


SORTS = {Sort.LOGO: "The school’s logo", Sort.SEAL: "A seal", Sort.HAND: "A signature"}


class PictureForm(PlainForm):
    """A picture, what it is, and whose signature."""

    sort = RadioField(
        "What it is", [InputRequired(CHOICE)],
        choices=[SelectChoice(sort.value, words) for sort, words in SORTS.items()],
    )  # fmt: skip
    name = StringField("Whose signature", [Optional(), Length(max=200)], filters=[_text])
    file = FileField("The picture", [FileRequired("Choose the file first.")])


class BackForm(PlainForm):
    """Which version was current when somebody chose to bring back another."""

    version = HiddenField()
