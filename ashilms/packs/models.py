"""Which packs were loaded, and when."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
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
