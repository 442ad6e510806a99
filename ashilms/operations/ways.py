"""Looks at the ways to other servers: each over the network needs a name, a password and encryption."""

import os
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qs, urlsplit

from ashilms.config import Settings
from ashilms.notices.rules import LOOPBACK, read_server
from ashilms.operations.rules import Bad

ENCRYPTED = ("require", "verify-ca", "verify-full")
"""What `sslmode` may say for a database over the network (libpq)."""
Weak = tuple[str, str]
"""What is wrong with a way, and what mends it."""


def ways(settings: Settings) -> str:
    """Is every server over the network asked with a password, under encryption?"""
    weak = [
        *_database(settings.database_url), *_counts(settings.limit_storage), *_mail(settings.smtp_url),
        *_files(settings.files_url),
    ]  # fmt: skip
    if weak:
        raise Bad("; ".join(wrong for wrong, _ in weak), "; ".join(dict.fromkeys(mend for _, mend in weak)))
    return "each server over the network is asked with a password, under encryption"


def _database(url: str) -> Iterator[Weak]:
    parts = urlsplit(url)
    if not parts.scheme.startswith("postgres") or not _is_far(parts):
        return
    asked = parse_qs(parts.query)
    mend = "ASHILMS_DATABASE_URL=postgresql://user:password@host/name?sslmode=verify-full"
    if asked.get("sslmode", [""])[0] not in ENCRYPTED:
        yield "the way to the database isn't encrypted", mend
    if not parts.password and "sslcert" not in asked:
        yield "the database is asked without a password", mend


def _counts(url: str) -> Iterator[Weak]:
    parts = urlsplit(url)
    if parts.scheme in ("memory", "") or not _is_far(parts):
        return
    mend = "ASHILMS_LIMIT_STORAGE=rediss://user:password@host:6379"
    if not parts.scheme.endswith(("ss", "+tls")):
        yield "the way to where tries are counted isn't encrypted", mend
    if not parts.password:
        yield "where tries are counted is asked without a password", mend


def _mail(url: str) -> Iterator[Weak]:
    if not url or urlsplit(url).hostname in LOOPBACK:
        return
    server, mend = read_server(url), "ASHILMS_SMTP_URL=smtps://user:password@host"
    if server.tls == "none":
        yield "the way to the mail server isn't encrypted", mend
    if not server.user or not server.password:
        yield "the mail server is asked without a password", mend


def _files(address: str) -> Iterator[Weak]:
    """Look at where a bucket is asked for; without an endpoint of one's own it is under encryption by itself."""
    named = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
    if address.startswith("s3") and urlsplit(named).scheme == "http" and _is_far(urlsplit(named)):
        yield "the way to the store of files isn't encrypted", "AWS_ENDPOINT_URL=https://host"


def _is_far(parts: SplitResult) -> bool:
    """Return whether a server is on another machine; a socket in a folder is on this one."""
    host = parts.hostname or (parse_qs(parts.query).get("host", [""])[0])
    return bool(host) and host not in LOOPBACK and not host.startswith("/")
