"""People and their roles."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment


class Person(Base):
    """Our row for a host's user. Every other table points here, so a host may delete a user and the record stays."""

    __tablename__ = "ashilms_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    host_key: Mapped[str] = mapped_column(String(190), unique=True)
    """The host user's primary key, as text; never what a sign-in library may change with a password."""
    name: Mapped[str] = mapped_column(String(200))
    """How we address the person."""
    printed_name: Mapped[str | None] = mapped_column(String(200))
    """How certificates print the name; confirmed by the person before anything is issued."""
    email: Mapped[str | None] = mapped_column(String(254))
    zone: Mapped[str] = mapped_column(String(64))
    mail_at_once: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether mail that could wait for the daily one comes at once, too."""
    digest_hour: Mapped[int] = mapped_column(default=7, server_default=text("7"))
    """At which hour of their day the daily mail comes."""
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    roles: Mapped[list["PersonRole"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class PersonRole(Base):
    """A role that a person holds here; a host's `role_of` takes its place."""

    __tablename__ = "ashilms_person_role"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    role: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(Moment)
