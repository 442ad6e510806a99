"""Commands about certificates."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

import click

from ashilms.accounts import services as accounts
from ashilms.actor import Actor
from ashilms.certificates import issuing, services
from ashilms.certificates.rules import Status, parse_number
from ashilms.certificates.rules.running import Outcome
from ashilms.cli.site import (
    CLI,
    echo_json,
    kinds,
    now,
    on_site,
    progress,
    session,
    the_app,
    with_json,
    writing,
)
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.files import services as files
from ashilms.formats import plural
from ashilms.jobs.runner import working
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


@certificates.command("issue-cohort")
@click.argument("cohort_id", type=int)
@click.option("--program", required=True, help="The programme's key.")
@click.option(
    "--approver", type=int, required=True, help="Id of the person who approves; may not have assessed."
)
@click.option(
    "--processes",
    default=os.cpu_count() or 1,
    show_default="one per core",
    type=click.IntRange(1, 64),
    help="How many draw and sign at once.",
)
@with_json
@on_site
def issue_cohort(cohort_id: int, program: str, approver: int, processes: int, as_json: bool) -> None:
    """Approve and issue for everybody of cohort COHORT_ID who is ready, several at once. Exit 1 if not all got one.

    Whoever did not is named with the reason. Stopped in the middle, it is finished by the site, or by `jobs run`.
    """
    actor = accounts.as_actor(accounts.get_person(session(), approver))
    program_id = programs.get_program(session(), program).id
    wanted = kinds()["requirement_kinds"]
    found = services.find_candidates(session(), actor, cohort_id, program_id, wanted, on=now().date())
    ready = [one.person_id for one in found if not one.why_not]
    refused = [
        {"person": one.person_id, "name": one.name, "why": one.why_not} for one in found if one.why_not
    ]
    outcome = _run(actor, cohort_id, program_id, ready, processes) if ready else None
    lines = outcome.lines if outcome else ()
    refused += [
        {"person": line.person_id, "name": line.name, "why": line.why or str(line.outcome)}
        for line in lines if line.outcome is not Outcome.ISSUED
    ]  # fmt: skip
    issued = [line.number for line in lines if line.outcome is Outcome.ISSUED]
    if as_json:
        echo_json({"run": outcome.run.id if outcome else None, "issued": issued, "refused": refused})
    else:
        for number in issued:
            click.echo(number)
        for one in refused:
            click.echo(f"{one['name']}: {one['why']}", err=True)
        click.echo(f"{plural(len(issued), 'certificate')} issued.")
    if refused:
        raise click.exceptions.Exit(1)


def _run(
    actor: Actor, cohort_id: int, program_id: int, ready: Sequence[int], processes: int
) -> services.Progress:
    """Start a run, work it off in several processes, and return how it went."""
    with writing() as db:
        run = services.start_run(db, actor, cohort_id, program_id, ready, now=now()).id
    session().rollback()
    with progress(len(ready)) as so_far, working(the_app(), processes) as at_work:
        while at_work():
            so_far(_settled(actor, run))
            time.sleep(0.2)
        so_far(_settled(actor, run))
    return services.get_run(session(), actor, run)


def _settled(actor: Actor, run: int) -> int:
    session().rollback()  # what others have done since is not seen otherwise
    return services.get_run(session(), actor, run).settled


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
    for number in [row.number for row in services.unfinished(session())]:
        if _complete(number):
            click.echo(f"{number} is drawn and stands.")
        else:
            left.append(number)
    if left:
        raise Clash(f"Still not drawn: {', '.join(left)}. `ashilms doctor` says what is wrong.")


def _complete(number: str) -> bool:
    try:
        payload = services.payload_to_press(services.get_certificate(session(), number))
    except Clash as altered:
        click.echo(str(altered), err=True)
        return False
    return issuing.complete(CLI, number, payload, now=now())


def _number(text: str) -> str:
    number = parse_number(text)
    if number is None:
        raise Unacceptable(f"{text!r} is no certificate number. Compare it with the print.")
    return number
