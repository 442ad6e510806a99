"""Binding people to programs, saying where they stand, waiving, approving, and remembering awards."""

from ashilms.programs.services.approving import approve, may_approve
from ashilms.programs.services.awards import (
    current_award,
    current_cycle,
    end_award,
    find_awarded,
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
from ashilms.programs.services.gathering import evidence_of, find_evidence
from ashilms.programs.services.matrix import Wanted, find_matrix, note_export, parts_of, versions_in_use
from ashilms.programs.services.moving import (
    digest_of,
    find_other_versions,
    kept_of,
    move_person,
    preview_move,
)
from ashilms.programs.services.standings import Proof, find_ready, proof_of, standings_of
from ashilms.programs.services.stating import find_statements, find_tasks, make_statement, mark_task
from ashilms.programs.services.waived import find_waivers, get_waiver
from ashilms.programs.services.waiving import Wish, end_waiver, find_waivable, grant_waiver, why_no_waiver

__all__ = [
    "Proof",
    "Wanted",
    "Wish",
    "approve",
    "bind_enrolled",
    "bind_person",
    "bindings_of",
    "bound_version",
    "current_award",
    "current_cycle",
    "digest_of",
    "end_award",
    "end_waiver",
    "evidence_of",
    "find_awarded",
    "find_evidence",
    "find_matrix",
    "find_other_versions",
    "find_ready",
    "find_statements",
    "find_tasks",
    "find_waivable",
    "find_waived",
    "find_waivers",
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
    "standings_of",
    "versions_in_use",
    "why_no_waiver",
]
