"""A comment to be saved; and what a form gets that takes saved ones."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional

from ashilms.comments.models import SavedComment
from ashilms.comments.rules import LONGEST, join_comment
from ashilms.forms import PlainForm

INSERT = "insert"
"""What the button says that puts a saved comment into the text."""


def _number(text: Any) -> int | None:
    return int(text) if text not in (None, "", "None") else None


class CommentForm(PlainForm):
    """A comment to be saved."""

    text = TextAreaField("Comment", [InputRequired("Write the comment."), Length(max=LONGEST)])


class WithComments:
    """A form whose `text` takes saved comments: a list, and a button that needs no script."""

    saved = SelectField("Your saved comments", [Optional()], coerce=_number, choices=[])
    _texts: dict[int, str]

    def offer_comments(self, comments: Sequence[SavedComment]) -> None:
        """Offer these comments."""
        self._texts = {row.id: row.text for row in comments}
        found = [SelectChoice(row.id, row.label) for row in comments]
        self.saved.choices = [SelectChoice("", "Choose…"), *found]

    def insert_comment(self) -> None:
        """Put the chosen comment at the end of the text."""
        text: Any = self.text  # type: ignore[attr-defined]  # of the form that takes it
        if chosen := self._texts.get(self.saved.data or 0):
            text.data = join_comment(text.data or "", chosen)
            self.saved.data = None
