"""Closing what is open with somebody of the cast, so that they may be erased."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import NOW


def close_all(db: Session, person_id: int) -> None:
    """Take somebody out of whatever is open."""
    who = {"who": person_id, "now": NOW}
    cases = "SELECT id FROM ashilms_remediation WHERE trainee_id = :who"
    for statement in (
        "UPDATE ashilms_cohort_place SET until = :now WHERE person_id = :who",
        f"DELETE FROM ashilms_remediation_contract WHERE remediation_id IN ({cases})",
        "DELETE FROM ashilms_remediation WHERE trainee_id = :who",
        "DELETE FROM ashilms_regrade_case",
        "UPDATE ashilms_review_board_case SET finding = 'dismissed', decided_at = :now "
        "WHERE person_id = :who AND decided_at IS NULL",
    ):
        db.execute(text(statement), who)
