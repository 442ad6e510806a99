"""The files of a loaded pack: kept with its version, and written out again byte for byte."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.errors import Missing, Unacceptable
from ashilms.packs.models import PackFile, PackText, PackVersion
from ashilms.packs.rules.files import kind_of
from ashilms.packs.rules.report import Loaded


def latest_version(db: Session, slug: str) -> PackVersion | None:
    """Return what was loaded last of a pack, or `None`."""
    query = select(PackVersion).where(PackVersion.slug == slug).order_by(PackVersion.number.desc())
    return db.scalar(query.limit(1))


def find_loaded(db: Session) -> list[Loaded]:
    """Return the packs that the site holds, by name."""
    newest: dict[str, PackVersion] = {}
    for row in db.scalars(select(PackVersion).order_by(PackVersion.slug, PackVersion.number)):
        newest[row.slug] = row
    return [
        Loaded(row.slug, row.number, row.version, row.loaded_at, row.loaded_by) for row in newest.values()
    ]


def keep_files(db: Session, version: PackVersion, files: Mapping[str, bytes]) -> None:
    """Keep every file of a version that was just loaded; a text that an earlier one has is not kept twice."""
    digests = {name: sha256(content).hexdigest() for name, content in files.items()}
    known = set(db.scalars(select(PackText.digest).where(PackText.digest.in_(digests.values()))))
    for name, digest in digests.items():
        if digest not in known:
            db.add(PackText(digest=digest, content=files[name].decode()))
            known.add(digest)
    db.flush()
    db.add_all(PackFile(version_id=version.id, name=name, digest=digest) for name, digest in digests.items())
    db.flush()


def export_pack(db: Session, slug: str, folder: Path) -> Path:
    """Write a loaded pack to a folder of its own name, in `folder` unless that has the name already; return where.

    Raises `Missing` for a pack that is not loaded, `Unacceptable` where something is in the way.
    """
    version = latest_version(db, slug)
    if version is None:
        raise Missing(f'No pack "{slug}" is loaded. See: ashilms packs list')
    root = folder if folder.resolve().name == slug else folder / slug
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Unacceptable(f"{root} is there already. Name a folder that is empty, or new.")
    query = select(PackFile.name, PackText.content).join(PackText, PackText.digest == PackFile.digest)
    for name, text in db.execute(query.where(PackFile.version_id == version.id).order_by(PackFile.name)):
        if kind_of(name) is None:
            raise Unacceptable(
                f"{name!r} is no file of a pack; whatever is in the database, it is not written."
            )
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root
