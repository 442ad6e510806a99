"""What docs/data.md says is kept, and who sees it: against the tables, and against every page as everybody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ashilms.audit.services import erase_values, verify_chain
from ashilms.db import PREFIX, Base
from ashilms.demo.cast import CAST
from tests.campus import WHO, Campus
from tests.house.pages import Page
from tests.house.places import places
from tests.house.walk import Seen, Walk

pytestmark = pytest.mark.any_database

DOCUMENT = Path(__file__).parents[2] / "docs" / "data.md"
LEVELS = ("internal", "personal", "sensitive", "secret")


@dataclass(frozen=True)
class Line:
    """One line of the inventory: columns of one table that are kept alike."""

    table: str
    level: str
    columns: tuple[str, ...]
    readers: str
    writers: str


def cells(heading: str) -> Iterator[list[str]]:
    """Yield the cells of each line of the table under a heading."""
    part = DOCUMENT.read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    yield from ([cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:])


def inventory() -> list[Line]:
    """Return the inventory."""
    found = []
    for table, level, columns, readers, writers in cells("Columns"):
        found.append(
            Line(PREFIX + table.strip("`"), level, tuple(re.findall(r"`(\w+)`", columns)), readers, writers)
        )
    return found


def test_every_column_of_every_table_is_in_the_inventory_once() -> None:
    """V14.1.1: a column that nobody has classed fails here."""
    listed = [(line.table, column) for line in inventory() for column in line.columns]
    real = [(table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns]
    assert sorted(listed) == sorted(real)


def test_every_level_has_rules_and_every_table_an_end() -> None:
    """V14.1.2, V8.1.2: levels, who reads, who writes, how long; no cell is empty."""
    assert tuple(row[0] for row in cells("Levels")) == LEVELS
    assert {line.level for line in inventory()} == set(LEVELS)
    assert all(line.readers and line.writers for line in inventory())
    kept = {PREFIX + table.strip("`"): how for table, how in cells("How long")}
    assert set(kept) == set(Base.metadata.tables)
    assert all(kept.values())


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, whatever it is made of."""
    if isinstance(value, dict):
        yield from (found for part in value.values() for found in texts(part))
    elif isinstance(value, list):
        yield from (found for part in value for found in texts(part))
    elif isinstance(value, bytes):
        yield value.decode("latin-1")
    elif isinstance(value, str):
        yield value


KEY = "ashilms_question_key"


def secrets_of(campus: Campus) -> dict[str, str]:
    """Return every secret text of the database, long enough to be nothing else, and where it is kept."""
    found = {}
    for line in inventory():
        if line.level != "secret":
            continue
        table = Base.metadata.tables[line.table]
        with campus.db() as db:
            for row in db.execute(table.select()):
                held = [(column, part) for column in line.columns for part in texts(row._mapping[column])]
                least = 60 if line.table == KEY else 16  # a short sentence may stand in a lesson too
                found |= {part: f"{line.table}.{column}" for column, part in held if len(part) >= least}
    return found


def test_no_secret_is_in_any_answer(answers: list[Seen], public_campus: Campus) -> None:
    """V15.3.1, V14.2.1: hashes, keys, seeds, what mails said: in no page, header or file of anybody's.

    Of the answer keys those who sit no quiz any more have seen parts (`tests/quizzes` says which); the others nothing.
    """
    secrets = secrets_of(public_campus)
    assert len({where for where in secrets.values()}) >= 8
    explained = {part.key for part in CAST} - {"noor", "tom"} | {"lou"}
    shown = []
    for seen in answers:
        said = f"{seen.answer.headers}{seen.answer.text if seen.is_page else ''}"
        for secret, where in secrets.items():
            if secret in said and not (where.startswith(KEY) and seen.who in explained):
                shown.append((str(seen), where, secret[:60]))
    assert shown == []


OF_AN_ENTRY = "SELECT v.id, e.person_id FROM {} v JOIN ashilms_practicum_entry e ON e.id = v.entry_id"
OF_A_CERTIFICATE = "SELECT v.id, c.person_id FROM {} v JOIN ashilms_certificate c ON c.id = v.certificate_id"
OF_AN_INCIDENT = (
    "SELECT v.id, COALESCE(i.trainee_id, i.reporter_id) FROM {} v "
    "JOIN ashilms_incident i ON i.id = v.incident_id"
)
MARKED: dict[str, tuple[str, tuple[str, ...]]] = {
    "ashilms_person": ("SELECT id, id FROM {}", ("name", "email")),
    "ashilms_practicum_entry": ("SELECT id, person_id FROM {}", ("client", "reflection")),
    "ashilms_practicum_event": (OF_AN_ENTRY, ("reason",)),
    "ashilms_practicum_review": (OF_AN_ENTRY, ("text",)),
    "ashilms_certificate_event": (OF_A_CERTIFICATE, ("reason",)),
    "ashilms_cohort_place": ("SELECT id, person_id FROM {}", ("reason",)),
    "ashilms_live_attendance": ("SELECT id, person_id FROM {} WHERE number > 1", ("reason",)),
    "ashilms_practicum_inspection": ("SELECT id, recorded_by FROM {}", ("note",)),
    "ashilms_follow_up": ("SELECT id, person_id FROM {}", ("note",)),
    "ashilms_incident": ("SELECT id, COALESCE(trainee_id, reporter_id) FROM {}", ("happened",)),
    "ashilms_incident_event": (OF_AN_INCIDENT, ("text",)),
    "ashilms_observation": ("SELECT id, trainee_id FROM {}", ("comment",)),
    "ashilms_saved_comment": ("SELECT id, person_id FROM {}", ("text",)),
    "ashilms_thread_remark": (OF_AN_ENTRY, ("text",)),
    "ashilms_sites_check": ("SELECT id, person_id FROM {}", ("note",)),
    "ashilms_sites_lock": ("SELECT id, by_id FROM {}", ("reason",)),
    "ashilms_sites_opening": ("SELECT id, by_id FROM {}", ("reason",)),
    "ashilms_lesson_note": ("SELECT id, person_id FROM {}", ("text",)),
    "ashilms_notice": ("SELECT id, person_id FROM {}", ("text",)),
    "ashilms_mail": ("SELECT id, person_id FROM {}", ("subject", "text")),
}
"""Tables in which people write texts: whose a row is, and in which columns any text may stand."""


@dataclass(frozen=True)
class Mark:
    """A text put in the place of what somebody wrote: where, and whose it is."""

    table: str
    column: str
    owner: str


def mark(campus: Campus) -> dict[str, Mark]:
    """Put a text of its own into every such cell, and return whose it is and where it stands."""
    marks: dict[str, Mark] = {}
    with campus.db() as db:
        names = {
            row.id: row.email.partition("@")[0]
            for row in db.execute(text("SELECT id, email FROM ashilms_person"))
        }
        for table, (owners, columns) in MARKED.items():
            for row, owner in db.execute(text(owners.format(table))).all():
                for column in columns:
                    token = f"QQ{len(marks):03}"
                    marks[token] = Mark(table, column, names.get(owner, ""))
                    told = f"{token}@x.example" if column == "email" else token
                    db.execute(
                        text(f"UPDATE {table} SET {column} = :told WHERE id = :row"),
                        {"told": told, "row": row},
                    )
        db.commit()
    return marks


def may_read(line: Line, held: Mark, who: str | None) -> bool:
    """Return whether the inventory lets somebody read what stands in a cell."""
    teacher = ("instructors", "the named supervisor")
    role = {"bea": teacher, "sue": teacher[:1], "irene": ("registrar",)}.get(who or "", ())
    staff = held.owner in ("bea", "irene", "sue") and "whoever teaches" in line.readers
    used = "whoever uses the room" in line.readers
    return who is not None and (
        who == held.owner or staff or used or any(word in line.readers for word in role)
    )


def test_everybody_sees_what_the_inventory_lets_them_see_and_no_more(campus: Campus) -> None:
    """V8.1.2, V15.3.1: a text of its own in every cell in which people write, then every page as everybody.

    What somebody else may read besides is an error; and what is read by nobody at all is written for nothing.
    """
    for who in WHO[1:]:
        campus.token(who)  # before their addresses change
    marks, lines = (
        mark(campus),
        {(line.table, column): line for line in inventory() for column in line.columns},
    )
    wrong, read = [], set()
    for who in WHO:
        for seen in Walk(campus, who, "http://localhost"):
            for token in re.findall(r"QQ\d{3}\b", seen.answer.get_data(as_text=True)) if seen.is_page else ():
                held = marks[token]
                read.add((held.table, held.column))
                if not may_read(lines[held.table, held.column], held, who):
                    wrong.append((str(seen), held))
    assert "\n".join(sorted(set(map(str, wrong)))) == ""
    assert read >= {
        ("ashilms_person", "name"),
        ("ashilms_practicum_entry", "reflection"),
        ("ashilms_practicum_review", "text"),
        ("ashilms_lesson_note", "text"),
        ("ashilms_incident", "happened"),
        ("ashilms_incident_event", "text"),
        ("ashilms_thread_remark", "text"),
    }


def test_erasing_what_the_record_says_of_a_person_hides_nothing_that_was_done(campus: Campus) -> None:
    """T51: names go with their salts; chain, hours, grades and certificate stand as before."""
    known = places(campus)
    kept = [
        PREFIX + name for name in ("certificate", "award", "practicum_entry", "attempt_grade", "audit_record")
    ]
    before = {table: campus.rows(table) for table in kept}
    link = f"/c/{known['link']}"
    answer = Page(campus.browser().get(link).text).text
    with campus.db() as db:
        assert erase_values(db, known["mae"]) > 0
        db.commit()
        assert verify_chain(db) is None
    assert {table: campus.rows(table) for table in kept} == before
    assert Page(campus.browser().get(link).text).text == answer
    assert [row for row in campus.rows("ashilms_audit_value") if row["person_id"] == known["mae"]] == []


def test_what_leaves_in_bulk_or_goes_for_good_is_named(campus: Campus) -> None:
    """T51: what else leaves or enters in bulk does so by the command line alone, by whoever runs the site.

    With a fresh proof of who they are and a line in the record everybody takes along what is kept about them, and a
    registrar does so for them, or erases them.

    A registrar enrols by a list, and takes home the lines of their own list that were no good; everybody takes home
    their own notes; a trainee, or a registrar for them, one record of hours; those who assess, how far
    they agree, and how questions did, in sums and without a name; and, with a fresh proof of who they are and a
    line in the record, where the people whom they see stand; so does whoever started a run of certificates, its files.
    Nothing else.
    """
    words = ("export", "download", "import", "erase", "delete", "backup", "restore", "csv", "xlsx")
    rules = campus.app.url_map.iter_rules()
    found = {rule.endpoint for rule in rules if any(word in rule.endpoint + rule.rule for word in words)}
    own = {
        "certificates.download",
        "certificates.download_credential",
        "certificates.download_run",
        "custody.erase",
        "cohorts.save_problems",
        "courses.export_notes",
        "item_statistics.save_figures",
        "programs.save_standings",
        "item_statistics.save_marks",
        "observations.save_agreement",
        "practicum.save_hours",
    }
    assert found == {f"ashilms.{name}" for name in own}
