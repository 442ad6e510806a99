"""Commands about people and their roles."""

import click
from sqlalchemy.orm import Session

from ashilms.accounts import services
from ashilms.actor import ROLES
from ashilms.cli.site import CLI, now, on_site, refuse_host, the_app, writing
from ashilms.errors import Missing
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
