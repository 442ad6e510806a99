"""Judging in a process of its own, with limits on time and memory, for files that strangers bring."""

import base64
import threading
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from ashilms.apart import Ended, run_apart
from ashilms.credentials.answers import Fault, Issuers, Judgement, Lists, Said
from ashilms.credentials.judging import judge
from ashilms.credentials.limits import LARGEST

_CPU_SECONDS = 3
"""Of the processor, for a file: ours take less than half a second."""
_GATE = threading.BoundedSemaphore(1)
"""One file at a time in each worker, so that hostile ones hold no more than one of its threads and one core."""
_BUSY = "The file couldn’t be checked just now: others are being looked at. Try again in a moment."
_GAVE_UP = "The file couldn’t be checked just now: it takes more time or memory than any credential."


def judge_in_process(
    data: bytes,
    *,
    now: datetime,
    issuers: Issuers,
    lists: Lists | None = None,
    seconds: int = 10,
    megabytes: int = 768,
) -> Judgement:
    """Return the same as `judge`, worked out where a hostile file can do no harm.

    `seconds` limits the wall's time, waiting for another file's turn not included, and `megabytes` the memory; of the
    processor's time it gets three seconds. A file that needs more, or doesn't get its turn in time, could not be
    checked.
    """
    told = {
        "now": now.isoformat(),
        "issuers": {
            issuer: {name: _der(key) for name, key in known.items()} for issuer, known in issuers.items()
        },
        "lists": {address: _text(held[: LARGEST + 1]) for address, held in (lists or {}).items()},
    }
    if not _GATE.acquire(timeout=seconds / 2):
        return _open(_BUSY)
    try:
        plain = run_apart(
            f"{__name__}:answer",
            data[: LARGEST + 1],
            told,
            seconds=seconds,
            megabytes=megabytes,
            cpu=_CPU_SECONDS,
        )
    except Ended:
        return _open(_GAVE_UP)
    finally:
        _GATE.release()
    return _read(plain)


def answer(data: bytes, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a credential is worth, as plain data; keys and lists are told in base 64."""
    issuers: Any = {
        issuer: {name: load_der_public_key(base64.b64decode(key)) for name, key in known.items()}
        for issuer, known in told["issuers"].items()
    }
    lists = {address: base64.b64decode(held) for address, held in told["lists"].items()}
    return asdict(judge(data, now=datetime.fromisoformat(told["now"]), issuers=issuers, lists=lists))


def _open(why: str) -> Judgement:
    return Judgement(Fault.NONE, Said(None, why))


def _read(plain: Mapping[str, Any]) -> Judgement:
    answers = {name: Said(**plain[name]) for name in ("authentic", "in_date", "stands", "issuer_known")}
    return Judgement(
        Fault(plain["fault"]),
        document=plain["document"],
        token=plain["token"],
        signer=plain["signer"],
        **answers,
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _der(key: Any) -> str:
    return _text(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
