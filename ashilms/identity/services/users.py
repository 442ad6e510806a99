"""Users: registered, invited, and given a password by whoever holds the link that was mailed to them."""

from collections.abc import Iterable
from datetime import datetime
from secrets import token_hex

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import TRAINEE, Actor, machine
from ashilms.audit import services as audit
from ashilms.config import Settings
from ashilms.errors import Clash, Unacceptable
from ashilms.formats import clock
from ashilms.identity.models import Link, User
from ashilms.identity.rules import FINISH_PATHS, fold_email
from ashilms.identity.services import links, sessions
from ashilms.jobs.services import enqueue
from ashilms.notices.rules import mail_address
from ashilms.notices.services import Render, send_mail

REGISTER, RESET = "identity.register", "identity.reset"
INVITATION_PATH = FINISH_PATHS["invite"]
"""Path of the page on which an invitation is taken up, before its token."""


def find_user(db: Session, email: str) -> User | None:
    """Return the user with this address."""
    return db.scalar(select(User).where(User.email == fold_email(email)))


def user_of_person(db: Session, person_id: int) -> User | None:
    """Return the user who is this person."""
    return db.scalar(select(User).where(User.person_id == person_id))


def make_user(
    db: Session, *, email: str, name: str, roles: Iterable[str], zone: str, now: datetime,
    printed_name: str | None = None, password_hash: str | None = None,
) -> User:  # fmt: skip
    """Return a new user with their person; raises `Clash` when the address has one."""
    try:
        mail_address(fold_email(email))
    except ValueError as reason:
        raise Unacceptable(str(reason), "email") from None
    if find_user(db, email) is not None:
        raise Clash("There is an account with that address already. Sign in, or set a new password.")
    user = User(email=fold_email(email), created_at=now)
    db.add(user)
    db.flush()
    person = people.welcome_person(
        db, str(user.id), name=name, email=user.email, zone=zone, roles=tuple(roles), now=now
    )
    user.person = person
    if printed_name:
        actor = people.as_actor(person)
        people.change_profile(
            db, actor, name=person.name, printed_name=printed_name, zone=zone, mail_at_once=person.mail_at_once,
            digest_hour=person.digest_hour, now=now,
        )  # fmt: skip
    if password_hash is not None:
        user.password, user.password_at = password_hash, now
    db.flush()
    return user


def invite_person(
    db: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    roles: Iterable[str],
    now: datetime,
    zone: str = "UTC",
    printed_name: str | None = None,
) -> str:
    """Make a user and person in these roles, and return the token with which they choose their password.

    Asking again before it is taken up places the person anew and makes the earlier token useless. Raises
    `Clash` for somebody who has a password already.
    """
    user, roles = find_user(db, email), tuple(roles)
    if user is None:
        user = make_user(
            db, email=email, name=name, roles=roles, zone=zone, printed_name=printed_name, now=now
        )
    elif user.password is not None:
        raise Clash(f"{user.name} has an account with that address already. Place them in a role instead.")
    else:
        people.place_person(db, actor, _person_id(user), roles, now=now)
    audit.record(
        db, actor, "identity.invite", f"user:{user.id}", now=now, about=user.person_id,
        after={"email": user.email, "roles": sorted(roles)},
    )  # fmt: skip
    return links.make_link(db, "invite", user_id=user.id, now=now)


def invite_by_mail(
    db: Session, actor: Actor, *, email: str, name: str, printed_name: str, settings: Settings, render: Render,
    now: datetime,
) -> int:  # fmt: skip
    """Make an account for a trainee, mail them the link with which they choose their password; return the person's id.

    Raises `Clash` when the address has an account, `Unacceptable` when no mail can be sent there.
    """
    if find_user(db, email) is not None:
        raise Clash("There is an account with that address already.")
    token = invite_person(
        db, actor, email=email, name=name, printed_name=printed_name or None, roles=(TRAINEE,), zone=settings.zone,
        now=now,
    )  # fmt: skip
    person = people.get_person(db, _person_id(_user(db, email)))
    values = {
        "name": person.name, "school": settings.provider_name,
        "link": link_address(settings.public_url, "invite", token),
    }  # fmt: skip
    send_mail(db, person, "invitation", values, render=render, key=f"invite:{token_hex(8)}", now=now)
    return person.id


def ask_to_register(db: Session, *, email: str, name: str, printed_name: str, now: datetime) -> None:
    """Note that somebody wants an account. What is done about it shows in their mailbox only."""
    wish = {"email": fold_email(email), "name": name, "printed_name": printed_name}
    enqueue(db, REGISTER, wish, key=f"{REGISTER}:{token_hex(16)}", now=now)


def ask_to_reset(db: Session, *, email: str, now: datetime) -> None:
    """Note that somebody wants a new password. What is done about it shows in their mailbox only."""
    enqueue(db, RESET, {"email": fold_email(email)}, key=f"{RESET}:{token_hex(16)}", now=now)


def answer_register(
    db: Session,
    *,
    email: str,
    name: str,
    printed_name: str,
    settings: Settings,
    render: Render,
    now: datetime,
) -> None:
    """Mail the link that makes an account, or say that there is one."""
    user = find_user(db, email)
    values = {"name": name if user is None else user.name, "school": settings.provider_name}
    if user is not None:
        values["link"] = f"{settings.public_url.rstrip('/')}/reset"
        send_mail(db, user.email, "have-account", values, render=render, key=f"have:{token_hex(8)}", now=now)
        return
    wish = {"email": email, "name": name, "printed_name": printed_name}
    token = links.make_link(db, "register", payload=wish, now=now)
    values["link"] = link_address(settings.public_url, "register", token)
    send_mail(db, email, "register", values, render=render, key=f"register:{token_hex(8)}", now=now)


def answer_reset(db: Session, *, email: str, settings: Settings, render: Render, now: datetime) -> None:
    """Mail the link that sets a new password; an address that nobody has gets nothing."""
    user = find_user(db, email)
    if user is None or user.person is None or not user.person.active:
        return
    token = links.make_link(db, "reset", user_id=user.id, now=now)
    link = link_address(settings.public_url, "reset", token)
    values = {"name": user.name, "link": link, "school": settings.provider_name}
    send_mail(db, user.person, "reset", values, render=render, key=f"reset:{token_hex(8)}", now=now)
    audit.record(db, machine("jobs"), "identity.reset-asked", f"user:{user.id}", now=now)


def link_address(public_url: str, purpose: str, token: str) -> str:
    """Return the address of a one-use link; it begins with the configured address, whatever a request says."""
    return f"{public_url.rstrip('/')}{FINISH_PATHS[purpose]}{token}"


def take_up(
    db: Session, token: str, password_hash: str, *, purpose: str, settings: Settings, now: datetime
) -> User | None:
    """Let whoever holds a mailed link set the password, once, and return the user; `None` if it is spent.

    Ends every session of the user and every other link; a second factor stays. Raises `Clash` when the
    address got an account by another link meanwhile.
    """
    link = links.take_link(db, token, purpose, now=now)
    if link is None:
        return None
    user = db.get(User, link.user_id) if link.user_id is not None else _registered(db, link, settings, now)
    if user is None or user.person is None or not user.person.active:
        return None
    set_password(db, people.as_actor(user.person), user, password_hash, now=now)
    return user


def set_password(
    db: Session, actor: Actor, user: User, password_hash: str, *, now: datetime, but: int | None = None
) -> None:
    """Give a user a new password; all their other sessions end (`but` stays) and mailed links serve no more."""
    user.password, user.password_at = password_hash, now
    links.drop_links(db, user.id)
    sessions.end_sessions(db, user.id, but=but)
    db.flush()
    audit.record(db, actor, "identity.password", f"user:{user.id}", now=now)


def renew_hash(db: Session, user_id: int, old: str, new: str) -> None:
    """Store a password's hash made with today's parameters, if it is still that password."""
    db.execute(update(User).where(User.id == user_id, User.password == old).values(password=new))


def tell_of_change(
    db: Session, user: User, what: str, *, settings: Settings, render: Render, now: datetime
) -> None:
    """Mail a user that their way of signing in changed, in case it was not them; `what` is a sentence."""
    if user.person is None:
        return
    values = {
        "name": user.name, "what": what, "school": settings.provider_name, "moment": clock(now, user.person.zone),
        "link": f"{settings.public_url.rstrip('/')}/reset",
    }  # fmt: skip
    send_mail(db, user.person, "changed", values, render=render, key=f"changed:{token_hex(8)}", now=now)


def end_sessions_of(db: Session, actor: Actor, person_id: int, *, now: datetime) -> int:
    """Sign a person out everywhere and return from how many browsers; for themselves and for registrars."""
    user = user_of_person(db, person_id)
    ended = sessions.end_sessions(db, user.id) if user is not None else 0
    audit.record(db, actor, "identity.end-sessions", f"person:{person_id}", now=now, after={"ended": ended})
    return ended


def _registered(db: Session, link: Link, settings: Settings, now: datetime) -> User:
    wish = link.payload
    return make_user(
        db, email=wish["email"], name=wish["name"], printed_name=wish["printed_name"], roles=(TRAINEE,),
        zone=settings.zone, now=now,
    )  # fmt: skip


def _user(db: Session, email: str) -> User:
    user = find_user(db, email)
    if user is None:
        raise LookupError("There is no such user.")
    return user


def _person_id(user: User) -> int:
    if user.person_id is None:
        raise LookupError(f"User {user.id} has no person.")
    return user.person_id
