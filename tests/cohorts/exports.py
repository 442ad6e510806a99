"""Two OneRoster exports, made by us after the specification (CSV Tables of 1.1, CSV Binding of 1.2): no school's data.

The first is a bulk export of 1.1 in the shape of a student information system: every cell quoted, roles in
`users.csv`, empty `status`. The second is of 1.2: nothing quoted, in a folder, roles in a file of their own,
preferred names, a `status` in each row.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile

Sheet = list[list[str]]

USERS_11 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
)
CLASSES = (
    "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
    "termSourcedIds,subjects,subjectCodes,periods"
)
ENROLLMENTS = (
    "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,"
    "endDate"
)
ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"
USERS_12 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,"
    "sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,"
    "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns"
)


def rows(head: str, *given: Mapping[str, str]) -> Sheet:
    """Return a sheet with these columns; what a row does not name is empty."""
    columns = head.split(",")
    assert all(set(row) <= set(columns) for row in given)
    return [columns, *([row.get(column, "") for column in columns] for row in given)]


def manifest(version: str, *files: str) -> Sheet:
    """Return the manifest of a bulk export."""
    head = [["propertyName", "value"], ["manifest.version", "1.0"], ["oneroster.version", version]]
    return [*head, *([f"file.{name}", "bulk"] for name in files), ["source.systemName", "Example"]]


def person(number: int, email: str, given: str, family: str, **more: str) -> dict[str, str]:
    """Return a row of `users.csv`."""
    enabled = {"sourcedId": f"u{number}", "enabledUser": "true", "username": f"user{number}"}
    return {**enabled, "email": email, "givenName": given, "familyName": family, **more}


def enrolled(
    number: int, user: str, class_: str = "c1", role: str = "student", **more: str
) -> dict[str, str]:
    """Return a row of `enrollments.csv`."""
    known = {"sourcedId": f"e{number}", "classSourcedId": class_, "schoolSourcedId": "o1"}
    return {**known, "userSourcedId": user, "role": role, **more}


def bulk_11(name: str = "Spring", *more: dict[str, str]) -> dict[str, Sheet]:
    """Return a bulk export of 1.1: two classes of one school, three students, a teacher, a parent."""
    bulk = {"status": "", "dateLastModified": ""}
    return {
        "manifest.csv": manifest("1.1", "orgs", "users", "courses", "classes", "enrollments"),
        "orgs.csv": rows(ORGS, {"sourcedId": "o1", "name": "Riverside", "type": "school"}),
        "courses.csv": [["sourcedId", "title"], ["k1", "Barefoot massage"]],
        "users.csv": rows(
            USERS_11, person(1, "caz@example.org", "Caz", "Cole", role="student", phone="555-0100", **bulk),
            person(2, "new@example.org", "Noé", "O’Neill, Jr.", role="student", password="never read"),
            person(3, "", "Ida", "Long", role="student"), person(4, "tea@example.org", "Tea", "Cher", role="teacher"),
            person(5, "par@example.org", "Pa", "Rent", role="parent"),
        ),
        "classes.csv": rows(
            CLASSES, {"sourcedId": "c1", "title": name, "classCode": "BM-1", "schoolSourcedId": "o1"},
            {"sourcedId": "c2", "title": "Autumn class", "classCode": "BM-2", "schoolSourcedId": "o1"},
        ),
        "enrollments.csv": rows(
            ENROLLMENTS, enrolled(1, "u1"), enrolled(2, "u4", role="teacher", primary="true"), enrolled(3, "u2"),
            enrolled(4, "u3"), enrolled(5, "u9"), enrolled(6, "u1", "c2"), *more,
        ),
    }  # fmt: skip


def delta_12() -> dict[str, Sheet]:
    """Return an export of 1.2 in a folder: one class, a preferred name, rows to be deleted, one that has ended."""
    active = {"status": "active", "dateLastModified": "2026-11-20T08:00:00.000Z"}
    return {
        "export/manifest.csv": manifest("1.2", "users", "roles", "classes", "enrollments"),
        "export/users.csv": rows(
            USERS_12, person(1, "caz@example.org", "Cassandra", "Cole", preferredGivenName="Caz", **active),
            person(2, "gone@example.org", "Go", "Ne", enabledUser="false", **active),
            person(3, "past@example.org", "Pas", "T", **active),
        ),
        "export/roles.csv": [["sourcedId", "userSourcedId", "roleType", "role"], ["r1", "u1", "primary", "student"]],
        "export/classes.csv": rows(CLASSES, {"sourcedId": "c1", "title": "Barefoot massage, evenings", **active}),
        "export/enrollments.csv": rows(
            ENROLLMENTS, enrolled(1, "u1", **active), enrolled(2, "u2", **active),
            enrolled(3, "u3", endDate="2026-06-30", **active), enrolled(4, "u1", **active),
            enrolled(5, "u3", status="tobedeleted"),
        ),
    }  # fmt: skip


def zipped(files: Mapping[str, Sheet | bytes], *, quoted: bool = True) -> bytes:
    """Return files as a zip."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content if isinstance(content, bytes) else as_csv(content, quoted=quoted))
    return out.getvalue()


def as_csv(sheet: Iterable[Iterable[str]], *, quoted: bool = True) -> bytes:
    """Return a sheet as CSV in UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(sheet)
    return out.getvalue().encode()
