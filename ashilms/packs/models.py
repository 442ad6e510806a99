"""Which packs were loaded and when, and every file of each as it was."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.db import Base, Moment


class PackVersion(Base):
    """One content of a pack as it was loaded; the latest number is what the rooms hold now."""

    __tablename__ = "ashilms_pack_version"
    __table_args__ = (UniqueConstraint("slug", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    version: Mapped[int]
    """The version that the pack says of itself."""
    digest: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime] = mapped_column(Moment)
    loaded_by: Mapped[str] = mapped_column(Text)
    """How the audit record names whoever loaded it."""


class PackText(Base):
    """What a file holds, kept once however many versions have it."""

    __tablename__ = "ashilms_pack_text"

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    """SHA-256 over the file's bytes."""
    content: Mapped[str | None] = mapped_column(Text)
    """Every byte of the file, read as UTF-8: line ends and a byte order mark are as they were.

    `None` for what is no text: its bytes lie among the kept files, under this digest."""


class PackFile(Base):
    """A file of one version of a pack."""

    __tablename__ = "ashilms_pack_file"
    __table_args__ = (UniqueConstraint("version_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("ashilms_pack_version.id"))
    name: Mapped[str] = mapped_column(Text)
    """Its name inside the pack, such as `questions/m02.yaml`."""
    digest: Mapped[str] = mapped_column(ForeignKey("ashilms_pack_text.digest"))
