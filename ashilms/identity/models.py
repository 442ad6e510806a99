"""Users of the standalone host, their sessions, the links mailed to them, and their second factor."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.accounts.models import Person
from ashilms.db import Base, Moment


class User(Base):
    """Somebody who can sign in here. What they do is kept under their `Person`."""

    __tablename__ = "ashilms_identity_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In lower case; one address is one user."""
    password: Mapped[str | None] = mapped_column(String(200))
    """Argon2id, with its parameters; none until an invitation is taken up."""
    password_at: Mapped[datetime | None] = mapped_column(Moment)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What the authenticator app shares with us, encrypted by the key in the data folder."""
    secret_at: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int | None]
    """The 30-second step of the last code taken: none is taken twice, nor an earlier one."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    person: Mapped[Person | None] = relationship(lazy="joined")

    is_authenticated = is_active = True
    is_anonymous = False

    @property
    def name(self) -> str:
        """How the person is addressed."""
        return self.person.name if self.person else self.email

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in asks for a code."""
        return self.secret is not None

    def hold(self, token: str) -> None:
        """Remember which session this user came in; it is no column."""
        self._token = token

    def get_id(self) -> str:
        """Return what the browser's cookie holds: the session's token, never the user's id."""
        return self._token


class UserSession(Base):
    """One signed-in browser; deleting the row signs it out, whatever cookie it still holds."""

    __tablename__ = "ashilms_identity_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token in the cookie."""
    user_id: Mapped[int] = mapped_column(ForeignKey("ashilms_identity_user.id"), index=True)
    agent: Mapped[str] = mapped_column(String(60))
    """The browser in words, such as `Firefox on Linux`, so that a person knows which is which."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    """To the minute: it is written at most once a minute."""
    proved_at: Mapped[datetime] = mapped_column(Moment)
    """When the person last proved who they are."""
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class Link(Base):
    """A one-use right that was mailed, or that half a sign-in has earned; taking it deletes it."""

    __tablename__ = "ashilms_identity_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_identity_user.id"), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class RecoveryCode(Base):
    """One of ten codes that stand in for the authenticator once each; using it deletes it."""

    __tablename__ = "ashilms_identity_recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ashilms_identity_user.id"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the code, which is long enough (118 bits) not to be found from it."""
