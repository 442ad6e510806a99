"""The desk's pages: who may, what a bad form gets, and one happy path each."""

import re
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person, PersonRole
from ashilms.audit import services as audit
from ashilms.audit.models import AuditRecord
from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.courses import services as courses
from ashilms.demo import doings
from ashilms.practicum.models import Entry
from ashilms.programs.models import ProgramApproval
from tests.conftest import NOW
from tests.schooling import BEGAN, SLUG, Founded, study, text_of

Sign = Callable[[str | None], FlaskClient]


def send(school: Founded) -> Entry:
    """Let Caz send a session of 70 minutes to Bea."""
    study(school.db, school.cast.caz)
    day = BEGAN + timedelta(days=3)
    entry = doings.send_session(
        school.db, school.cast.caz, courses.get_course(school.db, SLUG).id,
        room=doings.sites.find_rooms(school.db)[0].id, supervisor=school.cast.bea.id, day=day.date(),
        start=time(9), client="C-20", now=day + timedelta(hours=12),
    )  # fmt: skip
    school.db.commit()
    return entry


def approval_page(school: Founded) -> str:
    return f"/approvals/{school.cast.ana.id}/{school.program_id}"


def count(db: Session, what: type) -> int:
    db.expire_all()
    return db.scalar(select(func.count()).select_from(what)) or 0


def last_record(db: Session) -> AuditRecord:
    db.expire_all()
    return db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("path", "open_to"),
    [
        ("/", {"ana", "caz", "bea", "dee", "reg"}),
        ("/inbox", {"bea", "dee"}),
        ("/approvals", {"bea", "dee", "reg"}),
        ("/approvals/{ana}/{program}", {"bea", "dee", "reg"}),
        ("/people", {"reg"}),
        ("/people/{ana}", {"reg"}),
        ("/audit", {"reg"}),
        ("/privacy", {None, "ana", "caz", "bea", "dee", "reg"}),
    ],
)
def test_each_page_is_open_to_those_who_need_it(
    client_of: Sign, site_school: Founded, path: str, open_to: set[str | None]
) -> None:
    """V8.2.1: by role, whatever id stands in the address."""
    address = path.format(ana=site_school.cast.ana.id, program=site_school.program_id)
    answers = {
        who: client_of(who).get(address).status_code for who in (None, "ana", "caz", "bea", "dee", "reg")
    }
    assert {who for who, code in answers.items() if code in (200, 302)} == open_to
    assert {code for who, code in answers.items() if who not in open_to} <= {401, 403}


@pytest.mark.parametrize(("who", "where"), [("bea", "/inbox"), ("reg", "/approvals")])
def test_whoever_learns_nothing_starts_at_their_work(client_of: Sign, who: str, where: str) -> None:
    answer = client_of(who).get("/")
    assert (answer.status_code, answer.location) == (302, where)


def test_home_names_the_next_step_and_the_proof(client_of: Sign) -> None:
    page = text_of(client_of("caz").get("/"))
    assert "Good afternoon, Caz" in page
    assert "Your next step · about" in page
    assert "Start the lesson" in page
    assert "0 of 9 met" in page
    assert "Sessions can be logged once what comes before them is passed." in page


def test_home_of_somebody_who_waits_has_nothing_to_press(client_of: Sign) -> None:
    page = text_of(client_of("ana").get("/"))
    assert "Your certificate waits for approval" in page
    assert "<b>1 h 10 min</b> credited" in page
    step = page[page.index('aria-labelledby="next"') : page.index('aria-labelledby="proof"')]
    assert "<a " not in step


def test_an_empty_inbox_says_what_will_come(client_of: Sign) -> None:
    assert "Nothing waits for you" in text_of(client_of("bea").get("/inbox"))


def test_the_inbox_is_the_supervisors_own(client_of: Sign, site_school: Founded) -> None:
    entry = send(site_school)
    page = text_of(client_of("bea").get("/inbox"))
    assert "1 waiting" in page
    assert f'href="/countersign/{entry.id}"' in page
    assert "Session · P3, 1 h 10 min, proceed" in page
    assert "Nothing waits for you" in text_of(client_of("dee").get("/inbox"))


def test_what_lapses_soon_comes_first_and_is_flagged_in_words(
    app: Flask, client_of: Sign, site_school: Founded
) -> None:
    entry = send(site_school)
    assert entry.lapses_at is not None
    soon = entry.lapses_at - timedelta(days=3)
    app.extensions["ashilms"].clock = lambda: soon
    page = text_of(client_of("bea").get("/inbox"))
    assert "1 flagged" in page
    assert "if unsigned" in page


def test_approvals_list_who_has_everything_else(client_of: Sign, site_school: Founded) -> None:
    page = text_of(client_of("dee").get("/approvals"))
    assert f'href="{approval_page(site_school)}"' in page
    assert "8 of 9 met" in page
    assert ">Caz<" not in page


def test_a_second_person_approves_with_the_proof_in_view(client_of: Sign, site_school: Founded) -> None:
    dee, address = client_of("dee"), approval_page(site_school)
    page = text_of(dee.get(address))
    assert "Stands on" in page
    assert "Ana Beatriz Duarte Reis" in page
    assert "Approve and issue" in page
    answer = dee.post(address)
    assert (answer.status_code, answer.location) == (302, "/approvals")
    row = site_school.db.scalars(select(Certificate)).one()
    assert (row.status, row.person_id) == (Status.VALID, site_school.cast.ana.id)
    assert f"Certificate {row.number} is issued and signed." in text_of(dee.get("/approvals"))
    assert "Nobody waits for approval" in text_of(dee.get("/approvals"))
    assert f"Certificate {row.number} stands." in text_of(dee.get(address))


def test_approving_twice_issues_once(client_of: Sign, site_school: Founded) -> None:
    """V2.3.4, T27: the second answer says that it is done, and nothing is made twice."""
    address = approval_page(site_school)
    assert client_of("dee").post(address).status_code == 302
    again = client_of("reg").post(address)
    assert "issued already" in text_of(again, 409)
    assert (count(site_school.db, Certificate), count(site_school.db, ProgramApproval)) == (1, 1)


def test_whoever_assessed_may_not_approve(client_of: Sign, site_school: Founded) -> None:
    """T03: two people look; Bea observed Ana."""
    bea, address = client_of("bea"), approval_page(site_school)
    page = text_of(bea.get(address))
    assert "You assessed this trainee, or waived" in page
    assert "Approve and issue" not in page
    assert "You assessed this trainee, or waived" in text_of(bea.post(address), 403)
    assert count(site_school.db, Certificate) == 0


def test_nobody_approves_their_own_certificate(client_of: Sign, site_school: Founded) -> None:
    """T03: not even a trainee who is a registrar as well."""
    site_school.db.add(PersonRole(person_id=site_school.cast.ana.id, role="registrar", since=NOW))
    site_school.db.commit()
    ana, address = client_of("ana"), approval_page(site_school)
    page = text_of(ana.get(address))
    assert "This is your own certificate" in page
    assert "Approve and issue" not in page
    assert "This is your own certificate" in text_of(ana.post(address), 403)
    assert count(site_school.db, Certificate) == 0


def test_what_is_not_met_is_not_approved(client_of: Sign, site_school: Founded) -> None:
    address = f"/approvals/{site_school.cast.caz.id}/{site_school.program_id}"
    reg = client_of("reg")
    assert "Something above is still missing" in text_of(reg.get(address))
    assert "This can’t be approved: “Module 2 completed" in text_of(reg.post(address), 409)
    assert count(site_school.db, ProgramApproval) == 0


def test_no_certificate_without_a_confirmed_name(client_of: Sign, site_school: Founded) -> None:
    site_school.db.get_one(Person, site_school.cast.ana.id).printed_name = None
    site_school.db.commit()
    dee, address = client_of("dee"), approval_page(site_school)
    assert "The name isn’t confirmed" in text_of(dee.get(address))
    assert dee.post(address).status_code in (409, 422)
    assert count(site_school.db, Certificate) == 0


@pytest.mark.parametrize("path", ["/approvals/999999/{program}", "/approvals/{ana}/999999"])
def test_approving_what_is_not_there_is_missing(client_of: Sign, site_school: Founded, path: str) -> None:
    address = path.format(ana=site_school.cast.ana.id, program=site_school.program_id)
    assert {client_of("reg").get(address).status_code, client_of("reg").post(address).status_code} == {404}


def test_a_revocation_is_put_before_whoever_approves_anew(client_of: Sign, site_school: Founded) -> None:
    row = site_school.certify()
    certificates.change_status(
        site_school.db, site_school.cast.reg, row.number, Status.REVOKED, reason="Bought hours.", now=NOW
    )
    site_school.db.commit()
    page = text_of(client_of("dee").get(approval_page(site_school)))
    assert "An earlier certificate was revoked" in page
    assert "Bought hours." in page
    assert row.number in page


def test_a_certificate_that_cannot_be_drawn_is_approved_all_the_same(
    app: Flask, client_of: Sign, site_school: Founded
) -> None:
    (app.extensions["ashilms"].settings.data_dir / "keys").write_text("not a folder")
    dee = client_of("dee")
    assert dee.post(approval_page(site_school)).status_code == 302
    assert "It couldn’t be drawn just now" in text_of(dee.get("/approvals"))
    row = site_school.db.scalars(select(Certificate)).one()
    assert row.status == Status.FAILED


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({}, ["Ana", "Bea", "Caz", "Dee", "Reg"]),
        ({"q": "AN"}, ["Ana"]),
        ({"q": "bea@example"}, ["Bea"]),
        ({"role": "instructor"}, ["Bea", "Dee"]),
        ({"q": "d", "role": "instructor"}, ["Dee"]),
        ({"q": "%"}, []),
        ({"role": "emperor"}, ["Ana", "Bea", "Caz", "Dee", "Reg"]),
        ({"q": "x" * 5000}, []),
    ],
)
def test_people_are_found_by_name_address_and_role(
    client_of: Sign, query: dict[str, str], seen: list[str]
) -> None:
    """T40: a per cent sign is a sign like any other."""
    page = text_of(client_of("reg").post("/people", data=query))
    found = [name for name in ("Ana", "Bea", "Caz", "Dee", "Reg") if f">{name}</a></th>" in page]
    assert found == seen
    assert ("Nobody like that" in page) is (not seen)


def test_what_was_looked_for_stays_in_the_form_and_does_no_harm(client_of: Sign) -> None:
    page = text_of(client_of("reg").post("/people", data={"q": '"><script>x</script>', "role": "trainee"}))
    assert "<script>x" not in page
    assert "&#34;&gt;&lt;script&gt;x" in page
    assert '<option value="trainee" selected>' in page


def roles_of(db: Session, who: int) -> set[str]:
    db.expire_all()
    return set(db.scalars(select(PersonRole.role).where(PersonRole.person_id == who)))


def test_a_registrar_places_a_person_in_roles(client_of: Sign, site_school: Founded) -> None:
    reg, caz = client_of("reg"), site_school.cast.caz.id
    page = text_of(reg.get(f"/people/{caz}"))
    assert "A supervisor countersigns." in page
    answer = reg.post(f"/people/{caz}", data={"roles": ["trainee", "supervisor"]})
    assert (answer.status_code, answer.location) == (302, "/people")
    assert roles_of(site_school.db, caz) == {"trainee", "supervisor"}
    row = last_record(site_school.db)
    assert (row.action, row.before, row.after) == (
        "accounts.place", {"roles": ["trainee"]}, {"roles": ["supervisor", "trainee"]},
    )  # fmt: skip
    assert client_of("caz").get("/inbox").status_code == 200


@pytest.mark.parametrize(
    ("roles", "said"), [([], "Leave at least one role"), (["emperor"], "is not a valid choice")]
)
def test_roles_that_are_none_change_nothing(
    client_of: Sign, site_school: Founded, roles: list[str], said: str
) -> None:
    page = text_of(client_of("reg").post(f"/people/{site_school.cast.caz.id}", data={"roles": roles}), 422)
    assert said in page
    assert roles_of(site_school.db, site_school.cast.caz.id) == {"trainee"}


def test_a_person_who_is_not_there_is_missing(client_of: Sign) -> None:
    reg = client_of("reg")
    assert reg.get("/people/999999").status_code == 404
    assert reg.post("/people/999999", data={"roles": ["trainee"]}).status_code == 404


def test_roles_are_changed_only_after_a_fresh_proof(
    app: Flask, client_of: Sign, site_school: Founded
) -> None:
    """V7.5.1: what is grave asks again who it is; so does approving."""
    app.extensions["ashilms"].reauthenticate = lambda: False
    reg = client_of("reg")
    assert reg.post(f"/people/{site_school.cast.caz.id}", data={"roles": ["registrar"]}).status_code == 403
    assert reg.get(approval_page(site_school)).status_code == 403
    assert reg.post(approval_page(site_school)).status_code == 403
    assert roles_of(site_school.db, site_school.cast.caz.id) == {"trainee"}
    assert count(site_school.db, Certificate) == 0


def test_the_record_says_who_did_what_newest_first(client_of: Sign, site_school: Founded) -> None:
    page = text_of(client_of("reg").get("/audit"))
    total, head = audit.head_of(site_school.db)
    assert f"{total} records" in page
    assert head[:16] in page
    assert "practicum: countersign" in page
    assert "Ana Beatriz" not in page  # what is personal stands beside the chain, not on this page
    assert page.count('<th scope="row">') == 25


def test_the_record_is_paged_without_a_gap(client_of: Sign, site_school: Founded) -> None:
    reg, numbers, path = client_of("reg"), [], "/audit"
    while path:
        page = text_of(reg.get(path))
        numbers += [int(number) for number in re.findall(r'<th scope="row">(\d+) ', page)]
        older = re.search(r'href="(/audit\?before=\d+)"', page)
        path = older[1] if older else ""
    assert numbers == list(range(audit.head_of(site_school.db)[0], 0, -1))


def test_the_record_of_one_thing_alone(client_of: Sign, site_school: Founded) -> None:
    page = text_of(client_of("reg").get("/audit?subject=entry:1"))
    assert "practicum: send" in page
    assert "courses: enrol" not in page
    assert "No such record" in text_of(client_of("reg").get("/audit?subject=entry:999"))


@pytest.mark.parametrize("query", ["before=none", "before=-1", "subject=" + "x" * 500, "before=" + "9" * 30])
def test_a_record_asked_for_oddly_is_answered_all_the_same(client_of: Sign, query: str) -> None:
    assert client_of("reg").get(f"/audit?{query}").status_code == 200


def test_privacy_says_what_is_kept_and_whom_to_ask(client_of: Sign) -> None:
    page = text_of(client_of(None).get("/privacy"))
    for word in ("Account", "Practicum", "Clients", "Certificates", "The record", "Cookies"):
        assert word in page
    assert "Ask the school" in page


@pytest.mark.parametrize(
    ("who", "path", "place"),
    [
        ("ana", "/standing", "Home"),
        ("dee", "/approvals/{ana}/{program}", "Approvals"),
        ("reg", "/people/{ana}", "People"),
        ("reg", "/standings/{ana}", "Standing"),
        ("bea", "/rooms/add", "Rooms"),
        ("bea", "/countersign/2", "Inbox"),
    ],
)
def test_a_page_below_a_place_shows_where_one_is(
    client_of: Sign, site_school: Founded, who: str, path: str, place: str
) -> None:
    send(site_school)
    address = path.format(ana=site_school.cast.ana.id, program=site_school.program_id)
    page = text_of(client_of(who).get(address))
    menu = page[page.index('aria-label="Main"') : page.index("</nav>")]
    assert re.findall(r'aria-current="page">([^<]+)<', menu) == [place]


def test_the_style_guide_is_for_development_alone(client_of: Sign) -> None:
    assert client_of("reg").get("/styleguide").status_code == 404
