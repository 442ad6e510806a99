"""Binding people to programs, saying where they stand, approving, and remembering awards."""

from ashilms.programs.services.approving import approve, may_approve
from ashilms.programs.services.asking import Answered, Asked, answer, answer_of, ask, takes_long
from ashilms.programs.services.awards import (
    current_award,
    current_cycle,
    end_award,
    find_awarded,
    find_frozen,
    find_number_by_root,
    grant_award,
    last_award,
)
from ashilms.programs.services.binding import (
    bind_person,
    bindings_of,
    bound_version,
    get_program,
    get_program_by_id,
    get_version,
    latest_version,
)
from ashilms.programs.services.foreseeing import (
    Question,
    ask_draft,
    ask_version,
    ask_without,
    find_versions,
    foresee,
    refuse_foreseeing,
)
from ashilms.programs.services.gathering import evidence_of, find_evidence
from ashilms.programs.services.moving import digest_of, find_other_versions, move_person, preview_move
from ashilms.programs.services.reevaluating import reevaluate
from ashilms.programs.services.standings import Proof, all_standings, find_ready, proof_of, standings_of
from ashilms.programs.services.stating import find_statements, find_tasks, make_statement, mark_task
from ashilms.programs.services.walking import count_bound, walk_bound

__all__ = [
    "Answered",
    "Asked",
    "Proof",
    "Question",
    "all_standings",
    "answer",
    "answer_of",
    "approve",
    "ask",
    "ask_draft",
    "ask_version",
    "ask_without",
    "bind_person",
    "bindings_of",
    "bound_version",
    "count_bound",
    "current_award",
    "current_cycle",
    "digest_of",
    "end_award",
    "evidence_of",
    "find_awarded",
    "find_evidence",
    "find_frozen",
    "find_number_by_root",
    "find_other_versions",
    "find_ready",
    "find_statements",
    "find_tasks",
    "find_versions",
    "foresee",
    "get_program",
    "get_program_by_id",
    "get_version",
    "grant_award",
    "last_award",
    "latest_version",
    "make_statement",
    "mark_task",
    "may_approve",
    "move_person",
    "preview_move",
    "proof_of",
    "reevaluate",
    "refuse_foreseeing",
    "standings_of",
    "takes_long",
    "walk_bound",
]
