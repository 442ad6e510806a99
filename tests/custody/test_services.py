"""Taking everything along, erasing somebody, and ending what has had its time: on the site with its cast."""

import hashlib
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.actor import machine
from ashilms.audit.services import verify_chain
from ashilms.custody import services
from ashilms.custody.rules.inventory import TABLES
from ashilms.custody.rules.kinds import ENDING, Kind, Years
from ashilms.custody.services import ending
from ashilms.custody.services.hanging import find_tables
from ashilms.db import PREFIX
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.files.services import in_folder
from tests.campus import Campus, actor_of
from tests.conftest import NOW
from tests.custody.closing import close_all
from tests.house.pages import Page
from tests.house.places import places

pytestmark = pytest.mark.any_database

Known = dict[str, Any]
YEARS = Years(6, 7, 10)
LATER = NOW + timedelta(days=366 * 11)


@pytest.fixture
def ids(campus: Campus) -> dict[str, Any]:
    """What stands in addresses: ids, numbers and links, before anything is changed."""
    return places(campus)


@pytest.fixture
def db(campus: Campus, ids: dict[str, Any]) -> Iterator[Session]:
    """The site's database, to be written; nobody else looks at it meanwhile."""
    with campus.db() as opened:
        yield opened


def archive_of(campus: Campus, db: Session, person_id: int) -> tuple[ZipFile, dict[str, bytes]]:
    """Return somebody's archive, and its members by name."""
    store = in_folder(campus.folder / "files")
    pieces = services.write_archive(db, person_id, store, school="School of tests", now=NOW)
    opened = ZipFile(io.BytesIO(b"".join(pieces)))
    return opened, {name: opened.read(name) for name in opened.namelist()}


def test_everything_of_somebody_is_in_their_archive(campus: Campus, db: Session, ids: Known) -> None:
    """Every row that is theirs, counted table by table; files, certificates and a checksum for each."""
    opened, members = archive_of(campus, db, ids["mae"])
    assert opened.testzip() is None
    for line in members["SHA256SUMS"].decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(members[name]).hexdigest() == digest
    assert len(members["SHA256SUMS"].splitlines()) == len(members) - 1
    tables: dict[str, list[Any]] = {}
    for name, data in members.items():
        if name.endswith(".json"):
            tables |= json.loads(data)
    person_id = ids["mae"]
    for kind in Kind:
        rows = sum(
            len(tables[table.name.removeprefix(PREFIX)]) for table, kept in find_tables(kind) if kept.of
        )
        own_row = 1 if kind is Kind.ACCOUNT else 0
        assert rows == ending.count_rows(db, person_id, kind) + own_row
    assert {len(tables[name]) > 0 for name in ("practicum_entry", "attempt", "certificate", "milestone")} == {
        True
    }
    assert [data[:5] for name, data in members.items() if name.startswith("certificates/")] == [b"%PDF-"]
    assert "somebody else" in members["README.txt"].decode()


def test_nobody_else_and_no_secret_is_in_it(campus: Campus, db: Session, ids: Known) -> None:
    """T51: no name, address or number of anybody else; no hash, salt, seed or password; no client's answers."""
    _, members = archive_of(campus, db, ids["ana"])
    said = b"\n".join(members.values()).decode("utf-8", "replace")
    for person in db.query(Person):
        if person.id != ids["ana"]:
            assert person.email is None or person.email not in said
    for name, kept in TABLES.items():
        room = next((json.loads(data) for file, data in members.items()
                     if file.endswith(".json") and name in json.loads(data)), {})  # fmt: skip
        for row in room.get(name, ()):
            assert not set(row) & kept.hidden


def test_a_file_that_cannot_be_read_is_named(campus: Campus, db: Session, ids: Known) -> None:
    """And does not keep the rest from being taken along."""
    db.execute(text("UPDATE ashilms_certificate SET file = :none"), {"none": "0" * 64})
    _, members = archive_of(campus, db, ids["mae"])
    assert "certificates/certificate-" in members["README.txt"].decode()
    assert not [name for name in members if name.startswith("certificates/")]


def test_who_takes_something_along_is_the_person_or_a_registrar(
    campus: Campus, db: Session, ids: Known
) -> None:
    """T51: and it stands in the record."""
    mae = ids["mae"]
    for who in ("ana", "bea"):
        with pytest.raises(Missing):
            services.note_export(db, actor_of(db, who), mae, now=NOW)
    for who in ("mae", "irene"):
        services.note_export(db, actor_of(db, who), mae, now=NOW)
    done = db.execute(
        text("SELECT count(*) FROM ashilms_audit_record WHERE action = 'custody.export'")
    ).scalar()
    assert done == 2


def erase(db: Session, person_id: int, by: str = "irene", **how: Any) -> int:
    """Erase a member of the cast."""
    said = {"reason": "Asked for it.", "certificates_stay": True, "now": NOW, **how}
    return services.erase_person(db, actor_of(db, by), person_id, YEARS, **said)


def every_text(db: Session) -> str:
    """Return everything that the database holds."""
    found = []
    for table, _ in find_tables(*Kind):
        found += [str(tuple(row)) for row in db.execute(table.select())]
    return "\n".join(found)


def test_who_was_erased_is_a_number_and_everything_else_holds(
    campus: Campus, db: Session, ids: Known
) -> None:
    """T51: certificate, hours, grades and chain stand as before; name and address stand in the certificate alone."""
    mae, link = ids["mae"], f"/c/{ids['link']}"
    before = Page(campus.browser().get(link).text).text
    kept = {
        name: campus.rows(PREFIX + name)
        for name in ("certificate", "award", "practicum_entry", "attempt_grade")
    }
    name, email = db.execute(
        text("SELECT name, email FROM ashilms_person WHERE id = :mae"), {"mae": mae}
    ).one()
    close_all(db, ids["mae"])
    assert erase(db, ids["mae"]) > 0
    db.commit()
    assert {table: campus.rows(PREFIX + table) for table in kept} == kept
    assert Page(campus.browser().get(link).text).text == before
    assert verify_chain(db) is None
    db.execute(update(Person).where(Person.id != mae).values(name="x"))
    assert email not in every_text(db)
    named = [line for line in every_text(db).splitlines() if name in line]
    assert all('"holder"' in line for line in named), [line[:200] for line in named]
    assert services.erase_person(
        db, machine("cli"), mae, YEARS, reason="again", certificates_stay=True, now=NOW
    ) == 0  # fmt: skip
    db.rollback()


def test_who_was_erased_comes_in_no_more(campus: Campus, db: Session, ids: Known) -> None:
    """Their sessions ended with it."""
    browser = campus.browser("noor")
    assert browser.get("/profile").status_code == 200
    close_all(db, ids["noor"])
    erase(db, ids["noor"])
    db.commit()
    assert browser.get("/profile").status_code in (302, 401)


def test_what_is_open_keeps_somebody_from_being_erased(campus: Campus, db: Session, ids: Known) -> None:
    """T51: each is named, and nothing has changed."""
    for who, said in (("lou", "remediation"), ("ana", "incident"), ("bea", "cohort")):
        with pytest.raises(Clash, match=said):
            erase(db, ids[who])
    assert (
        db.execute(text("SELECT count(*) FROM ashilms_person WHERE host_key LIKE 'erased:%'")).scalar() == 0
    )


def test_a_certificate_that_stands_is_confirmed_first(campus: Campus, db: Session, ids: Known) -> None:
    """And a reason is given."""
    close_all(db, ids["mae"])
    with pytest.raises(Unacceptable, match="goes on standing") as refused:
        erase(db, ids["mae"], certificates_stay=False)
    assert refused.value.field == "certificates_stay"
    with pytest.raises(Unacceptable, match="Say why"):
        erase(db, ids["mae"], reason=" ")


def test_who_erases_is_a_registrar_and_nobody_close(campus: Campus, db: Session, ids: Known) -> None:
    """T51: not oneself, not an instructor, not across a tie."""
    with pytest.raises(Missing):
        erase(db, ids["noor"], by="bea")
    with pytest.raises(NotAllowed, match="yourself"):
        erase(db, ids["irene"])
    db.execute(
        text(
            "INSERT INTO ashilms_supervision_tie (person_id, email, other_id, declared_at) "
            "VALUES (:noor, 'irene@demo.example', :irene, :now)"
        ),
        {"noor": ids["noor"], "irene": ids["irene"], "now": NOW},
    )
    with pytest.raises(NotAllowed):
        erase(db, ids["noor"])


def test_what_has_had_its_time_is_found_told_and_ended_by_a_registrar(
    campus: Campus, db: Session, ids: Known
) -> None:
    """Nothing before, everything then; a second time there is nothing left, and the record says who did it."""
    irene = actor_of(db, "irene")
    mae = ids["mae"]
    with pytest.raises(Clash):
        services.end_due(db, irene, mae, Kind.PRACTICE, YEARS, now=NOW)
    assert services.tell_of_due(db, YEARS, now=LATER) == services.tell_of_due(db, YEARS, now=LATER) > 0
    told = db.execute(text("SELECT count(*) FROM ashilms_notice WHERE key LIKE 'custody:%'")).scalar()
    assert told == 1
    assert (mae, Kind.PRACTICE) in {
        (due.person_id, due.kind) for due, _ in services.list_due(db, irene, YEARS, now=LATER)
    }
    for kind in ENDING:
        if ending.count_rows(db, mae, kind):
            assert services.end_due(db, irene, mae, kind, YEARS, now=LATER) > 0
            with pytest.raises(Clash):
                services.end_due(db, irene, mae, kind, YEARS, now=LATER)
    assert [ending.count_rows(db, mae, kind) for kind in ENDING] == [0, 0, 0]
    assert verify_chain(db) is None
    db.commit()
    assert "valid" in campus.browser().get(f"/c/{ids['link']}").text.lower()


def test_everything_of_everybody_can_end(campus: Campus, db: Session, ids: Known) -> None:
    """Of whatever is in the database, in any order of people: no constraint keeps what had its time."""
    irene = actor_of(db, "irene")
    for _ in range(2):  # a hold stays while a remediation stands on it, which goes a year later
        for due, _name in services.list_due(db, machine("cli"), YEARS, now=LATER):
            ending.take_away(db, due.person_id, [due.kind])
    db.commit()
    left = {due.kind for due, _ in services.list_due(db, irene, YEARS, now=LATER)}
    assert left == set()
    assert verify_chain(db) is None
