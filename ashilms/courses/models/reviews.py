"""Who has reviewed which text of a module."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.courses.rules.review import Review
from ashilms.db import Base, Moment

STANDS = text("withdrawn_at IS NULL")


class SignOff(Base):
    """A named person has reviewed a module's text; a registrar has it recorded, and may withdraw it with a reason."""

    __tablename__ = "ashilms_sign_off"
    __table_args__ = (
        Index(
            "uq_ashilms_sign_off_standing", "module_id", "digest", "name", unique=True,
            sqlite_where=STANDS, postgresql_where=STANDS,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course_module.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    profession: Mapped[str] = mapped_column(Text)
    """Profession and registration, as the reviewer gives them."""
    reviewed_on: Mapped[date]
    version: Mapped[int]
    """The version of the course that was loaded."""
    digest: Mapped[str] = mapped_column(Text)
    """Which text of the module it was."""
    note: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)

    def as_review(self) -> Review:
        """Return it as a value."""
        return Review(self.name, self.profession, self.reviewed_on, self.version, self.digest)
