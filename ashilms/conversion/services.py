"""Reading files of questions and writing them anew; nothing goes into the bank, which is the pack's."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import yaml
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.conversion.rules import LARGEST, MOST, UNFOLDED, Converted, name_of
from ashilms.errors import NotAllowed
from ashilms.packs.parse import decode, parse_yaml
from ashilms.plugins import QuestionKind
from ashilms.quizzes.formats.found import BadFile, Found, Status, checked
from ashilms.quizzes.formats.known import PACKED, READERS, Items, write_items
from ashilms.quizzes.formats.qti.package import MOST_UNFOLDED

Kinds = Mapping[str, QuestionKind]


def convert(
    db: Session, actor: Actor, way: str, file: str, data: bytes, kinds: Kinds, *, now: datetime
) -> Converted:
    """Return what becomes of a file that goes one of the `WAYS`, and record that it was asked.

    Raises `BadFile` for a file that can't be read at all or is too large for a page, `NotAllowed` for a trainee.
    """
    if not (actor.has(INSTRUCTOR) or actor.has(REGISTRAR)):
        raise NotAllowed("Questions are converted by instructors and registrars.")
    if len(data) > LARGEST:
        raise BadFile(f"This file is larger than {LARGEST // 1024**2} MB. Split it, or use the command line.")
    side, _, name = way.partition("-")
    if side == "to":
        content, found = write_items(name, read_items(file, data))
    else:
        found = read_foreign(name, file, data, kinds, unfolded=UNFOLDED)
        content = as_pack(found).encode()
    if len(found) > MOST:
        raise BadFile(
            f"These are {len(found)} questions; a page takes {MOST}. Split it, or use the command line."
        )
    done = Converted(found, name_of(way), content)
    digest = hashlib.sha256(data).hexdigest()
    audit.record(
        db, actor, "conversion.convert", f"file:{digest}", now=now, after={"way": way, **done.counts}
    )
    return done


def read_foreign(
    name: str, file: str, data: bytes, kinds: Kinds, *, unfolded: int = MOST_UNFOLDED
) -> list[Found]:
    """Return what each question of a file becomes; raises `BadFile`. `unfolded` bounds what is read of a package."""
    found = PACKED[name](data, unfolded) if name in PACKED else READERS[name](_text(file, data))
    return [checked(one, kinds) for one in found]


def read_items(file: str, data: bytes) -> Items:
    """Return the items of a pack's file of questions, each with its line; raises `BadFile`."""
    document, problems = parse_yaml(file, _text(file, data))
    if document is None or problems:
        raise BadFile(str(problems[0]))
    items = document.data.get("items") if isinstance(document.data, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise BadFile(f"{file} has no list of items. Name a file such as a pack's questions/m01.yaml.")
    return [(document.line_of("items", at), item) for at, item in enumerate(items)]


def as_pack(found: list[Found]) -> str:
    """Return what is kept as items of a pack, in YAML."""
    kept = [one.item for one in found if one.item is not None and one.status is not Status.REFUSED]
    data: dict[str, Any] = {"items": [{"id": f"q{at}", **item} for at, item in enumerate(kept, start=1)]}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def _text(file: str, data: bytes) -> str:
    text, problems = decode(file, data)
    if problems:
        raise BadFile(str(problems[0]))
    return text
