"""Issuing a certificate once, finishing it however often it takes, and changing whether it stands."""

from ashilms.certificates.services.boarding import NO_ADDRESS
from ashilms.certificates.services.correcting import (
    NOTHING_DIFFERS,
    Correction,
    correct,
    find_corrections,
    refuse_correction,
)
from ashilms.certificates.services.expiring import note_expired
from ashilms.certificates.services.finding import (
    all_certificates,
    certificates_of,
    files_of,
    find_by_number,
    find_by_token,
    find_earlier_files,
    find_earned,
    find_facts,
    find_public_history,
    get_certificate,
    history_of,
    own_certificate,
    unfinished,
)  # fmt: skip
from ashilms.certificates.services.following import Progress, find_runs, get_run
from ashilms.certificates.services.listing import (
    find_credential,
    find_listed,
    marked_places,
    own_credential,
)  # fmt: skip
from ashilms.certificates.services.living import (
    Pressed,
    change_status,
    fail,
    finish,
    issue,
    payload_to_press,
    refuse_change,
    refuse_involved,
)  # fmt: skip
from ashilms.certificates.services.proving import Proven, find_changed, get_proof, show_leaves
from ashilms.certificates.services.recovering import recover_keys
from ashilms.certificates.services.reminding import find_reminders
from ashilms.certificates.services.renewing import find_renewable
from ashilms.certificates.services.replacing import find_borne, find_earlier, press_again, replace_file
from ashilms.certificates.services.restarting import (
    begin_anew,
    find_begun_anew,
    may_begin_anew,
    refuse_anew,
    was_begun_anew,
)
from ashilms.certificates.services.reviewing import (
    find_reply,
    find_reviewers,
    find_to_review,
    keep_suspended,
    refuse_review,
    reply,
)
from ashilms.certificates.services.running import (
    Candidate,
    find_candidates,
    find_choices,
    get_choice,
    issue_one,
    start_run,
    take_home,
)
from ashilms.certificates.services.searching import find_certificates, find_programs, load_certificates
from ashilms.certificates.services.wording import (
    School,
    Worded,
    foresee_wording,
    look_of,
    not_before,
)

__all__ = [
    "NOTHING_DIFFERS", "NO_ADDRESS", "Candidate", "Correction", "Pressed", "Progress", "Proven",
    "School", "Worded", "all_certificates", "begin_anew", "certificates_of", "change_status", "correct",
    "fail", "files_of", "find_begun_anew", "find_borne", "find_by_number", "find_by_token", "find_candidates",
    "find_certificates", "find_changed", "find_choices", "find_corrections", "find_credential",
    "find_earlier", "find_earlier_files", "find_earned", "find_facts", "find_listed", "find_programs",
    "find_public_history", "find_reminders", "find_renewable", "find_reply", "find_reviewers",
    "find_runs", "find_to_review", "finish", "foresee_wording", "get_certificate", "get_choice",
    "get_proof", "get_run", "history_of", "issue", "issue_one", "keep_suspended", "load_certificates",
    "look_of", "marked_places", "may_begin_anew", "not_before", "note_expired", "own_certificate",
    "own_credential", "payload_to_press", "press_again", "recover_keys", "refuse_anew", "refuse_change",
    "refuse_correction", "refuse_involved", "refuse_review", "replace_file", "reply", "show_leaves",
    "start_run", "take_home", "unfinished", "was_begun_anew",
]  # fmt: skip
