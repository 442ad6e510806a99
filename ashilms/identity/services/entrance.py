"""The way in: a password, then a code where one is set up, then a session; each wrong try is counted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.identity.models import User
from ashilms.identity.services import links, sessions
from ashilms.identity.services.passwords import hashing, matches
from ashilms.identity.services.second_factor import Vault, take_code
from ashilms.identity.services.throttle import Guard
from ashilms.identity.services.users import find_user


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of a try: who it is and what is open to them now, or how many tries are left."""

    user: User | None = None
    token: str | None = None
    left: int = 0
    by: str = "password"

    @property
    def good(self) -> bool:
        """Whether it was right."""
        return self.user is not None


def prove_password(db: Session, guard: Guard, email: str, password: str) -> Proof:
    """Return whose address and password this is; the same work whether there is such an account or not.

    Looks and counts within one turn of hashing, so that tries sent at once are counted one by one. Raises
    `Throttled` when there were too many.
    """
    user = find_user(db, email)
    active = user is not None and user.person is not None and user.person.active
    stored = user.password if user is not None and active else None
    with hashing():
        guard.refuse_spent()
        if matches(stored, password):
            return Proof(user)
        return Proof(left=guard.count())


def admit(db: Session, user: User, *, agent: str, now: datetime) -> str:
    """Return the token of what a right password opens: half a sign-in, or a session if no code is set up."""
    if user.has_second_factor:
        return links.make_link(db, "half", user_id=user.id, now=now)
    return sessions.open_session(db, user, agent=agent, now=now)


def find_half(db: Session, token: str, *, now: datetime) -> User | None:
    """Return whose half sign-in this is, if it still serves."""
    link = links.find_link(db, token, "half", now=now)
    return db.get(User, link.user_id) if link is not None else None


def prove_code(
    db: Session, guard: Guard, half: str, code: str, vault: Vault, *, agent: str, now: datetime
) -> Proof:
    """Complete half a sign-in by a code and return the session's token.

    After five wrong codes the half is over and the password is asked for again (`left` is 0). Raises
    `Throttled` when there were too many over all.
    """
    user = find_half(db, half, now=now)
    if user is None:
        return Proof()
    guard.refuse_spent()
    by = take_code(db, user, code, vault, now=now)
    if by is None:
        return Proof(left=min(links.count_try(db, half), guard.count()))
    if links.take_link(db, half, "half", now=now) is None:
        return Proof()
    return Proof(user, sessions.open_session(db, user, agent=agent, now=now), by=by)
