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


def close_everything(db: Session) -> None:
    """Close whatever is open with anybody, as people would."""
    known = {"now": NOW}
    for statement in (
        "UPDATE ashilms_cohort_place SET until = :now WHERE until IS NULL",
        "UPDATE ashilms_hold SET cleared_at = :now WHERE cleared_at IS NULL",
        "UPDATE ashilms_incident SET state = 'closed', closed_at = :now WHERE state IN ('opened', 'review')",
        "UPDATE ashilms_remediation SET closed_at = :now, closed_by = owner_id, aside = TRUE WHERE closed_at IS NULL",
        "UPDATE ashilms_review_board_case SET finding = 'dismissed', decided_at = :now WHERE decided_at IS NULL",
        "UPDATE ashilms_regrade_case SET decision = 'stands', decided_at = :now WHERE decided_at IS NULL",
        "UPDATE ashilms_practicum_entry SET state = 'returned' WHERE state = 'submitted'",
        "UPDATE ashilms_appeal SET answered_at = :now, verdict = 'kept', "
        "answered_by = (SELECT min(id) FROM ashilms_person WHERE id <> ashilms_appeal.person_id) "
        "WHERE answered_at IS NULL",
    ):
        db.execute(text(statement), known)
    db.expire_all()
