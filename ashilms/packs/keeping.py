"""The files of a loaded pack: kept with its version, and written out again byte for byte."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.errors import Missing, Unacceptable
from ashilms.files import services as kept_files
from ashilms.files.rules import MEDIA
from ashilms.files.services import Store
from ashilms.packs.models import PackFile, PackText, PackVersion
from ashilms.packs.rules.files import kind_of
from ashilms.packs.rules.report import Listed
from ashilms.plugins import Plugin


def latest_version(db: Session, slug: str) -> PackVersion | None:
    """Return what was loaded last of a pack, or `None`."""
    query = select(PackVersion).where(PackVersion.slug == slug).order_by(PackVersion.number.desc())
    return db.scalar(query.limit(1))


def list_packs(db: Session, plugins: Iterable[Plugin]) -> list[Listed]:
    """Return the packs that the site holds and those that plugins bring, by name."""
    bringers = {path.name: plugin.name for plugin in plugins for path in plugin.packs}
    found = {slug: Listed(slug, plugin=name) for slug, name in bringers.items()}
    for row in db.scalars(select(PackVersion).order_by(PackVersion.number)):
        at, by = row.loaded_at, row.loaded_by
        found[row.slug] = Listed(row.slug, row.version, row.number, at, by, bringers.get(row.slug))
    return [found[slug] for slug in sorted(found)]


def find_place(given: str, plugins: Iterable[Plugin]) -> Path:
    """Return where a pack is: what `given` names on the disk, else the pack of that name that a plugin brings.

    Raises `Missing` when there is neither, `Unacceptable` when two plugins bring it.
    """
    brought = [path for plugin in plugins for path in plugin.packs if path.name == given]
    if Path(given).exists():
        return Path(given)
    if not brought:
        raise Missing(
            f"There is no {given}, and no plugin brings a pack of that name. Name a folder that holds pack.yaml."
        )
    if len(brought) > 1:
        raise Unacceptable(
            f'Two plugins bring a pack "{given}". Name its folder: {brought[0]} or {brought[1]}.'
        )
    return brought[0]


def keep_files(db: Session, version: PackVersion, files: Mapping[str, bytes]) -> None:
    """Keep every file of a version that was just loaded; a text that an earlier one has is not kept twice."""
    digests = {name: sha256(content).hexdigest() for name, content in files.items()}
    known = set(db.scalars(select(PackText.digest).where(PackText.digest.in_(digests.values()))))
    for name, digest in digests.items():
        if digest not in known:
            kind = kind_of(name)
            text = None if kind and kind.binary else files[name].decode()
            db.add(PackText(digest=digest, content=text))
            known.add(digest)
    db.flush()
    db.add_all(PackFile(version_id=version.id, name=name, digest=digest) for name, digest in digests.items())
    db.flush()


def keep_recordings(kept: Store | None, blobs: Mapping[str, bytes]) -> None:
    """Keep a pack's recordings below `kept`, before any row names them; raises `Unacceptable` without a place."""
    if blobs and kept is None:
        raise Unacceptable("This pack has recordings, and there is no folder to keep them in.")
    for data in blobs.values():
        kept_files.keep(cast(Store, kept), data, kinds=MEDIA)


def files_of(db: Session) -> list[tuple[str, str]]:
    """Return every recording of every version of a pack: a name for it, and the hash of its file."""
    query = select(PackText.digest).where(PackText.content.is_(None)).order_by(PackText.digest)
    return [("recording of a pack", digest) for digest in db.scalars(query)]


def export_pack(db: Session, slug: str, folder: Path, *, kept: Store | None = None) -> Path:
    """Write a loaded pack to a folder of its own name, in `folder` unless that has the name already; return where.

    `kept` is where files are kept, for a pack that has recordings.

    Raises `Missing` for a pack that is not loaded, `Unacceptable` where something is in the way.
    """
    version = latest_version(db, slug)
    if version is None:
        raise Missing(f'No pack "{slug}" is loaded. See: ashilms packs list')
    root = folder if folder.resolve().name == slug else folder / slug
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Unacceptable(f"{root} is there already. Name a folder that is empty, or new.")
    query = select(PackFile.name, PackText.content, PackFile.digest).join(
        PackText, PackText.digest == PackFile.digest
    )
    for name, text, digest in db.execute(
        query.where(PackFile.version_id == version.id).order_by(PackFile.name)
    ):
        if kind_of(name) is None:
            raise Unacceptable(
                f"{name!r} is no file of a pack; whatever is in the database, it is not written."
            )
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_content(text, digest, kept))
    return root


def _content(text: str | None, digest: str, kept: Store | None) -> bytes:
    if text is not None:
        return text.encode()
    if kept is None:
        raise Unacceptable("This pack has recordings. Say where files are kept.")
    return kept_files.read(kept, digest)
