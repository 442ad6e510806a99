"""The table of jobs: the truth about what is to be done."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.db import Base, Moment
from ashilms.jobs.rules import QUEUED


class Job(Base):
    """One thing to be done once, at `due_at` or later."""

    __tablename__ = "ashilms_job"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    """The name of the handler that does it."""
    key: Mapped[str] = mapped_column(String(190), unique=True)
    """Asking twice with one key is asking once."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Emptied when the job is done: it may name people."""
    state: Mapped[str] = mapped_column(String(10), default=QUEUED)
    due_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    runner: Mapped[str | None] = mapped_column(String(120))
    """Host and process that took it, so that a dead one's jobs are taken back at once."""
    last_error: Mapped[str | None] = mapped_column(String(200))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
