"""OneRoster 1.1 and 1.2 as CSV: the students of one class as the lines of a list, and what is left out of the rest.

Source: 1EdTech, OneRoster 1.1 CSV Tables and OneRoster 1.2 CSV Binding: `manifest.csv` says which files there are;
people stand in `users.csv`, who is in which class in `enrollments.csv`, each row with a `sourcedId`.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ashilms.cohorts.rules.sheets import (
    LONGEST,
    MAX_ROWS,
    UNSEEN,
    Line,
    SheetRefused,
    faults_of_twins,
    has_unseen,
)
from ashilms.cohorts.rules.zips import unzip
from ashilms.formats import plural

MANIFEST, USERS, ORGS, CLASSES, ENROLLMENTS = (
    "manifest.csv", "users.csv", "orgs.csv", "classes.csv", "enrollments.csv"
)  # fmt: skip
NEEDED = {
    MANIFEST: ("propertyName", "value"),
    USERS: ("sourcedId", "enabledUser", "givenName", "familyName", "email"),
    CLASSES: ("sourcedId", "title"),
    ENROLLMENTS: ("classSourcedId", "userSourcedId", "role"),
}
"""The files that have to be there, and the columns that are needed of each."""
READ = {
    USERS: frozenset(NEEDED[USERS])
    | {"status", "dateLastModified", "preferredGivenName", "preferredFamilyName"},
}
"""The columns that are read of each person."""
VERSIONS = ("1.1", "1.2")
GONE = "tobedeleted"
STUDENT = "student"
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file: its columns, and its rows with the number of the line on which each begins."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, Row], ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """The students of a class: what it is called, a line for each, and what is left out, in sentences."""

    title: str
    lines: tuple[Line, ...]
    left_out: tuple[str, ...]


def read_roster(data: bytes, *, wanted: str, cohort: str, today: date) -> Roster:
    """Return the students of one class of an export, numbered as their lines in `enrollments.csv`.

    `wanted`: the class by title, code or number; else it is the one that is called as the `cohort`, or the only one
    with students. Raises `SheetRefused` for no such export, no such class, and for more students than a list holds.
    """
    texts, others = unzip(data, [*NEEDED, ORGS])
    tables = {name: _read_table(name, text) for name, text in texts.items()}
    version = _check(tables)
    enrolled = tables[ENROLLMENTS].rows
    students = [(number, row) for number, row in enrolled if row["role"].lower() == STUDENT]
    one = _choose(tables, {row["classSourcedId"] for _, row in students}, wanted or "", cohort)
    mine = [(number, row) for number, row in students if row["classSourcedId"] == one["sourcedId"]]
    living = [(number, row) for number, row in mine if row.get("status", "").lower() != GONE]
    if len(living) > MAX_ROWS:
        raise SheetRefused(f"That class has more than {MAX_ROWS} students. Export it in parts.")
    if not living:
        raise SheetRefused(f"“{one['title']}” has no students in enrollments.csv.")
    users = _people(tables[USERS])
    lines = tuple(faults_of_twins([_line(number, row, users, today) for number, row in living]))
    return Roster(
        one["title"], lines, tuple(_left_out(tables, others, one, len(mine) - len(living), version))
    )


def _read_table(name: str, text: str) -> Table:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = tuple(cell.strip() for cell in next(reader, []))
        rows, before = [], reader.line_num
        for cells in reader:
            number, before = before + 1, reader.line_num
            if any(cells):
                rows.append(
                    (number, dict(zip(head, (" ".join(cell.split()) for cell in cells), strict=False)))
                )
    except csv.Error:
        raise SheetRefused(f"{name}, line {reader.line_num}, can’t be read as CSV. Export it anew.") from None
    missing = [column for column in NEEDED.get(name, ()) if column not in head]
    if missing:
        raise SheetRefused(f"{name} lacks the column {missing[0]}, which OneRoster asks for.")
    if twice := [column for column, count in Counter(head).items() if column and count > 1]:
        raise SheetRefused(f"{name} has the column {twice[0][:40]} twice. Leave one of them out.")
    whole = {column: "" for column in head}
    return Table(head, tuple((number, {**whole, **row}) for number, row in rows))


def _check(tables: Mapping[str, Table]) -> str:
    """Return the export's version; raises `SheetRefused` where its manifest is missing or promises another one."""
    if MANIFEST not in tables:
        raise SheetRefused(
            "The zip has no manifest.csv, so it is no OneRoster export. A list is sent as CSV."
        )
    said = {row["propertyName"]: row["value"] for _, row in tables[MANIFEST].rows}
    version = said.get("oneroster.version", "")
    if version not in VERSIONS:
        raise SheetRefused(f"That is OneRoster {version[:20] or 'of no version'}; 1.1 and 1.2 are read here.")
    for name in NEEDED:
        if name not in tables:
            raise SheetRefused(f"The zip lacks {name}. Export people, classes and enrollments together.")
    return version


def _choose(tables: Mapping[str, Table], taught: set[str], wanted: str, cohort: str) -> Row:
    living = [row for _, row in tables[CLASSES].rows if row.get("status", "").lower() != GONE]
    called = (wanted or cohort).strip().casefold()
    names = ("sourcedId", "title", "classCode")
    found = [row for row in living if called in {row.get(name, "").casefold() for name in names} - {""}]
    alone = [row for row in living if row["sourcedId"] in taught] if not found and not wanted else []
    twins = [number for number, count in Counter(row["sourcedId"] for row in living).items() if count > 1]
    if twins:
        raise SheetRefused(
            f"classes.csv has the number “{twins[0][:60]}” twice. Export it anew, each class with a number of its own."
        )
    if len(found or alone) == 1:
        return (found or alone)[0]
    orgs = {row["sourcedId"]: row.get("name", "") for _, row in tables[ORGS].rows} if ORGS in tables else {}
    offered = sorted(_called(row, orgs) for row in found or living)[:20]
    several = (
        f"The export has {plural(len(living), 'class', 'classes')}" if not found else "Several classes fit"
    )
    raise SheetRefused(f"{several}: {'; '.join(offered)}. Put in which one, by its title, code or number.")


def _called(row: Row, orgs: Mapping[str, str]) -> str:
    more = [row.get("classCode", ""), orgs.get(row.get("schoolSourcedId", ""), ""), row["sourcedId"]]
    return f"{row['title']} ({', '.join(part[:60] for part in more if part)})"


def _people(table: Table) -> Mapping[str, Sequence[Row]]:
    """Return who has each number: several where an export is wrong, but for those who are to be deleted."""
    found: dict[str, list[Row]] = defaultdict(list)
    for _, row in table.rows:
        found[row["sourcedId"]].append(row)
    kept = {id: [row for row in rows if row.get("status", "").lower() != GONE] for id, rows in found.items()}
    return {id: kept[id] or rows[-1:] for id, rows in found.items()}


def _line(number: int, row: Row, users: Mapping[str, Sequence[Row]], today: date) -> Line:
    known = users.get(row["userSourcedId"], ())
    if len(known) != 1:
        said = "several people" if known else "nobody"
        return Line(number, fault=f"users.csv has {said} with the number “{row['userSourcedId'][:60]}”.")
    user = known[0]
    given = user.get("preferredGivenName") or user["givenName"]
    family = user.get("preferredFamilyName") or user["familyName"]
    line = Line(
        number, user["email"][: LONGEST["email"]], f"{given} {family}".strip()[: LONGEST["name"]],
        f"{user['givenName']} {user['familyName']}".strip()[: LONGEST["printed_name"]],
    )  # fmt: skip
    fault = _fault(row, user, today) or (UNSEEN if has_unseen(line) else "")
    return Line(number, line.email, line.name, line.printed_name, fault)


def _fault(row: Row, user: Row, today: date) -> str:
    if user.get("status", "").lower() == GONE or user["enabledUser"].lower() == "false":
        return "The export says that this person is switched off, or to be deleted."
    if fault := _fault_of_days(row, today):
        return fault
    if len(user["email"]) > LONGEST["email"]:
        return f"The e-mail is longer than {LONGEST['email']} characters."
    return "" if user["email"] else "The e-mail address is missing in users.csv."


def _fault_of_days(row: Row, today: date) -> str:
    """Return what is wrong with when an enrollment begins and ends; both may be left out."""
    days: dict[str, date] = {}
    for column in ("beginDate", "endDate"):
        if said := row.get(column, ""):
            try:
                days[column] = date.fromisoformat(said[:10])
            except ValueError:
                return f"The {column} “{said[:20]}” is no day as OneRoster writes it, such as {today.isoformat()}."
    if days.get("endDate", today) < today:
        return f"The export says that this enrollment ended on {days['endDate']}."
    if days.get("beginDate", today) > today:
        return f"The export says that this enrollment begins on {days['beginDate']}. Send it again then."
    return ""


def _left_out(
    tables: Mapping[str, Table], others: Sequence[str], one: Row, deleted: int, version: str
) -> Iterator[str]:
    """Yield what of an export is not taken over, a sentence each."""
    yield f"OneRoster {version}: of the class “{one['title'][:120]}” the students were read, from enrollments.csv."
    here = [row for _, row in tables[ENROLLMENTS].rows if row["classSourcedId"] == one["sourcedId"]]
    roles = Counter(row["role"].lower() for row in here if row["role"].lower() != STUDENT)
    if roles:
        said = ", ".join(f"{count} × {role[:40] or 'no role'}" for role, count in sorted(roles.items()))
        yield f"Who is no student there is left out, since a list gives nobody a role: {said}."
    if deleted:
        yield f"{plural(deleted, 'enrollment')} marked “{GONE}” left out: a list removes nobody from a cohort."
    if more := len({row["sourcedId"] for _, row in tables[CLASSES].rows}) - 1:
        yield f"{plural(more, 'other class', 'other classes')} left out."
    if columns := [name for name in tables[USERS].columns if name not in READ[USERS]]:
        yield f"Of each person the name and the e-mail are taken. Left out: {_listed(columns)}."
    if others:
        yield f"Files left out: {_listed(others)}."


def _listed(names: Iterable[str]) -> str:
    found = [name[:40] for name in names]
    return ", ".join(found[:30]) + (" and more" if len(found) > 30 else "")
