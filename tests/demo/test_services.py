"""The demonstration: marked, at every stage, for this machine alone, and the same however often it is settled."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import REGISTRAR, SUPERVISOR, TRAINEE
from ashilms.audit import services as audit
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.db import Base
from ashilms.demo import services
from ashilms.demo.cast import CAST, DOMAIN, GUEST, TRAINEES
from ashilms.desk.services import home_of
from ashilms.errors import Clash
from ashilms.identity.models import User
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.programs import services as programs
from ashilms.verification.services import check_number
from ashilms.web import session, state, transaction
from tests.conftest import NOW
from tests.demo.conftest import Demo
from tests.schooling import text_of


def table_digest(demo: Demo) -> dict[str, str]:
    """Return every table's rows as text, to be compared."""
    with demo.db() as db:
        return {
            name: str(db.execute(text(f"SELECT * FROM {name} ORDER BY 1")).all())
            for name in Base.metadata.tables
        }


def test_everybody_has_a_marked_address_that_no_mail_can_reach(demo: Demo) -> None:
    """RFC 2606 keeps .example for nobody."""
    with demo.db() as db:
        addresses = set(db.scalars(select(Person.email)))
    assert addresses - {GUEST} == {part.email for part in CAST} == {member.email for member in demo.members}
    assert all(address.endswith(DOMAIN) for address in addresses)
    assert DOMAIN.endswith(".example")


@pytest.mark.parametrize("path", ["/sign-in", "/verify", "/privacy", "/nowhere"])
def test_every_page_says_that_it_is_a_demonstration(demo: Demo, path: str) -> None:
    browser = demo.app.test_client()
    page = text_of(browser.get(path), 404 if path == "/nowhere" else 200)
    assert "<b>Demonstration data.</b> The people, the hours and the certificates here are made up." in page


def test_the_certificate_names_a_demonstration_as_its_school(demo: Demo) -> None:
    with demo.db() as db:
        said = db.scalars(select(Certificate)).one().as_payload()
    assert said.provider.name == "AshiLMS demonstration school"


def test_each_member_signs_in_with_the_password_that_was_printed(demo: Demo) -> None:
    for part in CAST:
        assert demo.signed_in(part.key).get("/profile").status_code == 200


def test_passwords_are_random_and_kept_only_as_hashes(demo: Demo) -> None:
    passwords = [str(member.password) for member in demo.members]
    assert len(set(passwords)) == len(CAST)
    assert min(map(len, passwords)) >= 12  # 72 bits each
    kept = "".join(table_digest(demo).values())
    assert [password for password in passwords if password in kept] == []
    assert [line for line in demo.said if any(password in line for password in passwords)] == []


def test_there_is_a_trainee_at_each_stage(demo: Demo) -> None:
    steps = {}
    with demo.db() as db:
        kinds = state(demo.app).kinds["requirement_kinds"]
        for part in TRAINEES:
            person = db.scalars(select(Person).where(Person.email == part.email)).one()
            steps[part.key] = home_of(db, person, kinds, now=NOW).step
    assert steps["noor"].title == "Take up a course"
    assert steps["tom"].endpoint == "ashilms.courses.show_lesson"
    assert steps["ida"].endpoint == "ashilms.practicum.log_entry"
    assert steps["ana"].title.endswith(" came back")
    assert steps["ben"].title == "Your certificate waits for approval"
    assert steps["mae"].title == "You hold the certificate"


def test_roles_are_those_that_the_list_of_passwords_names(demo: Demo) -> None:
    with demo.db() as db:
        roles = {person.email: {row.role for row in person.roles} for person in people.find_people(db)}
    assert roles.pop(GUEST) == {SUPERVISOR}, "who came by a link"
    assert roles == {part.email: set(part.roles) for part in CAST}
    assert Counter(role for part in CAST for role in part.roles)[TRAINEE] == 6
    assert roles[f"irene{DOMAIN}"] == {REGISTRAR}


def test_one_session_is_returned_one_waits_and_two_are_signed(demo: Demo) -> None:
    with demo.db() as db:
        states = Counter(db.scalars(select(Entry.state)))
    assert states == {State.RETURNED: 1, State.SUBMITTED: 1, State.COUNTERSIGNED: 2}


def test_one_trainee_holds_a_certificate_that_verifies(demo: Demo) -> None:
    with demo.db() as db:
        row = db.scalars(select(Certificate)).one()
        assert row.status == Status.VALID
        found = check_number(db, row.number, "lindqvist", today=NOW.date())
        assert found is not None
    page = text_of(demo.app.test_client().get(f"/c/{row.token}"))
    assert "Maë Lindqvist" in page
    pdf = demo.signed_in("mae").get(f"/certificates/{row.number}.pdf")
    assert pdf.data.startswith(b"%PDF-")


def test_one_trainee_waits_for_a_second_person(demo: Demo) -> None:
    with demo.db() as db:
        ready = programs.find_ready(db, state(demo.app).kinds["requirement_kinds"], on=NOW.date())
        assert [people.get_person(db, row.person_id).name for row, _ in ready] == ["Ben Sato"]


def test_what_the_cast_did_is_in_the_record_as_anybodys_deeds_are(demo: Demo) -> None:
    with demo.db() as db:
        assert audit.verify_chain(db) is None
        assert audit.head_of(db)[0] > 80


def test_settling_it_again_changes_nothing_and_prints_no_password(demo: Demo) -> None:
    before, said = table_digest(demo), list[str]()
    files = sorted(str(path) for path in demo.folder.rglob("*"))
    with demo.app.app_context():
        again = services.settle_cast(demo.app, say=said.append)
    assert [(member.email, member.password) for member in again] == [(part.email, None) for part in CAST]
    assert said == []
    assert table_digest(demo) == before
    assert sorted(str(path) for path in demo.folder.rglob("*")) == files


def test_lost_passwords_are_replaced_by_other_random_ones(open_site: Callable[..., Flask]) -> None:
    app = open_site("lost")
    with app.app_context():
        with pytest.raises(Clash, match="Settle it first: ashilms demo"):
            services.new_passwords()
        first = services.settle_cast(app, say=lambda _: None)
        second = services.new_passwords()
    old, new = Demo(app, first, (), "", app.root_path), Demo(app, second, (), "", app.root_path)
    assert new.signed_in("irene").get("/approvals").status_code == 200
    answer = app.test_client().post(
        "/sign-in", data={"email": f"irene{DOMAIN}", "password": old.members[0].password}
    )
    assert answer.status_code != 302


def test_whoever_joins_a_demonstration_does_not_end_it(open_site: Callable[..., Flask]) -> None:
    app = open_site("joined")
    with app.app_context():
        services.settle_cast(app, say=lambda _: None)
        with transaction() as db:
            people.welcome_person(db, "guest", name="Guest", email="guest@school.example", now=NOW)
        services.refuse_mixing(session(), demo=True)
        assert {member.password for member in services.settle_cast(app, say=lambda _: None)} == {None}
        with pytest.raises(Clash, match="its people are made up"):
            services.refuse_mixing(session(), demo=False)


@pytest.mark.parametrize("email", ["someone@school.example", f"x{DOMAIN}.evil.example", None])
def test_where_real_people_are_the_demonstration_stays_away(
    open_site: Callable[..., Flask], email: str | None
) -> None:
    app = open_site(f"real{len(email or '')}")
    with app.app_context():
        with transaction() as db:
            people.welcome_person(db, "real", name="Real", email=email, now=NOW)
        with pytest.raises(Clash, match="There are real people on this site"):
            services.settle_cast(app, say=lambda _: None)
        with transaction() as db:
            assert db.scalars(select(User)).all() == []
