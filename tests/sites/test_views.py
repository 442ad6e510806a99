"""The rooms' pages, as each of the cast sees them: what is open to whom, what a bad form gets, the whole way."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.sites.models import RoomCheck, TreatmentRoom
from tests.conftest import CAST, NOW, Cast
from tests.practicum.conftest import shipped
from tests.practicum.test_views import SignIn
from tests.sites.conftest import Site, build_site

POINTS = [point["id"] for point in shipped("practicum.yaml")["room_check"]]
RECORD = {
    "inspected_on": "2026-11-20", "valid_until": "2027-11-19", "mounting": "ceiling", "installer": "Quay Joinery",
    "installed_on": "2026-11-01", "reviewer": "An engineer", "document": "Report 7", "load_kind": "working",
    "load_kg": "260", "proof_load": "390 kg, still", "bar_height_cm": "215", "bar_spacing_cm": "55",
    "bar_length_cm": "210", "ceiling_cm": "260", "table_model": "Low table", "table_kind": "working",
    "table_kg": "320", "sign_off": "y",
}  # fmt: skip


@pytest.fixture
def site(host_db: Session) -> Site:
    """The room on the host site's database."""
    found = {name: people.find_person(host_db, name) for name in CAST}
    cast = Cast(**{name: people.as_actor(person) for name, person in found.items() if person})
    return build_site(host_db, cast)


def held(site: Site, *failed: str, **more: str) -> dict[str, Any]:
    """Return the check's form with every point answered."""
    answers = {f"point_{id}": "no" if id in failed else "yes" for id in site.points}
    return {"form_key": "k", "plan_id": site.plan_id, "do": "fit", **answers, **more}


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/rooms", set(CAST)),
        ("/rooms/1", set(CAST)),
        ("/rooms/1/check", set(CAST) - {"reg"}),
        ("/rooms/add", {"bea", "dee", "reg"}),
        ("/rooms/1/edit", {"bea", "dee", "reg"}),
        ("/rooms/1/inspect", {"bea", "dee", "reg"}),
    ],
)
def test_each_page_is_open_to_its_roles_alone(
    client_of: SignIn, site: Site, path: str, may: set[str]
) -> None:
    for name in CAST:
        assert (client_of(name).get(path).status_code == 200) == (name in may), name
    assert client_of(None).get(path).status_code in (302, 401)


def test_rooms_are_added_accepted_and_closed(client_of: SignIn, site: Site, host_db: Session) -> None:
    bea = client_of("bea")
    assert bea.post("/rooms/add", data={"name": "", "site": ""}).status_code == 422
    assert bea.post("/rooms/add", data={"name": "Room 1", "site": "School"}).status_code == 422
    path = bea.post("/rooms/add", data={"name": "Room 7", "site": "School"}).location
    assert "had not been inspected" in bea.get("/rooms").text
    for bad in (
        {"valid_until": "2028-11-19"}, {"load_kind": "guessed"}, {"sign_off": ""}, {"load_kg": "0"},
        {"bar_height_cm": "20"}, {"mounting": "plasterboard"}, {"installer": ""},
    ):  # fmt: skip
        assert bea.post(path, data={**RECORD, **bad}).status_code == 422, bad
    assert bea.post(path, data={**RECORD, "load_kind": "static"}).status_code == 302
    assert "gives no working load" in bea.get("/rooms").text
    form = bea.get(path).text
    assert 'value="Quay Joinery"' in form, "what stays is filled in from the last record"
    assert "390 kg" not in form
    assert bea.post(path, data=RECORD).status_code == 302
    assert "Until 19 November 2027" in bea.get("/rooms").text
    assert (
        bea.post(path.replace("inspect", "edit"), data={"name": "Room 8", "site": "School"}).status_code
        == 302
    )
    assert "Closed for new sessions" in bea.get("/rooms").text
    room = host_db.scalars(select(TreatmentRoom).where(TreatmentRoom.name == "Room 8")).one()
    assert [row.load_kind for row in room.inspections] == ["static", "working"]
    assert bea.get("/rooms/987654").status_code == 404


def test_a_check_begins_with_nothing_ticked_and_both_answers_in_reach(client_of: SignIn, site: Site) -> None:
    page = client_of("ana").get("/rooms/1/check").text
    assert "checked" not in re.sub(r">[^<]*<", "><", page)
    assert page.count('type="radio"') == 2 * 16
    assert "Room is fit" in page
    assert "Lock this room" in page
    assert "it proves no capacity" in page
    assert "is good work" in page


def test_a_room_that_is_fit_leads_to_screening(client_of: SignIn, site: Site) -> None:
    ana = client_of("ana")
    done = ana.post("/rooms/1/check", data=held(site))
    page = ana.get(done.location).text
    assert "Begin by 24 Nov 2026, 14:00" in page
    assert re.search(r'href="[^"]*/screenings/new\?check=\d+"', page)
    assert client_of("caz").get(done.location).status_code == 404


def test_what_is_not_answered_is_asked_and_what_was_answered_stays(client_of: SignIn, site: Site) -> None:
    ana, form = client_of("ana"), held(site)
    del form["point_floor"]
    back = ana.post("/rooms/1/check", data=form)
    assert back.status_code == 422
    assert back.text.count("Answer this point.") == 2, "at the point, and in the summary"
    all_open = ana.post("/rooms/1/check", data={"do": "fit"}).text
    assert all_open.count("Answer this point.") == 16 + 1, "at each, and once in the summary"
    assert "And 15 more like it." in all_open
    assert len(re.findall(r"<input[^>]* checked[^>]*>", back.text)) == 15
    assert site.db.scalars(select(RoomCheck)).all() == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"point_floor": "perhaps"}, "Choose one from the list"),
        ({"do": "lock"}, "Say what is wrong"),
        ({"note": "Call 0151 2345678"}, "telephone number"),
    ],
)
def test_a_bad_check_comes_back_with_a_reason(
    client_of: SignIn, site: Site, changes: dict[str, str], says: str
) -> None:
    back = client_of("ana").post("/rooms/1/check", data={**held(site), **changes})
    assert (back.status_code, says in back.text) == (422, True)


def test_a_lock_is_seen_by_everybody_and_opened_by_whoever_keeps_rooms(
    client_of: SignIn, site: Site, host_db: Session
) -> None:
    ana, bea, caz = client_of("ana"), client_of("bea"), client_of("caz")
    done = ana.post(
        "/rooms/1/check", data={"plan_id": site.plan_id, "do": "lock", "note": "The floor is under water."}
    )
    assert "Refusing a room is good work" in ana.get(done.location).text
    for page in ("/rooms", "/rooms/1"):
        assert "The floor is under water." in caz.get(page).text
        assert "Ana" not in caz.get(page).text, "whose word it was is for whoever keeps rooms"
    assert "Ana" in bea.get("/rooms/1").text
    assert "1 locked" in client_of("reg").get("/approvals").text
    assert "is locked" in caz.get("/rooms/1/check").text
    assert caz.post("/rooms/1/check", data=held(site)).status_code == 422
    unlock = re.search(r'href="([^"]*/unlock)"', bea.get("/rooms/1").text)
    assert unlock is not None
    assert caz.get(unlock[1]).status_code == 403
    assert bea.post(unlock[1], data={"reason": "dry"}).status_code == 422
    assert bea.post(unlock[1], data={"reason": "It has dried, and was swept."}).status_code == 302
    assert "This lock is open" in bea.get(unlock[1]).text
    assert bea.post(unlock[1], data={"reason": "It has dried, and was swept."}).status_code == 409
    assert "It has dried, and was swept." in caz.get("/rooms/1").text
    assert "May be used until" in caz.get("/rooms/1").text
    assert "locked" not in client_of("reg").get("/approvals").text


def test_a_structural_lock_asks_for_a_record_first(client_of: SignIn, site: Site) -> None:
    client_of("ana").post("/rooms/1/check", data=held(site, "fixings"))
    bea = client_of("bea")
    assert "A new acceptance record comes first" in bea.get("/rooms/locks/1/unlock").text
    assert "bears weight" in bea.post("/rooms/locks/1/unlock", data={"reason": "New brackets."}).text


def test_rooms_are_listed_by_as_many_queries_however_many_there_are(
    client_of: SignIn, site: Site, counted: Any
) -> None:
    ana: FlaskClient = client_of("ana")
    with counted() as few:
        ana.get("/rooms")
    for number in range(2, 12):
        site.db.add(TreatmentRoom(name=f"Room {number}", site="School", created_at=NOW))
    site.db.commit()
    with counted() as many:
        assert "Room 11" in ana.get("/rooms").text
    assert len(many) == len(few)
