"""Commands about certificates, their keys and their verification."""

import hashlib
import os.path  # unlike Path, it takes any text for a name
from functools import partial
from pathlib import Path
from typing import Any

import click

from ashilms.accounts import services as accounts
from ashilms.certificates import issuing, press, services
from ashilms.certificates import keys as keystore
from ashilms.certificates.rules import Answer, Status, parse_number
from ashilms.certificates.rules.standing import NOT_OURS
from ashilms.certificates.signing import LARGEST, check_in_process
from ashilms.cli.site import CLI, echo_json, now, on_site, session, writing
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.files import services as files
from ashilms.programs import services as programs
from ashilms.verification import services as verification
from ashilms.verification.rules import Finding, exit_code_of, lines_of, sentence_of
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


@click.command()
@click.argument("what")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
@partial(on_site, exit_code=2)
def verify(what: str, as_json: bool) -> None:
    """Check a certificate: WHAT is a PDF file or a number.

    Exit 0: every answer is yes. 1: any answer is no. 2: something that was needed is out of reach.
    """
    number = parse_number(what)
    if number is None and not os.path.isfile(what) and _means_a_file(what):
        raise Missing(f"There is no file {what}.")
    found = _check_file(Path(what)) if os.path.isfile(what) else _check_number(number)
    if as_json:
        echo_json(_as_data(found))
    else:
        click.echo(f"{found.verdict.word.capitalize()}. {sentence_of(found)}")
        for line in lines_of(found):
            click.echo(f"  {line.answer:<15} {line.question}: {line.why}")
    raise click.exceptions.Exit(exit_code_of(found))


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


def _check_file(path: Path) -> Finding:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)  # one byte too many tells that it is too large, whatever its size
    check = check_in_process(data, keystore.public_certificates(settings().data_dir / "keys"))
    return verification.check_file(session(), check, hashlib.sha256(data).hexdigest(), today=now().date())


def _means_a_file(what: str) -> bool:
    return os.path.exists(what) or "/" in what or bool(Path(what).suffix)


def _check_number(number: str | None) -> Finding:
    if number is None:
        return Finding(NOT_OURS, note="That is no certificate number. Compare it with the print.")
    return verification.check_own_number(session(), number, today=now().date())


def _as_data(found: Finding) -> dict[str, Any]:
    answers = found.verdict.answers
    return {
        "word": str(found.verdict.word),
        "authentic": str(answers.authentic),
        "in_date": str(answers.in_date),
        "stands": str(answers.stands),
        "issuer_known": str(answers.issuer_known),
        "valid": answers.all_yes,
        "number": found.payload.number if found.payload else None,
        "note": found.note or None,
        "could_not_check": [
            n
            for n in ("authentic", "in_date", "stands", "issuer_known")
            if getattr(answers, n) is Answer.UNCHECKED
        ],
    }
