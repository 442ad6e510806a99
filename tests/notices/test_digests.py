"""What can wait comes together once a day, by the reader's clock, never twice, and without what is over."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import REGISTRAR, Actor
from ashilms.errors import Missing
from ashilms.jobs.models import Job
from ashilms.jobs.runner import run_due
from ashilms.notices.models import DigestLine, Mail, Notice
from ashilms.notices.rules.letters import Wording
from ashilms.notices.services import (
    Due,
    find_due,
    mark_read,
    not_written,
    send_mail,
    word_letter,
    write_digest,
)
from ashilms.web import state
from tests.identity.conftest import Site
from tests.notices.test_services import Postbox, postbox

__all__ = ["postbox"]
Tell = Callable[..., None]


@pytest.fixture
def ana(site: Site) -> int:
    """Ana, who lives in Chicago; it is six in the morning there."""
    person_id = site.get(site.add("ana")).person_id
    change(site, person_id, zone="America/Chicago")
    return person_id


def change(site: Site, person_id: int, **fields: Any) -> None:
    with site.db() as db:
        for name, value in fields.items():
            setattr(db.get_one(Person, person_id), name, value)
        db.commit()


def tell(
    site: Site, person_id: int, kind: str = "marked", key: str = "k", about: str = "", **more: Any
) -> None:
    values = {"school": "S", "link": f"http://localhost/attempts/{key}/result"}
    values |= {name: said for name, said in more.items() if isinstance(said, str)}
    with site.app.app_context(), site.db() as db:
        person = db.get_one(Person, person_id)
        send_mail(
            db, person, kind, values, render=state(site.app).render, key=key, now=site.now, about=about,
            urgent=more.get("urgent") is True,
        )  # fmt: skip
        db.commit()


def rows(site: Site, table: Any) -> list[Any]:
    with site.db() as db:
        found = list(db.scalars(select(table).order_by(table.id)))
        db.expunge_all()
        return found


def test_what_can_wait_waits_for_the_hour_where_the_reader_is(site: Site, ana: int) -> None:
    tell(site, ana)
    assert site.mails() == []
    site.later(minutes=59)
    assert site.mails() == []
    site.later(minutes=1)
    (mail,) = site.mails()
    assert (mail["To"], mail["Subject"]) == ("ana@example.org", "Your quiz has been marked")


def test_it_holds_everything_since_the_last_one_in_groups_as_text_and_as_html(site: Site, ana: int) -> None:
    tell(site, ana, key="1")
    tell(site, ana, "case", key="2", said="A case <b>", answer="")
    tell(site, ana, "appeal", key="3", quiz="Safety")
    site.later(hours=1)
    (mail,) = site.mails()
    assert mail["Subject"] == "3 notices for you from School of tests"
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    order = [
        "Hello Ana,", "INCIDENTS AND CASES", "A case <b>", "QUIZZES",
        "Your quiz has been marked", "See the result:\nhttp://localhost/attempts/1/result",
        "A mark of yours was reviewed", "http://localhost/attempts/3/result", "http://localhost/profile",
    ]  # fmt: skip
    places = [text.index(said) for said in order]
    assert places == sorted(places)
    assert "A case &lt;b&gt;" in html
    assert html.count('class="act"') == 3
    assert {line.closed_at for line in rows(site, DigestLine)} == {site.now}
    assert {str(line.said) for line in rows(site, DigestLine)} == {"{}"}


def test_a_day_has_one_however_often_and_by_whom_it_is_asked_for(site: Site, ana: int) -> None:
    tell(site, ana, key="1")
    site.later(hours=1)
    for _ in range(3):
        run_due(site.app, site.now)
    day = site.now.date()
    with site.app.app_context(), site.db() as db:
        for _ in range(2):
            due = Due(ana, day, 0)
            assert (
                write_digest(db, due, school="S", public_url="", render=state(site.app).render, now=site.now)
                == 0
            )
        db.commit()
    site.later(hours=1)
    tell(site, ana, key="2")
    tell(site, ana, key="1")
    for _ in range(20):
        assert len(site.mails()) == 1
        site.later(hours=1)
    site.later(hours=3)
    assert len(site.mails()) == 2
    assert len(rows(site, Mail)) == 2


def test_a_line_that_was_committed_late_waits_for_the_next_day(site: Site, ana: int) -> None:
    """Written before the hour, seen after the day's mail: it goes with the next one, and is not lost."""
    tell(site, ana, key="1")
    early = site.now
    site.later(hours=2)
    assert len(site.mails()) == 1
    site.now, late = early, site.now
    tell(site, ana, key="2")
    site.now = late
    assert len(site.mails()) == 1
    site.later(hours=24)
    assert len(site.mails()) == 2


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ({"zone": "Pacific/Honolulu"}, {"zone": "Pacific/Auckland"}),
        ({"zone": "Pacific/Auckland"}, {"zone": "Pacific/Honolulu"}),
        ({"digest_hour": 23}, {"digest_hour": 0}),
        ({"digest_hour": 23}, {"digest_hour": 18}),
    ],
)
def test_another_zone_or_hour_brings_no_second_one_that_day_and_lets_nothing_wait_for_two(
    site: Site, ana: int, before: dict[str, Any], then: dict[str, Any]
) -> None:
    change(site, ana, **before)
    tell(site, ana, key="1")
    while not site.mails():
        site.later(hours=1)
    first = site.now
    change(site, ana, **then)
    tell(site, ana, key="2")
    while len(site.mails()) < 2:
        site.later(hours=1)
    assert timedelta(hours=20) <= site.now - first <= timedelta(hours=25)


def test_who_wants_each_at_once_by_now_gets_what_has_waited_too(site: Site, ana: int) -> None:
    tell(site, ana, key="1")
    change(site, ana, mail_at_once=True)
    site.later(minutes=15)
    assert len(site.mails()) == 1


def test_a_day_of_which_nothing_was_left_keeps_nothing_from_the_next(
    site: Site, ana: int, withdrawn: set[str]
) -> None:
    tell(site, ana, key="1", about="session 1")
    withdrawn |= {"session 1"}
    site.later(hours=1)
    assert site.mails() == []
    for many, key in enumerate("23", 1):
        tell(site, ana, key=key)
        site.later(days=1)
        assert len(site.mails()) == many


def test_days_that_were_missed_come_as_one(site: Site, ana: int) -> None:
    for day in range(4):
        tell(site, ana, key=str(day))
        site.later(days=1)
    site.later(hours=5)
    (mail,) = site.mails()
    assert mail["Subject"] == "4 notices for you from School of tests"


def test_without_anything_new_nothing_comes(site: Site, ana: int) -> None:
    site.later(days=2)
    assert site.mails() == []


def test_what_is_urgent_comes_at_once_and_stands_in_no_digest(site: Site, ana: int) -> None:
    tell(site, ana, "sessions-paused", key="1")
    tell(site, ana, key="2", urgent=True)
    assert [mail["Subject"] for mail in site.mails()] == [
        "Your sessions are paused",
        "Your quiz has been marked",
    ]
    site.later(days=1)
    assert len(site.mails()) == 2
    assert rows(site, DigestLine) == []


def test_a_person_may_have_each_at_once_or_choose_the_hour(site: Site, ana: int) -> None:
    change(site, ana, mail_at_once=True)
    tell(site, ana, key="1")
    assert len(site.mails()) == 1
    change(site, ana, mail_at_once=False, digest_hour=20)
    tell(site, ana, key="2")
    site.later(hours=13)
    assert len(site.mails()) == 1
    site.later(hours=1)
    assert len(site.mails()) == 2


def test_on_their_pages_they_are_told_at_once_whatever_the_mail_does(site: Site, ana: int) -> None:
    tell(site, ana, key="1")
    tell(site, ana, "sessions-paused", key="2")
    tell(site, ana, key="1")
    told = [(row.text, row.path) for row in rows(site, Notice)]
    assert told == [
        ("Your quiz has been marked", "/attempts/1/result"), ("Your sessions are paused", "/attempts/2/result"),
    ]  # fmt: skip


def test_a_link_that_lets_in_stands_on_no_page(site: Site, ana: int) -> None:
    tell(site, ana, "reset")
    assert len(site.mails()) == 1
    assert rows(site, Notice) == []


def test_what_was_read_meanwhile_is_left_out(site: Site, ana: int) -> None:
    tell(site, ana, key="1")
    tell(site, ana, "appeal", key="2", quiz="Safety")
    with site.db() as db:
        mark_read(
            db, ana, [row.id for row in db.scalars(select(Notice).where(Notice.key == "1"))], now=site.now
        )
        db.commit()
    site.later(hours=1)
    (mail,) = site.mails()
    assert mail["Subject"] == "A mark of yours was reviewed"
    first, second = rows(site, DigestLine)
    assert (first.mail_id, first.closed_at, first.said) == (None, site.now, {})
    assert second.mail_id is not None


@pytest.fixture
def withdrawn() -> Iterator[set[str]]:
    """What is no longer so, as a room would say."""
    over: set[str] = set()

    def hear(_db: Any, *, about: str, **_facts: Any) -> bool:
        return about in over

    with signals.line_waits.connected_to(hear):
        yield over


def test_what_is_no_longer_so_is_left_out_and_with_nothing_left_nothing_comes(
    site: Site, ana: int, withdrawn: set[str]
) -> None:
    tell(site, ana, key="1", about="session 1")
    tell(site, ana, "appeal", key="2", about="session 2", quiz="Safety")
    withdrawn |= {"session 1"}
    site.later(hours=1)
    (mail,) = site.mails()
    assert "attempts/1" not in mail.get_body(("plain",)).get_content()
    tell(site, ana, key="3", about="session 1")
    site.later(days=1)
    assert len(site.mails()) == 1
    assert [line.mail_id is None for line in rows(site, DigestLine)] == [True, False, True]


def test_somebody_who_may_not_come_in_any_more_gets_none(site: Site, ana: int) -> None:
    tell(site, ana)
    change(site, ana, active=False)
    site.later(days=1)
    assert site.mails() == []


def test_one_that_cannot_be_written_keeps_nobody_elses(site: Site, ana: int) -> None:
    caz = site.get(site.add("caz")).person_id
    tell(site, ana)
    tell(site, caz, key="2")
    change(site, ana, email="no address")
    site.later(days=1)
    assert [mail["To"] for mail in site.mails()] == ["caz@example.org"]
    with site.db() as db:
        (job,) = db.scalars(select(Job).where(Job.last_error.is_not(None)))
        assert job.kind == "notices.digest"
    change(site, ana, email="ana@example.org")
    site.later(minutes=1)
    assert [mail["To"] for mail in site.mails()] == ["caz@example.org", "ana@example.org"]


def test_it_is_in_the_words_that_hold_when_it_is_written(site: Site, ana: int) -> None:
    tell(site, ana)
    with site.db() as db:
        reg = Actor(None, "Reg", frozenset({REGISTRAR}), "UTC")
        word_letter(db, reg, "marked", Wording("¡Lista!", "Ya está: {link}", "Ver"), seen=0, now=site.now)
        db.commit()
    site.later(hours=1)
    assert site.mails()[0]["Subject"] == "¡Lista!"


def test_a_key_is_known_while_it_waits_and_when_it_went(site: Site, ana: int) -> None:
    tell(site, ana, key="1")
    keyed = [Due(ana, site.now.date(), 0)]

    class One:
        key = "1"

    with site.db() as db:
        assert not_written(db, [One()]) == []
        assert not_written(db, keyed) == keyed
        assert list(find_due(db, now=datetime(2026, 11, 24, 12, tzinfo=UTC))) == []


def test_through_a_real_mail_server_it_leaves_once_even_if_that_was_down(
    make_site: Callable[..., Site], postbox: tuple[Postbox, int]
) -> None:
    box, port = postbox
    site = make_site(ASHILMS_SMTP_URL=f"smtp://127.0.0.1:{port}", ASHILMS_MAIL_FROM="school@example.org")
    ana = site.get(site.add("ana")).person_id
    tell(site, ana, key="1")
    tell(site, ana, "appeal", key="2", quiz="Safety")
    box.refuse = 1
    site.later(days=1)
    for _ in range(4):
        run_due(site.app, site.now)
        site.later(minutes=20)
    (mail,) = box.mails
    assert mail.get_content_type() == "multipart/alternative"
    assert mail["Subject"] == "2 notices for you from School of tests"


def test_a_digest_of_very_much_counts_what_it_does_not_spell_out(site: Site, ana: int) -> None:
    for number in range(103):
        tell(site, ana, key=str(number))
    site.later(hours=1)
    (mail,) = site.mails()
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "103 notices for you from School of tests"
    assert text.count("/result") == 100
    assert "And 3 more, on your own pages." in text
    assert {line.mail_id for line in rows(site, DigestLine)} == {rows(site, Mail)[0].id}


def test_who_comes_by_a_link_alone_is_led_to_no_page_that_asks_for_an_account(site: Site, ana: int) -> None:
    change(site, ana, host_key=f"{people.BY_LINK}1")
    tell(site, ana)
    assert rows(site, Notice) == []
    site.later(hours=1)
    text = site.mails()[0].get_body(("plain",)).get_content()
    assert "attempts/k" in text
    assert "profile" not in text


@pytest.mark.parametrize(
    ("problem", "told"), [(Missing("Gone."), []), (NoResultFound(), []), (ValueError("x"), ["1"])]
)
def test_a_line_that_its_room_cannot_answer_costs_no_other(
    site: Site, ana: int, problem: Exception, told: list[str]
) -> None:
    def hear(_db: Any, *, about: str, **_facts: Any) -> bool:
        if about == "bad":
            raise problem
        return False

    tell(site, ana, key="1", about="bad")
    tell(site, ana, key="2", about="good")
    with signals.line_waits.connected_to(hear):
        site.later(hours=1)
        (mail,) = site.mails()
    text = mail.get_body(("plain",)).get_content()
    assert [key for key in "12" if f"attempts/{key}/" in text] == [*told, "2"]


def test_a_long_paragraph_travels_in_lines_that_servers_take(site: Site, ana: int) -> None:
    """RFC 5322, 2.1.1."""
    with site.db() as db:
        reg, words = Actor(None, "Reg", frozenset({REGISTRAR}), "UTC"), "word " * 300
        word_letter(db, reg, "marked", Wording("S", f"{words}\n\n{{link}}", "See"), seen=0, now=site.now)
        db.commit()
    tell(site, ana, urgent=True)
    (mail,) = site.mails()
    assert max(map(len, mail.as_bytes().splitlines())) <= 998
    assert "word " * 299 in mail.get_body(("plain",)).get_content()
