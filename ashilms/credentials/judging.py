"""Judging any credential, ours or another issuer's: four questions, answered apart, none of them by a guess.

Nothing is fetched: what a credential leans on is given (issuers' keys, status lists) or out of reach, and then the
answer is that it could not be checked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ashilms.credentials import shapes
from ashilms.credentials.answers import UNASKED, Fault, Issuers, Judgement, Lists, Said, issuer_id
from ashilms.credentials.limits import MOST_ENTRIES, Unreadable
from ashilms.credentials.linked import as_list
from ashilms.credentials.moments import moment_of
from ashilms.credentials.reading import Read, read
from ashilms.credentials.signatures import Signed, signature_of
from ashilms.credentials.status_lists import LASTS, PURPOSES, REVOCATION, BadList, is_set
from ashilms.credentials.tokens import credential_in, read_token


def judge(data: bytes, *, now: datetime, issuers: Issuers, lists: Lists | None = None) -> Judgement:
    """Return what the credential in a file is worth at the moment `now`. Never raises, whatever the bytes.

    It can take long of a hostile file: see `judge_in_process`.
    """
    try:
        found = read(data)
        claims, document = _claims_of(found)
    except Unreadable as problem:
        return Judgement(Fault.UNREADABLE, Said(False, str(problem)))
    return _judge(found, claims, document, now, issuers, lists or {})


def _judge(
    found: Read,
    claims: Mapping[str, Any],
    document: dict[str, Any],
    now: datetime,
    issuers: Issuers,
    lists: Lists,
) -> Judgement:
    held = Judgement(Fault.NONE, UNASKED, document=document, token=found.token)
    if (fault := shapes.fault_of(document, claims)) is not None:
        return replace(held, fault=Fault.MALFORMED, authentic=Said(False, fault))
    known = issuers.get(issuer_id(document))
    signed = signature_of(found, document, claims, known, now=now)
    held = replace(
        held,
        fault=signed.fault,
        authentic=signed.said,
        issuer_known=_known(document, known, signed),
        signer=signed.signer,
    )
    if signed.said.answer is False:
        return held
    in_date = _in_date(document, claims, now)
    fault, stands = _stands(document, signed.signer, now, issuers, lists)
    if held.fault is Fault.NONE:
        held = replace(held, fault=fault if fault is not Fault.NONE else _of_date(in_date))
    return replace(held, in_date=in_date, stands=stands)


def _of_date(in_date: Said) -> Fault:
    return Fault.EXPIRED if in_date.answer is False else Fault.NONE


def _claims_of(found: Read) -> tuple[Mapping[str, Any], dict[str, Any]]:
    if found.token is None:
        return {}, found.document or {}
    _, claims = read_token(found.token)
    return claims, credential_in(claims)


def _known(document: Mapping[str, Any], known: object, signed: Signed) -> Said:
    if signed.by_issuer:
        return Said(True, "The key is one that this issuer publishes.")
    if known is not None and signed.fault is Fault.FOREIGN:
        return Said(
            False, "It bears an issuer’s name who is known here, and isn’t signed with a key of theirs."
        )
    if known is not None:
        return UNASKED
    return Said(False, f"Nobody here vouches for {issuer_id(document)}, nor that the key is theirs.")


def _in_date(document: Mapping[str, Any], claims: Mapping[str, Any], now: datetime) -> Said:
    begins = [
        moment_of(document[name]).timestamp() for name in ("validFrom", "issuanceDate") if name in document
    ]
    ends = [
        moment_of(document[name]).timestamp() for name in ("validUntil", "expirationDate") if name in document
    ]
    ends += [
        moment_of(proof["expires"]).timestamp()
        for proof in as_list(document.get("proof"))
        if "expires" in proof
    ]
    begins += [claims["nbf"]] if "nbf" in claims else []
    ends += [claims["exp"]] if "exp" in claims else []
    if ends and now.timestamp() > min(ends):
        return Said(False, f"It ran until {_day(min(ends))}.")
    if now.timestamp() < max(begins, default=0):
        return Said(None, f"It begins on {_day(max(begins))}: a clock is wrong, or its time has not come.")
    return Said(True, f"Valid until {_day(min(ends))}." if ends else "It has no end date.")


def _day(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


def _stands(
    document: Mapping[str, Any], signer: str | None, now: datetime, issuers: Issuers, lists: Lists
) -> tuple[Fault, Said]:
    entries = as_list(document.get("credentialStatus"))
    if not entries:
        return Fault.NONE, Said(None, "It doesn’t say where its issuer tells whether it was withdrawn.")
    if len(entries) > MOST_ENTRIES:
        return Fault.NONE, Said(None, "It names more lists than are looked at.")
    told = [_entry(document, signer, entry, now, issuers, lists) for entry in entries]
    for answer in (False, None):
        for fault, said in told:
            if said.answer is answer:
                return fault, said
    return Fault.NONE, Said(True, "There is no entry against it on its issuer’s lists.")


def _entry(
    document: Mapping[str, Any],
    signer: str | None,
    entry: Mapping[str, Any],
    now: datetime,
    issuers: Issuers,
    lists: Lists,
) -> tuple[Fault, Said]:
    address, purpose = entry.get("statusListCredential"), entry.get("statusPurpose")
    place = _place(entry.get("statusListIndex"))
    if (
        "BitstringStatusListEntry" not in as_list(entry.get("type"))
        or purpose not in PURPOSES
        or place is None
    ):
        return Fault.NONE, Said(None, "Its issuer tells its status in a way that isn’t known here.")
    if entry.get("statusSize", 1) != 1 or not isinstance(address, str) or address not in lists:
        return Fault.NONE, Said(None, "The list that tells whether it was withdrawn isn’t at hand.")
    held = judge_list(lists[address], now=now, issuers=issuers)
    try:
        marked = _marked(document, signer, held, purpose, place, issuers)
    except BadList as problem:
        return Fault.NONE, Said(None, str(problem))
    if marked and purpose == REVOCATION:  # for good, however old the list is
        return Fault.REVOKED, Said(False, "Its issuer’s list says that it is revoked.")
    if _address_of(held.document or {}) != address:
        return Fault.NONE, Said(None, "The list that was brought is another one than it names.")
    if not _is_of_today(held, now):
        return Fault.NONE, Said(None, "The list that tells whether it was withdrawn is out of date.")
    if marked:
        return Fault.SUSPENDED, Said(False, "Its issuer’s list says that it is suspended.")
    return Fault.NONE, Said(True, "There is no entry against it.")


def _is_of_today(held: Judgement, now: datetime) -> bool:
    """Return whether a list may be relied on: by its own dates, and for a day at most, whatever it promises."""
    document = held.document or {}
    if held.in_date.answer is not True or not {"validFrom", "validUntil"} <= document.keys():
        return False
    return now - moment_of(document["validFrom"]) <= LASTS


def _place(text: Any) -> int | None:
    said = str(text) if isinstance(text, str | int) and not isinstance(text, bool) else ""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else None


def _marked(
    document: Mapping[str, Any],
    signer: str | None,
    held: Judgement,
    purpose: str,
    place: int,
    issuers: Issuers,
) -> bool:
    """Return whether a list marks a place.

    Raises `BadList` for one that the credential's issuer didn't sign, or that is for another purpose. Of an issuer who
    is not known, what the credential's own key signed is theirs and nothing else.
    """
    if held.document is None or issuer_id(held.document) != issuer_id(document):
        raise BadList("The list is another issuer’s.")
    if not held.authentic.answer:
        raise BadList("The list isn’t signed by its issuer.")
    if signer is None or (issuer_id(document) not in issuers and held.signer != signer):
        raise BadList(
            "The list’s issuer isn’t known here, and it isn’t signed with the credential’s own key."
        )
    subject = held.document.get("credentialSubject")
    if (
        "BitstringStatusListCredential" not in as_list(held.document.get("type"))
        or not isinstance(subject, Mapping)
        or "BitstringStatusList" not in as_list(subject.get("type"))
        or purpose not in _purposes_of(held.document)
    ):
        raise BadList("The list tells something else.")
    return is_set(subject.get("encodedList"), place)


def _address_of(document: Mapping[str, Any]) -> str | None:
    """Return where a list says that it is published: by its id, or where it has none, by that of what it is about."""
    subject = document.get("credentialSubject")
    about = subject.get("id") if isinstance(subject, Mapping) else None
    said = document.get("id") or (about.partition("#")[0] if isinstance(about, str) else None)
    return said if isinstance(said, str) else None


def judge_list(data: bytes, *, now: datetime, issuers: Issuers) -> Judgement:
    """Return what a status list is worth itself; lists of lists are not followed."""
    return judge(data, now=now, issuers=issuers)


def lists_for(data: bytes, files: Sequence[bytes]) -> Lists:
    """Return these status lists by the addresses at which the credential in `data` looks for them.

    Each goes where its own id says, else where its purpose does; a file that holds none is left out. Whose they are
    and whether they hold is judged later.
    """
    entries = as_list((_document_in(data) or {}).get("credentialStatus"))[:MOST_ENTRIES]
    lists = [(document, file) for file in files if (document := _document_in(file)) is not None]
    found: dict[str, bytes] = {}
    for entry in entries:
        address = entry.get("statusListCredential") if isinstance(entry, Mapping) else None
        if not isinstance(address, str):
            continue
        own = [file for document, file in lists if _address_of(document) == address]
        fit = [file for document, file in lists if entry.get("statusPurpose") in _purposes_of(document)]
        if own or fit:
            found[address] = (own or fit)[-1]
    return found


def _document_in(data: bytes) -> Mapping[str, Any] | None:
    try:
        return _claims_of(read(data))[1]
    except Unreadable:
        return None


def _purposes_of(document: Mapping[str, Any]) -> Sequence[Any]:
    subject = document.get("credentialSubject")
    return as_list(subject.get("statusPurpose")) if isinstance(subject, Mapping) else ()
