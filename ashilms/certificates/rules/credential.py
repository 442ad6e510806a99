"""From the payload to the credential: the same certificate in the words of Open Badges 3.0, for software to check.

Drawn from the payload alone, and from where its status is told. What it says for boards stays on the paper: a
credential is shown more widely, and boards' numbers are of use to boards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from ashilms.certificates.rules.payload import Payload
from ashilms.credentials.linked import CREDENTIALS_V2, OPEN_BADGES
from ashilms.credentials.status_lists import PURPOSES, entry


@dataclass(frozen=True, slots=True)
class Listed:
    """Where a certificate's status is told: on which pair of lists (from 1), and at which place (from 0)."""

    number: int
    place: int


def site_of(payload: Payload) -> str:
    """Return what the addresses of the site begin with, slash included, as the link begins that a certificate bears."""
    return payload.verify_url.removesuffix(f"c/{payload.token}")


def did_of(site: str) -> str:
    """Return the issuer's identifier of a site (did:web): its host, and its path if it is mounted below one."""
    parts = urlsplit(site)
    path = [quote(part, safe="") for part in parts.path.split("/") if part]
    return ":".join(["did", "web", quote(parts.netloc, safe=""), *path])


def list_address(site: str, number: int, purpose: str) -> str:
    """Return where a status list is published."""
    return f"{site}status/{number}/{purpose}"


def credential_of(payload: Payload, listed: Listed) -> dict[str, Any]:
    """Return the credential of a certificate, not yet signed."""
    site = site_of(payload)
    said: dict[str, Any] = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES],
        "id": payload.verify_url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": _issuer(payload, site),
        "validFrom": f"{payload.issued_on}T00:00:00Z",
        "name": f"{payload.title}: {payload.award}",
        "description": payload.line,
        "credentialSubject": _subject(payload, site),
        "evidence": [_evidence(payload)],
        "credentialStatus": [
            entry(list_address(site, listed.number, purpose), purpose, listed.place) for purpose in PURPOSES
        ],
    }
    if payload.valid_until:
        said["validUntil"] = f"{payload.valid_until}T23:59:59Z"  # its last day included, in UTC
    return said


def _issuer(payload: Payload, site: str) -> dict[str, Any]:
    contact = payload.provider.contact
    way = {"email": contact} if "@" in contact else {}
    return {"id": did_of(site), "type": ["Profile"], "name": payload.provider.name, "url": site, **way}


def _subject(payload: Payload, site: str) -> dict[str, Any]:
    hours = _hours(payload, site)
    named = {
        "type": "IdentityObject", "hashed": False, "identityHash": payload.holder, "identityType": "name",
    }  # fmt: skip
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": [named],
        "activityEndDate": f"{payload.completed_on}T00:00:00Z",
        "achievement": _achievement(payload, site, [what for what, _ in hours]),
    }
    if hours:
        subject["result"] = [
            {"type": ["Result"], "resultDescription": what["id"], "value": minutes} for what, minutes in hours
        ]
    return subject


def _achievement(payload: Payload, site: str, results: list[dict[str, Any]]) -> dict[str, Any]:
    program, course = payload.program, payload.course
    achievement: dict[str, Any] = {
        "id": _named(site, "program", program.name, program.version),
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": payload.award,
        "description": f"Scope: {payload.scope}",
        "criteria": {
            "narrative": f"Given to a person {payload.statement}. Level {payload.level}; course {course.name}, "
            f"version {course.version}; programme {program.name}, version {program.version}. {payload.line}"
        },
        "version": program.version,
    }
    if results:
        achievement["resultDescription"] = results
    return achievement


def _hours(payload: Payload, site: str) -> list[tuple[dict[str, Any], str]]:
    """Return what was done, each with its minutes; what was not done is left out."""
    hours = payload.hours
    done = (
        ("Taught at home, in minutes", hours.home_minutes),
        ("Taught live, in minutes", hours.live_minutes),
        ("Supervised practicum, not CE, in minutes", hours.practicum_minutes),
        ("Of the practicum with clients, in minutes", hours.client_minutes),
    )
    return [
        (
            {
                "id": _named(site, "result", name), "type": ["ResultDescription"], "name": name,
                "resultType": "Result",
            },
            str(minutes),
        )
        for name, minutes in done if minutes
    ]  # fmt: skip


def _evidence(payload: Payload) -> Mapping[str, Any]:
    proof = payload.proof
    kept = (
        f"a Merkle tree (RFC 6962, SHA-256) of {proof.leaves} lines with the root {proof.root}. The holder can show "
        "single lines of it without the rest."
        if proof
        else f"a record with the SHA-256 {payload.standing_digest}."
    )
    signers = "; ".join(f"{signer.name}, {signer.role}" for signer in payload.signers)
    return {
        "type": ["Evidence"],
        "name": "What it was given on",
        "narrative": f"Certificate {payload.number}. What it was given on is kept by the school as {kept} "
        f"Signed by: {signers}.",
    }


def _named(site: str, *parts: str) -> str:
    """Return the same address for the same thing of the same site; at the site's own page, it leads somewhere."""
    return f"{site}#{quote('/'.join(parts))}"
