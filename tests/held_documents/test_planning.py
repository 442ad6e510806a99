"""Which kinds of documents there are, whom they are asked of, and what loading a pack makes of them."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.errors import Unacceptable
from ashilms.held_documents import services
from ashilms.held_documents.services.planning import find_kinds
from ashilms.packs.services import load_pack
from tests.conftest import NOW
from tests.held_documents.conftest import FIRST_AID, KINDS, Desk
from tests.packs.small import NAME, swapped, write_pack

pytestmark = pytest.mark.any_database
LICENCE, FIRST, PERMIT = KINDS
CLI = machine("cli")


def load(db: Session, course: str, *kinds: dict[str, Any]) -> int | None:
    plan = services.load_plan(db, CLI, course, list(kinds), now=NOW)
    return plan.number if plan else None


def called(kind: dict[str, Any], title: str) -> dict[str, Any]:
    return {**kind, "title": title}


def test_the_kinds_are_those_of_the_latest_version(db: Session) -> None:
    assert [load(db, "course", *KINDS), load(db, "course", *KINDS)] == [1, None]
    assert load(db, "course", called(LICENCE, "Permit to practise"), FIRST) == 2
    assert {id: kind.title for id, kind in find_kinds(db).items()} == {
        "licence": "Permit to practise", "first-aid": "First aid and CPR",
    }  # fmt: skip


def test_of_two_packs_the_first_loaded_holds_whichever_was_loaded_again(db: Session) -> None:
    load(db, "course", LICENCE)
    load(db, "other", called(LICENCE, "Another"), FIRST)
    assert find_kinds(db)["licence"].title == "Licence"
    load(db, "course", called(LICENCE, "Renamed"))
    assert [(id, kind.title) for id, kind in find_kinds(db).items()] == [
        ("licence", "Renamed"), ("first-aid", "First aid and CPR"),
    ]  # fmt: skip


def test_a_person_is_asked_for_what_their_courses_ask_for(desk: Desk) -> None:
    """Not for what another course asks for, and each in the words of their own."""
    load(desk.db, "another", called(LICENCE, "Another"), {**FIRST, "id": "insurance"})
    assert services.kinds_for(desk.db, desk.cast.bea.id) == {}
    assert {id: kind.title for id, kind in services.kinds_for(desk.db, desk.cast.ana.id).items()} == {
        kind["id"]: kind["title"] for kind in KINDS
    }
    with pytest.raises(Unacceptable):
        desk.send(FIRST_AID, "insurance")


def test_what_was_sent_may_be_sent_anew_while_any_course_asks_for_it(desk: Desk) -> None:
    desk.send(FIRST_AID, "first-aid")
    ana = desk.cast.ana.id
    load(desk.db, "other", FIRST, LICENCE)
    load(desk.db, "course")
    assert list(services.kinds_for(desk.db, ana)) == ["first-aid"]
    load(desk.db, "other")
    assert services.kinds_for(desk.db, ana) == {}


def test_a_pack_that_drops_its_documents_asks_for_none_any_more(db: Session, tmp_path: Path) -> None:
    asks = {"documents.yaml": yaml.safe_dump({"documents": KINDS})}
    told = load_pack(db, CLI, write_pack(tmp_path / "1", asks), now=NOW).changes
    assert ("Documents: version 1." in told, len(find_kinds(db))) == (True, 3)
    dropped = write_pack(tmp_path / "2", swapped("pack.yaml", "version: 1", "version: 2"))
    assert "Documents: none are asked for any more." in load_pack(db, CLI, dropped, now=NOW).changes
    assert find_kinds(db) == {}
    again = write_pack(tmp_path / "3", {**asks, **swapped("pack.yaml", "version: 1", "version: 3")})
    assert "Documents: version 3." in load_pack(db, CLI, again, now=NOW).changes


def test_a_pack_that_never_had_documents_loads_none(db: Session, tmp_path: Path) -> None:
    told = load_pack(db, CLI, write_pack(tmp_path), now=NOW).changes
    assert not [line for line in told if line.startswith("Documents")]
    assert services.load_plan(db, CLI, NAME, [], now=NOW) is None
