"""Certificates by command: list, fetch, issue, revoke, verify; and the keys that sign them."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, update
from sqlalchemy.orm import Session

from ashilms import prepare_engine
from ashilms.accounts.models import Person
from ashilms.audit.models import AuditRecord
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status, new_number
from ashilms.certificates.signing import LARGEST
from ashilms.db import WRITING, Base
from ashilms.files import services as files
from ashilms.programs import services as programs
from ashilms.programs.rules.showing import show
from ashilms.rooms import load_models
from tests import schooling
from tests.certificates import forgeries
from tests.certified import PASSPHRASE, certify
from tests.cli.conftest import Said, Site
from tests.databases import Databases
from tests.operations.conftest import Place, mark_current

pytestmark = pytest.mark.any_database

TODAY = datetime.now(UTC)
NOBODY = new_number("BBM1", bytes(10))
PROGRAM = schooling.PROGRAM
AWAY = "postgresql://somebody@127.0.0.1:9/school"


@dataclass(frozen=True)
class Held:
    """A site by itself, on which Ana holds a certificate that was issued just now, by the real clock."""

    site: Site
    engine: Engine

    def db(self) -> Session:
        """Return a session that writes."""
        return Session(self.engine.execution_options(**{WRITING: True}), expire_on_commit=False)

    @property
    def row(self) -> Certificate:
        """The last certificate, as it is now."""
        with self.db() as db:
            return db.scalars(select(Certificate).order_by(Certificate.id.desc())).first()

    @property
    def number(self) -> str:
        """Its number."""
        return self.row.number

    @property
    def pdf(self) -> bytes:
        """Its file, as it was given out."""
        return files.read(files.in_folder(self.site.folder / "files"), str(self.row.file))

    def id_of(self, name: str) -> str:
        """Return the id of one of the cast."""
        with self.db() as db:
            return str(db.scalars(select(Person.id).where(Person.host_key == name)).one())

    def issue(self, whom: str, by: str, program: str = PROGRAM) -> Said:
        """Issue a certificate by command."""
        subject, approver = (name if name.isdecimal() else self.id_of(name) for name in (whom, by))
        return self.site.run("certificates", "issue", subject, "--program", program, "--approver", approver)

    def set(self, **values: object) -> None:
        """Change the certificate's row behind everybody's back."""
        with self.db() as db:
            db.execute(update(Certificate).values(**values))
            db.commit()

    def written(self, data: bytes, name: str = "certificate.pdf") -> Path:
        """Write a file for the command to read."""
        path = self.site.folder.parent / name
        path.write_bytes(data)
        return path


def found_school(engine: Engine, folder: Path, issued: datetime) -> None:
    """Let there be a school whose certificate was issued then; all of it by the clock that the command reads."""
    schooling.fill(engine, (issued - timedelta(days=6)).replace(hour=12))
    certify(engine, folder, issued)


Found = Callable[[str, datetime], Held]


@pytest.fixture(scope="session")
def patterns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where schools lie that were founded once per run, to be copied."""
    load_models()
    return tmp_path_factory.mktemp("patterns")


@pytest.fixture
def found(databases: Databases | None, patterns: Path, folder: Path) -> Iterator[Found]:
    """Return the school as it was founded with a certificate of some day, on a database and folder of its own."""
    opened: list[Engine] = []

    def at(name: str, issued: datetime) -> Held:
        vault = patterns / name
        if databases:
            url = databases.with_pattern(name, lambda engine: found_school(engine, vault, issued))
        else:
            url = f"sqlite:///{folder / 'site.db'}"
            _copy_school(vault, folder / "site.db", issued)
        shutil.copytree(vault, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("school.db*"))
        engine = create_engine(url)
        prepare_engine(engine)
        opened.append(engine)
        mark_current(Place(engine, folder / "files"))
        return Held(Site(folder, url, {"ASHILMS_KEY_PASSPHRASE": PASSPHRASE}), engine)

    yield at
    for engine in opened:
        engine.dispose()


def _copy_school(vault: Path, target: Path, issued: datetime) -> None:
    pattern = vault / "school.db"
    if not pattern.exists():
        vault.mkdir()
        engine = create_engine(f"sqlite:///{pattern}")
        prepare_engine(engine)
        Base.metadata.create_all(engine)
        found_school(engine, vault, issued)
        engine.dispose()
    with closing(sqlite3.connect(pattern)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


@pytest.fixture
def held(found: Found) -> Held:
    """Ana's certificate, issued just now."""
    return found("held", TODAY)


# verify: 0, every answer is yes


def test_a_certificate_that_stands_is_a_yes_by_file_and_by_number(held: Held) -> None:
    """The real command; a number is taken as people type it."""
    typed = f" {held.number.lower().replace('-', ' ').replace('0', 'o')}"
    for what in (held.written(held.pdf), held.number, typed):
        first, *answers = held.site.command("verify", what).lines
        assert first.startswith("Valid. This certificate is real, in date, and stands for: ")
        assert [line.split(":")[0].split(None, 1) for line in answers] == [
            ["yes", "Authentic"], ["yes", "In date"], ["yes", "Not suspended, not revoked"],
            ["yes", "Issuer known"],
        ]  # fmt: skip


KEYS = ["authentic", "in_date", "stands", "issuer_known"]


def test_for_a_machine_it_is_one_value_with_the_four_answers_apart(held: Held) -> None:
    for what in (held.written(held.pdf), held.number):
        said = held.site.run("verify", what, "--json")
        assert (said.code, said.err) == (0, "")
        assert json.loads(said.out) == {
            "word": "valid", **dict.fromkeys(KEYS, "yes"), "valid": True, "number": held.number, "note": None,
            "could_not_check": [], "changes": [], "timestamp": None,
        }  # fmt: skip


def shown_by(held: Held, **changes: str) -> dict:
    """Return the file in which Ana shows a line, with what that line says changed."""
    with held.db() as db:
        frozen = programs.find_frozen(db, held.number)
    assert frozen is not None
    file = json.loads(show(frozen, held.number, [0]).written())
    file["shown"][0]["leaf"].update(changes)
    return file


def test_a_proof_of_single_lines_is_checked_too(held: Held) -> None:
    said = held.site.run("verify", held.written(json.dumps(shown_by(held)).encode()))
    assert (said.code, said.err) == (0, "")
    assert f"Holds. 1 line of what certificate {held.number} was given on" in said.out
    assert "The certificate: valid." in said.out
    machine = held.site.run("verify", held.written(json.dumps(shown_by(held)).encode()), "--json")
    found = json.loads(machine.out)
    assert (found["worth"], found["certificate"], found["valid"]) == ("holds", held.number, True)
    forged = held.site.run("verify", held.written(json.dumps(shown_by(held, have="99 h")).encode()))
    assert (forged.code, forged.out.split(".")[0]) == (1, "Leaf changed")
    assert "99 h" not in forged.out


# verify: 1, any answer is no


def no(held: Held, what: str | Path) -> dict[str, object]:
    """Return what the command says for a machine; it must be a no, and say so to people as well."""
    plain, machine = held.site.run("verify", what), held.site.run("verify", what, "--json")
    assert (plain.code, machine.code, plain.err, machine.err) == (1, 1, "", "")
    told = json.loads(machine.out)
    assert set(told) == {"word", *KEYS, "valid", "number", "note", "could_not_check", "changes", "timestamp"}
    assert told["valid"] is False
    assert "no" in [told[key] for key in KEYS]
    assert plain.out.splitlines()[0].lower().startswith(told["word"])
    assert told["could_not_check"] == [key for key in KEYS if told[key] == "could not check"]
    return dict(told)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda pdf: pdf[: len(pdf) // 2] + b"?" + pdf[len(pdf) // 2 + 1 :], "changed after it was signed"),
        (lambda pdf: pdf + b"\n", "Something was added"),
        (lambda pdf: pdf[:-100], "doesn't cover the whole file"),
        (lambda pdf: forgeries.other_half(pdf), "container was changed"),
        (lambda pdf: forgeries.updated(pdf, forgeries.retitle), "Something was added"),
        (lambda pdf: forgeries.saved_anew(pdf, forgeries.strip), "carries no signature"),
        (lambda _: b"", "can't be read as a PDF"),
        (lambda _: b"no PDF at all", "can't be read as a PDF"),
        (lambda pdf: pdf + bytes(LARGEST), "larger than any certificate"),
    ],
)
def test_a_file_that_was_changed_or_is_none_is_a_no(
    held: Held, change: Callable[[bytes], bytes], says: str
) -> None:
    """T23."""
    told = no(held, held.written(change(held.pdf)))
    assert (told["word"], told["authentic"], told["number"]) == ("not authentic", "no", None)
    assert says in str(told["note"])


def test_a_changed_file_is_a_no_of_the_real_command(held: Held) -> None:
    said = held.site.command("verify", held.written(held.pdf[:-1] + b"?"))
    assert (said.code, said.out.splitlines()[0].split(".")[0]) == (1, "Not authentic")


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (NOBODY, "No certificate has that number."),
        (NOBODY[:-1] + "7", "That is no certificate number. Compare it with the print."),
        ("certificate", "That is no certificate number."),
        ("", "That is no certificate number."),
        ("A" * 5000, "That is no certificate number."),
        ("' OR 1=1 --", "That is no certificate number."),
    ],
)
def test_a_number_that_is_unknown_or_none_is_a_no(held: Held, what: str, says: str) -> None:
    told = no(held, what)
    assert (told["word"], told["number"], says in str(told["note"])) == ("not authentic", None, True)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED, Status.SUPERSEDED])
def test_one_that_was_stopped_is_a_no_and_says_how(held: Held, status: Status) -> None:
    """T25: authentic, in date, of a known issuer, and not to be relied on."""
    pdf = held.written(held.pdf)
    held.set(status=status)
    for what in (pdf, held.number):
        told = no(held, what)
        assert [told[key] for key in ("word", *KEYS)] == [status, "yes", "yes", "no", "yes"]
        assert told["number"] == held.number


@pytest.mark.parametrize("status", [Status.ISSUING, Status.FAILED])
def test_one_that_was_never_finished_is_a_no(held: Held, status: Status) -> None:
    """T27."""
    pdf = held.written(held.pdf)
    held.set(status=status)
    for what in (pdf, held.number):
        told = no(held, what)
        assert (told["authentic"], told["number"]) == ("no", None)


def test_one_whose_time_is_over_is_a_no(found: Found) -> None:
    held = found("expired", TODAY - timedelta(days=3 * 366))
    for what in (held.written(held.pdf), held.number):
        told = no(held, what)
        assert [told[key] for key in ("word", *KEYS)] == ["expired", "yes", "no", "yes", "yes"]


# verify: 2, something that was needed is out of reach


def out_of_reach(said: Said, says: str) -> None:
    assert said.code == 2, said
    assert says in said.out + said.err
    assert "  yes  " not in said.out


@pytest.mark.parametrize("what", ["nowhere.pdf", "./nowhere", "/nowhere/certificate", ".", "data"])
def test_a_file_that_is_not_there_is_out_of_reach(held: Held, what: str) -> None:
    out_of_reach(held.site.command("verify", what), f"Error: There is no file {what}.")


def test_without_the_records_there_is_no_answer_but_to_a_forgery(held: Held) -> None:
    away = Site(held.site.folder, AWAY, held.site.settings)
    for what in (held.number, held.written(held.pdf)):
        out_of_reach(away.run("verify", what), "Check ASHILMS_DATABASE_URL.")
    forged = away.run("verify", held.written(held.pdf + b"\n"))
    assert (forged.code, forged.err) == (1, "")  # that is a no without asking anybody


def test_without_the_schools_keys_a_file_is_not_checked(held: Held) -> None:
    pdf, keys = held.written(held.pdf), held.site.folder / "keys"
    keys.rename(keys.with_name("away"))
    said = held.site.run("verify", pdf, "--json")
    out_of_reach(said, "couldn't be checked just now")
    told = json.loads(said.out)
    assert (told["word"], told["could_not_check"], told["valid"]) == ("could not check", KEYS, False)
    assert held.site.run("verify", held.number).code == 0  # the records alone know that number


def test_a_damaged_key_is_named(held: Held) -> None:
    pdf = held.written(held.pdf)
    for path in (held.site.folder / "keys").glob("*.cert.pem"):
        path.write_text("no certificate")
    out_of_reach(held.site.run("verify", pdf), "can't be read. Restore it from where you keep keys safe.")


# certificates list, pdf


def test_the_list_is_a_line_or_a_pair_for_each(held: Held) -> None:
    [line] = held.site.command("certificates", "list").lines
    day = TODAY.date().isoformat()
    assert re.split(r"\s{2,}", line) == [
        held.number, "valid", day, "Ana Beatriz Duarte Reis", "(Barefoot Bar Massage, Foundation)",
    ]  # fmt: skip
    said = held.site.command("certificates", "list", "--json")
    assert json.loads(said.out) == [{"number": held.number, "status": "valid"}]


def test_a_list_of_nothing_says_so_and_is_empty_for_a_machine(site: Site) -> None:
    assert site.run("certificates", "list").lines == ["Nothing has been issued yet."]
    assert json.loads(site.run("certificates", "list", "--json").out) == []


def test_the_file_is_written_as_it_was_issued(held: Held) -> None:
    out = held.site.folder.parent / "fetched.pdf"
    typed = held.number.lower().replace("-", " ")
    assert held.site.command("certificates", "pdf", typed, "--out", out).lines == [f"Written to {out}."]
    assert out.read_bytes() == held.pdf
    assert held.site.run("verify", out).code == 0


def test_a_file_that_cannot_be_fetched_is_refused_in_a_sentence(held: Held, tmp_path: Path) -> None:
    def fetch(number: str, out: Path = tmp_path / "x.pdf") -> str:
        return held.site.run("certificates", "pdf", number, "--out", out).error

    assert fetch(NOBODY) == "There is no certificate with that number."
    assert "is no certificate number. Compare it with the print." in fetch("BBM1-x")
    assert fetch(held.number, Path("/nowhere/x.pdf")) == "/nowhere/x.pdf: No such file or directory."
    [kept] = [path for path in held.site.folder.rglob("*") if path.name == held.row.file]
    kept.write_bytes(b"%PDF-1.7 something else")
    assert "not as it was kept" in fetch(held.number)
    held.set(status=Status.ISSUING, file=None)
    assert fetch(held.number) == "This certificate hasn't been drawn yet."
    assert not (tmp_path / "x.pdf").exists()


# certificates revoke, issue


def test_a_revocation_is_seen_at_once_and_stands_in_the_record(held: Held) -> None:
    """T25."""
    pdf = held.written(held.pdf)
    said = held.site.command(
        "certificates", "revoke", held.number.lower(), "--reason", "Hours were not held."
    )
    assert said.lines == [f"{held.number} is revoked."]
    assert (held.site.run("verify", pdf).code, held.site.run("verify", held.number).code) == (1, 1)
    with held.db() as db:
        last = db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
    assert (last.action, last.actor) == ("certificates.revoke", "cli")
    again = held.site.run("certificates", "revoke", held.number, "--reason", "Again.")
    assert again.error == "This certificate is revoked; it can’t become revoked."


@pytest.mark.parametrize(
    ("number", "reason", "says"),
    [
        (NOBODY, "Why.", "There is no certificate with that number."),
        ("BBM1-x", "Why.", "'BBM1-x' is no certificate number. Compare it with the print."),
        (None, "", "Say why. Only the holder and the school will read it."),
        (None, "  ", "Say why. Only the holder and the school will read it."),
    ],
)
def test_a_revocation_that_cannot_be_is_refused_in_a_sentence(
    held: Held, number: str | None, reason: str, says: str
) -> None:
    said = held.site.run("certificates", "revoke", number or held.number, "--reason", reason)
    assert (said.error, held.row.status) == (says, Status.VALID)


def test_a_revocation_without_a_reason_is_no_command(held: Held) -> None:
    said = held.site.run("certificates", "revoke", held.number)
    assert (said.code, "--reason" in said.err, held.row.status) == (2, True, Status.VALID)


def test_a_new_one_is_issued_once_its_number_printed_and_it_verifies(held: Held) -> None:
    """T27: not while the first stands; and by somebody who did not assess."""
    first = held.number
    assert "has been issued already" in held.issue("ana", "dee").error
    held.site.run("certificates", "revoke", first, "--reason", "It bore the wrong name.")
    said = held.issue("ana", "dee")
    assert said.lines == [held.number] != [first]
    assert held.site.run("verify", held.number).code == 0
    assert held.site.run("verify", held.written(held.pdf)).code == 0
    assert json.loads(held.site.run("certificates", "list", "--json").out) == [
        {"number": held.number, "status": "valid"}, {"number": first, "status": "revoked"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("whom", "by", "program", "says"),
    [
        ("ana", "bea", PROGRAM, "You assessed this trainee, or waived"),
        ("ana", "ana", PROGRAM, "Ana may not approve; that takes an instructor or a registrar."),
        ("ana", "caz", PROGRAM, "Caz may not approve; that takes an instructor or a registrar."),
        ("caz", "dee", PROGRAM, "This can’t be approved: “Module 2 completed"),
        ("reg", "dee", PROGRAM, "This person is not in that programme."),
        ("999", "dee", PROGRAM, "There is no such person"),
        ("ana", "999", PROGRAM, "There is no such person"),
        ("ana", "dee", "level-9", "There is no programme 'level-9'."),
    ],
)
def test_nothing_is_issued_by_command_that_a_page_would_refuse(
    held: Held, whom: str, by: str, program: str, says: str
) -> None:
    """T03, T27: the command is another way to the same door."""
    held.site.run("certificates", "revoke", held.number, "--reason", "To begin anew.")
    assert says in held.issue(whom, by, program).error
    with held.db() as db:
        assert len(db.scalars(select(Certificate)).all()) == 1


def test_what_cannot_be_drawn_is_reserved_and_finished_when_that_is_mended(held: Held) -> None:
    """T27."""
    held.site.run("certificates", "revoke", held.number, "--reason", "To begin anew.")
    key, *_ = (held.site.folder / "keys").glob("*.key.pem")
    key.chmod(0o644)
    told = held.issue("ana", "dee").error
    assert told.startswith(f"{held.number} is approved and its number reserved, but it couldn't be drawn.")
    assert told.endswith("then run: ashilms certificates finish")
    assert held.site.run("verify", held.number).code == 1
    still = held.site.run("certificates", "finish")
    assert still.error == f"Still not drawn: {held.number}. `ashilms doctor` says what is wrong."
    key.chmod(0o600)
    assert held.site.run("certificates", "finish").lines == [f"{held.number} is drawn and stands."]
    assert held.site.run("verify", held.number).code == 0
