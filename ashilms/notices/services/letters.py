"""The letters: their defaults as they ship, and how registrars worded them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.notices.models import LetterVersion
from ashilms.notices.rules.letters import Letter, Wording, problems_of
from ashilms.resources import PACKAGE

NONE = "There is no such mail."


@cache
def all_letters() -> Mapping[str, Letter]:
    """Return every letter by its kind, in the order in which they ship."""
    data = tomllib.loads((PACKAGE / "notices" / "letters.toml").read_text(encoding="utf-8"))
    return {kind: Letter.from_data(kind, table) for kind, table in data.items()}


def get_letter(kind: str) -> Letter:
    """Return a letter; raises `Missing`."""
    letter = all_letters().get(kind)
    if letter is None:
        raise Missing(NONE)
    return letter


def wordings_of(db: Session, kinds: Iterable[str]) -> dict[str, Wording]:
    """Return how letters are worded now, by kind: one query, however many."""
    wanted = set(kinds)
    return {kind: get_letter(kind).default for kind in wanted} | {
        row.kind: worded for row in _latest(db, wanted) if (worded := row.as_wording())
    }


def _latest(db: Session, kinds: Iterable[str]) -> Iterable[LetterVersion]:
    last = (
        select(func.max(LetterVersion.id)).where(LetterVersion.kind.in_(kinds)).group_by(LetterVersion.kind)
    )
    return db.scalars(select(LetterVersion).where(LetterVersion.id.in_(last)))


@dataclass(frozen=True, slots=True)
class Worded:
    """A letter with how it is worded now, and everything that it was before, the latest first."""

    letter: Letter
    wording: Wording
    versions: list[LetterVersion]

    @property
    def number(self) -> int:
        """The version that counts; 0 for one that nobody has touched."""
        return self.versions[0].number if self.versions else 0

    @property
    def is_default(self) -> bool:
        """Whether it says what it says when it ships."""
        return self.wording == self.letter.default


def find_letters(db: Session, actor: Actor) -> list[Worded]:
    """Return every letter to a registrar, with its latest version alone; raises `Missing` for anybody else."""
    _refuse_others(actor)
    rows = {row.kind: row for row in _latest(db, all_letters())}
    return [
        Worded(one, (row and row.as_wording()) or one.default, [row] if row else [])
        for one in all_letters().values()
        for row in [rows.get(one.kind)]
    ]


def find_letter(db: Session, actor: Actor, kind: str) -> Worded:
    """Return a letter with all its versions to a registrar; raises `Missing` for anybody else, and for none."""
    _refuse_others(actor)
    letter = get_letter(kind)
    query = select(LetterVersion).where(LetterVersion.kind == kind).order_by(LetterVersion.number.desc())
    rows = list(db.scalars(query))
    return Worded(letter, (rows[0].as_wording() if rows else None) or letter.default, rows)


def word_letter(
    db: Session, actor: Actor, kind: str, wording: Wording, *, seen: int, now: datetime
) -> LetterVersion:
    """Let a registrar word a letter; it holds for every mail that is written from now on.

    The default's own words take the default back, and follow it when it changes. Raises `Unacceptable` with the
    sentence for the first part that can't be taken, and `Clash` when it was worded otherwise since version `seen`.
    """
    worded = find_letter(db, actor, kind)
    if problems := problems_of(worded.letter, wording):
        part, sentence = next(iter(problems.items()))
        raise Unacceptable(sentence, part)
    if seen != worded.number:
        raise Clash("Somebody else has worded this mail meanwhile. Look at it again; nothing was saved.")
    kept = Wording() if wording == worded.letter.default else wording
    row = LetterVersion(
        kind=kind, number=seen + 1, subject=kept.subject, text=kept.text, act=kept.act, by_id=actor.person_id, at=now
    )  # fmt: skip
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:
        raise Clash(
            "Somebody else has worded this mail just now. Look at it again; nothing was saved."
        ) from None
    audit.record(
        db, actor, "notices.word", f"letter:{kind}", now=now,
        before=_as_json(worded.wording), after=_as_json(wording) | {"version": row.number},
    )  # fmt: skip
    return row


def take_back(
    db: Session, actor: Actor, kind: str, number: int, *, seen: int, now: datetime
) -> LetterVersion:
    """Let a registrar word a letter as it was in an earlier version, 0 for the default: as a version more.

    Raises as `word_letter`, and `Missing` for a version that there is not.
    """
    worded = find_letter(db, actor, kind)
    before = {row.number: row.as_wording() or worded.letter.default for row in worded.versions}
    before[0] = worded.letter.default
    if number not in before:
        raise Missing("There is no such version of this mail.")
    return word_letter(db, actor, kind, before[number], seen=seen, now=now)


def _as_json(wording: Wording) -> dict[str, str]:
    return {"subject": wording.subject, "text": wording.text, "act": wording.act}


def _refuse_others(actor: Actor) -> None:
    if not actor.has(REGISTRAR):
        raise Missing(NONE)
