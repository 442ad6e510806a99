"""Moving somebody to another version: what it would change is shown first, and just that is done."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.programs import services
from ashilms.programs.models import ProgramVersion
from ashilms.programs.rules import evaluate, parse
from ashilms.programs.rules.moving import Move, compare
from tests.conftest import NOW
from tests.programs.evidence import DAY, session
from tests.programs.test_views import Sign
from tests.schooling import KINDS, PROGRAM, Founded, text_of


def add_version(school: Founded, requirements: dict[str, Any] | None = None) -> None:
    """Add a second version, which asks for a class besides and for no quiz any more unless it says else."""
    old = services.latest_version(school.db, school.program_id)
    learn, _quizzes, *others = old.content["requirements"]["all_of"]
    live = {
        "id": "live",
        "title": "Be there",
        "kind": "live_attendance",
        "with": {"minutes": 50},
        "how": "Come.",
    }
    tree = requirements or {**old.content["requirements"], "all_of": [learn, *others, live]}
    content = {**old.content, "requirements": tree}
    row = ProgramVersion(
        program_id=school.program_id, number=2, content=content, digest="0" * 64, loaded_at=NOW
    )
    school.db.add(row)
    school.db.commit()


def preview(school: Founded, by: str = "reg", whom: str = "ana", number: int = 2) -> Move:
    actor, person = getattr(school.cast, by), getattr(school.cast, whom).id
    return services.preview_move(school.db, actor, person, school.program_id, number, KINDS, now=NOW)


def move(school: Founded, by: str = "reg", whom: str = "ana", **changes: Any) -> Move:
    actor, person = getattr(school.cast, by), getattr(school.cast, whom).id
    values = {"reason": "She asked for it.", "now": NOW, "number": 2, **changes}
    if "seen" not in values:
        values["seen"] = services.digest_of(preview(school, whom=whom))
    return services.move_person(school.db, actor, person, school.program_id, kinds=KINDS, **values)


def bound_to(school: Founded, whom: str = "ana") -> int:
    return services.bound_version(school.db, getattr(school.cast, whom).id, school.program_id).number


def leaf(id: str, count: int) -> dict[str, Any]:
    return {"id": id, "title": id, "kind": "practicum_sessions", "with": {"count": count}, "how": "Log it."}


@pytest.mark.any_database
def test_what_is_added_dropped_and_judged_otherwise_is_told_apart() -> None:
    was, will_be = (
        evaluate("p", number, parse({"id": "g", "title": "g", "all_of": leaves}), KINDS, (session(),), DAY)
        for number, leaves in (
            (1, [leaf("a", 1), leaf("b", 1), leaf("c", 1)]), (2, [leaf("a", 1), leaf("b", 2), leaf("d", 1)]),
        )
    )  # fmt: skip
    found = compare(was, will_be)
    assert [one.id for one in found.added] == ["d"]
    assert [one.id for one in found.dropped] == ["c"]
    assert [(pair.was.met, pair.will_be.met) for pair in found.changed] == [(True, False)]
    assert found.same == 1
    assert compare(was, was).same == 3


def test_a_preview_saves_nothing(school: Founded) -> None:
    add_version(school)
    found = preview(school)
    assert [one.title for one in found.added] == ["Be there"]
    assert len(found.dropped) == 3
    assert (found.was.counts, found.will_be.counts) == ((8, 9), (5, 7))
    assert not school.db.dirty
    assert bound_to(school) == 1


def test_a_move_binds_to_the_version_and_is_recorded(school: Founded) -> None:
    """Who, when, from which version to which and why."""
    add_version(school)
    move(school)
    assert bound_to(school) == 2
    assert bound_to(school, "caz") == 1
    record = audit.find_records(school.db, subject=f"person:{school.cast.ana.id}")[0]
    assert (record.action, record.actor) == ("programs.move", school.cast.reg.label)
    assert record.before == {"program": PROGRAM, "version": 1}
    assert record.after is not None
    assert record.after["version"] == 2


def test_one_may_be_moved_back(school: Founded) -> None:
    add_version(school)
    move(school)
    back = services.digest_of(preview(school, number=1))
    move(school, number=1, seen=back)
    assert bound_to(school) == 1


@pytest.mark.parametrize("by", ["ana", "bea", "dee", "caz"])
def test_only_a_registrar_looks_or_moves(school: Founded, by: str) -> None:
    add_version(school)
    with pytest.raises(NotAllowed):
        preview(school, by)
    with pytest.raises(NotAllowed):
        move(school, by)


def test_nobody_moves_themselves(school: Founded) -> None:
    add_version(school)
    with pytest.raises(NotAllowed, match="your own"):
        preview(school, whom="reg")


@pytest.mark.parametrize(
    ("whom", "changes", "problem", "says"),
    [
        ("ana", {"reason": "  "}, Unacceptable, "Say why"),
        ("ana", {"seen": "0" * 64}, Clash, "changed meanwhile"),
        ("ana", {"seen": ""}, Clash, "changed meanwhile"),
        ("ana", {"number": 1, "seen": ""}, Clash, "already"),
        ("ana", {"number": 9, "seen": ""}, Missing, "no version 9"),
        ("dee", {"seen": ""}, Missing, "not in that programme"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    school: Founded, whom: str, changes: dict[str, Any], problem: type[Exception], says: str
) -> None:
    add_version(school)
    with pytest.raises(problem, match=says):
        move(school, whom=whom, **changes)
    assert bound_to(school) == 1


def test_who_holds_the_certificate_is_not_moved(school: Founded) -> None:
    add_version(school)
    seen = services.digest_of(preview(school))
    school.certify()
    with pytest.raises(Clash, match="stays as it was issued"):
        move(school, seen=seen)


def address(school: Founded) -> str:
    return f"/standings/{school.cast.ana.id}/{school.program_id}/2"


def test_a_registrar_sees_what_would_change_and_moves(client_of: Sign, site_school: Founded) -> None:
    add_version(site_school)
    reg: FlaskClient = client_of("reg")
    assert f'href="{address(site_school)}"' in text_of(reg.get(f"/standings/{site_school.cast.ana.id}"))
    page = text_of(reg.get(address(site_school)))
    assert "Now 8 of 9 met; then 5 of 7." in page
    assert page.index("Asked for from then on") < page.index("Be there") < page.index("No longer asked for")
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert "Say why" in text_of(reg.post(address(site_school), data={"seen": seen}), 422)
    answer = reg.post(address(site_school), data={"seen": seen, "reason": "She asked for it."})
    assert (answer.status_code, answer.location) == (302, f"/standings/{site_school.cast.ana.id}")
    site_school.db.expire_all()
    assert bound_to(site_school) == 2
    assert site_school.db.scalars(select(ProgramVersion.number)).all() == [1, 2]


@pytest.mark.parametrize(("who", "code"), [(None, 401), ("ana", 403), ("bea", 403)])
def test_the_page_is_for_registrars(
    client_of: Sign, site_school: Founded, who: str | None, code: int
) -> None:
    add_version(site_school)
    assert client_of(who).get(address(site_school)).status_code == code
    assert "What version 2 would change" not in text_of(
        client_of("bea").get(f"/standings/{site_school.cast.ana.id}")
    )
