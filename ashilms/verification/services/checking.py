"""Checking a certificate: by number and surname, by its link, by its file; and a proof of a part of it."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import (
    Answer,
    Payload,
    Unfit,
    Verdict,
    from_canonical,
    parse_number,
    standing_of_file,
    surnames_match,
)
from ashilms.certificates.rules.standing import NOT_OURS, Status
from ashilms.certificates.signing import PdfCheck
from ashilms.programs import services as programs
from ashilms.programs.rules.showing import Showing, Unreadable, Worth, judge, read
from ashilms.programs.rules.validity import late_stages
from ashilms.programs.rules.waivers import words_in
from ashilms.verification.rules import Finding, ShownFinding, ShownLine
from ashilms.verification.rules.nobody import NOBODY

log = logging.getLogger("ashilms.verification")


def check_number(db: Session, number: str, surname: str, *, today: date) -> Finding | None:
    """Return what stands behind a number, if `surname` is the holder's; `None` tells nobody which was wrong.

    A number that was reserved and never finished is as unknown as one that never was.
    """
    row = certificates.find_by_number(db, parse_number(number))
    said = row.as_payload() if row else from_canonical(NOBODY)  # so that both refusals take the same work
    named = surnames_match(said.holder, surname)
    log.info("checked", extra={"event": "verification", "how": "number", "found": bool(row and named)})
    return find_behind(db, row, today=today) if row and named else None


def check_own_number(db: Session, number: str, *, today: date) -> Finding:
    """Return what stands behind a number, for whoever runs the site and need not name the holder."""
    row = db.scalar(select(Certificate).where(Certificate.number == number))
    return (
        find_behind(db, row, today=today)
        if row
        else Finding(NOT_OURS, note="No certificate has that number.")
    )


def check_link(db: Session, token: str, *, today: date) -> Finding | None:
    """Return what stands behind a certificate's own link, or `None` for a link that leads nowhere."""
    row = certificates.find_by_token(db, token)
    log.info("checked", extra={"event": "verification", "how": "link", "found": row is not None})
    return find_behind(db, row, today=today) if row else None


def check_file(
    db: Session, check: PdfCheck, sha256: str, *, stolen: Collection[str] = (), today: date
) -> Finding:
    """Return what a PDF is worth: `check` of its seal, and our record of the number that it carries.

    A file is authentic only if its seal is whole *and* it is byte for byte one that was issued: the one we keep, or one
    that it followed since it was signed anew. So a thief who signs with one of the `stolen` keys is found.
    """
    row = _row_of(db, check)
    earlier = certificates.find_earlier(db, row.id, sha256) if row and row.file != sha256 else None
    issued = row if row and (row.file == sha256 or earlier) else None
    verdict = standing_of_file(check, find_behind(db, issued, today=today).verdict if issued else NOT_OURS)
    log.info("checked", extra={"event": "verification", "how": "file", "seal": str(check.seal)})
    if issued is None or not check.whole:
        return _unissued(check, verdict, stolen)
    since = earlier.until.astimezone(UTC).date() if earlier else None
    behind = find_behind(db, issued, today=today)
    return replace(behind, verdict=verdict, signed_anew_on=since, stamp=check.stamp)


def _unissued(check: PdfCheck, verdict: Verdict, stolen: Collection[str]) -> Finding:
    if not check.whole:
        return Finding(verdict, note=check.sentence)
    if check.kid in stolen:
        return Finding(
            replace(verdict, answers=replace(verdict.answers, issuer_known=Answer.NO)), note=BY_A_THIEF
        )
    return Finding(verdict, note=NOT_ISSUED)


def check_proof(db: Session, data: bytes, *, today: date) -> ShownFinding:
    """Return what a file that shows a part of a proof is worth, and how the certificate that it names stands today."""
    try:
        showing = read(data)
    except Unreadable as problem:
        return ShownFinding(Worth.UNREADABLE, note=str(problem))
    row = certificates.find_by_number(db, parse_number(showing.certificate))
    worth = _worth_of(db, showing, row)
    log.info("checked", extra={"event": "verification", "how": "proof", "found": worth is Worth.HOLDS})
    if row is None or worth is not Worth.HOLDS:
        return ShownFinding(worth)
    return ShownFinding(
        worth, tuple(_line_of(one.leaf) for one in showing.shown), find_behind(db, row, today=today)
    )


def _worth_of(db: Session, showing: Showing, row: Certificate | None) -> Worth:
    own, proof = row.number if row else None, row.as_payload().proof if row else None
    frozen = programs.find_frozen(db, own) if own else None

    def is_another(root: str) -> bool:
        return programs.find_number_by_root(db, root) not in (None, own)

    root, leaves = (proof.root, proof.leaves) if proof else (None, 0)
    return judge(showing, root, leaves, frozen.hashes if frozen else (), is_another)


def _line_of(leaf: Mapping[str, Any]) -> ShownLine:
    until = date.fromisoformat(leaf["until"]) if leaf["until"] else None
    return ShownLine(leaf["title"], leaf["have"], date.fromisoformat(leaf["on"]), until, words_in(leaf))


BY_A_THIEF = (
    "The file is signed with a key that was stolen from this school, and no such file was issued here. Don’t rely "
    "on it."
)
NOT_ISSUED = "The file carries our signature, but it is not the file that was issued under its number."


def find_behind(db: Session, row: Certificate, *, today: date) -> Finding:
    """Return what stands behind a certificate of ours on the day `today`."""
    said = row.as_payload()
    verdict = row.as_verdict(today, said)
    if row.file is None or row.status in (Status.ISSUING, Status.FAILED):
        return Finding(NOT_OURS, note="Nothing stands under this number: it was never completed.")
    history = certificates.find_public_history(db, row, said.issued_on)
    if row.status == Status.VALID:
        lapsed = _lapsed_on(db, row, said, today)
        return Finding(verdict, said, lapsed_on=lapsed, history=history)
    changed = row.changed_at.astimezone(UTC).date()
    followed = programs.find_number_after(db, row.number) if row.status == Status.SUPERSEDED else None
    return Finding(verdict, said, changed, followed_by=followed, history=history)


def _lapsed_on(db: Session, row: Certificate, said: Payload, today: date) -> date | None:
    """Return the last day of grace of a certificate of which that is over, by the newest version of its programme.

    `None` where the programme renews nothing: then nobody let it lapse; and where what follows it is approved and
    waits to be drawn.
    """
    if said.valid_until is None or today <= said.valid_until:
        return None
    terms = programs.latest_version(db, row.program_id).as_terms()
    if terms is None:
        return None
    (_, grace), *_ = late_stages(terms.rule, said.valid_until)
    return grace if today > grace and programs.find_number_after(db, row.number) is None else None


def _row_of(db: Session, check: PdfCheck) -> Certificate | None:
    try:
        number = from_canonical(check.payload or b"").number
    except Unfit:
        return None
    return db.scalar(select(Certificate).where(Certificate.number == number))
