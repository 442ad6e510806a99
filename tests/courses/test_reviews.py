"""Reviews of modules: recorded by a registrar for the very text that was read, and withdrawn with a reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.audit.models import AuditRecord
from ashilms.courses import services
from ashilms.courses.models import Course, Module, SignOff
from ashilms.courses.rules import ModuleOutline, module_outline
from ashilms.courses.rules.review import Review, as_mark, from_mark
from ashilms.courses.services import Reviewed
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.packs.services import load_pack
from tests.conftest import Cast
from tests.courses.asked import queries
from tests.packs.small import NAME

SAID = {
    "key": "m01", "number": 1, "title": "Bars", "summary": "", "requires": [], "quizzes": [], "lessons": [],
    "digest": "new", "review": {"status": "for-review", "by": "a clinician"},
}  # fmt: skip
SIGNED = {"name": "Kim", "role": "nurse", "on": "2026-01-02"}
DAY = date(2026, 11, 20)
MARK = {"name": "Dr Ida Berg", "profession": "physician", "on": "2027-03-12", "version": 2, "digest": "new"}


@pytest.mark.parametrize(
    ("about", "awaited", "name", "changed"),
    [
        ({}, "a clinician", None, False),
        ({"signed": MARK}, "", "Dr Ida Berg", False),
        ({"signed": {**MARK, "digest": "old"}}, "a clinician", "Dr Ida Berg", True),
        ({"review": {"status": "reviewed", "by": "a clinician"}}, "", None, False),
        (
            {"review": {"status": "reviewed", "by": "x", "signed": [SIGNED]}},
            "", "Kim", False,
        ),
    ],
)  # fmt: skip
def test_a_module_says_who_reviewed_it_or_has_to(
    about: dict[str, object], awaited: str, name: str | None, changed: bool
) -> None:
    outline = module_outline({**SAID, **about})
    found = outline.reviewed.name if outline.reviewed else None
    assert (outline.review, found, outline.is_changed) == (awaited, name, changed)


def test_of_several_reviews_that_of_this_very_text_is_shown_and_then_the_latest() -> None:
    old, new = Review("A", "x", DAY, 1, "old"), Review("B", "x", DAY - timedelta(days=9), 2, "new")
    assert from_mark(as_mark([old, new], "new")) == new
    assert from_mark(as_mark([old, new], "other")) == old
    assert as_mark([], "new") is None


@pytest.fixture
def review(db: Session, course: Course) -> Reviewed:
    """A review of the first module as it is loaded."""
    digest = db.scalars(select(Module.digest).where(Module.key == "m01")).one()
    return Reviewed("Dr Ida Berg", "physician, GMC 7012345", DAY, "Read with the bars in view.", digest)


def outline_of(db: Session, key: str = "m01") -> ModuleOutline:
    return next(module for module in services.get_course(db, NAME).as_outline() if module.key == key)


def reload_with(db: Session, folder: Path, file: str, old: str, new: str, now: datetime) -> None:
    path = folder / NAME / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    load_pack(db, machine("cli"), folder / NAME, now=now)


def test_a_review_shows_on_the_course_and_is_recorded(
    db: Session, cast: Cast, review: Reviewed, now: datetime
) -> None:
    row = services.sign_off_module(db, cast.reg, NAME, "m01", review, now=now)
    assert (row.version, row.recorded_by) == (1, cast.reg.id)
    assert outline_of(db).reviewed == row.as_review()
    assert outline_of(db).review == ""
    assert outline_of(db, "m02").reviewed is None
    record = db.scalars(select(AuditRecord).where(AuditRecord.action == "courses.sign-off")).one()
    assert (record.subject, record.after["digest"]) == (f"sign-off:{row.id}", review.digest)
    assert "Berg" not in str(record.after)


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        ("modules/01-bars/01-above.md", "\n---\n", "\n---\nOne more sentence.\n\n", True),
        ("modules/01-bars/module.yaml", "What it is about.", "What it is now about.", True),
        ("figures/foot.svg", "<title>", "<title>New ", True),
        ("modules/01-bars/module.yaml", "a clinician", "an anatomist", False),
        ("modules/02-table/01-load.md", "\n---\n", "\n---\nOne more sentence.\n\n", False),
        ("pack.yaml", "version: 1", "version: 2", False),
    ],
)
def test_only_a_change_of_what_was_read_asks_for_another_review(
    db: Session, cast: Cast, review: Reviewed, now: datetime, tmp_path: Path,
    file: str, old: str, new: str, changed: bool,
) -> None:  # fmt: skip
    services.sign_off_module(db, cast.reg, NAME, "m01", review, now=now)
    reload_with(db, tmp_path, file, old, new, now)
    assert outline_of(db).is_changed is changed
    assert outline_of(db).review == ("a clinician" if changed else "")


def test_a_review_of_a_text_that_has_changed_meanwhile_is_refused(
    db: Session, cast: Cast, review: Reviewed, now: datetime, tmp_path: Path
) -> None:
    reload_with(db, tmp_path, "modules/01-bars/module.yaml", "What it is about.", "Else.", now)
    with pytest.raises(Clash, match="has changed meanwhile"):
        services.sign_off_module(db, cast.reg, NAME, "m01", review, now=now)
    assert db.scalars(select(SignOff)).all() == []


def test_one_person_reviews_a_text_once_until_it_is_withdrawn(
    db: Session, cast: Cast, review: Reviewed, now: datetime
) -> None:
    row = services.sign_off_module(db, cast.reg, NAME, "m01", review, now=now)
    with pytest.raises(Clash, match="stands already"):
        services.sign_off_module(db, cast.reg, NAME, "m01", review, now=now)
    services.sign_off_module(db, cast.reg, NAME, "m01", replace(review, name="Kim Lee"), now=now)
    services.withdraw_sign_off(db, cast.reg, NAME, "m01", row.id, reason="Wrong module.", now=now)
    services.sign_off_module(db, cast.reg, NAME, "m01", review, now=now)
    found = services.find_sign_offs(db, cast.reg, services.get_course(db, NAME).id)
    assert [bool(row.withdrawn_at) for row in found["m01"]] == [False, False, True]


def test_a_withdrawn_review_is_gone_from_the_course_and_kept_with_its_reason(
    db: Session, cast: Cast, review: Reviewed, now: datetime
) -> None:
    row = services.sign_off_module(db, cast.reg, NAME, "m01", review, now=now)
    for reason in ("", "  "):
        with pytest.raises(Unacceptable, match="Say why"):
            services.withdraw_sign_off(db, cast.reg, NAME, "m01", row.id, reason=reason, now=now)
    services.withdraw_sign_off(db, cast.reg, NAME, "m01", row.id, reason="Wrong module.", now=now)
    assert (outline_of(db).reviewed, outline_of(db).review) == (None, "a clinician")
    assert (row.withdrawn_by, row.withdrawn_reason) == (cast.reg.id, "Wrong module.")
    with pytest.raises(Clash, match="withdrawn already"):
        services.withdraw_sign_off(db, cast.reg, NAME, "m01", row.id, reason="Again.", now=now)


def test_only_a_registrar_keeps_reviews_and_only_of_what_is_there(
    db: Session, cast: Cast, review: Reviewed, now: datetime
) -> None:
    row = services.sign_off_module(db, cast.reg, NAME, "m01", review, now=now)
    for other in (cast.ana, cast.bea, cast.caz):
        with pytest.raises(NotAllowed):
            services.sign_off_module(db, other, NAME, "m02", review, now=now)
        with pytest.raises(NotAllowed):
            services.withdraw_sign_off(db, other, NAME, "m01", row.id, reason="x", now=now)
        with pytest.raises(NotAllowed):
            services.find_sign_offs(db, other, 1)
    for slug, module in ((NAME, "m09"), ("nothing", "m01")):
        with pytest.raises(Missing):
            services.sign_off_module(db, cast.reg, slug, module, review, now=now)
    with pytest.raises(Missing, match="no such review"):
        services.withdraw_sign_off(db, cast.reg, NAME, "m02", row.id, reason="x", now=now)


def test_a_day_that_has_not_come_is_refused_by_the_registrar_s_calendar(
    db: Session, cast: Cast, review: Reviewed, now: datetime
) -> None:
    ahead = replace(review, reviewed_on=now.date() + timedelta(days=1))
    with pytest.raises(Unacceptable, match="has not come yet"):
        services.sign_off_module(db, cast.reg, NAME, "m01", ahead, now=now)
    east = replace(cast.reg, zone="Pacific/Auckland")
    assert services.sign_off_module(db, east, NAME, "m01", ahead, now=now).reviewed_on == ahead.reviewed_on


def test_reviews_cost_the_list_three_queries_and_the_course_none(
    db: Session, cast: Cast, review: Reviewed, course: Course, now: datetime
) -> None:
    before = queries(db, lambda: services.course_state(db, cast.ana.id))
    for name in ("A", "B", "C"):
        services.sign_off_module(db, cast.reg, NAME, "m01", replace(review, name=name), now=now)
    assert queries(db, lambda: services.find_sign_offs(db, cast.reg, course.id)) == 1
    assert queries(db, lambda: services.course_state(db, cast.ana.id)) == before


Sign = Callable[[str | None], FlaskClient]


def text_of(browser: FlaskClient, url: str) -> str:
    return " ".join(browser.get(url).get_data(as_text=True).split())


def test_a_registrar_records_and_withdraws_a_review_by_the_pages(
    client_of: Sign, host_course: int, host_db: Session
) -> None:
    reg, form = client_of("reg"), f"/reviews/{NAME}/m01"
    digest = host_db.scalars(select(Module.digest).where(Module.key == "m01")).one()
    told = {"name": "Dr Ida Berg", "profession": "physician", "reviewed_on": "2026-11-20", "digest": digest}
    assert "To be reviewed by a clinician" in text_of(reg, f"/reviews/{NAME}")
    assert reg.post(form, data={**told, "reviewed_on": "2026-11-25"}).status_code == 422
    assert reg.post(form, data={**told, "name": " "}).status_code == 422
    assert reg.post(form, data={**told, "digest": "0" * 64}).status_code == 409
    assert reg.post(form, data=told).status_code == 302
    said = "Reviewed on 20 November 2026 by Dr Ida Berg, physician, of version 1."
    assert "Dr Ida Berg</b>, physician: 20 November 2026, of version 1." in text_of(reg, f"/reviews/{NAME}")
    for who, page in (
        ("reg", f"/courses/{NAME}"),
        ("ana", f"/courses/{NAME}"),
        ("bea", f"/courses/{NAME}/m01/m01-l01"),
    ):
        assert said in text_of(client_of(who), page)
    row = host_db.scalars(select(SignOff.id)).one()
    host_db.commit()
    assert reg.post(f"{form}/{row}/withdraw", data={"reason": ""}).status_code == 422
    assert reg.post(f"{form}/{row}/withdraw", data={"reason": "Wrong module."}).status_code == 302
    assert said not in text_of(client_of("ana"), f"/courses/{NAME}")
    assert "Withdrawn on 24 November 2026: Wrong module." in text_of(reg, f"/reviews/{NAME}")
    assert reg.get(f"{form}/{row}/withdraw").status_code == 409
