"""The check in a process of its own, with limits on time and memory, for files that strangers bring."""

import base64
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ashilms.certificates.signing.checking import check_pdf
from ashilms.certificates.signing.seals import LARGEST, PdfCheck, Seal

_ROOT = Path(__file__).resolve().parents[3]
_CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
from ashilms.certificates.signing.apart import answer_stdin
answer_stdin(int(sys.argv[2]), int(sys.argv[3]))
"""


def check_in_process(
    data: bytes, trusted: Sequence[bytes], *, seconds: int = 10, megabytes: int = 512, largest: int = LARGEST
) -> PdfCheck:
    """Return the same as `check_pdf`, worked out where a hostile file can do no harm.

    `seconds` limits both the processor's time and the wall's, `megabytes` the memory; a file that needs
    more is UNCHECKED. Needs `sys.executable` to be a Python, as it is under granian and gunicorn.
    """
    if len(data) > largest:
        return PdfCheck(Seal.TOO_LARGE)
    head = json.dumps([base64.b64encode(certificate).decode() for certificate in trusted]).encode() + b"\n"
    command = [sys.executable, "-I", "-c", _CHILD, str(_ROOT), str(seconds), str(megabytes)]
    try:
        done = subprocess.run(command, input=head + data, capture_output=True, timeout=seconds, check=True)  # noqa: S603
        return _read(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return PdfCheck(Seal.UNCHECKED)


def answer_stdin(seconds: int, megabytes: int) -> None:
    """Limit this process, check the file on standard input, and write the answer to standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    check = check_pdf(data, [base64.b64decode(certificate) for certificate in json.loads(head)])
    plain = asdict(check)
    for name in ("payload", "claims"):
        plain[name] = plain[name] and base64.b64encode(plain[name]).decode()
    sys.stdout.write(json.dumps(plain))


def _read(answer: bytes) -> PdfCheck:
    plain = json.loads(answer)
    payload, claims = (plain[name] and base64.b64decode(plain[name]) for name in ("payload", "claims"))
    return PdfCheck(Seal(plain["seal"]), plain["kid"], payload, claims)
