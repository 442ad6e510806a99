"""Is what a registrar wrote as a mail well formed?"""

from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from ashilms.forms import PlainForm, whole
from ashilms.notices.rules.letters import LONGEST, Letter, Wording, problems_of

MOST = 100
"""Notices on a page: those not read that come next, and the latest that were read."""


class LetterForm(PlainForm):
    """The subject, text and button of a mail, and which version of it was seen."""

    subject = StringField("Subject", [Length(max=LONGEST["subject"])])
    text = TextAreaField("Text", [Length(max=LONGEST["text"])])
    act = StringField("Words on the button", [Length(max=LONGEST["act"])])
    version = HiddenField()

    def ask_for(self, letter: Letter) -> None:
        """Ask for what this mail has alone: the frame around every mail has no subject and no button."""
        self._letter = letter
        for part in LONGEST:
            if not getattr(letter.default, part):
                del self[part]

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether it can be taken; what is wrong stands with each part, in a sentence."""
        whole_form = super().validate(extra_validators)
        for part, sentence in problems_of(self._letter, self.as_wording()).items():
            if not self[part].errors:
                self[part].errors = [*self[part].errors, sentence]
        return whole_form and not self.errors

    def as_wording(self) -> Wording:
        """Return what was typed, line ends as they are kept."""
        said = {
            part: (self[part].data or "").replace("\r\n", "\n").strip() for part in LONGEST if part in self
        }
        return Wording(**said)


class EarlierForm(PlainForm):
    """Which version is taken back, and which was seen."""

    number = HiddenField()
    version = HiddenField()

    def wanted(self) -> int:
        """Return the version that is taken back, 0 for the default."""
        return whole(self.number.data)


class ReadForm(PlainForm):
    """Which notices were on the page when its button was pressed."""

    shown = HiddenField()

    def ids(self) -> list[int]:
        """Return the notices that were shown."""
        return [whole(part) for part in (self.shown.data or "").split(" ")[:MOST]]
