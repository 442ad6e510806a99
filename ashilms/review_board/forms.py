"""Is what was typed about a case well formed?"""

from collections.abc import Collection, Mapping

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ashilms.forms import CHOICE, PlainForm
from ashilms.review_board.rules.deciding import LONGEST, Opinion
from ashilms.review_board.rules.kinds import FINDINGS, MEASURES, Finding, Kind, Measure


class WordsForm(PlainForm):
    """Why a case is opened or a decision disputed, or what whom it is about has to say."""

    words = TextAreaField("In your words", [InputRequired("Say why."), Length(max=LONGEST)])


class EvidenceForm(PlainForm):
    """A piece of evidence."""

    piece = SelectField("What it is", [InputRequired(CHOICE)])
    words = TextAreaField("What it shows", [InputRequired("Say what it shows."), Length(max=LONGEST)])

    def offer(self, pieces: Mapping[str, str]) -> None:
        """Offer these, label by key."""
        self.piece.choices = [SelectChoice(key, label) for key, label in pieces.items()]


class VoteForm(PlainForm):
    """What a member of the board finds, and why."""

    version = HiddenField()
    finding = RadioField("What you find", [InputRequired(CHOICE)])
    measures = SelectMultipleField(
        "What follows", [Optional()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    reason = TextAreaField("Your reasons", [InputRequired("Give your reasons."), Length(max=LONGEST)])

    def offer(self, kind: Kind, possible: Collection[Measure]) -> None:
        """Offer what may be found in a case of a kind, and of what may follow what is possible now.

        Where nothing can follow, it is not asked for.
        """
        self.finding.choices = [SelectChoice(finding.value, text) for finding, text in FINDINGS[kind].items()]
        self.measures.choices = [
            SelectChoice(measure.value, MEASURES[measure]) for measure in Measure if measure in possible
        ]
        if not possible:
            del self.measures

    def as_opinion(self) -> Opinion:
        """Return what was chosen; only of a form that is well formed."""
        chosen = self.measures.data or () if "measures" in self else ()
        return Opinion(Finding(self.finding.data), frozenset(Measure(name) for name in chosen))


class LiftForm(PlainForm):
    """Why a pause is lifted."""

    reason = TextAreaField("What was shown", [InputRequired("Say what was shown."), Length(max=LONGEST)])
