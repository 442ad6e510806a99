"""Is what was typed about a release or an accommodation well formed?"""

from collections.abc import Iterable
from datetime import date

from wtforms import DateField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional

from ashilms.allowances.rules import LONGEST, Terms
from ashilms.forms import Between, PlainForm
from ashilms.quizzes.rules.allowing import MOST_ATTEMPTS, MOST_MINUTES, MOST_PERCENT, Eased


class ReleaseForm(PlainForm):
    """The remediation that was done, and which release was seen as the next."""

    number = HiddenField()
    note = TextAreaField(
        "What was worked through", [InputRequired("Say what was done."), Length(max=LONGEST)]
    )


def _number(label: str, most: int) -> IntegerField:
    return IntegerField(label, [Optional(), Between(0, most, f"Put in 0 to {most}.")])


class AccommodationForm(PlainForm):
    """What somebody is allowed, at which quiz, on which days, and why."""

    number = HiddenField()
    quiz = SelectField("Quiz", [Optional()], choices=[])
    percent = _number("More time, in percent", MOST_PERCENT)
    minutes = _number("More time, in minutes", MOST_MINUTES)
    attempts = _number("More attempts", MOST_ATTEMPTS)
    since = DateField("From", [InputRequired("Put in the day.")])
    until = DateField("Last day", [Optional()])
    reason = TextAreaField("Reason", [InputRequired("Say why."), Length(max=LONGEST)])

    def offer(self, quizzes: Iterable[tuple[str, str]]) -> None:
        """Offer these quizzes, by key and title."""
        self.quiz.choices = [SelectChoice("", "Every quiz"), *(SelectChoice(*one) for one in quizzes)]

    def as_terms(self) -> Terms:
        """Return what was typed."""
        eased = Eased(self.percent.data or 0, self.minutes.data or 0, self.attempts.data or 0)
        reason = (self.reason.data or "").replace("\r\n", "\n")
        since = self.since.data or date.max
        return Terms(eased, self.quiz.data or None, since, self.until.data, reason)
