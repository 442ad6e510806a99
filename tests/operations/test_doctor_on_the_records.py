"""The doctor on what an installation holds: a site in order, and each thing that can be wrong with its records."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select

from ashilms import migrate
from ashilms.actor import machine
from ashilms.certificates import issuing, services
from ashilms.files import services as files
from ashilms.held_documents import services as documents
from ashilms.held_documents.rules import Typed
from ashilms.jobs import services as jobs
from ashilms.jobs.rules import TRIES
from ashilms.operations.doctor import examine
from ashilms.programs.services import get_program
from ashilms.supervision.models import Credential
from ashilms.web import session, transaction
from tests.conftest import NOW, make_host, settle
from tests.evidence.films import PAPER
from tests.operations.conftest import Place
from tests.operations.looking import found, only, wrong
from tests.schooling import PROGRAM

ALL = [
    "data folder", "disk space", "secrets", "database", "schema", "course", "audit record", "signed entries",
    "credentials", "certificates", "photos", "evidence", "documents", "jobs", "kept files", "drawing library",
    "signing key", "stolen keys", "timestamps", "mail", "other servers", "public address", "rate limits",
]  # fmt: skip


@pytest.fixture
def place(site: Flask, folder: Path) -> Place:
    """The site's database and files, for whoever changes them behind its back."""
    return Place(site.extensions["sqlalchemy"].engine, folder / "files")


def test_nothing_is_wrong_with_a_site_that_is_in_order(site: Flask) -> None:
    checks = found(site)
    assert wrong(site) == {}
    assert [name for name in checks if name != "durability"] == ALL
    assert not any(check.mend for check in checks.values())


def test_looking_leaves_nothing_changed(site: Flask, folder: Path, place: Place) -> None:
    before = place.rows(), sorted(folder.rglob("*"))
    found(site)
    assert (place.rows(), sorted(folder.rglob("*"))) == before


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////nowhere/site.db",
        "postgresql+psycopg://somebody:secret@127.0.0.1:9/school",
        "postgresql+psycopg://somebody:secret@/school?host=/nowhere",
    ],
)
def test_a_database_that_cannot_be_reached(folder: Path, address: str) -> None:
    """All else is looked at all the same, and no password is repeated."""
    app = make_host(address, folder)
    with app.app_context():
        checks = examine(app)
    (bad,) = [check for check in checks if not check.ok]
    assert (bad.name, bad.mend) == ("database", "start it, or put ASHILMS_DATABASE_URL right")
    assert bad.finding.startswith("can't be reached: ")
    assert "secret" not in bad.finding
    assert {"drawing library", "signing key"} < {check.name for check in checks}


def test_a_file_that_is_no_database(folder: Path) -> None:
    (folder / "site.db").write_bytes(b"words " * 200)
    app = make_host(f"sqlite:///{folder / 'site.db'}", folder)
    with app.app_context():
        assert "not a database" in only(app, "database").finding


def test_a_database_that_was_never_set_up(blank_database_url: str, folder: Path) -> None:
    app = make_host(blank_database_url, folder)
    with app.app_context():
        assert only(app, "schema").mend == "ashilms upgrade"
        migrate.upgrade(app.extensions["sqlalchemy"].engine)
        assert only(app, "course").mend == "ashilms packs load"
        app.extensions["sqlalchemy"].engine.dispose()


def test_a_database_that_is_behind(blank_database_url: str, folder: Path) -> None:
    app = make_host(blank_database_url, folder)
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        migrate.upgrade(engine)
        migrate.downgrade(engine, "-1")
        bad = only(app, "schema")
        assert (str(migrate.head()) in bad.finding, bad.mend) == (True, "ashilms upgrade")
        migrate.upgrade(engine)
        assert found(app)["schema"].ok
        engine.dispose()


@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "synchronous=OFF", "journal_mode=DELETE"])
def test_an_engine_that_the_site_has_set_otherwise(folder: Path, pragma: str) -> None:
    """R3: prepared, and then told by a listener of the host's own to acknowledge what isn't on the disk."""
    app = make_host(f"sqlite:///{folder / 'site.db'}", folder)
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        event.listen(engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}"))
        engine.dispose()
        assert "prepare_engine(db.engine)" in wrong(app)["durability"].mend
        engine.dispose()


def test_a_record_that_somebody_changed(site: Flask, place: Place) -> None:
    """T49."""
    place.unguard()
    place.change("UPDATE ashilms_audit_record SET action = 'other' WHERE number = 7")
    bad = only(site, "audit record")
    assert "Record 7 was changed" in bad.finding
    assert "backup" in bad.mend


def test_a_signed_session_that_somebody_changed(site: Flask, place: Place) -> None:
    """T02."""
    place.change("UPDATE ashilms_practicum_entry SET client = 'C-99'")
    assert only(site, "signed entries").finding == "no longer what was signed: 1"


def certify(site: Flask) -> str:
    """Let Dee approve Ana, and have the certificate drawn for real; return its number."""
    cast = settle(session())
    number, _ = issuing.issue_now(cast.dee, cast.ana.id, get_program(session(), PROGRAM).id, now=NOW)
    return number


def test_a_certificate_that_could_not_be_drawn(site: Flask, folder: Path) -> None:
    """What stopped it is found too; once that is mended, finishing it as the doctor says mends the rest."""
    (folder / "files").rename(folder / "kept")
    (folder / "files").write_text("a file where a folder belongs")
    number = certify(site)
    assert wrong(site)["certificates"].finding == f"approved and not drawn: {number}"
    assert wrong(site)["certificates"].mend == "ashilms certificates finish"
    (folder / "files").unlink()
    (folder / "kept").rename(folder / "files")
    row = services.get_certificate(session(), number)
    assert issuing.complete(machine("tests"), number, row.as_payload(), now=NOW)
    assert wrong(site) == {}


def test_a_credential_whose_paper_is_gone(site: Flask, folder: Path) -> None:
    """T02: it comes back from a backup."""
    row = session().scalars(select(Credential)).first()
    row.evidence = files.keep(files.in_folder(folder / "files"), b"%PDF-1.4 a licence %%EOF").sha256
    session().commit()
    assert wrong(site) == {}
    files.forget(files.in_folder(folder / "files"), row.evidence)
    assert row.evidence in only(site, "credentials").finding


def test_a_document_whose_file_is_gone(site: Flask, folder: Path) -> None:
    """T02: it comes back from a backup."""
    store, ana = files.in_folder(folder / "files"), settle(session()).ana
    typed = Typed("Red Cross", NOW.date(), NOW.date() + timedelta(days=9))
    with transaction() as db:
        ready = documents.prepare_file(db, ana, store, "first-aid", typed, PAPER, now=NOW)
        sha256 = documents.send_document(db, ana, store, "first-aid", typed, ready, now=NOW).file
    assert wrong(site) == {}
    files.forget(store, sha256)
    assert sha256 in only(site, "documents").finding


def test_a_certificate_whose_file_is_gone_and_one_that_was_changed(site: Flask, folder: Path) -> None:
    """T02, T23: each comes back from a backup."""
    number = certify(site)
    sha256 = services.get_certificate(session(), number).file
    path = folder / "files" / sha256[:2] / sha256[2:4] / sha256
    whole = path.read_bytes()
    path.unlink()
    assert number in only(site, "certificates").finding
    path.write_bytes(whole[:-1] + b"x")
    assert sha256 in only(site, "kept files").finding
    path.write_bytes(whole)
    assert wrong(site) == {}


def test_a_recording_whose_file_is_gone(site: Flask, place: Place) -> None:
    """It comes back from a backup, as a certificate does."""
    place.change(
        "INSERT INTO ashilms_course_media "
        "(course_id, key, title, seconds, type, file, captions, transcript, active) "
        f"VALUES (1, 'looking-up', 'Looking up', 3, 'audio/mpeg', '{'a' * 64}', '', '', true)"
    )
    assert only(site, "course").finding == f"the recording isn't there: Looking up ({'a' * 64})"


def test_jobs_that_nobody_does_and_jobs_that_were_given_up(site: Flask) -> None:
    with transaction() as db:
        jobs.enqueue(db, "tests.mail", {}, key="one", now=NOW - timedelta(minutes=9))
    assert wrong(site) == {}
    with transaction() as db:
        late = jobs.enqueue(db, "tests.mail", {}, key="two", now=NOW - timedelta(minutes=11)).id
    assert only(site, "jobs").mend == "ashilms jobs run"
    with transaction() as db:
        for _ in range(TRIES):
            assert jobs.take(db, late, "tests", now=NOW)
            db.flush()
            jobs.put_back(db, late, "ConnectionRefusedError", now=NOW)
    bad = only(site, "jobs")
    assert "tests.mail (ConnectionRefusedError)" in bad.finding
    assert bad.mend == "ashilms jobs retry"
    with transaction() as db:
        jobs.retry_failed(db, now=NOW)
    assert wrong(site) == {}


def test_everything_at_once_is_still_a_list(folder: Path) -> None:
    """The doctor never falls ill himself."""
    app = make_host("sqlite:////nowhere/site.db", folder)
    folder.rename(folder.with_name("elsewhere"))
    with app.app_context():
        bad = {check.name for check in examine(app) if not check.ok}
    assert bad == {"data folder", "database"}
