"""Every table with something personal in it, as `docs/data.md` lists its columns; a house test holds the two together.

A table that is missing here, or a column that is neither given out nor kept back, fails that test.
"""

from collections.abc import Mapping

from ashilms.custody.rules.kinds import Kind
from ashilms.custody.rules.tables import Kept, kept

ACCOUNT: Mapping[str, Kept] = {
    "person": kept(Kind.ACCOUNT, "id", "name printed_name email"),
    "person_role": kept(Kind.ACCOUNT, "person_id", "id person_id role since"),
    "identity_user": kept(Kind.ACCOUNT, "person_id", "person_id email", hidden="password secret"),
    "identity_session": kept(
        Kind.ACCOUNT, "user_id", "id user_id agent created_at seen_at proved_at", hidden="hash"
    ),
    "identity_link": kept(Kind.ACCOUNT, "user_id", "user_id payload", hidden="hash"),
    "identity_recovery_code": kept(Kind.ACCOUNT, "user_id", hidden="hash"),
    "lesson_bookmark": kept(Kind.ACCOUNT, "person_id", "id person_id lesson_id at"),
    "lesson_note": kept(Kind.ACCOUNT, "person_id", "person_id saved_at removed_at text"),
    "reading_place": kept(Kind.ACCOUNT, "person_id", "person_id lesson_id at until"),
    "saved_comment": kept(Kind.ACCOUNT, "person_id", "person_id text"),
    "calendar_feed": kept(Kind.ACCOUNT, "person_id", "person_id made_at", hidden="hash"),
    "notice": kept(Kind.ACCOUNT, "person_id", "id key person_id text path created_at read_at"),
    "mail": kept(Kind.ACCOUNT, "person_id", "person_id address subject", hidden="text html"),
    "screening_authenticator": kept(Kind.ACCOUNT, "person_id", "person_id", hidden="salt"),
    "supervision_guest": kept(Kind.ACCOUNT, "person_id", "invited_by"),
    "supervision_guest_trainee": kept(Kind.ACCOUNT, "guest_id", "id guest_id trainee_id since"),
    "supervision_link": kept(Kind.ACCOUNT, "guest_id", hidden="hash"),
    "supervision_device": kept(Kind.ACCOUNT, "guest_id", hidden="hash code"),
    "audit_value": kept(Kind.ACCOUNT, "person_id", "person_id value", hidden="salt"),
}
"""What serves the person alone."""

LEARNING: Mapping[str, Kept] = {
    "enrolment": kept(Kind.LEARNING, "person_id", "id person_id course_id since", when="since"),
    "lesson_progress": kept(
        Kind.LEARNING, "person_id",
        "id person_id course_id lesson_id started_at last_at finished_at finished_version active_seconds",
        when="last_at",
    ),
    "check_answer": kept(Kind.LEARNING, "person_id", "id person_id lesson_id check_key chosen at", when="at"),
    "media_play": kept(
        Kind.LEARNING, "person_id", "id person_id lesson_id media_key began_at done_at how", when="began_at"
    ),
    "milestone": kept(
        Kind.LEARNING, "person_id", "id person_id course_id kind ref reached_at minutes", when="reached_at"
    ),
    "cohort_place": kept(Kind.LEARNING, "person_id", "person_id since until reason", when="since"),
    "live_attendance": kept(
        Kind.LEARNING, "person_id", "person_id arrived departed by_id at reason", when="at"
    ),
    "attempt": kept(Kind.LEARNING, "person_id", "person_id", hidden="seed", when="started_at"),
    "attempt_item": kept(Kind.LEARNING, "attempt_id"),
    "attempt_grade": kept(Kind.LEARNING, "attempt_id", "reason content passed"),
    "answer_step": kept(Kind.LEARNING, "attempt_id", "answer flagged"),
    "answer_file": kept(Kind.LEARNING, "attempt_id", "file", files="file"),
    "appeal": kept(
        Kind.LEARNING, "person_id", "person_id answered_by words earned verdict answer earlier", when="at"
    ),
    "marking_piece": kept(Kind.LEARNING, "person_id", "person_id", when="since"),
    "marking_mark": kept(Kind.LEARNING, "piece_id", "marker_id levels earned text", when="at"),
    "marking_request": kept(Kind.LEARNING, "piece_id", "marker_id asked_by", when="at"),
    "quiz_release": kept(Kind.LEARNING, "person_id", "person_id by_id note", when="at"),
    "accommodation": kept(Kind.LEARNING, "person_id", "person_id by_id ended_by reason", when="at"),
    "sitting_release": kept(
        Kind.LEARNING, "person_id", "person_id proctor_id", hidden="password_hash", when="made_at"
    ),
    "sitting_admission": kept(Kind.LEARNING, "person_id", "person_id at", when="at"),
    "regrade_case": kept(Kind.LEARNING, "attempt_id", "decided_by decision reason"),
    "program_mark": kept(Kind.LEARNING, "person_id", "person_id by_id passed comment", when="at"),
    "program_statement": kept(
        Kind.LEARNING, "person_id", "id person_id version_id key digest day at", when="at"
    ),
    "program_waiver": kept(
        Kind.LEARNING, "person_id", "person_id by_id ended_by reason ended_reason", when="at"
    ),
}  # fmt: skip
"""What was taught and learned."""

PRACTICE: Mapping[str, Kept] = {
    "practicum_entry": kept(
        Kind.PRACTICE, "person_id",
        "person_id supervisor_id starts ends checked_at client decision strokes depth score hands_ending "
        "reflection own_ratings flags",
        hidden="answers sheet", when="created_at",
    ),
    "practicum_event": kept(Kind.PRACTICE, "entry_id", "by_id reason changes", when="at"),
    "practicum_review": kept(
        Kind.PRACTICE, "entry_id", "reviewer_id verdict text ratings auto_fails outcome", when="at"
    ),
    "evidence": kept(
        Kind.PRACTICE, "entry_id", "at removed_at removed_by file reason", files="file", when="at"
    ),
    "evidence_seal": kept(Kind.PRACTICE, "entry_id"),
    "thread_remark": kept(Kind.PRACTICE, "entry_id", "by_id at withdrawn_at text", when="at"),
    "aftercare": kept(Kind.PRACTICE, "person_id", "person_id given_at recorded_at", when="recorded_at"),
    "follow_up": kept(Kind.PRACTICE, "person_id", "person_id answered_at answer note", when="due_at"),
    "offline_item": kept(Kind.PRACTICE, "person_id", "person_id captured_at notes", when="synced_at"),
    "screening_decision": kept(
        Kind.PRACTICE, "person_id", "person_id decided_at client outcome decision",
        hidden="answers marks", when="recorded_at",
    ),
    "screening_signature": kept(Kind.PRACTICE, "person_id", "person_id signer_id at", when="at"),
    "screening_start": kept(Kind.PRACTICE, "decision_id", "at"),
    "booking": kept(
        Kind.PRACTICE, "person_id", "person_id booked_at cancelled_at came marked_at marked_by",
        when="booked_at",
    ),
    "observation": kept(
        Kind.PRACTICE, "trainee_id",
        "trainee_id assessor_id starts ends at client ratings own_ratings auto_fails comment outcome", when="at",
    ),
    "observation_second": kept(Kind.PRACTICE, "entry_id", "assessor_id asked_by", when="asked_at"),
    "remediation": kept(
        Kind.PRACTICE, "trainee_id", "trainee_id owner_id closed_by result", when="opened_at"
    ),
    "remediation_contract": kept(
        Kind.PRACTICE, "remediation_id", "written_by issue steps success", when="written_at"
    ),
    "held_document": kept(
        Kind.PRACTICE, "person_id", "person_id issuer place place_key issued_on ends_on number file",
        files="file", when="sent_at",
    ),
    "held_document_decision": kept(
        Kind.PRACTICE, "person_id", "person_id by_id at state reason", when="at"
    ),
    "board_licence": kept(Kind.PRACTICE, "person_id", "person_id number", when="recorded_at"),
    "hold": kept(Kind.PRACTICE, "person_id", "person_id placed_by cleared_by reason", when="placed_at"),
    "review_board_case": kept(
        Kind.PRACTICE, "person_id",
        "person_id opened_by lifted_by reason finding measures lifted_reason", when="opened_at",
    ),
    "review_board_piece": kept(Kind.PRACTICE, "case_id", "by_id text", when="at"),
    "review_board_vote": kept(
        Kind.PRACTICE, "case_id", "person_id by_id finding measures reason", when="at"
    ),
    "supervision_credential": kept(
        Kind.PRACTICE, "person_id",
        "person_id title issuer number valid_from valid_until evidence recorded_by verified_by withdrawn_from "
        "withdrawn_by withdrawn_reason",
        files="evidence", when="recorded_at",
    ),
    "supervision_doubt": kept(Kind.PRACTICE, "entry_id", "decided_by decision reason", when="raised_at"),
    "supervision_substitute": kept(
        Kind.PRACTICE, "entry_id supervisor_id", "supervisor_id substitute_id starts_on ends_on assigned_by",
        when="assigned_at",
    ),
    "supervision_presence": kept(
        Kind.PRACTICE, "person_id", "id person_id supervisor_id step at", when="at"
    ),
    "supervision_tie": kept(
        Kind.PRACTICE, "person_id", "person_id other_id ended_by ended_reason", hidden="email",
        when="declared_at",
    ),
}  # fmt: skip
"""Who worked on clients, and who answered for it; what clients answered is given to nobody."""

INCIDENTS: Mapping[str, Kept] = {
    "incident": kept(
        Kind.INCIDENTS, "trainee_id reporter_id",
        "reporter_id sent_at trainee_id supervisor_id entry_id room_id place occurred_at discovered_at owner_id "
        "due_on closed_at closed_by draft happened severity equipment_failed facts",
        when="created_at",
    ),
    "incident_event": kept(Kind.INCIDENTS, "incident_id", "by_id text changes", when="at"),
}  # fmt: skip
"""What went wrong: the trainee's whose session it was, else of whoever told it."""

CERTIFICATES: Mapping[str, Kept] = {
    "certificate": kept(
        Kind.CERTIFICATES, "person_id", "person_id number token payload", files="file"
    ),
    "certificate_event": kept(Kind.CERTIFICATES, "certificate_id", "reason"),
    "award": kept(Kind.CERTIFICATES, "person_id", "person_id standing"),
    "award_proof": kept(Kind.CERTIFICATES, "award_id", "leaves", hidden="said evidence_key"),
    "program_approval": kept(Kind.CERTIFICATES, "person_id", "person_id by_id"),
    "program_binding": kept(Kind.CERTIFICATES, "person_id", "id person_id program_id version_id since"),
}  # fmt: skip
"""What was certified, and on whose word."""

OTHERS: Mapping[str, Kept] = {
    "audit_record": kept(Kind.RECORD, "", "actor", hidden="before after"),
    "board_account": kept(Kind.SCHOOL, "", "recorded_by"),
    "board_approval": kept(Kind.SCHOOL, "", "recorded_by"),
    "booking_slot": kept(Kind.SCHOOL, "", "assessor_id created_by", hidden="ended_reason"),
    "cohort": kept(Kind.SCHOOL, "", "instructor_id"),
    "enrolment_list": kept(Kind.SCHOOL, "", "by_id", hidden="shown changed"),
    "job": kept(Kind.SCHOOL, "", hidden="payload"),
    "live_session": kept(Kind.SCHOOL, "", "closed_by"),
    "practicum_inspection": kept(Kind.SCHOOL, "", "recorded_by", hidden="installer reviewer note"),
    "regrade": kept(Kind.SCHOOL, "", "by_id"),
    "sign_off": kept(
        Kind.SCHOOL, "", "recorded_by withdrawn_by", hidden="name profession note withdrawn_reason"
    ),
    "sites_check": kept(Kind.SCHOOL, "", "person_id", hidden="answers note outcome"),
    "sites_lock": kept(Kind.SCHOOL, "", "by_id", hidden="reason"),
    "sites_opening": kept(Kind.SCHOOL, "", "by_id", hidden="reason"),
    "sites_photo": kept(Kind.SCHOOL, "", "by_id"),
    "sitting_dates": kept(Kind.SCHOOL, "", "by_id"),
}  # fmt: skip
"""What is nobody's own: people are in it as who acted, by their number."""

TABLES: Mapping[str, Kept] = {**ACCOUNT, **LEARNING, **PRACTICE, **INCIDENTS, **CERTIFICATES, **OTHERS}
"""All of them, by the table's name without its prefix."""
