"""One archive of everything that is kept about a person: read row by row, written as it is read, however much it is."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import ColumnElement, Table, false, func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.audit.models import AuditRecord
from ashilms.custody.rules.archive import ACTS, ENDINGS, README, RECORD, SUMS, in_words, plain, whom
from ashilms.custody.rules.kinds import Kind
from ashilms.custody.rules.tables import Kept
from ashilms.custody.services.closeness import refuse_involved
from ashilms.custody.services.hanging import find_tables, is_theirs, key_of, people_in, rooms
from ashilms.db import PREFIX
from ashilms.errors import Missing, Refusal
from ashilms.files import services as files
from ashilms.files.rules import kind_of
from ashilms.files.services import Store
from ashilms.files.zipping import Spout
from ashilms.marking.models import GivenMark, MarkerAsked, MarkingPiece
from ashilms.observations import services as observations
from ashilms.observations.models import Observation
from ashilms.quizzes.models import GRADED, Attempt
from ashilms.regrades.models import RegradeCase
from ashilms.review_board.models import BoardCase, BoardVote

BATCH = 200
"""Rows that are held at a time."""


def refuse_taking(db: Session, actor: Actor, person_id: int) -> None:
    """Refuse an archive to whom it is not for.

    Raises `Missing` for anybody but the person, registrars and the machine, `NotAllowed` for a registrar who is close.
    """
    if actor.person_id == person_id:
        return
    if not actor.has(REGISTRAR):
        raise Missing("There is no such archive.")
    people.get_person(db, person_id)
    refuse_involved(db, actor, person_id, "take this along")


def note_export(db: Session, actor: Actor, person_id: int, *, now: datetime) -> None:
    """Put into the record that somebody takes everything about a person along; raises as `refuse_taking`."""
    refuse_taking(db, actor, person_id)
    audit.record(db, actor, "custody.export", f"person:{person_id}", now=now)


_MARKED = (
    select(MarkingPiece.id)
    .join(Attempt, Attempt.id == MarkingPiece.attempt_id)
    .where(Attempt.state == GRADED)
)
TOLD: Mapping[str, ColumnElement[bool]] = {
    "marking_mark": GivenMark.piece_id.in_(_MARKED),
    "marking_request": MarkerAsked.piece_id.in_(_MARKED),
    "regrade_case": RegradeCase.decided_at.is_not(None),
    "review_board_vote": BoardVote.case_id.in_(select(BoardCase.id).where(BoardCase.decided_at.is_not(None))),
}
"""What somebody is told only when all of it is settled: before that no archive holds it either."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose archive it is, and which rows of a table whoever takes it along may be told, by its name."""

    db: Session
    person_id: int
    told: Mapping[str, ColumnElement[bool]]


def _told(db: Session, actor: Actor) -> Mapping[str, ColumnElement[bool]]:
    """Return what is told to the actor; no observation of a session that they are still to rate unseen."""
    unseen = [look.entry_id for look in observations.find_second_looks(db, actor)]
    rated = Observation.entry_id.is_(None) | Observation.entry_id.not_in(unseen)
    return {**TOLD, "observation": rated} if unseen else TOLD


def write_archive(
    db: Session, actor: Actor, person_id: int, store: Store, *, school: str, now: datetime
) -> Iterator[bytes]:
    """Yield an archive (ZIP) of everything about a person piece by piece; `note_export` says who may have it.

    What `actor` has to judge unseen is not in it. A file that can't be read is left out and named in the archive's
    README. Memory holds some rows and one file.
    """
    spout, sums, lost = Spout(), dict[str, str](), list[str]()
    with ZipFile(cast(IO[bytes], spout), "w", ZIP_DEFLATED) as archive:
        for name, chunks in _members(_Asked(db, person_id, _told(db, actor)), store, lost):
            digest = hashlib.sha256()
            with archive.open(_described(name, now), "w", force_zip64=True) as member:
                for chunk in chunks:
                    digest.update(chunk)
                    member.write(chunk)
                    yield spout.take()
            sums[name] = digest.hexdigest()
        readme = in_words(school, person_id, now, lost).encode()
        archive.writestr(_described(README, now), readme)
        sums[README] = hashlib.sha256(readme).hexdigest()
        archive.writestr(
            _described(SUMS, now), "".join(f"{digest}  {name}\n" for name, digest in sums.items())
        )
    yield spout.take()


def _described(name: str, now: datetime) -> ZipInfo:
    info = ZipInfo(name, now.timetuple()[:6])
    info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
    return info


def _members(asked: _Asked, store: Store, lost: list[str]) -> Iterator[tuple[str, Iterable[bytes]]]:
    by_room: dict[str, list[tuple[Table, Kept]]] = {}
    for table, kept in find_tables(*Kind):
        if kept.of:
            by_room.setdefault(rooms()[table.name], []).append((table, kept))
    for room, tables in sorted(by_room.items()):
        yield f"{room}.json", _room(asked, tables)
    for table, kept in (one for tables in by_room.values() for one in tables):
        yield from _files(asked, store, table, kept, lost)
    yield ACTS, _lines(_acts(asked.db, asked.person_id))
    yield RECORD, _lines(_record(asked.db, asked.person_id))


def _room(asked: _Asked, tables: Iterable[tuple[Table, Kept]]) -> Iterator[bytes]:
    """Yield a room's tables as one JSON object, a row to a line."""
    before = "{"
    for table, kept in tables:
        yield f'{before}\n"{table.name.removeprefix(PREFIX)}": ['.encode()
        comma = "\n"
        for row in _rows(asked, table, kept):
            yield f"{comma}{_dumped(row)}".encode()
            comma = ",\n"
        yield b"]"
        before = ","
    yield b"\n}\n"


def _rows(asked: _Asked, table: Table, kept: Kept) -> Iterator[Mapping[str, Any]]:
    named = {column.name for column in people_in(table)}
    columns = [column for column in table.c if column.primary_key or column.name in kept.given]
    query = select(*columns).where(is_theirs(table, asked.person_id)).order_by(*table.primary_key.columns)
    if (told := asked.told.get(table.name.removeprefix(PREFIX))) is not None:
        query = query.where(told)
    for row in asked.db.execute(query.execution_options(yield_per=BATCH)).mappings():
        yield {
            name: whom(value, asked.person_id) if name in named else plain(value, asked.person_id)
            for name, value in row.items()
        }


def _files(
    asked: _Asked, store: Store, table: Table, kept: Kept, lost: list[str]
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the kept files that a person's rows name, each called by its row."""
    folder = "certificates" if kept.kind is Kind.CERTIFICATES else "files"
    for column in kept.files:
        query = select(key_of(table), table.c[column]).where(is_theirs(table, asked.person_id))
        for key, sha256 in asked.db.execute(query.where(table.c[column] != "")).all():
            name = f"{folder}/{table.name.removeprefix(PREFIX)}-{key}"
            data = None
            with suppress(Refusal):
                data = files.read(store, sha256)
            if data is None:
                lost.append(name)
            else:
                yield f"{name}.{ENDINGS.get(kind_of(data), 'bin')}", (data,)


def _acts(db: Session, person_id: int) -> Iterator[Mapping[str, Any]]:
    """Yield where somebody acted in what is not their own."""
    for table, _ in find_tables(*Kind):
        others = ~func.coalesce(
            is_theirs(table, person_id), false()
        )  # a row that hangs on nothing is not theirs
        for column in people_in(table):
            query = select(key_of(table)).where(column == person_id, others)
            for key in db.scalars(query.order_by(key_of(table)).execution_options(yield_per=BATCH)):
                yield {"table": table.name.removeprefix(PREFIX), "number": key, "as": column.name}


def _record(db: Session, person_id: int) -> Iterator[Mapping[str, Any]]:
    label = f"person:{person_id}"
    columns = (AuditRecord.number, AuditRecord.at, AuditRecord.actor, AuditRecord.action, AuditRecord.subject)
    query = select(*columns).where((AuditRecord.actor == label) | (AuditRecord.subject == label))
    for row in db.execute(query.order_by(AuditRecord.number).execution_options(yield_per=BATCH)).mappings():
        yield {name: plain(value, person_id) for name, value in row.items()}


def _lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    return (f"{_dumped(row)}\n".encode() for row in rows)


def _dumped(row: Mapping[str, Any]) -> str:
    return json.dumps(dict(row), ensure_ascii=False)
