"""The checklist and the matrix: who may look, what they say, and what they cost."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.audit.models import AuditRecord
from ashilms.courses import services as courses
from ashilms.courses.models import Lesson, Module
from ashilms.programs.models import ProgramVersion
from tests.conftest import NOW
from tests.schooling import SLUG, Counted, Founded, text_of

Sign = Callable[[str | None], FlaskClient]


def printed_name(db: Session, who: str) -> str | None:
    db.expire_all()
    return db.scalars(select(Person.printed_name).where(Person.host_key == who)).one()


def test_a_trainee_sees_what_is_met_and_what_is_missing(client_of: Sign) -> None:
    page = text_of(client_of("ana").get("/standing"))
    assert "8 of 9 met · programme version 1" in page
    assert "Approved by a second person" in page
    assert "<summary>Show them</summary>" in page  # what is met is folded
    assert "completed on 18 November 2026" in page
    assert page.index("Approved by a second person") < page.index("Module 2 completed")
    assert "Stands on" not in page


def test_what_is_open_stands_first_with_how_to_get_it(client_of: Sign) -> None:
    page = text_of(client_of("caz").get("/standing"))
    assert "0 of 9 met" in page
    assert "(not met, next step)" in page
    assert "Read each lesson of module 2 to the end." in page
    assert "1 h to go. Log a session" in page


def test_somebody_in_no_program_is_shown_the_way_in(client_of: Sign, host_db: Session) -> None:
    bea = host_db.scalars(select(Person).where(Person.host_key == "bea")).one()
    assert "This person works towards no certificate" in text_of(client_of("reg").get(f"/standings/{bea.id}"))


def test_the_name_is_confirmed_as_it_will_be_printed(client_of: Sign, host_db: Session) -> None:
    caz = client_of("caz")
    assert "Not confirmed yet" in text_of(caz.get("/standing"))
    answer = caz.post("/standing", data={"printed_name": "  Caz   Ibáñez-O’Neil "})
    assert (answer.status_code, answer.location) == (302, "/standing")
    assert printed_name(host_db, "caz") == "Caz Ibáñez-O’Neil"
    assert "It will be printed as <b>Caz Ibáñez-O’Neil</b>" in text_of(caz.get("/standing"))
    last = host_db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
    assert last is not None
    assert last.action == "accounts.confirm-name"
    assert "Ibáñez" not in str(last.after)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "Write your name as the certificate should print it"),
        ("x" * 121, "longer than 120"),
        (" \t ", "Write your name"),
    ],
)
def test_a_name_that_is_none_is_refused_and_kept_on_the_page(
    client_of: Sign, host_db: Session, given: str, said: str
) -> None:
    page = text_of(client_of("ana").post("/standing", data={"printed_name": given}), 422)
    assert said in page
    assert printed_name(host_db, "ana") == "Ana Beatriz Duarte Reis"


@pytest.mark.parametrize(
    ("who", "code"), [(None, 401), ("ana", 403), ("caz", 403), ("bea", 200), ("reg", 200)]
)
def test_standings_are_for_instructors_and_registrars(
    client_of: Sign, site_school: Founded, who: str | None, code: int
) -> None:
    """V8.2.1."""
    browser, ana = client_of(who), site_school.cast.ana.id
    assert browser.get("/standings").status_code == code
    assert browser.get(f"/standings/{ana}").status_code == code


def test_a_person_who_is_not_there_is_missing(client_of: Sign) -> None:
    assert client_of("reg").get("/standings/999999").status_code == 404


def test_the_checklist_of_another_names_the_evidence(client_of: Sign, site_school: Founded) -> None:
    ana = site_school.cast.ana.id
    page = text_of(client_of("reg").get(f"/standings/{ana}"))
    assert "Stands on module m02" in page
    assert 'Stands on <a href="/practicum/entries/1">session 1</a>' in page
    assert f'href="/approvals/{ana}/{site_school.program_id}"' in page
    assert "<summary>" not in page.split("<main", 1)[1]  # nothing is folded away from whoever has to judge
    assert 'href="/practicum/entries' not in text_of(client_of("dee").get(f"/standings/{ana}"))


def test_the_matrix_has_a_short_column_for_each_part(client_of: Sign) -> None:
    page = text_of(client_of("reg").get("/standings"))
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert [cell.split("<")[0] for cell in head.split('scope="col">')[1:]] == [
        "Trainee", "Met", "Modules", "Quizzes", "Practicum", "Approval",
    ]  # fmt: skip
    assert "1 ready to approve" in page
    assert page.index(">Ana</a>") < page.index(">Caz</a>")  # the closest to done first
    assert 'data-label="Practicum"' in page  # on a phone, cards say which column it was


def test_people_bound_to_different_versions_are_shown_a_version_at_a_time(
    client_of: Sign, site_school: Founded
) -> None:
    db = site_school.db
    old = db.scalars(select(ProgramVersion)).one()
    content = {**old.content, "requirements": old.content["requirements"]["all_of"][0]}
    db.add(
        ProgramVersion(program_id=old.program_id, number=2, content=content, digest="0" * 64, loaded_at=NOW)
    )
    courses.enrol(db, site_school.cast.dee, courses.get_course(db, SLUG).id, now=NOW)
    db.commit()
    reg = client_of("reg")
    page = text_of(reg.get("/standings"))
    assert "version 2 · as of" in page  # the newest is the first that one sees
    assert (">Dee</a>" in page, ">Ana</a>" in page) == (True, False)
    page = text_of(reg.get(f"/standings?version={old.id}"))
    assert (">Dee</a>" in page, ">Ana</a>" in page) == (False, True)


def step(title: str, kind: str, **params: object) -> dict[str, object]:
    return {
        "id": kind.replace("_", "-"),
        "title": title,
        "kind": kind,
        "with": params,
        "how": f"{title}, and soon.",
    }


CHOICE = {
    "id": "all", "title": "Everything", "all_of": [
        {"id": "done", "title": "Know the rooms", "any_of": [
            step("Rooms read", "module_completed", module="m02"), step("Hold level 1", "certificate_held", program="x"),
        ]},
        {"id": "work", "title": "Work with people", "at_least": 2, "of": [
            step("Three clients", "practicum_clients", count=3), step("One session", "practicum_sessions", count=1),
            step("Be there", "live_attendance", minutes=50),
        ]},
    ],
}  # fmt: skip


def ask_for(school: Founded, tree: dict[str, object]) -> None:
    version = school.db.scalars(select(ProgramVersion)).one()
    version.content = {**version.content, "requirements": tree}
    school.db.commit()


def test_a_choice_says_what_is_enough_and_what_is_not_needed_any_more(
    client_of: Sign, site_school: Founded
) -> None:
    ask_for(site_school, CHOICE)
    page = text_of(client_of("ana").get("/standing"))
    assert "2 of 3 met" in page
    order = ["Work with people", "Any 2 of these are enough.", "Three clients", "Be there", "One session"]
    places = [page.index(each) for each in [*order, "Know the rooms", "Not needed any more: Hold level 1."]]
    assert places == sorted(places)
    assert page.count("(not met, next step)") == 1
    assert page.index("(not met, next step)") < page.index("Be there")
    assert "2 to go. Three clients, and soon." in page


def test_instructor_and_registrar_see_the_same_tree(client_of: Sign, site_school: Founded) -> None:
    ask_for(site_school, CHOICE)
    seen = [
        text_of(client_of(who).get(f"/standings/{site_school.cast.ana.id}")).split("<main", 1)[1]
        for who in ("bea", "reg")
    ]
    for page in seen:
        assert "Any 2 of these are enough." in page
        assert "Not needed any more: Hold level 1." in page
        assert "Stands on" in page


def add_lessons(db: Session, count: int) -> None:
    module = db.scalars(select(Module).where(Module.key == "m02")).one()
    like = db.scalars(select(Lesson).where(Lesson.module_id == module.id)).first()
    assert like is not None
    columns = {c.name: getattr(like, c.name) for c in Lesson.__table__.columns if c.name != "id"}
    db.add_all(
        [
            Lesson(**{**columns, "key": f"m02-x{n:03}", "number": 100 + n, "title": f"Extra {n}"})
            for n in range(count)
        ]
    )
    db.commit()


@pytest.mark.parametrize("path", ["/", "/standing"])
@pytest.mark.parametrize("who", ["ana", "caz"])
def test_a_trainees_pages_ask_as_often_however_long_the_course_is(
    client_of: Sign, host_db: Session, counted: Counted, who: str, path: str
) -> None:
    """Fifty more lessons cost not one query more."""
    browser = client_of(who)
    with counted() as before:
        text_of(browser.get(path))
    add_lessons(host_db, 50)
    with counted() as after:
        text_of(browser.get(path))
    assert len(after) == len(before)
    assert len(before) <= 39
