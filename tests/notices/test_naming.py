"""Whom something told to others names is noted with it, and what names somebody who is erased goes with them."""

import pytest

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.notices import services
from ashilms.notices.models import DigestLine, Mail, Naming, Notice
from ashilms.notices.services import send_mail
from ashilms.notices.services.naming import UNNAMED
from ashilms.web import state
from tests.identity.conftest import Site
from tests.notices.test_digests import rows, tell

SENT = "{} sent you a session to countersign"


@pytest.fixture
def cast(site: Site) -> dict[str, int]:
    """Ana, who reads, and of whom she reads."""
    return {name: site.get(site.add(name)).person_id for name in ("ana", "ben", "cy")}


def tell_of(site: Site, cast: dict[str, int], who: str, *, urgent: bool = False) -> None:
    """Tell Ana that somebody sent her a session."""
    with site.app.app_context(), site.db() as db:
        ana, sender = (db.get_one(Person, cast[name]) for name in ("ana", who))
        values = {
            "trainee": sender.name, "session": "today", "until": "tomorrow", "school": "S",
            "link": "http://localhost/practicum/entries/1",
        }  # fmt: skip
        send_mail(
            db, ana, "entry-sent", values, render=state(site.app).render, key=f"k:{who}", now=site.now, urgent=urgent,
            naming=(ana, sender),
        )  # fmt: skip
        db.commit()


def take_back(site: Site, person_id: int) -> int:
    with site.db() as db:
        gone = services.take_back_names(db, person_id)
        db.commit()
        return gone


def named(site: Site) -> set[tuple[str, int]]:
    return {(row.key, row.person_id) for row in rows(site, Naming)}


def test_everybody_but_the_reader_is_noted_and_nobody_of_whom_no_name_is_left(
    site: Site, cast: dict[str, int]
) -> None:
    with site.db() as db:
        people.forget_person(db, cast["cy"])
        db.commit()
    for who in ("ben", "ben", "cy"):
        tell_of(site, cast, who)
    assert named(site) == {("k:ben", cast["ben"])}


def test_what_waits_and_what_stands_on_pages_goes_and_nothing_of_others(
    site: Site, cast: dict[str, int]
) -> None:
    tell(site, cast["ana"], key="other")
    for who in ("ben", "cy"):
        tell_of(site, cast, who)
    assert [row.text for row in rows(site, Notice)][1:] == [SENT.format("Ben"), SENT.format("Cy")]
    assert take_back(site, cast["ben"]) == 2
    assert [row.text for row in rows(site, Notice)][1:] == [SENT.format("Cy")]
    assert [row.key for row in rows(site, DigestLine)] == ["other", "k:cy"]
    site.later(days=1)
    (mail,) = site.mails()
    assert "Cy sent you" in mail.as_string()
    assert "Ben" not in mail.as_string()


def test_a_mail_that_waits_goes_and_of_one_that_was_sent_the_subject(
    site: Site, cast: dict[str, int]
) -> None:
    tell_of(site, cast, "ben", urgent=True)
    assert [mail["Subject"] for mail in site.mails()] == [SENT.format("Ben")]
    tell_of(site, cast, "cy", urgent=True)
    assert [take_back(site, cast[who]) for who in ("ben", "cy")] == [2, 2]
    assert [mail.subject for mail in rows(site, Mail)] == [UNNAMED]
    assert len(site.mails()) == 1


def test_a_daily_mail_that_told_of_one_thing_forgets_its_subject_too(
    site: Site, cast: dict[str, int]
) -> None:
    """Its key stays, and the next one is not due earlier for it."""
    tell_of(site, cast, "ben")
    site.later(days=1)
    (mail,) = site.mails()
    assert mail["Subject"] == SENT.format("Ben")
    (before,) = rows(site, Mail)
    take_back(site, cast["ben"])
    (after,) = rows(site, Mail)
    assert (after.subject, after.key, after.sent_at) == (UNNAMED, before.key, before.sent_at)
    assert [row.mail_id for row in rows(site, DigestLine)] == [after.id]


def test_a_daily_mail_that_is_about_to_leave_leaves_as_it_tells_of_other_things(
    site: Site, cast: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("ashilms.notices.services.delivering._lay_down", _fail)
        for who in ("ben", "cy"):
            tell_of(site, cast, who)
        site.later(days=1)
        assert site.mails() == []
    take_back(site, cast["ben"])
    site.later(days=1)
    (mail,) = site.mails()
    assert mail["Subject"] == UNNAMED
    assert "Cy sent you" in mail.as_string()
    assert [(row.subject, row.text) for row in rows(site, Mail)] == [(UNNAMED, "")]


def _fail(*_given: object) -> None:
    raise OSError("the disk is full")
