"""Commands about the keys that sign certificates: made, listed, changed, and ended when lost or stolen."""

from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from ashilms.audit import services as audit
from ashilms.certificates import keys as keystore
from ashilms.certificates import press
from ashilms.certificates import services as certificates
from ashilms.certificates.keys import KeyRef, KeyState
from ashilms.cli.site import CLI, as_called, echo_json, now, on_site, session, told, with_json, writing
from ashilms.errors import Clash
from ashilms.formats import plural
from ashilms.web import settings


@click.group()
def keys() -> None:
    """Make, list, change and end the keys that sign certificates."""


@keys.command()
@with_json
@on_site
def create(as_json: bool) -> None:
    """Make the first signing key, or one where none signs. Exit 1 while one does: see `rotate`."""
    if signs := keystore.active(press.folder_of(settings())):
        raise Clash(f"Key {signs.kid} signs already. To change it, run: ashilms keys rotate")
    _tell_new(_make("keys.create"), as_json)


@keys.command()
@with_json
@on_site
def rotate(as_json: bool) -> None:
    """Make a new key, which from now on signs; the one before signs no more and goes on verifying what it signed."""
    _tell_new(_make("keys.rotate"), as_json)


@keys.command()
@click.argument("kid")
@click.option(
    "--stolen", is_flag=True, help="Somebody else may have it: what it signed is signed anew, by another."
)
@click.option("--reason", default="", help="Why, for the record.")
@with_json
@on_site
def retire(kid: str, stolen: bool, reason: str, as_json: bool) -> None:
    """Let the key KID sign no more. It goes on verifying what it signed, unless it was stolen.

    Of a stolen key a signature proves nothing any more, so that what stands and bears it is drawn and signed anew, by
    jobs; their holders are told. Run it again whenever in doubt: it goes on where it was.
    """
    with writing() as db:
        audit.record(
            db, CLI, "keys.retire", f"key:{kid}", now=now(), after={"stolen": stolen, "note": reason}
        )
        waiting = certificates.press_again(db, kid, now=now()) if stolen else 0
        ref = keystore.retire(press.folder_of(settings()), kid, stolen=stolen, now=now())
    if as_json:
        echo_json(_as_data(ref) | {"to_press": waiting})
        return
    click.echo(f"Key {kid} is {ref.state} and signs no more. The next certificate is signed by another.")
    if stolen:
        what = plural(waiting, "certificate")
        click.echo(
            as_called(f"{what} to be signed anew by jobs, at once where the site runs: ashilms jobs run")
        )


@keys.command("list")
@with_json
@on_site
def list_keys(as_json: bool) -> None:
    """List the signing keys; never their secrets."""
    found = keystore.list_keys(press.folder_of(settings()))
    if as_json:
        echo_json([_as_data(ref) for ref in found])
        return
    for ref in found:
        ended = f", until {ref.ended}" if ref.ended else ""
        click.echo(f"{ref.kid}  {ref.state!s:<8}  since {ref.created}{ended}")
    if not found:
        click.echo("No key yet; one is made when the first certificate is issued.")


@keys.command()
@on_site
def recover() -> None:
    """Bring back what checks signatures where the folder of keys is lost: from the certificates that are kept.

    The keys themselves don't come back: a new one signs. Exit 1 if something of it is still missing.
    """
    found, missing = certificates.recover_keys(session(), settings())
    for ref in found:
        click.echo(f"{ref.kid}  {ref.state!s:<8}  checks again what it signed")
    if missing:
        raise Clash(f"No kept file holds the certificate of: {', '.join(missing)}.")
    if not found:
        click.echo("Nothing is missing.")


def _make(action: str) -> KeyRef:
    """Make a key and write that into the record. A database out of reach keeps nobody from changing a key."""
    ref = press.make_key(settings(), now=now())
    try:
        with writing() as db:
            audit.record(db, CLI, action, f"key:{ref.kid}", now=now(), after={"state": str(KeyState.ACTIVE)})
    except SQLAlchemyError as problem:
        click.echo(f"Not in the record, as it is out of reach: {told(problem)}", err=True)
    return ref


def _tell_new(ref: KeyRef, as_json: bool) -> None:
    if as_json:
        echo_json(_as_data(ref))
    else:
        click.echo(f"Key {ref.kid} signs from now on.")


def _as_data(ref: KeyRef) -> dict[str, Any]:
    return {"kid": ref.kid, "created": ref.created, "state": str(ref.state), "ended": ref.ended}
