"""Checking a digital credential of any issuer: what its file says, held against our record where it is ours."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms.certificates import services as certificates
from ashilms.certificates.keys import KeyDamaged
from ashilms.certificates.models import Certificate
from ashilms.certificates.publishing import known_issuers
from ashilms.certificates.rules import Answer, FourAnswers, Verdict, Word, site_of
from ashilms.certificates.rules.standing import NOT_OURS
from ashilms.config import Settings
from ashilms.credentials.answers import Fault, Issuers, Judgement, Lists, Said, issuer_id
from ashilms.credentials.apart import judge_in_process
from ashilms.credentials.multibase import fingerprint
from ashilms.verification import services
from ashilms.verification.rules import Finding, Line, lines_of, sentence_of

log = logging.getLogger("ashilms.verification")
NOT_AS_ISSUED = "It carries our signature, but it is not the credential that was issued under its number."
NEVER_ISSUED = "It carries our signature, and nothing was issued under its number."
BY_A_THIEF = (
    "It is signed with a key that was stolen from this school, and the school keeps no such credential. Ask the holder "
    "for the one that they have now."
)
STOLEN = Verdict(NOT_OURS.word, replace(NOT_OURS.answers, issuer_known=Answer.NO))
OUT_OF_REACH = Judgement(
    Fault.NONE, Said(None, "The school’s own keys can’t be read just now. Try again later.")
)
_WORDS = {
    Fault.NONE: Word.UNCHECKED,
    Fault.EXPIRED: Word.EXPIRED,
    Fault.REVOKED: Word.REVOKED,
    Fault.SUSPENDED: Word.SUSPENDED,
}
_SENTENCES = {
    Word.EXPIRED: "Its time is over. It is as it was signed; nobody here vouches for who signed it.",
    Word.REVOKED: "Its issuer withdrew it, so it must not be relied on.",
    Word.SUSPENDED: "Its issuer set it aside. Ask them, and check again later.",
}
_UNSURE = "By its own word its time is over. Whether it is as it was signed could not be checked."
_UNKNOWN = "It is as it was signed, by an issuer who isn’t known here. Ask them whether it is theirs."


@dataclass(frozen=True, slots=True)
class CredentialFinding:
    """What a credential is worth. `finding` is our own record's where it is ours, else what its file alone says."""

    finding: Finding
    judgement: Judgement
    ours: bool = False
    in_our_name: bool = False
    """Whether it names us as its issuer, and was not found to be what we issued."""

    @property
    def sentence(self) -> str:
        """The sentence beside the word."""
        word = self.finding.verdict.word
        if self.ours or word not in _SENTENCES:
            return sentence_of(self.finding)
        return _SENTENCES[word] if self.judgement.authentic.answer else _UNSURE

    @property
    def forged(self) -> bool:
        """Whether it was made in our name: what the school has to be told of."""
        return self.in_our_name and self.finding.verdict.answers.authentic is Answer.NO

    @property
    def lines(self) -> list[Line]:
        """The four answers with a reason each."""
        return lines_of(self.finding) if self.ours else _lines(self.finding, self.judgement)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What another issuer's credential says, in its own words; nothing of one that was changed."""
        if self.ours or self.judgement.document is None or self.judgement.authentic.answer is False:
            return []
        return [(name, said) for name, said in _facts(self.judgement.document) if said]


def check_credential(
    db: Session, data: bytes, settings: Settings, site: str, *, now: datetime, lists: Lists | None = None
) -> CredentialFinding:
    """Return what the credential in a file is worth; the file is looked at in a process with limits and not kept.

    `site` is what our own addresses begin with. One of ours is authentic only if it is what we keep, whatever key
    signed it (a stolen one, even, until it is signed anew), and whether it stands is told by our record; of another
    issuer's, by their lists in `lists`.
    """
    sites = [site, *settings.former_sites]
    try:
        issuers = known_issuers(settings, *sites, stolen=True)
    except KeyDamaged:  # told to the log alone: where keys lie is no business of the public's
        log.exception("signatures can't be checked", extra={"event": "keys_unreadable"})
        return CredentialFinding(
            Finding(_verdict(OUT_OF_REACH), note=OUT_OF_REACH.authentic.why), OUT_OF_REACH
        )
    found = judge_in_process(data, now=now, issuers=issuers, lists=lists)
    row = _row_of(db, found.document)
    if row is not None and (before := site_of(row.as_payload())) not in sites:
        sites.append(before)  # a move that no setting tells of
        issuers = known_issuers(settings, *sites, stolen=True)
        found = judge_in_process(data, now=now, issuers=issuers, lists=lists)
    log.info("checked", extra={"event": "verification", "how": "credential", "found": row is not None})
    if found.document is None or issuer_id(found.document) not in issuers:
        return CredentialFinding(Finding(_verdict(found), note=_note(found)), found)
    if found.authentic.answer is not True:
        return CredentialFinding(Finding(_not_ours(found), note=found.authentic.why), found, in_our_name=True)
    if row is not None and _is_kept(db, row, found):
        return CredentialFinding(
            services.check_own_number(db, row.number, today=now.date()), found, ours=True
        )
    if not _is_vouched_for(found, known_issuers(settings, *sites)):
        return CredentialFinding(Finding(STOLEN, note=BY_A_THIEF), found, in_our_name=True)
    said = NOT_AS_ISSUED if row else NEVER_ISSUED
    return CredentialFinding(Finding(NOT_OURS, note=said), found, in_our_name=True)


def _is_vouched_for(found: Judgement, vouched: Issuers) -> bool:
    """Return whether the key that signed is one of those of which the school says that they are its own."""
    return found.signer in {fingerprint(key) for named in vouched.values() for key in named.values()}


def _row_of(db: Session, document: Mapping[str, Any] | None) -> Certificate | None:
    """Return the certificate whose link a credential bears as its id."""
    said = (document or {}).get("id")
    return certificates.find_by_token(db, said.rpartition("/")[2][:80]) if isinstance(said, str) else None


def _is_kept(db: Session, row: Certificate, found: Judgement) -> bool:
    kept = certificates.find_credential(db, row.id)
    if kept is None:
        return False
    if found.token is not None:
        return found.token == kept.token
    return bool(found.document == json.loads(kept.document or "{}"))


def _not_ours(found: Judgement) -> Verdict:
    if found.authentic.answer is None:
        return _verdict(found)
    issuer = Answer.NO if found.fault is Fault.FOREIGN else Answer.UNCHECKED
    return Verdict(Word.NOT_AUTHENTIC, FourAnswers(Answer.NO, Answer.UNCHECKED, Answer.UNCHECKED, issuer))


def _verdict(found: Judgement) -> Verdict:
    said = (found.authentic, found.in_date, found.stands, found.issuer_known)
    return Verdict(_WORDS.get(found.fault, Word.NOT_AUTHENTIC), FourAnswers(*map(_answer, said)))


def _answer(said: Said) -> Answer:
    return {True: Answer.YES, False: Answer.NO, None: Answer.UNCHECKED}[said.answer]


def _note(found: Judgement) -> str:
    return _UNKNOWN if found.authentic.answer is True else found.authentic.why


_QUESTIONS = ("Authentic", "In date", "Not suspended, not revoked", "Issuer known")


def _lines(finding: Finding, found: Judgement) -> list[Line]:
    """Return the answers with a reason each: the judge's, else, where our record says no, what it says."""
    answers = finding.verdict.answers
    told = (
        (answers.authentic, found.authentic), (answers.in_date, found.in_date), (answers.stands, found.stands),
        (answers.issuer_known, found.issuer_known),
    )  # fmt: skip
    otherwise = {Answer.UNCHECKED: "Could not check.", Answer.NO: finding.note}
    return [
        Line(question, answer, said.why if answer is _answer(said) else otherwise[answer])
        for question, (answer, said) in zip(_QUESTIONS, told, strict=True)
    ]


def _facts(document: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    issuer = document.get("issuer")
    return [
        ("It calls itself", _text(document.get("name"))),
        ("For", _text(achievement.get("name") if isinstance(achievement, Mapping) else None)),
        ("From", _text(document.get("validFrom"))[:10]),
        ("Until", _text(document.get("validUntil"))[:10]),
        ("It names as issuer", _text(issuer.get("name") if isinstance(issuer, Mapping) else None)),
        ("By the address", issuer_id(document)[:200]),
    ]


def _text(value: Any) -> str:
    return value[:200] if isinstance(value, str) else ""
