"""Many who approve, change and void at once: real threads on a real database, and exactly one certificate.

T27: issued once, to whom it is about, on what was true in the moment of issuing.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit.models import AuditRecord
from ashilms.certificates import services
from ashilms.certificates.models import Certificate, CertificateEvent
from ashilms.certificates.rules import Status
from ashilms.certificates.services import Pressed
from ashilms.errors import Refusal
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.programs import services as programs
from ashilms.programs.models import Award, ProgramApproval
from tests.certificates.conftest import Stage
from tests.conftest import NOW, Cast, settle
from tests.renewing import LATER, let_renew, practise_again
from tests.schooling import HARBOUR, KINDS

TABS = 8
Try = Callable[[Session], object]


def at_once(stage: Stage, tries: list[Try]) -> tuple[list[object], list[int]]:
    """Run every try in a thread and a transaction of its own, all let go together; return results and refusals."""
    gate = Barrier(len(tries))

    def run(attempt: Try) -> tuple[object, int]:
        with stage.db(writing=True) as db:
            gate.wait()
            try:
                outcome = attempt(db)
                db.commit()
            except Refusal as refusal:
                db.rollback()
                return None, refusal.status
            return outcome, 0

    with ThreadPoolExecutor(len(tries)) as pool:
        came = list(pool.map(run, tries))
    return [outcome for outcome, code in came if not code], [code for _, code in came if code]


@pytest.fixture
def cast(stage: Stage) -> Cast:
    with stage.db() as db:
        return settle(db)


def issuing(stage: Stage, by: object) -> Try:
    return lambda db: (
        services.issue(db, by, stage.ana, stage.program, KINDS, HARBOUR, now=NOW).number  # type: ignore[arg-type]
    )


def counts(stage: Stage) -> dict[str, int]:
    with stage.db() as db:
        tables = (Certificate, Award, ProgramApproval)
        return {table.__name__: len(db.scalars(select(table)).all()) for table in tables}


ONE = {"Certificate": 1, "Award": 1, "ProgramApproval": 1}


def certified(stage: Stage, by: object) -> str:
    with stage.db(writing=True) as db:
        number = str(issuing(stage, by)(db))
        assert services.finish(db, by, number, Pressed("f" * 64, "key"), now=NOW)  # type: ignore[arg-type]
        db.commit()
        return number


def test_two_people_with_eight_tabs_issue_one_certificate(stage: Stage) -> None:
    """T27, V2.3.4: over HTTP, drawn and signed; one is told that it is issued, the others that it was already."""
    browsers = [stage.browser(who) for who in ("dee", "reg") * (TABS // 2)]
    gate = Barrier(TABS)

    def send(browser: object) -> int:
        gate.wait()
        return int(stage.approve(browser).status_code)  # type: ignore[arg-type]

    with ThreadPoolExecutor(TABS) as pool:
        codes = Counter(pool.map(send, browsers))
    assert codes == {302: 1, 409: TABS - 1}
    assert (counts(stage), stage.history()) == (ONE, ["issuing", "valid"])
    assert (stage.is_kept_whole(), stage.verified()) == (True, [200, 200])


def test_of_eight_issues_at_once_one_is_done(stage: Stage, cast: Cast) -> None:
    """T27: the service itself, whoever calls it."""
    done, refused = at_once(stage, [issuing(stage, by) for by in (cast.dee, cast.reg) * (TABS // 2)])
    assert (len(done), refused) == (1, [409] * (TABS - 1))
    assert (counts(stage), stage.history()) == (ONE, ["issuing"])


def test_of_eight_that_finish_one_does(stage: Stage, cast: Cast) -> None:
    with stage.db(writing=True) as db:
        number = str(issuing(stage, cast.dee)(db))
        db.commit()
    files = [Pressed(f"{n}" * 64, f"key-{n}") for n in range(TABS)]

    def finish(pressed: Pressed) -> Try:
        return lambda db: services.finish(db, cast.reg, number, pressed, now=NOW)

    done, refused = at_once(stage, [finish(pressed) for pressed in files])
    assert (Counter(done), refused) == ({True: 1, False: TABS - 1}, [])
    row = stage.row()
    assert Pressed(str(row.file), str(row.key)) in files
    assert stage.history() == ["issuing", "valid"]


def test_of_eight_that_revoke_one_does(stage: Stage, cast: Cast) -> None:
    """V2.3.4: its history has one end."""
    number = certified(stage, cast.dee)

    def to(status: Status) -> Try:
        return lambda db: services.change_status(db, cast.reg, number, status, reason="Why.", now=NOW).status

    done, refused = at_once(stage, [to(Status.REVOKED)] * TABS)
    assert (done, refused) == (["revoked"], [409] * (TABS - 1))
    assert stage.history() == ["issuing", "valid", "revoked"]


def test_suspending_and_revoking_at_once_leaves_one_true_history(stage: Stage, cast: Cast) -> None:
    """V2.3.4: each step from the state that the one before it left."""
    number = certified(stage, cast.dee)

    def to(status: Status) -> Try:
        return lambda db: services.change_status(db, cast.reg, number, status, reason="Why.", now=NOW).status

    steps = (Status.SUSPENDED, Status.REVOKED, Status.VALID, Status.SUSPENDED, Status.REVOKED, Status.VALID)
    at_once(stage, [to(status) for status in steps])
    history = stage.history()[1:]
    for before, after in pairwise(history):
        assert Status(before) in services.living.CHANGES[Status(after)], history
    assert history[-1] == "revoked" == stage.row().status


@pytest.mark.parametrize("round_", range(4))
def test_what_is_voided_in_the_same_moment_earns_nothing(stage: Stage, cast: Cast, round_: int) -> None:
    """T27: either it was still there when it was issued, or nothing is issued; the record says in which order."""
    with stage.db() as db:
        entry = db.scalars(select(Entry)).one().id

    def void(db: Session) -> str:
        practicum.void_entry(db, cast.ana, entry, reason="It never took place.", now=NOW)
        return "void"

    tries = [void, issuing(stage, cast.dee), issuing(stage, cast.reg)]
    at_once(stage, tries[round_ % 3 :] + tries[: round_ % 3])
    with stage.db() as db:
        written = select(AuditRecord.action).order_by(AuditRecord.number)
        deeds = [deed for deed in db.scalars(written) if deed in ("certificates.issue", "practicum.void")]
    assert deeds in (["practicum.void"], ["certificates.issue", "practicum.void"])
    assert (
        counts(stage)["Certificate"] == deeds.count("certificates.issue") == counts(stage)["ProgramApproval"]
    )


def test_a_second_one_needs_the_first_to_be_revoked_and_is_one_again(stage: Stage, cast: Cast) -> None:
    """T27: one stands per person and programme, whatever became of the earlier ones."""
    number = certified(stage, cast.dee)
    with stage.db(writing=True) as db:
        services.change_status(db, cast.reg, number, Status.REVOKED, reason="Lost.", now=NOW)
        db.commit()
    done, refused = at_once(stage, [issuing(stage, by) for by in (cast.dee, cast.reg) * (TABS // 2)])
    assert (len(done), refused) == (1, [409] * (TABS - 1))
    assert counts(stage) == {"Certificate": 2, "Award": 2, "ProgramApproval": 2}
    with stage.db() as db:
        assert len(db.scalars(select(CertificateEvent)).all()) == 4
        assert len(db.scalars(select(Award).where(Award.ended_at.is_(None))).all()) == 1


def test_of_eight_that_renew_at_once_one_does(stage: Stage, cast: Cast) -> None:
    """T27: a certificate is followed by one."""
    first = certified(stage, cast.dee)
    with stage.db(writing=True) as db:
        let_renew(db, stage.program)
        practise_again(db, cast)

    def renewing(by: Actor) -> Try:
        return lambda db: services.issue(db, by, stage.ana, stage.program, KINDS, HARBOUR, now=LATER).number

    done, refused = at_once(stage, [renewing(by) for by in (cast.dee, cast.reg) * (TABS // 2)])
    assert (len(done), refused) == (1, [409] * (TABS - 1))
    assert counts(stage) == {"Certificate": 2, "Award": 2, "ProgramApproval": 2}
    with stage.db() as db:
        assert programs.find_number_after(db, first) == done[0]
