"""Reminders as jobs send them: once, whoever runs them however often."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail, Naming
from ashilms.practicum import services
from tests.conftest import NOW, Cast
from tests.practicum.conftest import Stage, make_sheet, with_screening
from tests.practicum.test_views import cast, stage
from tests.told import each_at_once

__all__ = ["cast", "stage"]
DAY = timedelta(days=1)


def test_a_reminder_is_sent_once_however_often_jobs_run_and_after_days_without_them(
    app: Flask, host_db: Session, cast: Cast, stage: Stage
) -> None:
    sheet = with_screening(host_db, cast.ana, make_sheet(stage, cast.bea.id))
    services.log_entry(host_db, cast.ana, stage.course_id, sheet, form_key="k", send=True, now=NOW)
    each_at_once(host_db)

    def mails(days: int) -> list[str]:
        run_due(app, NOW + days * DAY)
        run_due(app, NOW + days * DAY + timedelta(hours=7))
        keys = list(host_db.scalars(select(Mail.key).where(Mail.key.startswith("practicum.late"))))
        host_db.commit()
        return sorted(key.split(":", 3)[3] for key in keys)

    bea, reg = cast.bea.id, cast.reg.id
    assert mails(1) == []
    assert mails(8) == [f"7:{bea}"]
    assert mails(22) == sorted([f"7:{bea}", f"21:{bea}", f"21:{reg}"]), "the second reminder's day was missed"
    named = set(
        host_db.execute(select(Naming.key, Naming.person_id).where(Naming.key.startswith("practicum.late")))
    )
    late, ana = (
        [key for key in host_db.scalars(select(Mail.key)) if key.startswith("practicum.late")],
        cast.ana.id,
    )
    assert named == {(key, ana) for key in late} | {(key, bea) for key in late if key.endswith(f":{reg}")}
