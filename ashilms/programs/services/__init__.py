"""Binding people to programs, saying where they stand, waiving, approving, and remembering awards."""

from ashilms.programs.services.approving import approve, may_approve
from ashilms.programs.services.asking import Answered, Asked, answer, answer_of, ask, takes_long
from ashilms.programs.services.awards import (
    current_award,
    current_cycle,
    end_award,
    find_awarded,
    find_frozen,
    find_number_by_root,
    find_waived,
    grant_award,
    last_award,
    last_awards,
)
from ashilms.programs.services.binding import (
    bind_enrolled,
    bind_person,
    bindings_of,
    bound_version,
    get_program,
    get_program_by_id,
    get_version,
    latest_version,
    newest_versions,
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
from ashilms.programs.services.matrix import Wanted, find_matrix, note_export, parts_of, versions_in_use
from ashilms.programs.services.moving import (
    digest_of,
    find_other_versions,
    kept_of,
    move_person,
    preview_move,
)
from ashilms.programs.services.reevaluating import reevaluate
from ashilms.programs.services.standings import Proof, find_ready, proof_of, standings_of
from ashilms.programs.services.stating import find_statements, find_tasks, make_statement, mark_task
from ashilms.programs.services.waived import find_waivers, get_waiver
from ashilms.programs.services.waiving import Wish, end_waiver, find_waivable, grant_waiver, why_no_waiver
from ashilms.programs.services.walking import count_bound, walk_bound

__all__ = [
    "Answered",
    "Asked",
    "Proof",
    "Question",
    "Wanted",
    "Wish",
    "answer",
    "answer_of",
    "approve",
    "ask",
    "ask_draft",
    "ask_version",
    "ask_without",
    "bind_enrolled",
    "bind_person",
    "bindings_of",
    "bound_version",
    "count_bound",
    "current_award",
    "current_cycle",
    "digest_of",
    "end_award",
    "end_waiver",
    "evidence_of",
    "find_awarded",
    "find_evidence",
    "find_frozen",
    "find_matrix",
    "find_number_by_root",
    "find_other_versions",
    "find_ready",
    "find_statements",
    "find_tasks",
    "find_versions",
    "find_waivable",
    "find_waived",
    "find_waivers",
    "foresee",
    "get_program",
    "get_program_by_id",
    "get_version",
    "get_waiver",
    "grant_award",
    "grant_waiver",
    "kept_of",
    "last_award",
    "last_awards",
    "latest_version",
    "make_statement",
    "mark_task",
    "may_approve",
    "move_person",
    "newest_versions",
    "note_export",
    "parts_of",
    "preview_move",
    "proof_of",
    "reevaluate",
    "refuse_foreseeing",
    "standings_of",
    "takes_long",
    "versions_in_use",
    "walk_bound",
    "why_no_waiver",
]
