"""The answer about a mark, disputed: another person looks at it, and the first answer stays beside theirs."""

import pytest
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.appeals import services as appeals
from ashilms.appeals.models import Appeal
from ashilms.errors import Clash, Missing, NotAllowed
from ashilms.quizzes.models import Attempt
from ashilms.review_board import services
from ashilms.review_board.rules.kinds import Sort
from tests.allowances.conftest import come_close
from tests.appeals.test_appeals import SAID, ask, decide, missed, school
from tests.quizzes.conftest import School
from tests.review_board.conftest import LATER, REASON, SET_ASIDE, WHY, welcome

__all__ = ["missed", "school"]


def test_somebody_else_answers_after_the_answer_was_set_aside(
    db: Session, school: School, missed: Attempt
) -> None:
    appeal_id, ana, bea, reg = ask(db, school, missed), school.cast.ana, school.cast.bea, school.cast.reg
    decide(db, school, appeal_id, "kept", mark="")
    row = services.dispute(db, ana, Sort.APPEAL, appeal_id, WHY, now=LATER)
    db.commit()
    assert bea.id in services.find_involved(db, [row])[row.id]
    with pytest.raises(Missing):
        services.get_case(db, bea, row.id)
    for member in (reg, welcome(db, "eve")):
        services.vote(db, member, row.id, SET_ASIDE, REASON, seen=row.version, now=LATER)
    appeal = db.get_one(Appeal, appeal_id)
    assert (appeal.verdict, appeal.answered_before) == (None, {bea.id})
    assert appeal.earlier is not None
    assert appeal.earlier[0]["text"] == SAID
    with pytest.raises(NotAllowed, match="Somebody else looks at it"):
        decide(db, school, appeal_id, "kept", mark="")
    assert offered(db, bea, appeal_id) == (False, False, False)
    assert offered(db, reg, appeal_id) == (True, True, True)
    assert offered(db, ana, appeal_id)[1:] == (True, True)
    decide(db, school, appeal_id, who="reg", now=LATER)
    assert appeal.changed
    assert offered(db, bea, appeal_id)[1:] == (True, True), "what was answered again is no secret"


@pytest.mark.parametrize("how", ["tie", "account"])
def test_whoever_is_close_to_who_answered_before_does_not_answer_either(
    db: Session, school: School, missed: Attempt, how: str
) -> None:
    """T03: nor with a second account."""
    appeal_id, reg = ask(db, school, missed), school.cast.reg
    decide(db, school, appeal_id, "kept", mark="")
    appeals.reopen_appeal(db, reg, appeal_id, reason=REASON, now=LATER)
    come_close(db, school.cast.bea, reg, how)
    with pytest.raises(NotAllowed, match="or somebody close to you, answered"):
        decide(db, school, appeal_id, who="reg", now=LATER)
    assert offered(db, reg, appeal_id) == (False, False, False)
    row = db.get_one(Appeal, appeal_id)
    assert (row.verdict, len(missed.grades)) == (None, 1)


def offered(db: Session, actor: Actor, appeal_id: int) -> tuple[bool, bool, bool]:
    """Return whether an appeal waits for somebody, is listed for them, and opens."""
    try:
        opens = bool(appeals.get_appeal(db, actor, appeal_id))
    except NotAllowed:
        opens = False
    offer = appeals.offer_waiting(db, actor, now=LATER)
    listed = appeal_id in {row.id for row in appeals.find_appeals(db, actor)}
    return offer.counts.waiting == 1, listed, opens


def test_a_mark_that_was_changed_is_not_disputed(db: Session, school: School, missed: Attempt) -> None:
    appeal_id = ask(db, school, missed)
    decide(db, school, appeal_id)
    with pytest.raises(Missing):
        services.dispute(db, school.cast.ana, Sort.APPEAL, appeal_id, WHY, now=LATER)
    with pytest.raises(Clash):
        appeals.reopen_appeal(db, school.cast.reg, appeal_id, reason=REASON, now=LATER)
