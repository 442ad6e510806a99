"""Saving a look as a new version, bringing back an earlier one, and keeping the pictures that may be chosen."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, Actor
from ashilms.audit import services as audit
from ashilms.boards.rules import lint_texts
from ashilms.boards.services import all_packs
from ashilms.errors import Clash, Missing, Unacceptable, Unavailable
from ashilms.files import pictures
from ashilms.files import services as files
from ashilms.files.rules import PNG
from ashilms.files.services import Store
from ashilms.looks.models import LookPicture, SavedLook
from ashilms.looks.rules import AS_SHIPPED, LARGEST_PICTURE, Fault, Look, Sort, as_read, faults_of

MOST_PICTURES = 60
"""Pictures kept to choose from."""
LARGEST_SIDES = {Sort.LOGO: 1200, Sort.SEAL: 800, Sort.HAND: 1000}
"""Pixels of the longer side as kept: 600 to the inch at the size in which each is printed."""
NO_LOOK = "There is no such version of the certificate’s design."


def current_look(db: Session) -> tuple[int, Look]:
    """Return the number of the look that certificates are issued in now, and what was chosen."""
    row = db.scalar(select(SavedLook).order_by(SavedLook.number.desc()).limit(1))
    return (row.number, row.as_look()) if row else (AS_SHIPPED, Look())


def get_look(db: Session, number: int) -> Look:
    """Return a version; 0 is the look as shipped. Raises `Missing`."""
    if number == AS_SHIPPED:
        return Look()
    row = db.scalar(select(SavedLook).where(SavedLook.number == number))
    if row is None:
        raise Missing(NO_LOOK)
    return row.as_look()


def all_looks(db: Session) -> list[SavedLook]:
    """Return every version, the newest first."""
    return list(db.scalars(select(SavedLook).order_by(SavedLook.number.desc())))


def find_faults(look: Look) -> list[Fault]:
    """Return everything for which a look can't be saved: its own faults, and words that a board does not allow."""
    found = list(faults_of(look))
    for name in ("lead", "statement", "renewed"):
        said = lint_texts(all_packs().values(), {"wording": as_read(getattr(look, name))})
        found += [Fault(name, str(finding)) for finding in said[:1]]
    return found


def save_look(
    db: Session, actor: Actor, look: Look, *, seen: int, now: datetime, copies: int | None = None
) -> SavedLook:
    """Save a look as the next version, in which certificates are issued from now on; issued ones keep theirs.

    `seen` is the number of the version that the registrar saw. Raises `Missing` for anybody but a registrar,
    `Unacceptable` at the field of the first fault and for a picture that was never sent, `Clash` where somebody
    saved another meanwhile.
    """
    _refuse_stranger(actor)
    for fault in find_faults(look):
        raise Unacceptable(fault.sentence, fault.field)
    _refuse_unknown_pictures(db, look)
    refuse_namesakes(db, look.hands)
    number, before = current_look(db)
    if number != seen:
        raise Clash(
            f"Somebody saved version {number} meanwhile. Look at that one first; nothing of it was changed."
        )
    row = SavedLook(
        number=number + 1, content=look.as_data(), copies=copies, saved_by=actor.id, saved_at=now
    )  # fmt: skip
    db.add(row)
    try:
        db.flush()
    except IntegrityError as twice:
        raise Clash("Somebody saved another version at the same moment. Look at that one first.") from twice
    was, now_said = before.as_data(), look.as_data()
    changed = [name for name in now_said if was[name] != now_said[name]]
    audit.record(
        db, actor, "looks.save", f"look:{row.number}", now=now, before={name: was[name] for name in changed},
        after={name: now_said[name] for name in changed} | ({"copies": copies} if copies is not None else {}),
    )  # fmt: skip
    return row


def bring_back(db: Session, actor: Actor, number: int, *, seen: int, now: datetime) -> SavedLook:
    """Save what an earlier version chose as the next one; raises as `get_look` and `save_look`."""
    return save_look(db, actor, get_look(db, number), seen=seen, now=now, copies=number)


def prepare_picture(db: Session, actor: Actor, store: Store, sort: Sort, name: str, data: bytes) -> str:
    """Keep a picture before any row names it, drawn anew as PNG, and return its hash.

    Raises as `send_picture`, and `Unacceptable` at `file` for what is no picture or too large.
    """
    _refuse_picture(db, actor, sort, name)
    drawn = pictures.redraw_drawing(data, longest_side=LARGEST_SIDES[sort], most=LARGEST_PICTURE)
    return files.keep(store, drawn, kinds=(PNG,)).sha256


def send_picture(
    db: Session, actor: Actor, store: Store, sort: Sort, name: str, file: str, *, now: datetime
) -> LookPicture:
    """Add a kept picture to those that may be chosen; `name` is whose signature it is, as certificates print it.

    Raises `Missing` for anybody but a registrar, `Unacceptable` for a name that nobody here has and where there are
    too many, `Unavailable` for a file that is not there.
    """
    _refuse_picture(db, actor, sort, name)
    if not files.is_kept(store, file):
        raise Unavailable(files.LOST)
    row = LookPicture(sort=sort, name=name, file=file, sent_by=actor.id, sent_at=now)
    db.add(row)
    db.flush()
    after = {"sort": str(sort), "file": file} | ({"name": name} if name else {})
    audit.record(db, actor, "looks.picture", f"look-picture:{row.id}", now=now, after=after)
    return row


def all_pictures(db: Session) -> list[LookPicture]:
    """Return every picture that was ever sent, the newest first."""
    return list(db.scalars(select(LookPicture).order_by(LookPicture.id.desc())))


def find_pictures(db: Session) -> list[LookPicture]:
    """Return every picture that may be chosen, the newest first."""
    return [row for row in all_pictures(db) if row.withdrawn_at is None]


def is_placed(look: Look, row: LookPicture) -> bool:
    """Return whether a look has this picture."""
    return (row.sort, row.name, row.file) in look.placed_pictures


def get_picture(db: Session, picture_id: int) -> LookPicture:
    """Return a picture; raises `Missing`."""
    row = db.get(LookPicture, picture_id)
    if row is None:
        raise Missing("There is no such picture.")
    return row


def withdraw_picture(db: Session, actor: Actor, picture_id: int, *, now: datetime) -> LookPicture:
    """Offer a picture no more, so that no version with it is saved or brought back; twice does no harm.

    One that no version has is gone for good, its file with the next sweep. Raises `Missing` for anybody but a registrar
    and where there is none, `Clash` for one that certificates are being issued with.
    """
    _refuse_stranger(actor)
    row = get_picture(db, picture_id)
    if is_placed(current_look(db)[1], row):
        raise Clash(f"{row.what} is on certificates that are issued now. Save the design without it first.")
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        audit.record(
            db, actor, "looks.withdraw", f"look-picture:{row.id}", now=now, before={"file": row.file}
        )
        if not any(is_placed(saved.as_look(), row) for saved in all_looks(db)):
            db.delete(row)
        db.flush()
    return row


def offer_again(db: Session, actor: Actor, picture_id: int, *, now: datetime) -> LookPicture:
    """Offer a picture that was withdrawn and is kept for the versions that have it; twice does no harm.

    Raises `Missing` for anybody but a registrar and where there is none, `Unacceptable` where two are called so.
    """
    _refuse_stranger(actor)
    row = get_picture(db, picture_id)
    if row.withdrawn_at is not None:
        refuse_namesakes(db, [row.name] if row.name else [])
        row.withdrawn_at = None
        db.flush()
        audit.record(db, actor, "looks.offer", f"look-picture:{row.id}", now=now)
    return row


def read_pictures(store: Store, look: Look) -> Mapping[str, bytes]:
    """Return the content of a look's pictures by their hashes; raises as `files.read`."""
    return {name: files.read(store, name) for name in look.pictures}


def files_of(db: Session) -> Iterator[tuple[str, str]]:
    """Yield what this room keeps: a name for each file, and its hash."""
    yield from ((f"look-picture:{row.id}", row.file) for row in db.scalars(select(LookPicture)))


def refuse_namesakes(db: Session, names: Iterable[str]) -> None:
    """Raise `Unacceptable` where two who may sign have one of these names: a signature goes by the name as printed.

    Whoever came later would otherwise sign with the handwriting of the other.
    """
    signing = people.names_in_roles(db, (INSTRUCTOR, SUPERVISOR, REGISTRAR)).values()
    called = Counter(" ".join(unicodedata.normalize("NFC", name).split()) for name in signing)
    for name in names:
        if called[name] > 1:
            raise Unacceptable(
                f"{called[name]} people who may sign are called “{name}”, and a picture of a signature goes by the "
                "printed name. Save the certificate’s design without it, or let them be called differently.",
                "hands",
            )


def _refuse_stranger(actor: Actor) -> None:
    if not actor.has(REGISTRAR):
        raise Missing(NO_LOOK)


def _refuse_picture(db: Session, actor: Actor, sort: Sort, name: str) -> None:
    _refuse_stranger(actor)
    if (sort is Sort.HAND) != bool(name):
        raise Unacceptable("Say whose signature it is; a logo and a seal are the school’s.", "name")
    if name and db.scalar(select(Person.id).where(Person.name == name).limit(1)) is None:
        raise Unacceptable(
            f"Nobody here is called “{name}”. Write the name as certificates print it.", "name"
        )
    if name:
        _refuse_shared(db, name)
    if len(all_pictures(db)) >= MOST_PICTURES:
        raise Unacceptable(
            f"There are {MOST_PICTURES} pictures already, which is as many as are kept. "
            "Withdraw one that no version has.",
            "file",
        )


def _refuse_shared(db: Session, name: str) -> None:
    try:
        refuse_namesakes(db, [name])
    except Unacceptable as refused:
        raise Unacceptable(str(refused), "name") from refused


def _refuse_unknown_pictures(db: Session, look: Look) -> None:
    known = {(row.sort, row.name, row.file) for row in find_pictures(db)}
    if not known.issuperset(look.placed_pictures):
        raise Unacceptable(
            "One of the pictures was withdrawn or never sent here. Choose from those that are offered.",
            "logo",
        )
