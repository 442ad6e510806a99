"""Taking everything along, erasing somebody, and ending what has had its time: on the site with its cast."""

import hashlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import event, func, select, text, update
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.actor import machine
from ashilms.audit import services as audit
from ashilms.audit.services import verify_chain
from ashilms.custody import services
from ashilms.custody.rules.inventory import TABLES
from ashilms.custody.rules.kinds import ENDING, Kind, Years
from ashilms.custody.services import ending
from ashilms.custody.services.hanging import PERSON, find_tables, is_theirs, key_of, owner_of, people_in
from ashilms.custody.services.lasting import fates_of, find_due
from ashilms.db import PREFIX
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.files.services import in_folder
from ashilms.incidents.models import Incident
from ashilms.observations.models import Observation, SecondLook
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.quizzes.models import OPEN, AnswerStep, Attempt, QuestionKey, QuestionVersion
from ashilms.regrades.models import RegradeCase
from ashilms.regrades.rules import STANDS
from ashilms.supervision.models import CloseTie, Substitute
from tests.campus import Campus, actor_of
from tests.conftest import NOW
from tests.custody.closing import close_all, close_everything
from tests.house.pages import Page
from tests.house.places import places
from tests.told import tell_of

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


def archive_of(campus: Campus, db: Session, person_id: int, by: str = "") -> tuple[ZipFile, dict[str, bytes]]:
    """Return somebody's archive as one of the cast is given it, else the machine, and its members by name."""
    store = in_folder(campus.folder / "files")
    who = actor_of(db, by) if by else machine("cli")
    pieces = services.write_archive(db, who, person_id, store, school="School of tests", now=NOW)
    opened = ZipFile(io.BytesIO(b"".join(pieces)))
    return opened, {name: opened.read(name) for name in opened.namelist()}


def rows_of(db: Session, person_id: int) -> dict[Kind, int]:
    """Return how many rows of each kind are somebody's, of which there are any."""
    return {fate.kind: fate.rows for fate in fates_of(db, person_id, YEARS, now=NOW)}


def test_everything_of_somebody_is_in_their_archive(campus: Campus, db: Session, ids: Known) -> None:
    """Every row that is theirs, counted table by table; files, certificates and a checksum for each."""
    mae = ids["mae"]
    decide_cases(db, by=ids["irene"])
    opened, members = archive_of(campus, db, mae)
    assert opened.testzip() is None
    for line in members["SHA256SUMS"].decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(members[name]).hexdigest() == digest
    assert len(members["SHA256SUMS"].splitlines()) == len(members) - 1
    tables: dict[str, list[Any]] = {}
    for name, data in members.items():
        if name.endswith(".json"):
            tables |= json.loads(data)
    files = {}
    for table, kept in find_tables(*Kind):
        name = table.name.removeprefix(PREFIX)
        assert (name in tables) is bool(kept.of), name
        if kept.of:
            theirs = db.execute(select(table).where(owner_of(table) == mae)).mappings().all()
            key = key_of(table).name
            assert [row[key] for row in tables[name]] == sorted(row[key] for row in theirs), name
            folder = "certificates" if kept.kind is Kind.CERTIFICATES else "files"
            files |= {f"{folder}/{name}-{row[key]}": row[column] for row in theirs for column in kept.files}
    kept_files = {name: digest for name, digest in files.items() if digest}
    assert {
        name.rpartition(".")[0]: hashlib.sha256(data).hexdigest()
        for name, data in members.items()
        if "/" in name
    } == kept_files
    assert {name.partition("/")[0] for name in kept_files} == {"files", "certificates"}
    assert all(tables[name] for name in ("practicum_entry", "attempt", "certificate", "milestone"))
    assert "somebody else" in members["README.txt"].decode()


def decide_cases(db: Session, by: int) -> None:
    """Let a registrar decide on every certificate that lost a pass."""
    decided = {"decision": STANDS, "reason": "CANARY", "decided_by": by, "decided_at": NOW}
    db.execute(update(RegradeCase).values(decided))


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
            assert set(row) - kept.given <= {"id"}, name


def test_no_key_is_in_it_while_somebody_sits_a_quiz(campus: Campus, db: Session, ids: Known) -> None:
    """T51: Kim sits one. What was asked and answered is there; of keys, rules and how it was drawn nothing is."""
    attempt = db.scalars(select(Attempt).where(Attempt.person_id == ids["kim"], Attempt.state == OPEN)).one()
    asked = {item.question_version_id for item in attempt.items}
    for version_id in asked:
        db.get_one(QuestionKey, version_id).content = {"correct": f"CANARY key {version_id}"}
        version = db.get_one(QuestionVersion, version_id)
        version.rule, version.rule_text, version.topic = ("CANARY rule", "CANARY text", "CANARY topic")
    for item in attempt.items:
        item.order = [f"CANARY order {place}" for place in item.order]
    step = AnswerStep(
        attempt_id=attempt.id, number=1, answer="what Kim chose", flagged=False, key="CANARY sending", at=NOW
    )
    db.add(step)
    attempt.seed = "CANARY seed"
    db.flush()
    _, members = archive_of(campus, db, ids["kim"])
    quizzes = json.loads(members["quizzes.json"])
    assert {row["question_version_id"] for row in quizzes["attempt_item"]} >= asked
    assert "what Kim chose" in [row["answer"] for row in quizzes["answer_step"]]
    assert [name for name, data in members.items() if b"CANARY" in data] == []


def test_what_is_not_settled_is_told_to_nobody(campus: Campus, db: Session, ids: Known) -> None:
    """T51: that a certificate lost a pass is the school’s until it is decided; then that it is, and not its reasons."""
    case = db.scalars(select(RegradeCase)).first()
    assert case is not None
    whose = db.get_one(Attempt, case.attempt_id).person_id
    case.decision = case.reason = case.decided_by = case.decided_at = None
    db.flush()
    _, members = archive_of(campus, db, whose)
    assert json.loads(members["regrades.json"])["regrade_case"] == []
    decide_cases(db, by=ids["irene"])
    _, members = archive_of(campus, db, whose)
    (row,) = json.loads(members["regrades.json"])["regrade_case"]
    assert row == {
        "id": case.id, "attempt_id": case.attempt_id, "decided_by": "somebody else", "decided_at": NOW.isoformat(),
    }  # fmt: skip


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


def test_a_registrar_who_is_close_takes_nothing_along(campus: Campus, db: Session, ids: Known) -> None:
    """T51: neither the page nor the archive is theirs."""
    declare_tie(db, ids["noor"], ids["irene"])
    db.commit()
    with pytest.raises(NotAllowed, match="Ask another registrar"):
        services.note_export(db, actor_of(db, "irene"), ids["noor"], now=NOW)
    services.note_export(db, actor_of(db, "noor"), ids["noor"], now=NOW)
    db.rollback()
    assert campus.browser("irene").get(f"/people/{ids['noor']}/data").status_code == 403
    assert campus.browser("irene").post(f"/people/{ids['noor']}/data").status_code == 403


def declare_tie(db: Session, person_id: int, other_id: int) -> None:
    """Let somebody have said that they are close to another."""
    db.add(CloseTie(person_id=person_id, email="irene@demo.example", other_id=other_id, declared_at=NOW))
    db.flush()


def test_what_somebody_has_to_rate_unseen_is_not_given_to_them(
    campus: Campus, db: Session, ids: Known
) -> None:
    """T51: a registrar who was asked to look at a session gets the archive without what others saw in it."""
    seen = db.scalars(select(Observation).where(Observation.entry_id.is_not(None))).first()
    assert seen is not None
    db.get_one(Entry, seen.entry_id).state = State.COUNTERSIGNED
    db.add(
        SecondLook(entry_id=seen.entry_id, assessor_id=ids["irene"], asked_by=seen.assessor_id, asked_at=NOW)
    )
    db.flush()
    for by, given in (("irene", False), ("", True)):
        _, members = archive_of(campus, db, seen.trainee_id, by)
        numbers = [row["id"] for row in json.loads(members["observations.json"])["observation"]]
        assert (seen.id in numbers) is given


def test_every_act_in_what_is_another_s_is_listed(campus: Campus, db: Session, ids: Known) -> None:
    """Of who reported on somebody else, too, and who stands in where nothing is named yet."""
    incident = db.scalars(select(Incident).where(Incident.trainee_id.is_not(None))).first()
    assert incident is not None
    incident.reporter_id = ids["bea"]
    stands_in = Substitute(
        supervisor_id=ids["sue"], substitute_id=ids["bea"], starts_on=NOW.date(), ends_on=NOW.date(),
        assigned_at=NOW, assigned_by=ids["irene"],
    )  # fmt: skip
    db.add(stands_in)
    db.flush()
    expected = set()
    for table, _ in find_tables(*Kind):
        for column in people_in(table):
            for number, owner in db.execute(
                select(key_of(table), owner_of(table)).where(column == ids["bea"])
            ):
                if owner != ids["bea"]:
                    expected.add((table.name.removeprefix(PREFIX), number, column.name))
    assert {
        ("incident", incident.id, "reporter_id"),
        ("supervision_substitute", stands_in.id, "substitute_id"),
    } < expected
    _, members = archive_of(campus, db, ids["bea"])
    acts = [json.loads(line) for line in members["acts.jsonl"].splitlines()]
    assert {(act["table"], act["number"], act["as"]) for act in acts} == expected
    assert len(acts) == len(expected)


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
    tell_of(db, mae, ids["irene"], now=NOW)
    assert every_text(db).count(f"{name} sent you") == every_text(db).count(f"'trainee': '{name}'") == 1
    close_all(db, ids["mae"])
    assert erase(db, ids["mae"]) > 0
    db.commit()
    assert {table: campus.rows(PREFIX + table) for table in kept} == kept
    assert Page(campus.browser().get(link).text).text == before
    assert verify_chain(db) is None
    db.execute(update(Person).where(Person.id != mae).values(name="x"))
    assert email not in every_text(db)
    named = [line for line in every_text(db).splitlines() if name in line]
    certificate = ('"holder"', '"identityHash"')  # its payload, and the credential that says the same
    assert all(any(word in line for word in certificate) for line in named), [line[:200] for line in named]
    assert services.erase_person(
        db, machine("cli"), mae, YEARS, reason="again", certificates_stay=True, now=NOW
    ) == 0  # fmt: skip
    assert Kind.ACCOUNT not in rows_of(db, mae)
    audit.record(
        db,
        machine("cli"),
        "accounts.confirm-name",
        f"person:{mae}",
        now=NOW,
        about=mae,
        after={"name": "Mae"},
    )
    assert not services.preview_erasure(db, actor_of(db, "irene"), mae, YEARS, now=NOW).is_done
    assert erase(db, mae) == 1
    assert services.preview_erasure(db, actor_of(db, "irene"), mae, YEARS, now=NOW).is_done
    assert verify_chain(db) is None
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
    declare_tie(db, ids["noor"], ids["irene"])
    with pytest.raises(NotAllowed):
        erase(db, ids["noor"])


def test_what_has_had_its_time_is_found_told_and_ended_by_a_registrar(
    campus: Campus, db: Session, ids: Known
) -> None:
    """Nothing before, everything then; a second time there is nothing left, and the record says who did it."""
    irene = actor_of(db, "irene")
    mae = ids["mae"]
    close_everything(db)
    with pytest.raises(Clash):
        services.end_due(db, irene, mae, Kind.PRACTICE, YEARS, now=NOW)
    assert services.tell_of_due(db, YEARS, now=LATER) == services.tell_of_due(db, YEARS, now=LATER) > 0
    told = db.execute(text("SELECT count(*) FROM ashilms_notice WHERE key LIKE 'custody:%'")).scalar()
    assert told == 1
    assert (mae, Kind.PRACTICE) in {
        (due.person_id, due.kind) for due, _ in services.list_due(db, irene, YEARS, now=LATER)
    }
    for kind in ENDING:
        if kind in rows_of(db, mae):
            assert services.end_due(db, irene, mae, kind, YEARS, now=LATER) > 0
            with pytest.raises(Clash):
                services.end_due(db, irene, mae, kind, YEARS, now=LATER)
    assert not {*rows_of(db, mae)} & {*ENDING}
    assert verify_chain(db) is None
    db.commit()
    assert "valid" in campus.browser().get(f"/c/{ids['link']}").text.lower()


def test_time_is_counted_from_the_last_that_anybody_did(db: Session, ids: Known) -> None:
    """An incident that was sent in 2026 and closed by a registrar in 2028 is due ten years later; its events too."""
    incident = db.get_one(Incident, ids["shut"])
    whose = incident.trainee_id or incident.reporter_id
    for other in db.scalars(select(Incident).where(Incident.id != incident.id)):
        assert other.created_at < NOW + timedelta(days=9)
    incident.closed_at, incident.closed_by = datetime(2028, 5, 1, 12, tzinfo=UTC), ids["irene"]
    db.flush()
    assert until_of(db, whose, Kind.INCIDENTS) == date(2038, 5, 1)
    incident.events[-1].at, incident.events[-1].by_id = datetime(2029, 6, 1, 12, tzinfo=UTC), ids["irene"]
    db.flush()
    assert until_of(db, whose, Kind.INCIDENTS) == date(2039, 6, 1)
    close_everything(db)
    for day, due in ((31, False), (32, True)):
        now = datetime(2039, 5, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)
        found = {(one.person_id, one.kind) for one in find_due(db, YEARS, now=now)}
        assert ((whose, Kind.INCIDENTS) in found) is due


def until_of(db: Session, person_id: int, kind: Kind) -> date | None:
    """Return until when somebody's rows of a kind stay."""
    return next(fate.until for fate in fates_of(db, person_id, YEARS, now=NOW) if fate.kind is kind)


REOPENED = {
    "hold": ("person_id", "cleared_at = NULL, cleared_by = NULL", "hold"),
    "review_board_case": ("person_id", "finding = NULL, decided_at = NULL", "before the review board"),
    "incident": (
        "COALESCE(trainee_id, reporter_id)", "state = 'review', closed_at = NULL, closed_by = NULL", "incident",
    ),
    "remediation": (
        "trainee_id", "closed_at = NULL, closed_by = NULL, passed_id = NULL, aside = FALSE", "remediation",
    ),
    "appeal": (
        "person_id", "answered_at = NULL, answered_by = NULL, verdict = NULL, grade_id = NULL", "about a mark",
    ),
    "practicum_entry": ("person_id", "state = 'submitted', lapses_at = NULL", "countersignature"),
}  # fmt: skip
"""By table: whose a row is, how it is open again, and what is said then."""


@pytest.mark.parametrize("table", REOPENED)
def test_what_is_open_is_not_ended(db: Session, ids: Known, table: str) -> None:
    """T51: however old it is: it is due to nobody, and what to do first is said."""
    irene = actor_of(db, "irene")
    close_everything(db)
    due = {(one.person_id, one.kind) for one in find_due(db, YEARS, now=LATER)}
    owner, opened, said = REOPENED[table]
    drafts = " WHERE state <> 'draft'" if table in ("incident", "practicum_entry") else ""
    row = f"{PREFIX}{table} WHERE id = (SELECT min(id) FROM {PREFIX}{table}{drafts})"
    whose = db.execute(text(f"SELECT {owner} FROM {row}")).scalar_one()
    theirs = {one for one in due if one[0] == whose}
    assert theirs
    db.execute(text(f"UPDATE {row.replace(' WHERE', f' SET {opened} WHERE', 1)}"))
    db.expire_all()
    assert not theirs & {(one.person_id, one.kind) for one in find_due(db, YEARS, now=LATER)}
    for _, kind in theirs:
        with pytest.raises(Clash, match=said):
            services.end_due(db, irene, whose, kind, YEARS, now=LATER)
        assert kind in rows_of(db, whose)


def test_whose_a_row_is_is_asked_alike_for_one_and_for_all(db: Session) -> None:
    """Table by table, for everybody of the cast: what is found of all at once is what is found of each."""
    seen = 0
    for table, kept in find_tables(*Kind):
        if kept.of and table.name != PERSON:
            owners = list(db.scalars(select(owner_of(table)).select_from(table)))
            for person_id in db.scalars(select(Person.id)):
                query = select(func.count()).select_from(table).where(is_theirs(table, person_id))
                assert db.scalar(query) == owners.count(person_id), table.name
            seen += len(owners)
    assert seen > 500


def test_looking_for_what_is_due_takes_as_many_queries_for_five_as_for_one(db: Session) -> None:
    """Whoever has nothing of their own any more, and is named in others’ rows alone, is not asked about either."""
    close_everything(db)
    first = next(person_id for person_id, kind in due_in(db)[0] if kind is Kind.LEARNING)
    taken: dict[int, int] = {}
    others = [person_id for person_id in db.scalars(select(Person.id)) if person_id != first]
    for going in ([], others * 2):  # twice: a row stays while one of somebody who comes later stands on it
        for person_id in going:
            ending.take_away(db, person_id, ENDING)
        due, said = due_in(db)
        taken[len({person_id for person_id, _ in due})] = len(said)
    assert min(taken) == 1
    assert max(taken) >= 5
    assert len(set(taken.values())) == 1, taken


def due_in(db: Session) -> tuple[list[tuple[int, Kind]], list[str]]:
    """Return what will have had its time, and what was asked of the database to find it."""
    said: list[str] = []
    connection = db.connection()
    event.listen(connection, "before_cursor_execute", note := lambda *told: said.append(told[2]))
    found = [(due.person_id, due.kind) for due in find_due(db, YEARS, now=LATER)]
    event.remove(connection, "before_cursor_execute", note)
    return found, said


def test_everything_of_everybody_can_end(campus: Campus, db: Session, ids: Known) -> None:
    """Of whatever is in the database, in any order of people: no constraint keeps what had its time."""
    irene = actor_of(db, "irene")
    close_everything(db)
    for _ in range(2):  # a hold stays while a remediation stands on it, which goes a year later
        for due, _name in services.list_due(db, machine("cli"), YEARS, now=LATER):
            ending.take_away(db, due.person_id, [due.kind])
    db.commit()
    left = {due.kind for due, _ in services.list_due(db, irene, YEARS, now=LATER)}
    assert left == set()
    assert verify_chain(db) is None
