"""Photos of acceptance records and of checks that found something: at most four of each, seen by whoever uses rooms."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Missing, NotAllowed, Unacceptable
from ashilms.files import pictures
from ashilms.files import services as files
from ashilms.files.rules import JPEG
from ashilms.files.services import Store
from ashilms.sites.models import RoomCheck, RoomInspection, RoomPhoto, TreatmentRoom
from ashilms.sites.rules.points import Outcome
from ashilms.sites.services.checks import get_check
from ashilms.sites.services.rooms import lock_room

MOST = 4
"""Photos of one record or one check."""
ENOUGH = f"There are {MOST} photos already, and no more are kept of one record or check."


@dataclass(frozen=True, slots=True)
class Owner:
    """What a photo is of: one acceptance record or one check, and the room that it belongs to."""

    room: TreatmentRoom
    inspection: RoomInspection | None = None
    check: RoomCheck | None = None


def get_owner(db: Session, actor: Actor, of: str, id: int) -> Owner:
    """Return what photos are of: `of` is `records` or `checks`.

    A record is seen by everybody who uses rooms, and so is a check that locked one; any other check by whoever may
    see it. Raises `Missing`.
    """
    if of == "records":
        inspection = db.get(RoomInspection, id)
        if inspection is None:
            raise Missing("There is no such record.")
        return Owner(db.get_one(TreatmentRoom, inspection.room_id), inspection=inspection)
    check = db.get(RoomCheck, id)
    if check is None or check.outcome != Outcome.LOCKED:
        check = get_check(db, actor, id)
    return Owner(check.room, check=check)


def may_add(actor: Actor, owner: Owner) -> bool:
    """Return whether the actor adds photos there: keepers of rooms to a record, people to their own failed check."""
    if owner.check is not None:
        return owner.check.person_id == actor.person_id and owner.check.outcome != Outcome.PASSED
    return actor.has(INSTRUCTOR, REGISTRAR)


def keep_photo(db: Session, actor: Actor, store: Store, of: str, id: int, data: bytes) -> str:
    """Draw a photo anew, keep it in `store`, and return its hash; it is on the disk before any row names it.

    Raises as `add_photo`, before anything is kept, and `Unacceptable` for what is no picture.
    """
    _refuse(db, actor, get_owner(db, actor, of, id))
    return files.keep(store, pictures.redraw(data), kinds=(JPEG,)).sha256


def add_photo(db: Session, actor: Actor, of: str, id: int, sha256: str, *, now: datetime) -> RoomPhoto:
    """Add a kept photo to a record or a check; the same one twice is one.

    Raises `Missing`, `NotAllowed`, and `Unacceptable` when there are four.
    """
    owner = get_owner(db, actor, of, id)
    lock_room(db, owner.room.id)
    same = next((photo for photo in find_photos(db, owner) if photo.file == sha256), None)
    if same is not None:
        return same
    count = _refuse(db, actor, owner)
    photo = RoomPhoto(
        inspection_id=owner.inspection and owner.inspection.id, check_id=owner.check and owner.check.id,
        number=count + 1, file=sha256, at=now, by_id=actor.id,
    )  # fmt: skip
    db.add(photo)
    db.flush()
    after = {"photo": photo.id, of: id, "file": sha256}
    audit.record(db, actor, "sites.add-photo", f"room:{owner.room.id}", now=now, after=after)
    return photo


def _refuse(db: Session, actor: Actor, owner: Owner) -> int:
    """Return how many photos there are; raises when the actor may add none."""
    if not may_add(actor, owner):
        raise NotAllowed(
            "Whoever keeps rooms adds photos to a record, and whoever found a fault to their check."
        )
    count = db.scalar(select(func.count()).where(_of(owner))) or 0
    if count >= MOST:
        raise Unacceptable(ENOUGH, "photo")
    return count


def _of(owner: Owner) -> ColumnElement[bool]:
    if owner.check is not None:
        return RoomPhoto.check_id == owner.check.id
    return RoomPhoto.inspection_id == (owner.inspection and owner.inspection.id)


def find_photos(db: Session, owner: Owner) -> list[RoomPhoto]:
    """Return the photos of a record or a check, in the order in which they were added."""
    return list(db.scalars(select(RoomPhoto).where(_of(owner)).order_by(RoomPhoto.number)))


def get_photo(db: Session, actor: Actor, photo_id: int) -> RoomPhoto:
    """Return a photo for whoever may see what it is of; raises `Missing`."""
    photo = db.get(RoomPhoto, photo_id)
    if photo is None:
        raise Missing("There is no such photo.")
    of, id = ("records", photo.inspection_id) if photo.inspection_id else ("checks", photo.check_id)
    get_owner(db, actor, of, id or 0)
    return photo


def files_of(db: Session) -> list[tuple[str, str]]:
    """Return every photo that is kept: a name for it, and the hash of its file."""
    return [(f"photo {row.id}", row.file) for row in db.scalars(select(RoomPhoto).order_by(RoomPhoto.id))]
