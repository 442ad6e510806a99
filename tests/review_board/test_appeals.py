"""The answer about a mark, disputed: another person looks at it, and the first answer stays beside theirs."""

import pytest
from sqlalchemy.orm import Session

from ashilms.appeals import services as appeals
from ashilms.appeals.models import Appeal
from ashilms.errors import Clash, Missing, NotAllowed
from ashilms.quizzes.models import Attempt
from ashilms.review_board import services
from ashilms.review_board.rules.kinds import Sort
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
    with pytest.raises(NotAllowed, match="Somebody else looks at it now"):
        decide(db, school, appeal_id, "kept", mark="")
    decide(db, school, appeal_id, who="reg", now=LATER)
    assert appeal.changed


def test_a_mark_that_was_changed_is_not_disputed(db: Session, school: School, missed: Attempt) -> None:
    appeal_id = ask(db, school, missed)
    decide(db, school, appeal_id)
    with pytest.raises(Missing):
        services.dispute(db, school.cast.ana, Sort.APPEAL, appeal_id, WHY, now=LATER)
    with pytest.raises(Clash):
        appeals.reopen_appeal(db, school.cast.reg, appeal_id, reason=REASON, now=LATER)
