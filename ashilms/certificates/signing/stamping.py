"""Asking a time-stamping authority (RFC 3161, over HTTP) to vouch that a signature is there."""

import base64
import logging
import ssl
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR
from threading import Timer
from urllib.parse import SplitResult, unquote, urlsplit

from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper

from ashilms.certificates.signing.seals import LARGEST_ANSWER, Authority, NoTimestamp, Stamp
from ashilms.certificates.signing.tokens import UNREADABLE, read_stamp, tidied
from ashilms.tls import tls

PATIENCE = 10.0
"""Seconds for the way to the authority, and again for its whole answer."""
_ANSWER = "application/timestamp-reply"
_log = logging.getLogger("ashilms.certificates")


class Stamper(TimeStamper):
    """Asks once for each signature; what it returns holds, is vouched for, and is in the one form that we write."""

    def __init__(self, authority: Authority) -> None:
        """Ask this authority."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.authority, self.given = authority, Stamp()

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return a timestamp over this digest; raises `NoTimestamp`."""
        try:
            answered = await super().async_timestamp(message_digest, md_algorithm)
            token = tidied(answered.dump())
            stamp = read_stamp(token, message_digest, self.authority.roots)
        except UNREADABLE as problem:
            why = str(problem).partition("\n")[0] or type(problem).__name__
            raise self._refusal(f"answered with no timestamp that can be used ({why})") from problem
        except (OSError, HTTPException) as problem:  # pyHanko's own, of a refusal, is an OSError
            raise self._refusal(f"gave no timestamp ({problem})") from problem
        if stamp is None:
            raise self._refusal("gave a timestamp that isn’t of this signature")
        if stamp.at is None:
            raise self._refusal("isn’t vouched for by the certificates in ASHILMS_TIMESTAMP_ROOTS")
        self.given = stamp
        return cms.ContentInfo.load(token)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return what the authority answers."""
        answered = _posted(urlsplit(self.authority.address), req.dump())
        return tsp.TimeStampResp.load(answered, strict=True)

    def _refusal(self, what: str) -> NoTimestamp:
        _log.error("no timestamp", extra={"event": "timestamp_failed"})
        host = urlsplit(self.authority.address).hostname
        return NoTimestamp(f"The time-stamping authority at {host} {what}. It is asked again by itself.")


def _posted(to: SplitResult, query: bytes) -> bytes:
    """Return what is answered: the whole of it, in time, and no more than may be. No other address is followed."""
    connection = _connection(to)
    try:
        connection.connect()
        # A timeout of the library's begins anew with every byte; this one is for all of them.
        cut = Timer(PATIENCE, _hang_up, [connection.sock])
        cut.daemon = True
        cut.start()
        try:
            target = (to.path or "/") + (f"?{to.query}" if to.query else "")
            connection.request("POST", target, query, _headers(to))
            answer = connection.getresponse()
            held = answer.read(LARGEST_ANSWER + 1)
        finally:
            cut.cancel()
    finally:
        connection.close()
    if answer.status != 200 or answer.headers.get_content_type() != _ANSWER:
        raise OSError(f"HTTP {answer.status}, {answer.headers.get_content_type()}")
    if len(held) > LARGEST_ANSWER:
        raise OSError(f"an answer of more than {LARGEST_ANSWER} bytes")
    return held


def _connection(to: SplitResult) -> HTTPConnection:
    host = to.hostname or ""
    if to.scheme == "https":
        return HTTPSConnection(host, to.port, timeout=PATIENCE, context=tls())
    return HTTPConnection(host, to.port, timeout=PATIENCE)


def _headers(to: SplitResult) -> dict[str, str]:
    headers = {"Content-Type": "application/timestamp-query", "Accept": _ANSWER}
    if to.username:
        pair = f"{unquote(to.username)}:{unquote(to.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return headers


def _hang_up(sock: ssl.SSLSocket) -> None:
    with suppress(OSError):
        sock.shutdown(SHUT_RDWR)
