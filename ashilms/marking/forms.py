"""Is what a marker filled in well formed? The question's rubric says which criteria there are."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length, Optional

from ashilms.comments.forms import WithComments
from ashilms.forms import PlainForm
from ashilms.marking.rules import LONGEST
from ashilms.marking.services import Judged
from ashilms.quizzes.rules.rubric import Criterion, Rubric

LEVEL = "level_"
"""How the name of a criterion's field begins."""


class MarkForm(WithComments, PlainForm):
    """What a marker says; `make_mark_form` adds a row of levels for each criterion."""

    turn = HiddenField()
    text = TextAreaField("To the trainee", [Optional(), Length(max=LONGEST)])

    def as_judged(self, rubric: Rubric) -> Judged:
        """Return what was filled in; a criterion without a level is left out."""
        chosen = {c.id: self[LEVEL + c.id].data for c in rubric.criteria}
        levels = {id: level for id, level in chosen.items() if level is not None}
        return Judged(levels, (self.text.data or "").replace("\r\n", "\n"), self.turn.data or "")

    def rows(self, rubric: Rubric) -> Sequence[tuple[Criterion, Any]]:
        """Return each criterion with its field."""
        return [(criterion, self[LEVEL + criterion.id]) for criterion in rubric.criteria]

    def refuse(self, rubric: Rubric, name: str | None, sentence: str) -> None:
        """Put a sentence at its field: of levels, at the first criterion that has none."""
        empty = [LEVEL + c.id for c in rubric.criteria if self[LEVEL + c.id].data is None]
        field = self[name or empty[0]] if name or empty else self.text
        field.errors = [sentence]


def _level(text: Any) -> int | None:
    return int(text) if str(text).isascii() and str(text).isdecimal() and len(str(text)) == 1 else None


def make_mark_form(rubric: Rubric, **values: Any) -> MarkForm:
    """Return the form for one rubric, filled from the request, else from `values`; nothing is chosen beforehand."""
    fields = {
        LEVEL + c.id: RadioField(
            c.text,
            [Optional()],
            coerce=_level,
            choices=[SelectChoice(*level) for level in enumerate(c.levels)],
        )
        for c in rubric.criteria
    }
    form: MarkForm = type("RubricForm", (MarkForm,), fields)(**values)
    return form


class AskForm(PlainForm):
    """Who is asked to mark an answer."""

    marker = SelectField("Marker", coerce=int, choices=[])

    def offer(self, markers: Mapping[int, str]) -> None:
        """Offer these people."""
        self.marker.choices = [SelectChoice(*who) for who in markers.items()]
