"""Commands about certificates and their keys."""

from pathlib import Path

import click

from ashilms.accounts import services as accounts
from ashilms.certificates import issuing, press, services
from ashilms.certificates import keys as keystore
from ashilms.certificates.rules import Status, parse_number
from ashilms.cli.site import CLI, echo_json, now, on_site, session, writing
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.files import services as files
from ashilms.programs import services as programs
from ashilms.web import settings, state


@click.group()
def certificates() -> None:
    """List, issue, fetch and revoke certificates."""


@certificates.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
@on_site
def list_all(as_json: bool) -> None:
    """List certificates, newest first."""
    rows = services.all_certificates(session(), limit=100_000)
    if as_json:
        echo_json([{"number": row.number, "status": row.status} for row in rows])
        return
    for row in rows:
        said = row.as_payload()
        click.echo(f"{row.number}  {row.status:<10}  {said.issued_on}  {said.holder}  ({said.award})")
    if not rows:
        click.echo("Nothing has been issued yet.")


@certificates.command()
@click.argument("number")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Where to write the PDF."
)
@on_site
def pdf(number: str, out: Path) -> None:
    """Write the signed PDF of certificate NUMBER."""
    row = services.get_certificate(session(), _number(number))
    if row.file is None:
        raise Missing("This certificate hasn't been drawn yet.")
    out.write_bytes(files.read(files.store_of(settings()), row.file))
    click.echo(f"Written to {out}.")


@certificates.command()
@click.argument("person_id", type=int)
@click.option("--program", required=True, help="The programme's key.")
@click.option(
    "--approver", type=int, required=True, help="Id of the person who approves; may not have assessed."
)
@on_site
def issue(person_id: int, program: str, approver: int) -> None:
    """Approve and issue a certificate to PERSON_ID, when everything else is met."""
    actor = accounts.as_actor(accounts.get_person(session(), approver))
    if not state().allows(actor, "approve"):
        raise Unacceptable(f"{actor.name} may not approve; that takes an instructor or a registrar.")
    program_id = programs.get_program(session(), program).id
    number, stands = issuing.issue_now(actor, person_id, program_id, now=now())
    if not stands:
        raise Clash(
            f"{number} is approved and its number reserved, but it couldn't be drawn. `ashilms doctor` says what is "
            "wrong; then run: ashilms certificates finish"
        )
    click.echo(number)


@certificates.command()
@click.argument("number")
@click.option("--reason", required=True, help="Private to the holder and the school.")
@on_site
def revoke(number: str, reason: str) -> None:
    """Revoke certificate NUMBER; whoever checks it sees so at once. Can't be undone."""
    with writing() as db:
        services.change_status(db, CLI, _number(number), Status.REVOKED, reason=reason, now=now())
    click.echo(f"{_number(number)} is revoked.")


@certificates.command()
@on_site
def finish() -> None:
    """Draw and sign what was approved and could not be drawn then. Exit 1 if some of it still can't be."""
    left = []
    for number, payload in [(row.number, row.as_payload()) for row in services.unfinished(session())]:
        if issuing.complete(CLI, number, payload, now=now()):
            click.echo(f"{number} is drawn and stands.")
        else:
            left.append(number)
    if left:
        raise Clash(f"Still not drawn: {', '.join(left)}. `ashilms doctor` says what is wrong.")


@click.group()
def keys() -> None:
    """Make and list the keys that sign certificates."""


@keys.command()
@on_site
def create() -> None:
    """Make a new signing key, which from now on signs; older ones go on verifying what they signed."""
    ref = press.make_key(settings(), now=now())
    click.echo(f"Key {ref.kid} signs from now on.")


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
@on_site
def list_keys(as_json: bool) -> None:
    """List the signing keys; never their secrets."""
    found = keystore.list_keys(settings().data_dir / "keys")
    if as_json:
        echo_json([{"kid": ref.kid, "created": ref.created, "state": str(ref.state)} for ref in found])
        return
    for ref in found:
        click.echo(f"{ref.kid}  {ref.state!s:<8}  since {ref.created}")
    if not found:
        click.echo("No key yet; one is made when the first certificate is issued.")


def _number(text: str) -> str:
    number = parse_number(text)
    if number is None:
        raise Unacceptable(f"{text!r} is no certificate number. Compare it with the print.")
    return number
