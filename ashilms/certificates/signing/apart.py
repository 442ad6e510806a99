"""The check in a process of its own, with limits on time and memory, for files that strangers bring."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ashilms.apart import Ended, run_apart
from ashilms.certificates.signing.checking import check_pdf
from ashilms.certificates.signing.seals import LARGEST, PdfCheck, Seal, Stamp


def check_in_process(
    data: bytes, trusted: Sequence[bytes], *, roots: Sequence[bytes] = (),
    seconds: int = 10, megabytes: int = 512, largest: int = LARGEST,
) -> PdfCheck:  # fmt: skip
    """Return the same as `check_pdf`, worked out where a hostile file can do no harm.

    `seconds` limits both the processor's time and the wall's, `megabytes` the memory; a file that needs
    more is UNCHECKED.
    """
    if len(data) > largest:
        return PdfCheck(Seal.TOO_LARGE)
    told = [[base64.b64encode(one).decode() for one in certificates] for certificates in (trusted, roots)]
    try:
        plain = run_apart(f"{__name__}:answer", data, told, seconds=seconds, megabytes=megabytes)
    except Ended:
        return PdfCheck(Seal.UNCHECKED)
    payload, claims = (plain[name] and base64.b64decode(plain[name]) for name in ("payload", "claims"))
    return PdfCheck(Seal(plain["seal"]), plain["kid"], payload, claims, _stamp(plain["stamp"]))


def _stamp(plain: Mapping[str, str] | None) -> Stamp | None:
    return Stamp(datetime.fromisoformat(plain["at"]) if plain["at"] else None, plain["by"]) if plain else None


def answer(data: bytes, told: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return what became of a file's seal, as plain data; `told` are our certificates and the roots, in base 64."""
    trusted, roots = ([base64.b64decode(one) for one in certificates] for certificates in told)
    plain = asdict(check_pdf(data, trusted, roots=roots))
    if plain["stamp"] and plain["stamp"]["at"]:
        plain["stamp"]["at"] = plain["stamp"]["at"].isoformat()
    for name in ("payload", "claims"):
        plain[name] = plain[name] and base64.b64encode(plain[name]).decode()
    return plain
