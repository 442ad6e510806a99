"""The matrix: everybody who is bound to one version of a program, as a registrar or an instructor asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.cohorts import services as cohorts
from ashilms.plugins import Blocking
from ashilms.programs.models import ProgramBinding, ProgramVersion
from ashilms.programs.rules import Kinds
from ashilms.programs.rules.matrix import DONE, Row, in_order, lacking
from ashilms.programs.rules.tree import Group
from ashilms.programs.services.walking import judge_bound


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is asked for: a part of a name, a cohort, a part of the programme that they lack; and in which order."""

    text: str = ""
    cohort_id: int | None = None
    missing: str = ""
    order: str = DONE


def versions_in_use(db: Session) -> Sequence[ProgramVersion]:
    """Return the versions that somebody is bound to, the newest first."""
    bound = select(ProgramBinding.version_id).distinct()
    query = select(ProgramVersion).where(ProgramVersion.id.in_(bound))
    return db.scalars(query.order_by(ProgramVersion.id.desc())).all()


def find_matrix(
    db: Session, actor: Actor, version: ProgramVersion, wanted: Wanted, kinds: Kinds, *, on: date, today: date
) -> list[Row]:
    """Return who is wanted of a version, each with where they stand as of a day; a past one as it was known then.

    As many queries for everybody as for one. Raises `Missing` for a cohort that is not the actor's to see.
    """
    query = select(ProgramBinding).where(ProgramBinding.version_id == version.id)
    if wanted.text.strip():
        named = Person.name.icontains(wanted.text.strip(), autoescape=True)
        query = query.where(ProgramBinding.person_id.in_(select(Person.id).where(named)))
    if wanted.cohort_id is not None:
        query = query.where(ProgramBinding.person_id.in_(cohorts.find_placed(db, actor, wanted.cohort_id)))
    bindings = db.scalars(query.order_by(ProgramBinding.id)).all()
    names = people.names_of(db, [binding.person_id for binding in bindings])
    blocking = frozenset(name for name, kind in kinds.items() if isinstance(kind, Blocking))
    rows = [
        Row(
            binding.person_id,
            names[binding.person_id],
            binding.since.astimezone(UTC).date(),
            standing,
            blocking,
        )
        for binding, standing in judge_bound(db, bindings, kinds, on=on, as_known=on < today)
    ]
    return in_order(lacking(rows, wanted.missing) if wanted.missing else rows, wanted.order)


def note_export(db: Session, actor: Actor, version: ProgramVersion, people: int, *, now: datetime) -> None:
    """Put into the record that somebody took home where so many people stand."""
    audit.record(
        db,
        actor,
        "programs.export-standings",
        f"program-version:{version.id}",
        now=now,
        after={"people": people},
    )


def parts_of(version: ProgramVersion) -> Mapping[str, str]:
    """Return what the parts of a programme are called, by id: what stands right below the top of its tree."""
    tree = version.as_tree()
    return {
        part.id: part.short or part.title for part in (tree.members if isinstance(tree, Group) else (tree,))
    }
