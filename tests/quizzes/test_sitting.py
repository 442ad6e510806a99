"""Attempts under everything that two clients and the clock can do to them, in any order."""

import os
import secrets
from datetime import datetime, timedelta
from typing import Any

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
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.courses import services as courses
from ashilms.courses.rules import MODULE_COMPLETED
from ashilms.errors import Clash
from ashilms.quizzes import services
from ashilms.quizzes.models import AnswerStep, Attempt, AttemptGrade
from tests.conftest import NOW
from tests.quizzes.conftest import GRACE, KINDS, School

CLIENTS = st.sampled_from(["laptop", "phone"])
NUMBERS = st.integers(1, 5)
CHOICES = st.lists(st.sampled_from("1234"), max_size=4, unique=True)


class Sitting(RuleBasedStateMachine):
    """A model of what was acknowledged, held against what the database says."""

    runs = 0
    second = 0
    """How often another attempt was begun after a failed one."""

    def __init__(self, db: Session, school: School) -> None:
        super().__init__()
        Sitting.runs += 1
        self.db, self.now = db, NOW
        person = people.welcome_person(db, f"sitter-{Sitting.runs}", name="Sitter", now=NOW)
        self.actor = people.as_actor(person)
        courses.enrol(db, self.actor, school.course.id, now=NOW)
        courses.reach_milestone(db, person.id, school.course.id, MODULE_COMPLETED, "m02", now=NOW)
        db.commit()
        self.attempt: Attempt | None = None
        """The latest."""
        self.earlier: list[Attempt] = []
        self.told: dict[int, Any] = {}
        """What was acknowledged last, by question."""
        self.sent: list[tuple[int, Any, bool, str]] = []
        self.handed_in = False
        self.sendings = 0

    @rule(client=CLIENTS)
    def start(self, client: str) -> None:
        """Start, or resume on the other device: always the same attempt while it is open, else the next one."""
        try:
            attempt = services.start_attempt(
                self.db, self.actor, "quiz-m02", KINDS, grace=GRACE, now=self.now
            )
        except Clash:
            assert self.attempt is not None
            assert self.attempt.state == "graded"
            return
        self.db.commit()
        if self.attempt is not None and self.attempt.state == "graded":
            assert attempt.number == self.attempt.number + 1 <= 3
            self.earlier.append(self.attempt)
            Sitting.second += 1
            self.attempt, self.told, self.sent = None, {}, []
        if self.attempt is None:
            self.attempt = attempt
        assert attempt.id == self.attempt.id

    @precondition(lambda self: self.attempt is not None)
    @rule(client=CLIENTS, number=NUMBERS, choice=CHOICES, flagged=st.booleans())
    def save(self, client: str, number: int, choice: list[str], flagged: bool) -> None:
        """Save from either client; whether it is taken depends on the server's clock alone."""
        self.sendings += 1
        self._send(number, choice, flagged, f"{client}-{self.sendings}")

    @precondition(lambda self: self.sent)
    @rule(choice=CHOICES, data=st.data())
    def answer_a_kept_page(self, choice: list[str], data: st.DataObject) -> None:
        """Send something else from a page that the browser kept, with the key it had."""
        number, _, flagged, key = data.draw(st.sampled_from(self.sent))
        self._send(number, choice, flagged, key)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """Send an old request again, byte for byte: nothing changes, and "saved" is said only of what stands."""
        before, request = self._stands(), data.draw(st.sampled_from(self.sent))
        stands = before.get(request[0], (None, False)) == self._content(request)
        try:
            self._save(*request)
        except Clash:
            self.db.rollback()
            assert not (stands and self._is_open())
        else:
            assert stands
        assert self._stands() == before

    @precondition(lambda self: self.attempt is not None)
    @rule(client=CLIENTS)
    def hand_in(self, client: str) -> None:
        """Hand in; only the first, in time, is taken."""
        may = self._is_open()
        try:
            services.hand_in(self.db, self.actor, self.attempt.id, KINDS, now=self.now)
        except Clash:
            self.db.rollback()
            assert not may
        else:
            self.db.commit()
            assert may
            self.handed_in = True

    @rule(seconds=st.sampled_from([1, 9, 120, 300, 599, 700, -60]))
    def wait(self, seconds: int) -> None:
        """Let time pass; a clock may also be set back a little."""
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: self.attempt is not None and self.attempt.state == "graded")
    @rule()
    def wait_for_the_next(self) -> None:
        """Let the longest wait pass, so that another attempt may be begun unless this one has passed."""
        self.now += timedelta(hours=73)

    @rule(looking=st.booleans())
    def close(self, looking: bool) -> None:
        """Let the sweep come by, or the person look."""
        services.close_overdue(self.db, KINDS, now=self.now, person_id=self.actor.id if looking else None)
        self.db.commit()

    @invariant()
    def one_grade_at_most_and_no_time_after_the_end(self) -> None:
        """One grade, in time; nothing taken after closing."""
        if self.attempt is None:
            return
        assert all(len(earlier.grades) == 1 and not earlier.grade.passed for earlier in self.earlier)
        query = select(AttemptGrade).where(AttemptGrade.attempt_id == self.attempt.id)
        grades = self.db.scalars(query).all()
        assert len(grades) == (self.attempt.state == "graded")
        if self.attempt.submitted_at:
            assert self.attempt.started_at <= self.attempt.submitted_at <= self.attempt.deadline
        steps = self.db.scalars(select(AnswerStep).where(AnswerStep.attempt_id == self.attempt.id)).all()
        assert all(step.at <= self.attempt.closes_at for step in steps)

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        """What stands is what was acknowledged last, and the grade is that of exactly these answers."""
        if self.attempt is None:
            return
        assert {n: a for n, a in self._stands().items() if a != (None, False)} == {
            n: a for n, a in self.told.items() if a != (None, False)
        }
        if self.attempt.grade:
            for item, mark in zip(self.attempt.items, self.attempt.grade.marks, strict=True):
                key = services.finding.keys_of(self.db, self.attempt)[item.question_version_id]
                given = self.told.get(item.number, (None, False))[0]
                assert mark == KINDS[item.question.kind].grade(item.question.asked, key, given)

    def _send(self, number: int, choice: list[str], flagged: bool, key: str) -> None:
        may = self._is_open()
        kind = self.attempt.items[number - 1].question.kind
        given = sorted(choice) if kind == "multiple" else (choice[0] if choice else None)
        request = (number, given, flagged, key)
        known = any(request == other for other in self.sent)
        try:
            self._save(*request)
        except Clash:
            self.db.rollback()
            assert known or not may
            return
        assert may
        self.told[number] = self._content(request)
        self.sent.append(request)

    def _content(self, request: tuple[int, Any, bool, str]) -> tuple[Any, bool]:
        number, given, flagged, _ = request
        item = self.attempt.items[number - 1]
        return KINDS[item.question.kind].read(item.question.asked, item.order, given), flagged

    def _save(self, number: int, given: Any, flagged: bool, key: str) -> datetime:
        saved_at = services.save_answer(
            self.db, self.actor, self.attempt.id, number, given, KINDS, key=key, flagged=flagged, now=self.now
        )
        self.db.commit()
        return saved_at

    def _is_open(self) -> bool:
        return self.attempt.state == "open" and self.now <= self.attempt.closes_at

    def _stands(self) -> dict[int, Any]:
        query = select(AnswerStep).where(AnswerStep.attempt_id == self.attempt.id).order_by(AnswerStep.id)
        return {step.number: (step.answer, step.flagged) for step in self.db.scalars(query)}


def test_one_attempt_keeps_what_it_acknowledged_whatever_happens(
    db: Session, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T05, T06, T07, V2.3.2."""
    # Every run has to draw the same paper, or a failing one could not be run again.
    monkeypatch.setattr(secrets, "token_bytes", lambda count: b"s" * 32 if count == 32 else os.urandom(count))
    run_state_machine_as_test(
        lambda: Sitting(db, school),
        settings=settings(max_examples=60, stateful_step_count=40, deadline=None),
    )
    assert Sitting.second
