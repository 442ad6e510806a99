"""What any verifier is told without an account: who issues here, with which keys, and what was withdrawn.

Each is told in the name of the address that was asked, this site's or one that it had before: a credential names the
one under which it was issued, for good.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from ashilms.certificates import publishing
from ashilms.certificates.views.blueprint import bp
from ashilms.errors import Unavailable
from ashilms.web import ANYONE, limited, needs, now, session, settings, site_asked

log = logging.getLogger("ashilms.certificates")


@bp.get("/did.json")
@bp.get("/.well-known/did.json")
@needs(ANYONE)
@limited("120 per minute")
def show_issuer() -> ResponseReturnValue:
    """Show any verifier who issues here and with which keys (did:web); at the one address that the method names."""
    site = site_asked()
    if request.path.endswith("/.well-known/did.json") == (urlsplit(site).path != "/"):
        abort(404)
    with _told_to_the_log():
        return _published(publishing.did_document(settings(), site), "application/did+json")


@bp.get("/status/<int:number>/<any(revocation, suspension):purpose>")
@needs(ANYONE)
@limited("120 per minute")
def show_status_list(number: int, purpose: str) -> ResponseReturnValue:
    """Show any verifier what was withdrawn, as a signed list in which nobody can tell who is looked for."""
    with _told_to_the_log():
        found = publishing.status_list(session(), settings(), site_asked(), number, purpose, now=now())
        return _published(found, "application/vc")


@contextmanager
def _told_to_the_log() -> Iterator[None]:
    """Tell the log alone what is wrong with the keys: where they lie is no business of the public's."""
    try:
        yield
    except Unavailable as problem:
        log.exception("nothing can be published", extra={"event": "keys_unreadable"})
        raise Unavailable("The school’s keys can’t be read just now. Try again later.") from problem


def _published(document: bytes, kind: str) -> Response:
    """Return what software of others reads: kept nowhere, so that it tells what is so now.

    A verifier in a browser may read it from wherever its page is: it is the same for everybody, and says nothing of
    who asks.
    """
    return Response(document, mimetype=kind, headers={"Access-Control-Allow-Origin": "*"})
