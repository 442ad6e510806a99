"""What an employer is told: a word, four answers with their reasons, and what the certificate says."""

from dataclasses import dataclass
from datetime import date

from ashilms.certificates.rules import Answer, Payload, Verdict, Word
from ashilms.certificates.signing import Stamp
from ashilms.formats import clock, day, plural
from ashilms.programs.rules.showing import Worth


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check. `payload` is `None` when nothing of ours was found behind what was asked."""

    verdict: Verdict
    payload: Payload | None = None
    changed_on: date | None = None
    """When it was suspended, revoked or replaced."""
    note: str = ""
    """What was wrong with a file, in a sentence."""
    followed_by: str | None = None
    """The number of the certificate that took its place."""
    lapsed_on: date | None = None
    """The last day on which it could simply have been renewed, once that is over."""
    changes: tuple[str, ...] = ()
    """In what a file differs from the certificate that it was made from, where that can be told."""
    copy_of: str | None = None
    """The secret of that certificate's own link, which the file carries."""
    signed_anew_on: date | None = None
    """When another file took this one's place, the key of which was not to be relied on any more."""
    stamp: Stamp | None = None
    """The timestamp in a file of ours, if it has one."""
    history: tuple[tuple[date, str], ...] = ()
    """What became of it that the public may know: days with a word each, and no reasons."""

    @property
    def told(self) -> list[tuple[str, str]]:
        """The same as it is shown: the word, and the day."""
        return [(word, day(at)) for at, word in self.history]


@dataclass(frozen=True, slots=True)
class Line:
    """One of the four answers as it is shown."""

    question: str
    answer: Answer
    why: str


def exit_code_of(finding: Finding) -> int:
    """Return what a program answers to the shell: 0 every answer is yes, 1 any is no, 2 some could not be checked."""
    answers = finding.verdict.answers
    return 0 if answers.all_yes else 1 if answers.any_no else 2


def sentence_of(finding: Finding) -> str:
    """Return the sentence beside the word."""
    payload, word = finding.payload, finding.verdict.word
    since = f" on {day(finding.changed_on)}" if finding.changed_on else ""
    follower = f", {finding.followed_by}," if finding.followed_by else ""
    said = {
        Word.VALID: f"This certificate is real, in date, and stands for: {payload.scope if payload else ''}",
        Word.EXPIRED: "This certificate is real. Its time is over, so it no longer says that the holder is current."
        + (f" It has lapsed: until {day(finding.lapsed_on)} nobody renewed it." if finding.lapsed_on else ""),
        Word.UNVERIFIED: f"This certificate is real. It was set aside{since} while the school looks into a question, "
        "and nothing was found against it so far. Contact the school, and check again in a few days.",
        Word.SUSPENDED: f"This certificate is real. The school looked into it and suspended it{since}. Don’t rely on "
        "it now; ask the school.",
        Word.REVOKED: f"This certificate was real when issued. It was withdrawn{since} and must not be relied on.",
        Word.SUPERSEDED: f"This certificate was real. A newer one{follower} took its place{since}; ask the holder for "
        "that.",
        Word.NOT_AUTHENTIC: finding.note or "Nothing was issued here like this. Don't rely on it.",
        Word.UNCHECKED: finding.note
        or "This could not be checked just now. That is no answer: try again later.",
    }
    return said[word] + (_anew(finding.signed_anew_on) if finding.signed_anew_on else "")


def _anew(on: date) -> str:
    return (
        f" This is the file as it was first given out. On {day(on)} it was signed anew, with another key, saying the "
        "same; ask the holder for that file, as other programs can’t tell this one from a forgery."
    )


def time_of(stamp: Stamp) -> str:
    """Return when a file was signed and who vouches for that. What is not known is never told."""
    if stamp.at is None:
        return "Could not check: nobody whom this site knows vouches for it."
    return f"{clock(stamp.at)} at the latest, vouched for by {stamp.by}"


def lines_of(finding: Finding) -> list[Line]:
    """Return the four answers with a reason each; "could not check" never reads like a yes."""
    answers, payload = finding.verdict.answers, finding.payload
    until = payload.valid_until if payload else None
    name = payload.provider.name if payload else "the school"
    return [
        Line("Authentic", answers.authentic, _of(answers.authentic, (
            "It was issued here, and what is shown below is what was issued.",
            "It doesn’t match anything that was issued here.",
        ))),
        Line("In date", answers.in_date, _of(answers.in_date, (
            f"Valid until {day(until)}." if until else "It has no end date.",
            f"It ran until {day(until)}." if until else "Not in date.",
        ))),
        Line(_STANDS.get(finding.verdict.word, "Not suspended, not revoked"), answers.stands, _of(answers.stands, (
            "There is no entry against it.",
            "A question is being looked into. Nothing was found so far."
            if finding.verdict.word is Word.UNVERIFIED else
            "There is an entry against it. The reason is private to the holder and the school.",
        ))),
        Line("Issuer known", answers.issuer_known, _of(answers.issuer_known, (
            f"{name}, from its own record.",
            "The signature, if any, is not from a key of this school.",
        ))),
    ]  # fmt: skip


_STANDS = {
    Word.UNVERIFIED: "Not currently verified",
    Word.SUSPENDED: "Suspended",
    Word.REVOKED: "Revoked",
    Word.SUPERSEDED: "Replaced by a newer one",
}


def _of(answer: Answer, said: tuple[str, str]) -> str:
    if answer is Answer.UNCHECKED:
        return "Could not check."
    return said[0] if answer is Answer.YES else said[1]


STATES = {
    Word.VALID: "valid",
    Word.EXPIRED: "expired",
    Word.UNVERIFIED: "unverified",
    Word.SUSPENDED: "suspended",
    Word.REVOKED: "revoked",
    Word.SUPERSEDED: "superseded",
    Word.NOT_AUTHENTIC: "altered",
    Word.UNCHECKED: "could-not-check",
}
"""The verdict component's name for each word."""
ANSWER_STATES = {Answer.YES: "yes", Answer.NO: "no", Answer.UNCHECKED: "unknown"}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One thing that was proven when a certificate was issued."""

    title: str
    have: str
    on: date
    until: date | None
    waived: str = ""
    """That nothing was proven: it counted as met by a waiver, until when."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """What a file that shows a part of a proof is worth. Nothing of it is told unless it holds."""

    worth: Worth
    lines: tuple[ShownLine, ...] = ()
    certificate: Finding | None = None
    """What stands behind the certificate today; it names its holder, which the file does not."""
    note: str = ""
    """What was wrong with the file, where it could not be read."""

    @property
    def good(self) -> bool:
        """Whether it holds, and the certificate stands in every answer."""
        return self.certificate is not None and self.certificate.verdict.answers.all_yes


def sentence_of_shown(found: ShownFinding) -> str:
    """Return the sentence that says what a file is worth."""
    if found.worth is Worth.HOLDS and found.certificate and found.certificate.payload:
        said = found.certificate.payload
        return (
            f"{plural(len(found.lines), 'line')} of what certificate {said.number} was given on, as of "
            f"{day(found.lines[0].on)}."
        )
    return found.note or _SHOWN[found.worth]


_SHOWN = {
    Worth.LEAF_CHANGED: "What it says was changed: it is no line of what that certificate was given on.",
    Worth.PATH_CHANGED: "What it says is a line of that certificate’s proof, but the hashes beside it were changed, so "
    "that the file itself proves nothing.",
    Worth.ROOT_UNKNOWN: "No certificate was issued here with that number and that root: one of them was changed.",
    Worth.OF_ANOTHER: "It belongs to another certificate than the one that it names.",
}
