"""From an approval to a certificate that stands, over whatever fails in between: a press, a disk, a process."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from ashilms.actor import machine
from ashilms.certificates import issuing, keys, reactions, services
from ashilms.certificates.rules import Status
from ashilms.jobs.models import Job
from tests.certificates.conftest import Stage
from tests.conftest import NOW, settle
from tests.schooling import PRINTED, text_of
from tests.told import each_at_once

ROOT = Path(__file__).resolve().parents[2]


def test_an_approval_draws_signs_keeps_and_tells(stage: Stage) -> None:
    """T27: it names whom it is about, and the file says what was frozen."""
    with stage.db(writing=True) as db:
        each_at_once(db)
    answer = stage.approve(stage.browser("dee"))
    assert (answer.status_code, answer.location) == (302, "/approvals")
    row = stage.row()
    assert (row.status, row.person_id, row.as_payload().holder) == (Status.VALID, stage.ana, PRINTED)
    assert (stage.is_kept_whole(), stage.verified()) == (True, [200, 200])
    stage.run()
    [sent] = (stage.data / "mail").glob("*.eml")
    mail = message_from_bytes(sent.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("ana@example.org", "Your certificate is issued")
    assert f"http://localhost/certificates/{row.number}" in mail.get_body(("plain",)).get_content()
    assert row.token not in mail.as_string()  # it leads to her own page, not past it


# What can go wrong, as it goes wrong


def break_store(data: Path) -> Callable[[], None]:
    """Nothing can be kept: a file stands where the folder should be."""
    (data / "files").write_text("in the way")
    return lambda: (data / "files").unlink()


def open_keys(data: Path) -> Callable[[], None]:
    """Others may read the signing key."""
    made = keys.ensure(data / "keys", "a passphrase for tests", "AshiLMS demonstration school", NOW)
    path = data / "keys" / f"{made.kid}.key.pem"
    path.chmod(0o644)
    return lambda: path.chmod(0o600)


def lose_key(data: Path) -> Callable[[], None]:
    """The private key is gone."""
    made = keys.ensure(data / "keys", "a passphrase for tests", "AshiLMS demonstration school", NOW)
    path = data / "keys" / f"{made.kid}.key.pem"
    path.rename(path.with_suffix(".away"))

    def bring_back() -> None:
        path.with_suffix(".away").rename(path)

    return bring_back


def other_passphrase(data: Path) -> Callable[[], None]:
    """The key was made under another passphrase."""
    keys.ensure(data / "keys", "the passphrase of last year", "AshiLMS demonstration school", NOW)
    return lambda: shutil.rmtree(data / "keys")


def garble_index(data: Path) -> Callable[[], None]:
    """The list of keys can't be read."""
    keys.ensure(data / "keys", "a passphrase for tests", "AshiLMS demonstration school", NOW)
    path = data / "keys" / "keys.json"
    before = path.read_text()
    path.write_text("{")
    return lambda: path.write_text(before) and None


FAULTS = {
    "nothing can be kept": (break_store, "couldn't be kept"),
    "the key is open to others": (open_keys, "may have been copied"),
    "the key is gone": (lose_key, "is not in"),
    "the passphrase is another": (other_passphrase, "passphrase doesn't open"),
    "the list of keys is broken": (garble_index, "can't be read"),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_what_could_not_be_pressed_verifies_as_nothing_until_a_job_has_pressed_it(
    stage: Stage, fault: str
) -> None:
    """T27: the approval stands, the number is reserved and never valid, and it is taken up again by itself."""
    break_it, why = FAULTS[fault]
    mend, dee = break_it(stage.data), stage.browser("dee")
    answer = stage.approve(dee)
    assert answer.status_code == 302
    assert "couldn’t be drawn just now; that is tried again by itself" in text_of(dee.get(answer.location))
    row = stage.row()
    assert (row.status, row.file, row.key, why in str(row.failure)) == (Status.FAILED, None, None, True)
    assert stage.verified() == [404, 404]
    assert stage.approve(dee).status_code == 409  # nobody is issued a second one meanwhile

    stage.run(seconds=31)  # still broken: it waits and is tried again
    assert (stage.row().status, stage.row().file) == (Status.FAILED, None)
    assert stage.verified() == [404, 404]

    mend()
    stage.run(minutes=10)
    assert (stage.row().number, stage.row().failure) == (row.number, None)
    assert (stage.verified(), stage.is_kept_whole()) == ([200, 200], True)
    assert stage.history() == ["issuing", "failed", "valid"]
    stage.run(days=1)
    assert stage.history() == ["issuing", "failed", "valid"]


def test_the_holder_reads_that_it_is_being_drawn_and_not_why_it_failed(stage: Stage) -> None:
    break_store(stage.data)
    stage.approve(stage.browser("dee"))
    row = stage.row()
    page = text_of(stage.browser("ana").get(f"/certificates/{row.number}"))
    assert "is being drawn and signed" in page
    assert str(row.failure) not in page
    assert str(stage.data) not in page


def test_what_was_finished_by_hand_is_found_done_by_the_job(stage: Stage) -> None:
    mend = break_store(stage.data)
    stage.approve(stage.browser("dee"))
    mend()
    row = stage.row()
    with stage.app.test_request_context():
        assert issuing.complete(machine("cli"), row.number, row.as_payload(), now=NOW)
    first = stage.row().file
    stage.run(minutes=10)
    assert (stage.row().status, stage.row().file) == (Status.VALID, first)
    with stage.db() as db:
        assert db.scalars(select(Job).where(Job.kind == issuing.JOB)).one().result == {"finished": False}


def test_a_late_job_does_not_bring_back_what_was_revoked_meanwhile(stage: Stage) -> None:
    """T25, T27."""
    stage.approve(stage.browser("dee"))
    number = stage.row().number
    with stage.db(writing=True) as db:
        reg = settle(db).reg
        services.change_status(db, reg, number, Status.REVOKED, reason="No.", now=NOW)
        db.commit()
    stage.run(minutes=10)
    assert stage.history() == ["issuing", "valid", "revoked"]


KILLED = """
    import os, signal
    from pathlib import Path
    from ashilms.accounts import services as people
    from ashilms.certificates import issuing
    from ashilms.programs import services as programs
    from ashilms.web import session, state
    from tests.conftest import NOW, make_host
    from tests.schooling import PROGRAM

    app = make_host(os.environ["AT"], Path(os.environ["DATA"]))
    with app.test_request_context():
        dee, ana = (people.find_person(session(), name) for name in ("dee", "ana"))
        actor, subject, program = people.as_actor(dee), ana.id, programs.get_program(session(), PROGRAM).id
        state().render = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        issuing.issue_now(actor, subject, program, now=NOW)
"""


def test_a_process_that_is_killed_while_it_draws_loses_nothing(stage: Stage, shared_url: str) -> None:
    """T27, R1: what was approved is drawn by the next process; until then the number is nobody's."""
    code, env = textwrap.dedent(KILLED), {**os.environ, "AT": shared_url, "DATA": str(stage.data)}
    command = [sys.executable, "-c", code]
    died = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert (stage.row().status, stage.row().file) == (Status.ISSUING, None)
    assert stage.verified() == [404, 404]
    stage.run(seconds=31)
    assert (stage.verified(), stage.is_kept_whole()) == ([200, 200], True)
    assert stage.history() == ["issuing", "valid"]


def test_several_that_draw_it_at_once_make_one_certificate_of_it(stage: Stage) -> None:
    """T27: whoever approved, and jobs; it is announced once, and the file that is named is the one kept."""
    mend = break_store(stage.data)
    stage.approve(stage.browser("dee"))
    mend()
    row, gate = stage.row(), Barrier(4)

    def draw(seconds: int) -> bool:
        with stage.app.test_request_context():
            gate.wait()
            return issuing.complete(
                machine("tests"), row.number, row.as_payload(), now=NOW + timedelta(seconds=seconds)
            )

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw, range(4))) == [True] * 4
    assert stage.history() == ["issuing", "failed", "valid"]
    assert stage.is_kept_whole()
    assert len(keys.list_keys(stage.data / "keys")) == 1
    with stage.db() as db:
        assert len(db.scalars(select(Job).where(Job.kind == reactions.TELL)).all()) == 1
