"""Whether a certificate stands: four questions, answered apart, none of them by a guess."""

from dataclasses import astuple, dataclass
from datetime import date
from enum import StrEnum

from ashilms.certificates.signing import PdfCheck, Seal


class Status(StrEnum):
    """Where a certificate is in its life. ISSUING and FAILED have a number and are no certificate yet."""

    ISSUING = "issuing"
    FAILED = "failed"
    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class Answer(StrEnum):
    """What is said to one of the four questions. UNCHECKED is never shown as a tick."""

    YES = "yes"
    NO = "no"
    UNCHECKED = "could not check"


@dataclass(frozen=True, slots=True)
class FourAnswers:
    """Is it authentic? In date? Neither suspended, revoked nor superseded? Is the issuer known?"""

    authentic: Answer
    in_date: Answer
    stands: Answer
    issuer_known: Answer

    @property
    def all_yes(self) -> bool:
        """Whether every answer is yes: only then is the certificate good."""
        return all(answer is Answer.YES for answer in astuple(self))

    @property
    def any_no(self) -> bool:
        """Whether some answer is no, whatever could not be checked beside it."""
        return any(answer is Answer.NO for answer in astuple(self))


class Word(StrEnum):
    """The one word above the four answers."""

    VALID = "valid"
    EXPIRED = "expired"
    UNVERIFIED = "not currently verified"
    """Set aside, and nobody has looked into it yet."""
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    NOT_AUTHENTIC = "not authentic"
    UNCHECKED = "could not check"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: the word, and the four answers that it rests on."""

    word: Word
    answers: FourAnswers


_STOPPED = {
    Status.SUSPENDED: Word.SUSPENDED,
    Status.REVOKED: Word.REVOKED,
    Status.SUPERSEDED: Word.SUPERSEDED,
}


def standing_on(
    status: Status, valid_until: date | None, today: date, *, issued_on: date | None = None,
    reviewed: bool = True,
) -> Verdict:  # fmt: skip
    """Return whether a certificate in our own records stands on the day `today`, its last day included.

    One that is set aside and not `reviewed` yet is no suspended one: so far nothing was found. A number whose issue is
    under way or failed is not authentic. A day before `issued_on` means that a clock is wrong: whether the certificate
    is in date could then not be checked.
    """
    if status in (Status.ISSUING, Status.FAILED):
        return NOT_OURS
    in_date = Answer.YES if valid_until is None or today <= valid_until else Answer.NO
    if issued_on is not None and today < issued_on:
        in_date = Answer.UNCHECKED
    stands = Answer.YES if status is Status.VALID else Answer.NO
    answers = FourAnswers(Answer.YES, in_date, stands, Answer.YES)
    if status is Status.SUSPENDED and not reviewed:
        return Verdict(Word.UNVERIFIED, answers)
    return Verdict(_STOPPED.get(status) or _BY_DATE[in_date], answers)


_BY_DATE = {Answer.YES: Word.VALID, Answer.NO: Word.EXPIRED, Answer.UNCHECKED: Word.UNCHECKED}

NOT_OURS = Verdict(
    Word.NOT_AUTHENTIC, FourAnswers(Answer.NO, Answer.UNCHECKED, Answer.UNCHECKED, Answer.UNCHECKED)
)
"""Nothing here was issued as that: neither its dates nor its status mean anything."""


def standing_of_file(check: PdfCheck, recorded: Verdict | None) -> Verdict:
    """Return what a PDF is worth: `check` of its bytes, and what our records say of the number in it.

    `recorded` is `None` when the records could not be asked; a number that they do not hold is `NOT_OURS`.
    """
    authentic, issuer = _OF_SEAL.get(check.seal, (Answer.NO, Answer.UNCHECKED))
    if authentic is Answer.NO:
        return Verdict(Word.NOT_AUTHENTIC, FourAnswers(authentic, Answer.UNCHECKED, Answer.UNCHECKED, issuer))
    if authentic is Answer.UNCHECKED or recorded is None:
        return Verdict(Word.UNCHECKED, FourAnswers(authentic, Answer.UNCHECKED, Answer.UNCHECKED, issuer))
    return recorded


_OF_SEAL = {
    Seal.WHOLE: (Answer.YES, Answer.YES),
    Seal.FOREIGN: (Answer.NO, Answer.NO),
    Seal.UNCHECKED: (Answer.UNCHECKED, Answer.UNCHECKED),
}
