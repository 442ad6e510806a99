"""Commands about people, their roles, and what is kept about them."""

import os
from pathlib import Path

import click
from sqlalchemy.orm import Session

from ashilms.accounts import services
from ashilms.actor import ROLES
from ashilms.cli.site import CLI, now, on_site, refuse_host, session, the_app, writing
from ashilms.custody import services as custody
from ashilms.custody.rules.kinds import Fate
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.files.services import store_of
from ashilms.formats import day, plural
from ashilms.web import settings, state

ROLE = click.Choice(ROLES)
LARGEST = 2**31 - 1
"""No id is larger: PostgreSQL's integers end here."""


@click.group()
def people() -> None:
    """Add people and place them in roles."""


@people.command()
@click.option("--email", required=True, help="Where the person is reached and how they sign in.")
@click.option("--name", required=True, help="How we address the person.")
@click.option(
    "--role",
    "roles",
    type=ROLE,
    multiple=True,
    default=("trainee",),
    show_default=True,
    help="What the person is here; may be given more than once.",
)
@on_site
def add(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Invite a person and print their one-use link; they choose a password with it. Standalone sites only."""
    refuse_host(the_app(), "Here the host keeps the accounts. Add the person there, then use: people role")
    from ashilms.identity import services as identity

    with writing() as db:
        token = identity.invite_person(
            db, CLI, email=email, name=name, roles=roles, zone=settings().zone, now=now()
        )
    click.echo(f"{name} can make an account with this link, once, within 72 hours:")
    click.echo(f"{settings().public_url.rstrip('/')}{identity.INVITATION_PATH}{token}")


@people.command()
@click.argument("person")
@click.argument("roles", nargs=-1, type=ROLE, required=True)
@on_site
def role(person: str, roles: tuple[str, ...]) -> None:
    """Give PERSON (an id or an e-mail address) exactly these ROLES."""
    with writing() as db:
        placed = services.place_person(db, CLI, find_id(db, person), roles, now=now())
        click.echo(f"{placed.name} is now: {', '.join(roles)}.")


def find_id(db: Session, person: str) -> int:
    """Return the id of whoever has that address, and not of whoever's only ends like it; an id stands for itself."""
    if person.isascii() and person.isdecimal() and int(person) <= LARGEST:
        return int(person)
    wanted = person.casefold()
    found = [
        one.id for one in services.find_people(db, text=person) if (one.email or "").casefold() == wanted
    ]
    if not found:
        raise Missing(f"Nobody has the address {person!r}.")
    return found[0]


@people.command("reset-factor")
@click.argument("address")
@on_site
def reset_factor(address: str) -> None:
    """Take the second step off for somebody who lost phone and codes, once you are sure who asks. Standalone only."""
    refuse_host(the_app(), "Here the host signs people in. Ask it to take the second step off.")
    from ashilms.identity.services import second_factor

    with writing() as db:
        user = second_factor.take_off(db, CLI, address, settings=settings(), render=state().render, now=now())
        click.echo(f"{user.name} signs in by password alone now, and is told so by mail.")


@people.command("export")
@click.argument("person")
@click.option(
    "--out", "file", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Where the archive goes."
)  # fmt: skip
@on_site
def export(person: str, file: Path) -> None:
    """Write everything that is kept about PERSON (an id or an e-mail address) to one archive (ZIP)."""
    if file.exists():
        raise Clash(f"{file} exists already; an archive never overwrites anything.")
    person_id = find_id(session(), person)
    if not file.parent.is_dir():
        raise Unacceptable(f"There is no folder {file.parent}.")
    here, partial = settings(), file.with_name(f".{file.name}.part")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as found:
        raise Clash(
            f"{partial} is there: another export writes it, or one was cut off; then remove it."
        ) from found
    try:
        with open(handle, "wb") as raw:
            with writing() as db:
                custody.note_export(db, CLI, person_id, now=now())
            for piece in custody.write_archive(
                session(), CLI, person_id, store_of(here), school=here.provider_name, now=now()
            ):
                raw.write(piece)
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)
    click.echo(f"{file} holds everything about person {person_id}. Give it to nobody else.")


@people.command("erase")
@click.argument("person")
@click.option("--reason", default="", help="Why, for the record; no name.")
@click.option(
    "--certificates-stay", is_flag=True, help="They know that certificates stay, with the name printed on them."
)  # fmt: skip
@click.option(
    "--preview", "only_shown", is_flag=True, help="Say what would go and what would stay; change nothing."
)
@on_site
def erase(person: str, reason: str, certificates_stay: bool, only_shown: bool) -> None:
    """Erase PERSON: name, addresses and what serves them alone go; the rest stays under a number until its time."""
    person_id, years = find_id(session(), person), custody.years_of(settings())
    if only_shown:
        preview = custody.preview_erasure(session(), CLI, person_id, years, now=now())
        for fate in preview.fates:
            click.echo(f"{fate.kind.called}: {plural(fate.rows, 'row')}, {_until(fate)}. {fate.kind.why}")
        for sentence in preview.obligations:
            click.echo(f"Not yet: {sentence}")
        return
    with writing() as db:
        gone = custody.erase_person(
            db, CLI, person_id, years, reason=reason, certificates_stay=certificates_stay, now=now()
        )
    click.echo(f"{plural(gone, 'row')} went." if gone else "Erased before; nothing was left to do.")


def _until(fate: Fate) -> str:
    if fate.goes(now().date()):
        return "would go"
    return (
        f"stays until {day(fate.until)}{' and while something is open' * fate.is_open}"
        if fate.until
        else "stays"
    )
