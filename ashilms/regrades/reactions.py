"""What grading again does later: apply what was asked for and takes long."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.errors import Refusal
from ashilms.jobs.services import Handler, Work
from ashilms.quizzes.services import Correction, Kinds
from ashilms.regrades import services
from ashilms.regrades.services.asking import APPLY


def handlers(kinds: Kinds) -> tuple[Handler, ...]:
    """Return who applies, given the kinds of question that are installed."""

    def apply(db: Session, work: Work) -> Mapping[str, Any]:
        given = dict(work.payload["correction"])
        correction = Correction(given["version_id"], given["by_version_id"], tuple(given["right"]))
        actor = people.as_actor(people.get_person(db, work.payload["by"]))
        try:
            row = services.apply_correction(
                db, actor, correction, kinds,
                reason=work.payload["reason"], seen=work.payload["seen"], now=work.now,
            )  # fmt: skip
        except Refusal as refused:  # nothing was written by then: all is compared first
            return {"refused": str(refused)}
        return {"regrade": row.id}

    return (Handler(APPLY, apply, about="A corrected question is graded again"),)
