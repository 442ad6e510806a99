"""How cases come before the board: by accusation, by themselves, and by disputing; once, and in time."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR
from ashilms.audit.models import AuditRecord
from ashilms.certificates import services as certificates
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import local
from ashilms.observations import services as observations
from ashilms.practicum import services as practicum
from ashilms.review_board import services
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.deciding import DISPUTE_DAYS
from ashilms.review_board.rules.kinds import Kind, Sort
from tests.allowances.conftest import come_close
from tests.conftest import NOW
from tests.observations.conftest import FAIL
from tests.review_board.conftest import DISMISSED, LATER, PAUSE, SAID, WHY, Board


def test_who_supervised_brings_a_session_before_the_board_once(board: Board) -> None:
    row = board.accused(heard=False)
    assert (row.kind, row.person_id, row.opened_by) == (Kind.FALSIFIED, board.cast.ana.id, board.cast.bea.id)
    assert row.ids(Sort.ENTRY) == [int(row.subject.rpartition(":")[2])]
    assert not row.heard(NOW)
    with pytest.raises(Clash, match="before the review board already"):
        services.open_falsified(board.db, board.cast.reg, row.ids(Sort.ENTRY)[0], WHY, now=NOW)


@pytest.mark.parametrize(
    ("who", "refused"), [("ana", Missing), ("caz", Missing), ("dee", Missing), ("eve", Missing)]
)
def test_nobody_else_brings_a_session_before_the_board(
    board: Board, who: str, refused: type[Exception]
) -> None:
    """T11: her own included, and an instructor whom it does not name."""
    entry = board.session()
    actor = board.eve if who == "eve" else getattr(board.cast, who)
    with pytest.raises(refused):
        services.open_falsified(board.db, actor, entry.id, WHY, now=NOW)


def test_whoever_is_close_brings_nothing_before_the_board(board: Board) -> None:
    """T03."""
    entry = board.session()
    come_close(board.db, board.cast.ana, board.cast.reg, "tie")
    with pytest.raises(NotAllowed, match="close tie"):
        services.open_falsified(board.db, board.cast.reg, entry.id, WHY, now=NOW)


def test_words_that_say_nothing_open_nothing(board: Board) -> None:
    entry = board.session()
    with pytest.raises(Unacceptable) as refused:
        services.open_falsified(board.db, board.cast.bea, entry.id, "why", now=NOW)
    assert refused.value.field == "words"
    assert board.db.scalars(select(BoardCase)).all() == []


def test_a_second_automatic_fail_comes_before_the_board_by_itself_and_pauses(board: Board) -> None:
    board.watch.watch(board.cast.bea, FAIL, hour=13)
    assert services.find_cases(board.db, board.cast.reg) == []
    board.watch.watch(board.cast.dee, FAIL, hour=15)
    [row] = services.find_cases(board.db, board.cast.reg)
    assert (row.kind, row.opened_by, len(row.ids(Sort.OBSERVATION))) == (Kind.FAILS, None, 2)
    holds = courses.open_holds_of(board.db, board.cast.ana.id)
    assert (len(holds), holds[-1].id) == (3, row.hold_id)


def test_a_third_one_is_added_to_the_case_that_is_open(board: Board) -> None:
    row = board.failed_twice()
    assert row.heard(LATER)
    before = row.decide_by
    board.watch.watch(board.cast.bea, FAIL, hour=18)
    board.db.refresh(row)
    assert len(row.ids(Sort.OBSERVATION)) == 3
    assert not row.heard(LATER)
    assert row.decide_by >= before
    assert len(services.find_cases(board.db, board.cast.reg)) == 1


def test_a_third_one_opens_another_case_once_somebody_has_voted(board: Board) -> None:
    """All vote on the same: nothing comes to a case after its first vote."""
    row = board.vote(board.cast.dee, board.failed_twice(), DISMISSED)
    before = row.version
    board.watch.watch(board.cast.bea, FAIL, hour=18)
    board.db.refresh(row)
    other = next(one for one in services.find_cases(board.db, board.cast.reg) if one.id != row.id)
    assert (row.version, len(other.ids(Sort.OBSERVATION)), other.is_open) == (before, 3, True)
    board.vote(board.cast.reg, row, DISMISSED)
    assert other.hold_id in {hold.id for hold in courses.open_holds_of(board.db, board.cast.ana.id)}
    board.watch.watch(board.cast.bea, FAIL, hour=20)
    board.db.refresh(other)
    assert len(other.ids(Sort.OBSERVATION)) == 4


def test_of_two_one_set_aside_leaves_the_board_nothing_to_decide(board: Board) -> None:
    row = board.failed_twice()
    observations.set_aside_fail(
        board.db, board.cast.reg, row.ids(Sort.OBSERVATION)[0], reason="It was a drill.", now=LATER
    )
    assert (row.decision, row.votes) == (DISMISSED, [])
    holds = {hold.id for hold in courses.open_holds_of(board.db, board.cast.ana.id)}
    assert (row.hold_id in holds, len(holds)) == (False, 1)  # the other remediation goes on
    said = select(AuditRecord.after).where(AuditRecord.action == "review_board.decide")
    assert board.db.scalars(said).one() == {"finding": "dismissed", "measures": [], "votes": 0}


def test_of_two_one_set_aside_is_shown_to_members_who_vote_already(board: Board) -> None:
    row = board.vote(board.cast.dee, board.failed_twice(), PAUSE)
    observations.set_aside_fail(
        board.db, board.cast.reg, row.ids(Sort.OBSERVATION)[0], reason="It was a drill.", now=LATER
    )
    assert row.is_open
    first, second, _ = services.show_pieces(board.db, board.cast.reg, row)
    assert ["Set aside" in dict(shown.facts) for shown in (first, second)] == [True, False]


def test_of_three_one_set_aside_leaves_enough(board: Board) -> None:
    row = board.failed_twice()
    board.watch.watch(board.cast.bea, FAIL, hour=18)
    board.db.refresh(row)
    observations.set_aside_fail(
        board.db, board.cast.reg, row.ids(Sort.OBSERVATION)[0], reason="It was a drill.", now=LATER
    )
    assert row.is_open


def test_nothing_is_issued_between_finding_the_evidence_and_opening(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    entry, earned, lock = board.session(), certificates.find_earned, people.lock_people
    monkeypatch.setattr(certificates, "find_earned", lambda db, **of: done.append("find") or earned(db, **of))
    monkeypatch.setattr(people, "lock_people", lambda db, ids: done.append("lock") or lock(db, ids))
    services.open_falsified(board.db, board.cast.reg, entry.id, WHY, now=NOW)
    assert done[:2] == ["lock", "find"]


def test_a_fail_that_was_set_aside_does_not_count_towards_two(board: Board) -> None:
    seen = board.watch.watch(board.cast.bea, FAIL, hour=13)
    observations.set_aside_fail(board.db, board.cast.reg, seen.id, reason="It was a drill.", now=NOW)
    board.watch.watch(board.cast.bea, FAIL, hour=15)
    assert services.find_cases(board.db, board.cast.reg) == []


def test_a_rejection_is_disputed_with_words_that_are_the_answer(board: Board) -> None:
    entry = board.rejected()
    row = board.dispute(Sort.ENTRY, entry.id)
    assert [piece.sort for piece in row.pieces] == [Sort.ENTRY, Sort.ANSWER]
    assert row.disputed is Sort.ENTRY
    assert row.heard(NOW)
    with pytest.raises(Clash, match="already"):
        services.dispute(board.db, board.cast.ana, Sort.ENTRY, entry.id, WHY, now=LATER)


def test_what_is_not_one_s_own_or_no_such_decision_is_not_disputed(board: Board) -> None:
    """T11."""
    rejected, seen = board.rejected(), board.watch.watch(board.cast.bea, hour=13)
    signed = board.watch.watch(board.cast.bea, FAIL, hour=15)
    for who, sort, id in (
        ("caz", Sort.ENTRY, rejected.id),
        ("caz", Sort.OBSERVATION, signed.id),
        ("ana", Sort.OBSERVATION, seen.id),
        ("ana", Sort.APPEAL, 1),
        ("ana", Sort.CERTIFICATE, 1),
        ("ana", Sort.ATTEMPT, 1),
        ("bea", Sort.ENTRY, rejected.id),
    ):
        with pytest.raises(Missing):
            services.dispute(board.db, getattr(board.cast, who), sort, id, WHY, now=LATER)
    assert board.db.scalars(select(BoardCase)).all() == []


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/Los_Angeles"])
def test_a_decision_is_disputed_until_the_end_of_the_last_day_by_one_s_own_clock(
    board: Board, zone: str
) -> None:
    entry, ana = board.rejected(), replace(board.cast.ana, zone=zone)
    last = local(NOW, zone).date() + timedelta(days=DISPUTE_DAYS)
    end = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
    with pytest.raises(Clash, match="within 30 days"):
        services.dispute(board.db, ana, Sort.ENTRY, entry.id, WHY, now=end)
    at = end - timedelta(seconds=1)
    assert services.dispute(board.db, ana, Sort.ENTRY, entry.id, WHY, now=at).is_open


def test_whoever_has_another_role_by_now_answers_and_disputes(board: Board) -> None:
    """They are mailed about it as trainees are."""
    row, entry = board.accused(heard=False), board.rejected_at(start=time(8), end=time(9))
    for role in (SUPERVISOR, INSTRUCTOR, REGISTRAR):
        ana = replace(board.cast.ana, roles=frozenset({role}))
        assert row in services.find_cases(board.db, ana)
        services.answer(board.db, ana, row.id, SAID, now=LATER)
    assert services.dispute(board.db, ana, Sort.ENTRY, entry.id, WHY, now=LATER).is_open


def test_a_draft_is_no_record_of_anything(board: Board) -> None:
    entry = practicum.log_entry(
        board.db, board.cast.ana, board.watch.stage.course_id, board.session().as_sheet(), form_key="d", send=False,
        now=NOW,
    )  # fmt: skip
    with pytest.raises(Clash, match="draft"):
        services.open_falsified(board.db, board.cast.reg, entry.id, WHY, now=NOW)


def test_all_of_it_is_in_the_record(board: Board) -> None:
    board.accused()
    said = select(AuditRecord.action).where(AuditRecord.action.like("review_board.%"))
    assert board.db.scalars(said.order_by(AuditRecord.number)).all() == [
        "review_board.open", "review_board.add", "review_board.answer",
    ]  # fmt: skip
    assert SAID not in str(
        board.db.scalars(select(AuditRecord.after)).all()
    )  # what somebody wrote, as a digest alone
