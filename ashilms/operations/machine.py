"""Looks at what an installation stands on: its folder, secrets and libraries, and the servers that it asks."""

import os
import shlex
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from ashilms.certificates import keys, press
from ashilms.certificates.authority import authority_of
from ashilms.certificates.signing import SigningFailed, try_authority
from ashilms.config import Settings
from ashilms.documents.pango import APT_LINE, problem_with_pango
from ashilms.errors import Refusal
from ashilms.kept import is_open
from ashilms.notices.services import try_server
from ashilms.operations.rules import Bad
from ashilms.web import State

LEAST_FREE = 500 * 1024**2
"""Bytes that must be free in the data folder: room for a backup and some days of files of a small school."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def data_folder(folder: Path) -> str:
    """Is the data folder there, ours alone, and can it be written?"""
    if not folder.is_dir():
        raise Bad(f"{folder} isn't there", shlex.join(["mkdir", "-m", "700", str(folder)]))
    if folder.stat().st_mode & 0o007:
        raise Bad(
            f"anybody on this machine may look into {folder}", shlex.join(["chmod", "700", str(folder)])
        )
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as problem:
        raise Bad(f"nothing can be written in {folder}: {problem.strerror}", _opening(folder)) from problem
    return str(folder)


def _opening(folder: Path) -> str:
    """Return the line with which a folder can be written again by whoever asks."""
    if folder.stat().st_uid == os.geteuid():
        return shlex.join(["chmod", "700", str(folder)])
    return shlex.join(["chown", "-R", str(os.geteuid()), str(folder)])


def space(folder: Path) -> str:
    """Is there room on the disk?"""
    free = shutil.disk_usage(folder if folder.is_dir() else Path.cwd()).free
    if free < LEAST_FREE:
        raise Bad(f"{free // 1024**2} MB free", "free some space, or move ASHILMS_DATA_DIR to another disk")
    return f"{free // 1024**2} MB free"


def secrets(folder: Path) -> str:
    """Look at every secret's rights; a key that signs no more is still one."""
    names = ("secret-key", "second-factor-key", "key-passphrase")
    kept = [path for path in (folder / name for name in names) if path.exists()]
    kept += sorted((folder / "keys").glob("*.key.pem"))
    if open_ones := [str(path) for path in kept if is_open(path)]:
        raise Bad(f"others may read {', '.join(open_ones)}", shlex.join(["chmod", "600", *open_ones]))
    if is_open(folder / "keys"):
        raise Bad(
            f"others may look into {folder / 'keys'}", shlex.join(["chmod", "700", str(folder / "keys")])
        )
    return "readable by their owner alone"


def pango() -> str:
    """Can PDFs be drawn?"""
    if problem := problem_with_pango():
        raise Bad(problem, APT_LINE)
    return "Pango is here"


def signing_key(settings: Settings) -> str:
    """Does the key that signs now open?"""
    try:
        active = keys.active(settings.data_dir / "keys")
        if active is None:
            return "none yet; one is made when the first certificate is issued"
        keys.load(settings.data_dir / "keys", active.kid, press.passphrase_of(settings))
    except keys.WrongPassphrase as problem:
        mend = "export ASHILMS_KEY_PASSPHRASE=… as it was; if it is lost: ashilms keys rotate"
        raise Bad(str(problem), mend) from problem
    except (keys.KeyTooOpen, ValueError) as problem:
        raise Bad(str(problem), "as secrets, above") from problem
    except Refusal as problem:
        mend = "bring keys/ back from where you keep it safe; if it is lost: ashilms keys rotate"
        raise Bad(str(problem), mend) from problem
    return f"key {active.kid} opens"


def timestamps(settings: Settings) -> str:
    """Does the authority that vouches for times give one that can be used?"""
    try:
        authority = authority_of(settings)
        if authority is None:
            return "nobody is asked for any"
        return f"{try_authority(authority).by} vouches for times"
    except (SigningFailed, Refusal) as problem:
        mend = "put ASHILMS_TIMESTAMP_URL and ASHILMS_TIMESTAMP_ROOTS right; then: ashilms jobs retry"
        raise Bad(str(problem), mend) from problem


def mail(settings: Settings) -> str:
    """Would mail be taken?"""
    if not settings.smtp_url:
        said = f"nobody is sent any; it is kept in {settings.data_dir / 'mail'}"
        if settings.public_url.startswith("https://") and not settings.demo:
            raise Bad(said, "export ASHILMS_SMTP_URL=smtp://user:password@host:587")
        return said
    try:
        try_server(settings.smtp_url)
    except OSError as problem:  # smtplib's own errors are of this kind
        raise Bad(
            f"the mail server can't be used: {problem}", "start it, or put ASHILMS_SMTP_URL right"
        ) from problem
    return "the mail server answers"


def address(settings: Settings) -> str:
    """Is the way to us encrypted?"""
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise Bad(
            f"{settings.public_url}: anybody on the way can read along",
            f"serve over TLS and set ASHILMS_PUBLIC_URL=https://{parts.netloc}",
        )
    return settings.public_url


def limits(here: State) -> str:
    """Can tries be counted?"""
    store = here.settings.limit_storage.split(":")[0]
    if not here.limiter.storage.check():
        raise Bad(f"{store} can't be reached", "start it, or put ASHILMS_LIMIT_STORAGE right")
    return f"counted in {store}"
