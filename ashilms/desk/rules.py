"""What somebody is told on their home page: the greeting, and the one next step in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ashilms.certificates.rules import Word
from ashilms.formats import day, hours, plural

NEXT, NOTHING = "Your next step", "Nothing to do"


@dataclass(frozen=True, slots=True)
class Step:
    """The one next step: what, why, and the page on which it is done (`None`: nothing for the person to do)."""

    over: str
    title: str
    why: str
    verb: str = ""
    endpoint: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def greeting(hour: int) -> str:
    """Return how one greets at this hour of the person's own clock."""
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


TAKE_UP = Step(
    NEXT, "Take up a course", "Your lessons, quizzes and practicum begin with it.",
    "See the courses", "ashilms.courses.show_courses",
)  # fmt: skip
CONFIRM_NAME = Step(
    f"{NEXT} · a minute", "Confirm the name on your certificate",
    "Everything else is met. Nothing can be issued until you say how your name is printed.",
    "Confirm my name", "ashilms.programs.show_standing",
)  # fmt: skip
AWAIT_APPROVAL = Step(
    NOTHING, "Your certificate waits for approval",
    "Everything is met. Somebody who assessed none of your sessions looks at the evidence now; "
    "you’ll have mail when it is issued.",
)  # fmt: skip


def certificate_step(
    word: Word | None, number: str, until: date | None, since: date, *, renews: bool
) -> Step:
    """Return what somebody is told whose certificate answers `word`; `None`: it is still being drawn.

    `renews`: its programme has a renewal, to whose page is led whose certificate has run out.
    """
    what = _CERTIFICATE.get(word) or _CERTIFICATE[Word.UNCHECKED]
    ends = f"It is valid until {day(until)}." if until else "It has no end date."
    why = what[1].format(
        ends=ends, since=day(since), until=until and day(until), after=_RENEW if renews else _ASK
    )
    verb, page, values = what[2], "ashilms.certificates.show_certificate", {"number": number}
    if word is Word.EXPIRED and renews:
        verb, page, values = "See what renewing takes", "ashilms.renewals.show_renewals", {}
    return Step("Your certificate", what[0], why, verb, page, values)


_RENEW = "What renewing it takes, and until when it can be, stands on a page of its own."
_ASK = "Its programme has no renewal of its own: ask the school what comes after it."
_CERTIFICATE: dict[Word | None, tuple[str, str, str]] = {
    Word.VALID: (
        "You hold the certificate",
        "Everything was met, and a second person approved it. {ends} Download it, or show an employer that it is real.",
        "See my certificate",
    ),
    None: (
        "Your certificate is approved",
        "It is being drawn and signed. You’ll have mail when it is ready.",
        "See how it stands",
    ),
    Word.EXPIRED: (
        "Your certificate has run out",
        "It was valid until {until}. {after}",
        "See my certificate",
    ),
    Word.UNVERIFIED: (
        "Your certificate is set aside",
        "Since {since}, until somebody has looked into a question. What it is stands on its page, and there you say "
        "what should be considered. Only you and the school see either.",
        "Read the question and answer",
    ),
    Word.SUSPENDED: (
        "Your certificate is suspended",
        "Since {since}, after the school looked into it. The reason stands on its page; only you and the school see "
        "it.",
        "Read the reason",
    ),
    Word.REVOKED: (
        "Your certificate was revoked",
        "On {since}. The reason stands on its page; only you and the school see it. If you think it is wrong, answer "
        "the school.",
        "Read the reason",
    ),
    Word.SUPERSEDED: ("A newer certificate took its place", "The old one is kept here.", "See the old one"),
    Word.UNCHECKED: ("You hold a certificate", "Its page says how it stands.", "See my certificate"),
}


def running_step(key: str, title: str, until: str) -> Step:
    """Return what somebody is told who is sitting a quiz, until a clock time."""
    return Step(
        "The clock runs", f"Go on with “{title}”", f"Your answers are kept. It ends at {until}.",
        "Go on", "ashilms.quizzes.show_quiz", {"quiz_key": key},
    )  # fmt: skip


def quiz_step(key: str, title: str, why: str, minutes: int) -> Step:
    """Return what somebody is told who may sit a quiz, or whose quiz something else must open first."""
    over = f"{NEXT} · {minutes} minutes at most"
    return Step(over, title, why, "Open the quiz", "ashilms.quizzes.show_quiz", {"quiz_key": key})


def waiting_quiz_step(key: str, title: str, at: str, left: int) -> Step:
    """Return what somebody is told who may sit a quiz again from a clock time on."""
    return Step(
        "Nothing to do just yet", f"“{title}” again from {at}",
        f"{plural(left, 'attempt')} left. Until then, go through what was wrong, and the lessons it stands on.",
        "See what was wrong", "ashilms.quizzes.show_quiz", {"quiz_key": key},
    )  # fmt: skip


def marking_quiz_step(key: str, title: str) -> Step:
    """Return what somebody is told whose attempt is being marked."""
    return Step(
        NOTHING, f"“{title}” is being marked",
        "People read some of your answers. You’ll have mail when that is done.", "See how it stands",
        "ashilms.quizzes.show_quiz", {"quiz_key": key},
    )  # fmt: skip


def used_up_step(key: str, title: str) -> Step:
    """Return what somebody is told who has no attempt left."""
    return Step(
        NEXT, f"Talk to your instructor about “{title}”",
        "All attempts are used. Your instructor goes through it with you, and may release another one.",
        "See what was wrong", "ashilms.quizzes.show_quiz", {"quiz_key": key},
    )  # fmt: skip


def returned_step(entry_id: int, day: str, by: str, reason: str) -> Step:
    """Return what somebody is told whose session came back."""
    return Step(
        NEXT, f"Your session of {day} came back", f"{by}: “{reason}”", "Open the session",
        "ashilms.practicum.show_entry", {"id": entry_id},
    )  # fmt: skip


def waiting_step(minutes: int) -> Step:
    """Return what somebody is told whose sessions would be enough, once they are countersigned."""
    return Step(
        NOTHING, "Your practicum waits to be countersigned",
        f"{hours(minutes)} are with your supervisor. They count once they are countersigned.",
        "Open my practicum", "ashilms.practicum.show_ledger",
    )  # fmt: skip


def practise_step(title: str, have: str, how: str, *, may_log: bool) -> Step:
    """Return what somebody is told who has to practise."""
    if may_log:
        return Step(NEXT, title, f"{have}. {how}", "Log a session", "ashilms.practicum.log_entry")
    return Step(NEXT, title, f"{have}. {how}", "Open my practicum", "ashilms.practicum.show_ledger")
