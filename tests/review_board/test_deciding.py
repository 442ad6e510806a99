"""Who votes, and when it is decided: by two who were not involved, near to nobody in it, on the same evidence."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR
from ashilms.audit.models import AuditRecord
from ashilms.courses import services as courses
from ashilms.custody import services as custody
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.files.services import in_folder
from ashilms.observations import services as observations
from ashilms.practicum.models import Entry
from ashilms.review_board import services
from ashilms.review_board.models import BoardCase, BoardVote
from ashilms.review_board.rules.deciding import ANSWER_DAYS, Opinion
from ashilms.review_board.rules.kinds import Finding, Measure, Sort
from tests.allowances.conftest import come_close
from tests.conftest import NOW
from tests.observations.conftest import FAIL
from tests.review_board.conftest import (
    DISMISSED,
    LATER,
    PAUSE,
    REASON,
    SET_ASIDE,
    UPHELD,
    VOID,
    Board,
    welcome,
)


def test_one_vote_decides_nothing_and_two_alike_do(board: Board) -> None:
    row = board.vote(board.cast.dee, board.accused(), VOID)
    assert row.is_open
    board.vote(board.cast.reg, row, VOID)
    assert (row.decision, row.is_open) == (VOID, False)
    assert board.db.get_one(Entry, row.ids(Sort.ENTRY)[0]).state == "void"
    said = select(AuditRecord.action).where(AuditRecord.subject == f"board-case:{row.id}")
    assert board.db.scalars(said.order_by(AuditRecord.number)).all()[-3:] == [
        "review_board.vote", "review_board.vote", "review_board.decide",
    ]  # fmt: skip


def archived(board: Board, tmp_path: Path) -> str:
    """Return all that Ana's archive says, one member after another."""
    pieces = custody.write_archive(
        board.db, board.cast.ana, board.cast.ana.id, in_folder(tmp_path), school="School", now=LATER
    )
    opened = ZipFile(BytesIO(b"".join(pieces)))
    return "\n".join(opened.read(name).decode() for name in opened.namelist())


def test_no_vote_is_in_the_archive_or_the_record_before_it_is_decided(board: Board, tmp_path: Path) -> None:
    """T51: nor is anything else that tells whom it is about how somebody voted; after the decision, all is theirs."""
    row = board.vote(board.cast.dee, board.accused(), VOID)
    said = select(AuditRecord.after).where(AuditRecord.action == "review_board.vote")
    assert set(board.db.scalars(said).one()) == {"number", "digest"}
    assert REASON not in archived(board, tmp_path)
    board.vote(board.cast.reg, row, VOID)
    assert archived(board, tmp_path).count(REASON) > 2


def test_while_they_differ_others_vote_and_all_votes_stay(board: Board) -> None:
    row = board.vote(board.cast.dee, board.accused(), VOID)
    board.vote(board.cast.reg, row, DISMISSED)
    assert row.is_open
    board.vote(board.eve, row, DISMISSED)
    assert row.decision == DISMISSED
    assert [vote.as_opinion() for vote in row.votes] == [VOID, DISMISSED, DISMISSED]
    assert board.db.get_one(Entry, row.ids(Sort.ENTRY)[0]).state == "countersigned"


@pytest.mark.parametrize("what", ["ana", "bea", "caz"])
def test_whom_it_is_about_whoever_was_involved_and_trainees_do_not_vote(board: Board, what: str) -> None:
    """T03, T11: Bea signed it and opened the case."""
    row = board.accused()
    with pytest.raises((NotAllowed, Missing)):
        board.vote(getattr(board.cast, what), row, DISMISSED)
    assert row.votes == []


@pytest.mark.parametrize("how", ["tie", "address"])
@pytest.mark.parametrize("near", ["ana", "bea"])
def test_whoever_is_close_to_any_of_them_does_not_vote(board: Board, near: str, how: str) -> None:
    """T03: to whom it is about, and to who had a part in it; a second account counts as oneself."""
    row = board.accused()
    come_close(board.db, getattr(board.cast, near), board.cast.reg, how)
    with pytest.raises(NotAllowed):
        board.vote(board.cast.reg, row, DISMISSED)


def test_a_second_account_of_whoever_has_voted_does_not_vote(board: Board) -> None:
    """T03."""
    row = board.vote(board.cast.dee, board.accused(), DISMISSED)
    twin = welcome(board.db, "twin", REGISTRAR, email="dee@example.org")
    with pytest.raises(NotAllowed, match="close to you has voted"):
        board.vote(twin, row, DISMISSED)
    assert row.is_open


def test_nobody_votes_twice(board: Board) -> None:
    row = board.vote(board.cast.dee, board.accused(), DISMISSED)
    with pytest.raises(NotAllowed, match="Your vote stands"):
        board.vote(board.cast.dee, row, DISMISSED)


def test_whoever_added_evidence_does_not_vote(board: Board) -> None:
    row = board.accused()
    services.add_evidence(board.db, board.cast.reg, row.id, "note", REASON, now=LATER)
    board.answer(row)
    with pytest.raises(NotAllowed, match="had a part"):
        board.vote(board.cast.reg, row, DISMISSED)


def test_nobody_votes_before_the_answer_or_its_last_day(board: Board) -> None:
    row, last = board.accused(heard=False), NOW + timedelta(days=ANSWER_DAYS)
    with pytest.raises(Clash, match="has not answered"):
        board.vote(board.cast.dee, row, DISMISSED, now=last)
    board.vote(board.cast.dee, row, DISMISSED, now=last + timedelta(days=1))
    assert len(row.votes) == 1


def test_nobody_votes_on_what_they_have_not_seen(board: Board) -> None:
    row = board.accused()
    seen = row.version
    board.vote(board.cast.dee, row, VOID)
    with pytest.raises(Clash, match="somebody has voted"):
        board.vote(board.cast.reg, row, VOID, seen=seen)


def test_reasons_are_required_and_what_can_t_follow_is_refused(board: Board) -> None:
    row = board.accused()
    for opinion, reason, field in (
        (VOID, "no", "reason"),
        (Opinion(Finding.SHOWN), REASON, "measures"),
        (Opinion(Finding.SHOWN, frozenset({Measure.REVOKE})), REASON, "measures"),
        (UPHELD, REASON, "finding"),
    ):
        with pytest.raises(Unacceptable) as refused:
            board.vote(board.cast.dee, row, opinion, reason=reason)
        assert refused.value.field == field
    assert row.votes == []


def test_a_decided_case_stays_so(board: Board) -> None:
    row = board.decide(board.accused(), DISMISSED)
    with pytest.raises(Clash, match="decided meanwhile"):
        board.vote(board.eve, row, DISMISSED)


def test_who_sees_a_case(board: Board) -> None:
    """T11: an instructor who was involved and did not open it, does not."""
    row, bea = board.dispute(Sort.ENTRY, board.rejected().id), board.cast.bea
    for actor in (board.cast.ana, board.cast.dee, board.cast.reg, board.eve):
        assert services.get_case(board.db, actor, row.id) is row
        assert row in services.find_cases(board.db, actor)
    for actor in (bea, board.cast.caz):
        with pytest.raises(Missing):
            services.get_case(board.db, actor, row.id)
        assert services.find_cases(board.db, actor) == []


def test_it_waits_for_those_who_may_vote_once_it_may_be_voted_on(board: Board) -> None:
    row = board.accused(heard=False)
    offers = {
        who: services.offer_waiting(board.db, who, now=LATER) for who in (board.cast.dee, board.cast.bea)
    }
    assert [offer.counts.waiting for offer in offers.values()] == [0, 0]
    board.answer(row)
    assert services.offer_waiting(board.db, board.cast.dee, now=LATER).counts.waiting == 1
    assert services.offer_waiting(board.db, board.cast.bea, now=LATER).counts.waiting == 0
    assert services.offer_waiting(board.db, board.cast.dee, now=NOW + timedelta(days=31)).counts.flagged == 1
    board.vote(board.cast.dee, row, VOID)
    assert services.offer_waiting(board.db, board.cast.dee, now=LATER).counts.waiting == 0


def test_whoever_rated_the_same_session_supervised_or_signed_it_was_involved(board: Board) -> None:
    """T03: in a dispute of an automatic fail, not its assessor alone."""
    entry = board.session()
    board.watch.ask(entry)
    seen = observations.observe_entry(board.db, board.cast.dee, entry.id, FAIL, now=NOW)
    board.db.commit()
    row = board.dispute(Sort.OBSERVATION, seen.id)
    assert services.find_involved(board.db, [row])[row.id] == {board.cast.dee.id, board.cast.bea.id}


def test_it_is_said_where_too_few_are_left_to_find_the_same(board: Board) -> None:
    """Dee, Eve and Reg may vote; whoever is close to one who has, or had a part, may not."""
    row, db = board.accused(), board.db
    people.get_person(db, board.eve.id).email = "eve@example.org"
    assert services.can_be_decided(db, row)
    people.get_person(db, board.eve.id).active = False
    assert services.can_be_decided(db, row)
    come_close(db, board.cast.dee, board.cast.reg, "tie")
    assert not services.can_be_decided(db, row), "of two who are close to each other one votes"
    people.get_person(db, board.eve.id).active = True
    assert services.can_be_decided(db, row)
    come_close(db, board.cast.bea, board.eve, "tie")
    assert not services.can_be_decided(db, row), "Bea had a part in it"


def test_once_somebody_has_voted_one_more_is_enough_who_is_not_close_to_them(board: Board) -> None:
    row = board.vote(board.cast.dee, board.accused(), VOID)
    people.get_person(board.db, board.eve.id).active = False
    assert services.can_be_decided(board.db, row)
    board.vote(board.cast.reg, row, DISMISSED)
    assert not services.can_be_decided(board.db, row), "both have voted, and differ"
    welcome(board.db, "twin", REGISTRAR, email="dee@example.org")
    assert not services.can_be_decided(board.db, row), "a second account of Dee's"
    welcome(board.db, "fay")
    assert services.can_be_decided(board.db, row)


def test_a_pause_holds_until_what_was_asked_for_is_shown(board: Board) -> None:
    row = board.decide(board.accused(), PAUSE)
    assert [hold.id for hold in courses.open_holds_of(board.db, board.cast.ana.id)] == [row.hold_id]
    for who in (board.cast.ana, board.cast.bea, board.cast.caz):
        with pytest.raises((NotAllowed, Missing)):
            services.lift_pause(board.db, who, row.id, REASON, now=LATER)
    services.lift_pause(board.db, board.cast.dee, row.id, REASON, now=LATER)
    board.db.commit()
    assert courses.open_holds_of(board.db, board.cast.ana.id) == []
    assert (row.is_paused, row.lifted_by) == (False, board.cast.dee.id)
    with pytest.raises(Clash):
        services.lift_pause(board.db, board.eve, row.id, REASON, now=LATER)


def test_the_database_itself_lets_nobody_vote_on_their_own_or_twice(board: Board) -> None:
    row = board.vote(board.cast.dee, board.accused(), VOID)
    with pytest.raises(IntegrityError):
        board.db.execute(update(BoardVote).values(by_id=row.person_id))
    board.db.rollback()
    with pytest.raises(IntegrityError):
        board.db.execute(update(BoardCase).values(finding="shown"))
    board.db.rollback()
    again = BoardVote(
        case_id=row.id, number=2, person_id=row.person_id, by_id=board.cast.dee.id, finding="shown", measures=[],
        reason="", at=NOW,
    )  # fmt: skip
    board.db.add(again)
    with pytest.raises(IntegrityError):
        board.db.flush()


def test_an_outsider_of_a_dispute_may_set_it_aside(board: Board) -> None:
    row = board.decide(board.dispute(Sort.ENTRY, board.rejected().id), SET_ASIDE)
    assert row.decision == SET_ASIDE
    assert INSTRUCTOR in board.cast.dee.roles
