"""Looks at what an installation holds: its database, and the files that are kept beside it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ashilms import migrate
from ashilms.audit import services as audit
from ashilms.certificates import keys
from ashilms.certificates import services as certificates
from ashilms.courses import services as courses
from ashilms.errors import Refusal
from ashilms.evidence import services as evidence
from ashilms.files import services as files
from ashilms.files.services import Store
from ashilms.formats import plural
from ashilms.held_documents import services as held_documents
from ashilms.jobs import services as jobs
from ashilms.operations.rules import Bad, Check, check
from ashilms.practicum import services as practicum
from ashilms.sites import services as sites
from ashilms.supervision import services as supervision

LATE = timedelta(minutes=10)
"""How long after its time a job may wait before somebody should look why; it is looked for each minute."""
FROM_BACKUP = "tar -xzf BACKUP files/NAME, and put it at files/NA/ME/NAME in the data folder"
UNTIL_SOUND = (
    "restore the last backup that `ashilms doctor` finds sound, and find out who changed the database"
)


def database(engine: Engine, store: Store, now: datetime) -> Iterator[Check]:
    """Yield what there is to say about the database, as far as one gets."""
    yield (reached := check("database", _reach, engine))
    if not reached.ok:
        return
    yield (current := check("schema", _schema, engine))
    if engine.dialect.name == "sqlite":
        yield check("durability", _durability, engine)
    if not current.ok:
        return
    with Session(engine) as db:
        yield check("course", _course, db, store)
        yield check("audit record", _record, db)
        yield check("signed entries", _entries, db)
        yield check("credentials", _credentials, db, store)
        yield check("certificates", _certificates, db, store)
        yield check("photos", _photos, db, store)
        yield check("evidence", _evidence, db, store)
        yield check("documents", _documents, db, store)
        yield check("jobs", _jobs, db, now)


def _reach(engine: Engine) -> str:
    """Does the database answer?"""
    try:
        migrate.current(engine)
    except SQLAlchemyError as problem:
        said = str(getattr(problem, "orig", problem)).strip().splitlines()[0]
        raise Bad(f"can't be reached: {said}", "start it, or put ASHILMS_DATABASE_URL right") from problem
    return engine.dialect.name


def _schema(engine: Engine) -> str:
    """Is it of this version?"""
    current, head = migrate.current(engine), migrate.head()
    if current is None:
        raise Bad("not set up yet", "ashilms upgrade")
    if current != head:
        raise Bad(f"at {current}, needs {head}", "ashilms upgrade")
    return current


def _durability(engine: Engine) -> str:
    """Does SQLite keep what it acknowledges?"""
    with engine.connect() as connection:
        mode = connection.scalar(text("PRAGMA journal_mode"))
        sync = connection.scalar(text("PRAGMA synchronous"))
    if mode not in ("wal", "memory") or sync < 2:
        raise Bad(
            f"journal {mode}, synchronous {sync}: what is acknowledged may be lost",
            "prepare_engine(db.engine) before AshiLMS(app), and no PRAGMA of the site's own after it",
        )
    return f"journal {mode}, synchronous {sync}"


def _course(db: Session, store: Store) -> str:
    """Is there something to learn, with every recording of it?"""
    found = courses.find_courses(db)
    if not found:
        raise Bad("none is loaded", "ashilms packs load")
    kept = set(files.all_kept(store))
    if lost := [f"{title} ({sha256})" for title, sha256 in courses.files_of(db) if sha256 not in kept]:
        raise Bad(f"the recording isn't there: {', '.join(lost)}", FROM_BACKUP)
    return ", ".join(course.title for course in found)


def _record(db: Session) -> str:
    """Is the audit record whole?"""
    if broken := audit.verify_chain(db):
        raise Bad(broken, UNTIL_SOUND)
    return "every link holds"


def _entries(db: Session) -> str:
    """Is every signed entry what was signed?"""
    if altered := practicum.find_altered(db):
        raise Bad(f"no longer what was signed: {', '.join(map(str, altered))}", UNTIL_SOUND)
    if wrong := practicum.find_misreckoned(db):
        raise Bad(f"credited otherwise than the whole ledger says: {', '.join(map(str, wrong))}", UNTIL_SOUND)
    return "each is what was signed"


def _credentials(db: Session, store: Store) -> str:
    """Is the paper of every credential there?"""
    _refuse_lost("paper", supervision.papers_of(db), store)
    return "each paper is there"


def _certificates(db: Session, store: Store) -> str:
    """Is every approved certificate drawn, and its file there?"""
    if waiting := [row.number for row in certificates.unfinished(db)]:
        raise Bad(f"approved and not drawn: {', '.join(waiting)}", "ashilms certificates finish")
    _refuse_lost("file", certificates.files_of(db), store)
    return "all are drawn"


def stolen_keys(engine: Engine, folder: Path) -> str:
    """Is whatever a stolen key signed, and may be relied on, signed anew?"""
    stolen = keys.stolen_keys(folder)
    with Session(engine) as db:
        left = certificates.find_borne(db, stolen) if stolen else []
    if left:
        mend = "; ".join(f"ashilms keys retire {kid} --stolen" for kid in sorted(stolen))
        raise Bad(f"still signed with a stolen key: {', '.join(left)}", f"{mend}; ashilms jobs run")
    return f"{plural(len(stolen), 'key')} reported stolen" + (
        "; nothing to rely on bears one" if stolen else ""
    )


def _photos(db: Session, store: Store) -> str:
    """Is every photo of a treatment room there?"""
    named = sites.files_of(db)
    _refuse_lost("file", named, store)
    return f"{len(named)}, each with its file"


def _evidence(db: Session, store: Store) -> str:
    """Is every file of evidence there, and what it was when its entry was signed?"""
    named = evidence.files_of(db)
    _refuse_lost("file", named, store)
    if altered := sorted(set(evidence.find_unsound(db))):
        raise Bad(f"not what was signed: the files of entries {', '.join(map(str, altered))}", UNTIL_SOUND)
    return f"{len(named)}, each with its file"


def _documents(db: Session, store: Store) -> str:
    """Is every document there that somebody holds?"""
    named = held_documents.files_of(db)
    _refuse_lost("file", named, store)
    return f"{len(named)}, each with its file"


def _refuse_lost(what: str, named: Iterable[tuple[object, str]], store: Store) -> None:
    """Raise `Bad` with the names of those whose file is not kept."""
    kept = set(files.all_kept(store))
    if lost := [f"{name} ({sha256})" for name, sha256 in named if sha256 not in kept]:
        raise Bad(f"the {what} isn't there: {', '.join(lost)}", FROM_BACKUP)


def _jobs(db: Session, now: datetime) -> str:
    """Is what was put off done?"""
    if given_up := jobs.find_failed(db):
        said = ", ".join(f"{job.kind} ({job.last_error})" for job in given_up[:5])
        raise Bad(f"{len(given_up)} were tried for a night and given up: {said}", "ashilms jobs retry")
    if late := jobs.count_due(db, before=now - LATE):
        raise Bad(f"{late} have been waiting for ten minutes or longer; nobody does them", "ashilms jobs run")
    return "none is late"


def kept_files(store: Store) -> str:
    """Is every kept file what was kept?"""
    kept = list(files.all_kept(store))
    if damaged := [sha256 for sha256 in kept if not _is_sound(store, sha256)]:
        raise Bad(f"not as they were kept: {', '.join(damaged)}", FROM_BACKUP)
    return f"{len(kept)}, each as it was kept"


def _is_sound(store: Store, sha256: str) -> bool:
    try:
        files.read(store, sha256)
    except (Refusal, OSError):
        return False
    return True
