"""What a certificate was given on: who sees it, what of it the holder takes to show, and what is written down."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from ashilms.audit.models import AuditRecord
from ashilms.certificates import services
from ashilms.certificates.rules import Status
from ashilms.courses.models import Milestone
from ashilms.courses.rules.gates import MODULE_COMPLETED
from ashilms.errors import Missing, NotAllowed, Unacceptable
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.programs import services as programs
from ashilms.programs.models import AwardProof
from ashilms.programs.rules.waivers import Sort
from tests.certified import *  # noqa: F403  # fixtures: Ana's certificate stands
from tests.certified import Certified
from tests.conftest import NOW
from tests.schooling import KINDS, text_of

pytestmark = pytest.mark.any_database
Sign = Callable[[str | None], FlaskClient]


def leaves_of(held: Certified) -> list[dict]:
    return list(services.get_proof(held.school.db, held.school.cast.ana, held.row.number).leaves)


def path_of(held: Certified) -> str:
    return f"/certificates/{held.row.number}/proof"


def test_the_holder_chooses_lines_and_takes_a_file_that_shows_those_alone(
    certified_here: Certified, client_of: Sign
) -> None:
    client = client_of("ana")
    leaves = leaves_of(certified_here)
    page = text_of(client.get(path_of(certified_here)))
    assert all(leaf["title"] in page for leaf in leaves)
    answer = client.post(path_of(certified_here), data={"places": ["0", "2"]})
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert (
        answer.headers["Content-Disposition"]
        == f"attachment; filename={certified_here.row.number}-proof.json"
    )
    assert "no-store" in answer.headers["Cache-Control"]
    file = json.loads(answer.data)
    assert [one["leaf"] for one in file["shown"]] == [leaves[0], leaves[2]]
    assert leaves[1]["salt"] not in answer.text


def test_what_was_shown_is_in_the_record_and_to_whom_is_not_asked(certified: Certified) -> None:
    db, ana = certified.school.db, certified.school.cast.ana
    services.show_leaves(db, ana, certified.row.number, [1], now=NOW)
    record = db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
    assert record is not None
    assert record.action == "certificates.show"
    assert record.after == {"requirements": [leaves_of(certified)[1]["requirement"]]}


@pytest.mark.parametrize("places", [[], ["99"], ["-1"], ["all"], ["0", "99"]])
def test_a_choice_that_is_none_is_refused_with_a_sentence(
    certified_here: Certified, client_of: Sign, places: list[str]
) -> None:
    page = text_of(client_of("ana").post(path_of(certified_here), data={"places": places}), 422)
    assert "to put right" in page


@pytest.mark.parametrize(("places", "says"), [([], "Choose"), ([99], "no such line"), ([-1], "no such line")])
def test_the_service_refuses_it_too(certified: Certified, places: list[int], says: str) -> None:
    school = certified.school
    with pytest.raises(Unacceptable, match=says):
        services.show_leaves(school.db, school.cast.ana, certified.row.number, places, now=NOW)


@pytest.mark.parametrize("who", ["bea", "caz", "dee"])
def test_to_anybody_else_there_is_no_such_certificate(
    certified_here: Certified, client_of: Sign, who: str
) -> None:
    """T11."""
    client = client_of(who)
    assert client.get(path_of(certified_here)).status_code == 404
    assert client.post(path_of(certified_here), data={"places": ["0"]}).status_code == 404
    with pytest.raises(Missing):
        services.show_leaves(
            certified_here.school.db,
            getattr(certified_here.school.cast, who),
            certified_here.row.number,
            [0],
            now=NOW,
        )


def test_a_registrar_sees_what_it_rests_on_and_shows_nothing_for_the_holder(
    certified_here: Certified, client_of: Sign
) -> None:
    client, school = client_of("reg"), certified_here.school
    page = text_of(client.get(path_of(certified_here)))
    assert "entry:1" in page
    assert "The records are as they were" in page
    assert client.post(path_of(certified_here), data={"places": ["0"]}).status_code == 403
    with pytest.raises(NotAllowed):
        services.show_leaves(school.db, school.cast.reg, certified_here.row.number, [0], now=NOW)


def test_a_registrar_sees_what_the_records_no_longer_have(certified_here: Certified, client_of: Sign) -> None:
    school = certified_here.school
    entry = school.db.scalars(select(Entry).where(Entry.person_id == school.cast.ana.id)).one()
    practicum.void_entry(school.db, school.cast.reg, entry.id, reason="The session was never held.", now=NOW)
    school.db.commit()
    proven = services.get_proof(school.db, school.cast.reg, certified_here.row.number)
    assert f"entry:{entry.id}" in services.find_changed(school.db, proven)
    page = text_of(client_of("reg").get(path_of(certified_here)))
    assert "The records say something else by now" in page


@pytest.mark.parametrize("days", [0, 30])
def test_what_ends_with_a_certificate_or_after_it_is_no_change(certified: Certified, days: int) -> None:
    """It is revoked, and with it ends the approval; a waiver on which it stands is ended."""
    school, later = certified.school, NOW + timedelta(days=days)
    done = delete(Milestone).where(Milestone.person_id == school.cast.ana.id, Milestone.ref == "m05")
    certified.bring_to(Status.REVOKED)
    school.db.execute(done.where(Milestone.kind == MODULE_COMPLETED))
    until = NOW.date() + timedelta(days=60)
    wish = programs.Wish("learn-m05", Sort.WAIVER, "She taught this for ten years.", until)
    waiver = programs.grant_waiver(
        school.db, school.cast.reg, school.cast.ana.id, school.program_id, wish, KINDS, now=NOW
    )
    number = school.certify().number
    programs.end_waiver(school.db, school.cast.reg, waiver.id, "It was of somebody else.", now=later)
    services.change_status(
        school.db, school.cast.reg, number, Status.REVOKED, reason="By mistake.", now=later
    )
    proven = services.get_proof(school.db, school.cast.reg, number)
    assert {f"waiver:{waiver.id}"} < set(proven.frozen.said if proven.frozen else ())
    assert services.find_changed(school.db, proven) == []


def test_of_a_certificate_of_before_the_whole_is_shown(certified_here: Certified, client_of: Sign) -> None:
    school = certified_here.school
    school.db.execute(delete(AwardProof))
    school.db.commit()
    assert "before its proof was kept line by line" in text_of(client_of("ana").get(path_of(certified_here)))
    with pytest.raises(Missing, match="line by line"):
        services.show_leaves(school.db, school.cast.ana, certified_here.row.number, [0], now=NOW)
