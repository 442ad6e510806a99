"""Nobody is issued what is not complete: not by any role, not for want of any one thing, not in any order of events."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from sqlite3 import Connection

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import create_engine, delete, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from ashilms import prepare_engine
from ashilms.actor import Actor, machine
from ashilms.audit import services as audit
from ashilms.certificates import services
from ashilms.certificates.models import Certificate, CertificateEvent
from ashilms.certificates.rules import Status
from ashilms.certificates.services import Pressed
from ashilms.courses.models import Milestone
from ashilms.db import WRITING
from ashilms.errors import Clash, Refusal
from ashilms.observations.models import Observation
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.programs import services as programs
from ashilms.programs.models import Award, ProgramApproval
from ashilms.programs.rules import APPROVAL, Proof
from ashilms.quizzes.models import AttemptGrade
from tests.conftest import CAST, NOW, settle
from tests.grounds import Grounds
from tests.schooling import HARBOUR, KINDS, PROGRAM, SCHOOL, Founded, practise

TABLES = (Certificate, CertificateEvent, Award, ProgramApproval)


def traces(db: Session) -> list[int]:
    return [db.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


@pytest.mark.parametrize(
    ("who", "code"), [(None, 401), ("ana", 403), ("caz", 403), ("bea", 409), ("dee", 409), ("reg", 409)]
)
def test_no_role_issues_what_is_not_complete(
    client_of: Callable[..., object], site_school: Founded, who: str | None, code: int
) -> None:
    """T27: Caz took the course up and did nothing; a visitor, he himself, and everybody else tries."""
    before, client = traces(site_school.db), client_of(who)
    address = f"/approvals/{site_school.cast.caz.id}/{site_school.program_id}"
    assert client.post(address).status_code == code  # type: ignore[attr-defined]
    site_school.db.rollback()
    assert traces(site_school.db) == before == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("who", "code"), [(None, 401), ("ana", 403), ("caz", 403), ("bea", 403), ("dee", 302), ("reg", 302)]
)
def test_what_is_complete_is_issued_by_these_alone(
    client_of: Callable[..., object], site_school: Founded, who: str | None, code: int
) -> None:
    """T27, T03: not by whom it is about, another trainee, or Bea, who assessed her."""
    address = f"/approvals/{site_school.cast.ana.id}/{site_school.program_id}"
    assert client_of(who).post(address).status_code == code  # type: ignore[attr-defined]
    site_school.db.rollback()
    assert traces(site_school.db)[0] == (1 if code == 302 else 0)


@pytest.mark.parametrize("number", ["0", "999999", "-1", "1.5", "x", "2147483648"])
def test_nobody_who_is_not_there_is_issued_anything(
    client_of: Callable[..., object], site_school: Founded, number: str
) -> None:
    client = client_of("reg")
    for address in (
        f"/approvals/{number}/{site_school.program_id}",
        f"/approvals/{site_school.cast.ana.id}/{number}",
    ):
        assert client.post(address).status_code == 404  # type: ignore[attr-defined]
    site_school.db.rollback()
    assert traces(site_school.db) == [0, 0, 0, 0]


def unmake(db: Session, leaf: Proof) -> None:
    """Take away what one requirement stands on, behind everybody's back."""
    for evidence in leaf.evidence:
        kind, _, ref = evidence.partition(":")
        if kind == "module":
            db.execute(delete(Milestone).where(Milestone.ref == ref))
        elif kind == "attempt":
            db.execute(delete(AttemptGrade).where(AttemptGrade.attempt_id == int(ref)))
        elif kind == "entry":
            db.execute(update(Entry).where(Entry.id == int(ref)).values(state=State.REJECTED))
        else:
            assert kind == "observation"
            db.execute(update(Observation).where(Observation.id == int(ref)).values(outcome="not_passed"))
    db.expire_all()


def test_for_want_of_any_one_requirement_nothing_is_issued(school: Founded) -> None:
    """T27: each of them by itself, worked out again from the evidence in the transaction that issues."""
    db, ana = school.db, school.cast.ana
    standing = programs.proof_of(db, ana.id, school.program_id, KINDS, on=NOW.date()).standing
    leaves = [leaf for leaf in standing.proof.leaves() if leaf.kind != APPROVAL]
    assert len(leaves) == 8
    for leaf in leaves:
        unmake(db, leaf)
        for by in (school.cast.dee, school.cast.reg):
            with pytest.raises(Clash, match="can’t be approved") as refused:
                school.issue(by)
            assert "is not met" in str(refused.value), leaf
            assert traces(db) == [0, 0, 0, 0]
        db.rollback()
    assert school.issue().number


class Life(RuleBasedStateMachine):
    """Whatever people do in whatever order: a certificate is issued exactly when it may be.

    The model beside it is two facts: whether Ana's one session counts, and whether a certificate stands.
    """

    def __init__(self, pattern: Connection) -> None:
        super().__init__()
        self.engine = create_engine("sqlite://", poolclass=StaticPool)
        prepare_engine(self.engine)
        connection = self.engine.raw_connection()
        pattern.backup(connection.driver_connection)  # type: ignore[arg-type]
        connection.close()
        self.db = Session(self.engine.execution_options(**{WRITING: True}))
        self.cast = settle(self.db)
        self.program = programs.get_program(self.db, PROGRAM).id
        self.counts, self.holds, self.sessions = True, False, 0

    def teardown(self) -> None:
        assert audit.verify_chain(self.db) is None
        self.db.close()
        self.engine.dispose()

    @contextmanager
    def trying(self) -> Iterator[None]:
        try:
            yield
            self.db.commit()
        except Refusal:
            self.db.rollback()
            raise

    @property
    def last(self) -> Certificate | None:
        return self.db.scalar(select(Certificate).order_by(Certificate.id.desc()).limit(1))

    def actor(self, name: str) -> Actor:
        actor: Actor = getattr(self.cast, name)
        return actor

    @rule(by=st.sampled_from(sorted(CAST)), whom=st.sampled_from(["ana", "ana", "caz"]))
    def approve(self, by: str, whom: str) -> None:
        may = whom == "ana" and by in ("dee", "reg") and self.counts and not self.holds
        before = traces(self.db)
        try:
            with self.trying():
                subject = self.actor(whom)
                row = services.issue(
                    self.db, self.actor(by), subject.id, self.program, KINDS, HARBOUR, now=NOW
                )
        except Refusal:
            assert (may, traces(self.db)) == (False, before)
        else:
            assert (may, row.status, row.as_payload().holder) == (
                True,
                Status.ISSUING,
                "Ana Beatriz Duarte Reis",
            )
            self.holds = True

    @precondition(lambda self: self.counts)
    @rule()
    def void_the_session(self) -> None:
        with self.trying():
            entry = self.db.scalars(select(Entry).where(Entry.state == State.COUNTERSIGNED)).one()
            practicum.void_entry(self.db, self.cast.ana, entry.id, reason="It never took place.", now=NOW)
        self.counts = False

    @precondition(lambda self: not self.counts and self.sessions < 3)
    @rule()
    def practise_again(self) -> None:
        self.sessions += 1
        with self.trying():
            practise(self.db, self.cast.ana, self.cast.bea, hour=9 + 3 * self.sessions)
        self.counts = True

    @rule()
    def finish(self) -> None:
        row = self.last
        if row is not None:
            waiting = row.status in (Status.ISSUING, Status.FAILED)
            with self.trying():
                done = services.finish(
                    self.db, machine("tests"), row.number, Pressed("f" * 64, "key"), now=NOW
                )
            assert done == waiting

    @rule()
    def fail(self) -> None:
        row = self.last
        if row is not None:
            stood = row.status not in (Status.ISSUING, Status.FAILED)
            before = row.status
            with self.trying():
                services.fail(self.db, machine("tests"), row.number, "The disk is full.", now=NOW)
            assert row.status == (before if stood else Status.FAILED)

    @rule(to=st.sampled_from([Status.SUSPENDED, Status.VALID, Status.REVOKED]))
    def change(self, to: Status) -> None:
        row = self.last
        if row is None:
            return
        may = Status(row.status) in services.living.CHANGES[to]
        try:
            with self.trying():
                services.change_status(self.db, self.cast.reg, row.number, to, reason="Why.", now=NOW)
        except Refusal:
            assert not may
        else:
            assert may
            self.holds = to is not Status.REVOKED

    @invariant()
    def one_at_most_stands_and_each_had_its_own_approval(self) -> None:
        rows = self.db.scalars(select(Certificate).order_by(Certificate.id)).all()
        open_awards = self.db.scalars(select(Award.number).where(Award.ended_at.is_(None))).all()
        assert open_awards == [row.number for row in rows if row.status != Status.REVOKED]
        assert len(open_awards) == int(self.holds)
        assert traces(self.db)[2:] == [len(rows), len(rows)]
        assert {row.person_id for row in rows} <= {self.cast.ana.id}

    @invariant()
    def what_was_never_finished_is_found_by_nobody(self) -> None:
        for row in self.db.scalars(select(Certificate)):
            found = services.find_by_number(self.db, row.number)
            assert (found is None) == (row.status in (Status.ISSUING, Status.FAILED))


def test_in_whatever_order_things_happen_a_certificate_is_issued_exactly_when_it_may_be(
    grounds: Grounds,
) -> None:
    """T27: a state machine of approvals, sessions, presses and revocations."""
    run_state_machine_as_test(
        lambda: Life(grounds.drawn(SCHOOL)),
        settings=settings(max_examples=30, stateful_step_count=15, deadline=None),
    )
