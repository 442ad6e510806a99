"""Every table with something personal in it, as `docs/data.md` lists its columns; a house test holds the two together.

A table that is missing here, or a column that is neither given out nor kept back, fails that test.
"""

from collections.abc import Mapping

from ashilms.custody.rules.kinds import Kind
from ashilms.custody.rules.tables import Kept, kept

ACCOUNT: Mapping[str, Kept] = {
    "person": kept(
        Kind.ACCOUNT, "id", "name printed_name email host_key zone mail_at_once digest_hour active created_at",
    ),
    "person_role": kept(Kind.ACCOUNT, "person_id", "id person_id role since"),
    "identity_user": kept(
        Kind.ACCOUNT, "person_id", "person_id email password_at secret_at last_step created_at",
        hidden="password secret",
    ),
    "identity_session": kept(Kind.ACCOUNT, "user_id", "id user_id agent created_at seen_at proved_at", hidden="hash"),
    "identity_link": kept(Kind.ACCOUNT, "user_id", "user_id payload", hidden="hash"),
    "identity_recovery_code": kept(Kind.ACCOUNT, "user_id", hidden="hash"),
    "lesson_bookmark": kept(Kind.ACCOUNT, "person_id", "id person_id lesson_id at"),
    "lesson_note": kept(Kind.ACCOUNT, "person_id", "person_id saved_at removed_at text lesson_id version"),
    "reading_place": kept(Kind.ACCOUNT, "person_id", "person_id lesson_id at until"),
    "saved_comment": kept(Kind.ACCOUNT, "person_id", "person_id text saved_at"),
    "calendar_feed": kept(Kind.ACCOUNT, "person_id", "person_id made_at", hidden="hash"),
    "notice": kept(Kind.ACCOUNT, "person_id", "id key person_id text path created_at read_at"),
    "digest_line": kept(Kind.ACCOUNT, "person_id", "person_id", hidden="said"),
    "naming": kept(Kind.ACCOUNT, "person_id", "person_id"),
    "mail": kept(Kind.ACCOUNT, "person_id", "person_id address subject", hidden="text html"),
    "screening_authenticator": kept(
        Kind.ACCOUNT, "person_id", "person_id made_at confirmed_at ended_at wrong wrong_at", hidden="salt",
    ),
    "supervision_guest": kept(Kind.ACCOUNT, "person_id", "invited_by"),
    "supervision_guest_trainee": kept(Kind.ACCOUNT, "guest_id", "id guest_id trainee_id since"),
    "supervision_link": kept(Kind.ACCOUNT, "guest_id", hidden="hash"),
    "supervision_device": kept(Kind.ACCOUNT, "guest_id", hidden="hash code"),
    "verification_link": kept(Kind.ACCOUNT, "certificate_id", "token purpose made_at ends_at ended_at"),
    "verification_look_up": kept(Kind.ACCOUNT, "certificate_id", "at how link_id"),
    "audit_value": kept(Kind.ACCOUNT, "person_id", "person_id value", hidden="salt"),
}  # fmt: skip
"""What serves the person alone."""

LEARNING: Mapping[str, Kept] = {
    "enrolment": kept(Kind.LEARNING, "person_id", "id person_id course_id since", when="since"),
    "lesson_progress": kept(
        Kind.LEARNING, "person_id",
        "id person_id course_id lesson_id started_at last_at finished_at finished_version active_seconds",
        when="last_at finished_at",
    ),
    "check_answer": kept(Kind.LEARNING, "person_id", "id person_id lesson_id check_key chosen at", when="at"),
    "media_play": kept(
        Kind.LEARNING, "person_id", "id person_id lesson_id media_key began_at done_at how", when="began_at done_at",
    ),
    "milestone": kept(
        Kind.LEARNING, "person_id", "id person_id course_id kind ref reached_at minutes", when="reached_at",
    ),
    "cohort_place": kept(
        Kind.LEARNING, "person_id", "person_id since until reason cohort_id course_id", when="since until",
    ),
    "live_attendance": kept(
        Kind.LEARNING, "person_id", "person_id arrived departed by_id at reason session_id number", when="at",
    ),
    "attempt": kept(
        Kind.LEARNING, "person_id",
        "person_id quiz_id quiz_version_id number retests_id deadline closes_at state staff",
        hidden="seed", when="started_at submitted_at",
    ),
    "attempt_item": kept(Kind.LEARNING, "attempt_id", "number question_version_id"),
    "attempt_grade": kept(Kind.LEARNING, "attempt_id", "reason content passed number", when="at"),
    "answer_step": kept(Kind.LEARNING, "attempt_id", "answer flagged number", when="at"),
    "answer_file": kept(Kind.LEARNING, "attempt_id", "file number sort size", files="file", when="at"),
    "appeal": kept(
        Kind.LEARNING, "person_id",
        "person_id answered_by words earned verdict answer earlier attempt_id number grade_id",
        when="at answered_at",
    ),
    "marking_piece": kept(Kind.LEARNING, "person_id", "person_id attempt_id number", when="since"),
    "marking_mark": kept(Kind.LEARNING, "piece_id", "marker_id levels earned text number settles", when="at"),
    "marking_request": kept(Kind.LEARNING, "piece_id", hidden="marker_id asked_by", when="at"),
    "quiz_release": kept(Kind.LEARNING, "person_id", "person_id by_id note quiz_version_id number", when="at"),
    "accommodation": kept(
        Kind.LEARNING, "person_id",
        "person_id by_id ended_by reason number quiz_id percent minutes attempts since until",
        when="at ended_at",
    ),
    "sitting_release": kept(
        Kind.LEARNING, "person_id", "person_id proctor_id", hidden="password_hash", when="made_at ended_at",
    ),
    "sitting_admission": kept(Kind.LEARNING, "person_id", "person_id at release_id how attempt_id", when="at"),
    "regrade_case": kept(Kind.LEARNING, "attempt_id", "decided_by", hidden="decision reason", when="decided_at"),
    "program_mark": kept(Kind.LEARNING, "person_id", "person_id by_id passed comment task number", when="at"),
    "program_statement": kept(Kind.LEARNING, "person_id", "id person_id version_id key digest day at", when="at"),
    "program_waiver": kept(
        Kind.LEARNING, "person_id",
        "person_id by_id ended_by reason ended_reason program_id requirement number sort until",
        when="at ended_at",
    ),
}  # fmt: skip
"""What was taught and learned."""

PRACTICE: Mapping[str, Kept] = {
    "practicum_entry": kept(
        Kind.PRACTICE, "person_id",
        "person_id supervisor_id starts ends checked_at client decision strokes depth score hands_ending "
        "reflection own_ratings flags course_id plan_id form_key form_digest amends_id state version round "
        "lapses_at zone category room_id check_id decision_id in_room flagged minutes credited refused",
        hidden="answers sheet", when="created_at first_sent_at sent_at",
    ),
    "practicum_event": kept(Kind.PRACTICE, "entry_id", "by_id reason changes step", when="at"),
    "practicum_review": kept(
        Kind.PRACTICE, "entry_id",
        "reviewer_id verdict text ratings auto_fails outcome round roles plan_id rubric credentials entry_digest",
        when="at",
    ),
    "evidence": kept(
        Kind.PRACTICE, "entry_id", "at removed_at removed_by file reason number kind size seconds",
        files="file", when="at removed_at",
    ),
    "evidence_seal": kept(Kind.PRACTICE, "entry_id", when="at"),
    "thread_remark": kept(
        Kind.PRACTICE, "entry_id", "by_id at withdrawn_at text number answers_id told_at", when="at withdrawn_at",
    ),
    "aftercare": kept(Kind.PRACTICE, "person_id", "person_id given_at recorded_at entry_id", when="recorded_at"),
    "follow_up": kept(
        Kind.PRACTICE, "person_id", "person_id answered_at answer note entry_id hours", when="due_at answered_at",
    ),
    "offline_item": kept(
        Kind.PRACTICE, "person_id",
        "person_id captured_at notes key kind digest check_id decision_id entry_id version",
        when="synced_at",
    ),
    "screening_decision": kept(
        Kind.PRACTICE, "person_id",
        "person_id decided_at client outcome decision form_key form_digest course_id plan_id category room_id "
        "check_id record_id zone day",
        hidden="answers marks", when="recorded_at",
    ),
    "screening_signature": kept(
        Kind.PRACTICE, "person_id", "person_id signer_id at decision_id way step credentials digest",
        when="at recorded_at",
    ),
    "screening_start": kept(Kind.PRACTICE, "decision_id", "at", when="at recorded_at"),
    "booking": kept(
        Kind.PRACTICE, "person_id", "person_id booked_at cancelled_at came marked_at marked_by slot_id",
        when="booked_at cancelled_at marked_at",
    ),
    "observation": kept(
        Kind.PRACTICE, "trainee_id",
        "trainee_id assessor_id starts ends at client ratings own_ratings auto_fails comment outcome course_id "
        "plan_id entry_id booking_id review_id category zone rubric credentials roles",
        when="at",
    ),
    "observation_second": kept(Kind.PRACTICE, "entry_id", "assessor_id asked_by", when="asked_at"),
    "remediation": kept(
        Kind.PRACTICE, "trainee_id", "trainee_id owner_id closed_by result observation_id hold_id passed_id aside",
        when="opened_at closed_at",
    ),
    "remediation_contract": kept(
        Kind.PRACTICE, "remediation_id", "written_by issue steps success number due_on", when="written_at agreed_at",
    ),
    "held_document": kept(
        Kind.PRACTICE, "person_id",
        "person_id issuer place place_key issued_on ends_on number file kind title file_kind",
        files="file", when="sent_at",
    ),
    "held_document_decision": kept(
        Kind.PRACTICE, "person_id", "person_id by_id at state reason document_id number", when="at",
    ),
    "board_licence": kept(Kind.PRACTICE, "person_id", "person_id number board serial", when="recorded_at"),
    "hold": kept(
        Kind.PRACTICE, "person_id", "person_id placed_by cleared_by reason kind", when="placed_at cleared_at",
    ),
    "review_board_case": kept(
        Kind.PRACTICE, "person_id",
        "person_id opened_by lifted_by reason finding measures lifted_reason kind subject zone answer_by "
        "decide_by hold_id",
        when="opened_at decided_at lifted_at",
    ),
    "review_board_piece": kept(Kind.PRACTICE, "case_id", "by_id text number sort ref_id", when="at"),
    "review_board_vote": kept(Kind.PRACTICE, "case_id", "person_id by_id finding measures reason number", when="at"),
    "supervision_credential": kept(
        Kind.PRACTICE, "person_id",
        "person_id title issuer number valid_from valid_until evidence recorded_by verified_by withdrawn_from "
        "withdrawn_by withdrawn_reason kind level",
        files="evidence", when="recorded_at verified_at withdrawn_at",
    ),
    "supervision_doubt": kept(
        Kind.PRACTICE, "entry_id", "decided_by decision reason credential_id", when="raised_at decided_at",
    ),
    "supervision_substitute": kept(
        Kind.PRACTICE, "entry_id supervisor_id", "supervisor_id substitute_id starts_on ends_on assigned_by",
        when="assigned_at",
    ),
    "supervision_presence": kept(Kind.PRACTICE, "person_id", "id person_id supervisor_id step at", when="at"),
    "supervision_tie": kept(
        Kind.PRACTICE, "person_id", "person_id other_id ended_by ended_reason",
        hidden="email", when="declared_at ended_at",
    ),
}  # fmt: skip
"""Who worked on clients, and who answered for it; what clients answered is given to nobody."""

INCIDENTS: Mapping[str, Kept] = {
    "incident": kept(
        Kind.INCIDENTS, "trainee_id reporter_id",
        "reporter_id sent_at trainee_id supervisor_id entry_id room_id place occurred_at discovered_at owner_id "
        "due_on closed_at closed_by draft happened severity equipment_failed facts form_key state version zone "
        "hold_id",
        when="created_at sent_at closed_at",
    ),
    "incident_event": kept(Kind.INCIDENTS, "incident_id", "by_id text changes number step", when="at"),
}  # fmt: skip
"""What went wrong: the trainee's whose session it was, else of whoever told it."""

CERTIFICATES: Mapping[str, Kept] = {
    "certificate": kept(
        Kind.CERTIFICATES, "person_id",
        "person_id number token payload program_id digest ends_on status file key failure created_at changed_at "
        "review_by",
        files="file",
    ),
    "certificate_credential": kept(Kind.CERTIFICATES, "certificate_id", "document token list_number place"),
    "certificate_event": kept(Kind.CERTIFICATES, "certificate_id", "reason at status by"),
    "certificate_file": kept(Kind.CERTIFICATES, "certificate_id", "file key until", files="file"),
    "certificate_run_item": kept(Kind.CERTIFICATES, "person_id", "person_id number refused"),
    "award": kept(
        Kind.CERTIFICATES, "person_id",
        "person_id standing program_id cycle number at ended_at renews_id corrects",
    ),
    "award_proof": kept(Kind.CERTIFICATES, "award_id", "leaves root", hidden="said evidence_key"),
    "program_approval": kept(Kind.CERTIFICATES, "person_id", "person_id by_id program_id cycle at"),
    "program_binding": kept(Kind.CERTIFICATES, "person_id", "id person_id program_id version_id since"),
}  # fmt: skip
"""What was certified, and on whose word."""

OTHERS: Mapping[str, Kept] = {
    "audit_record": kept(Kind.RECORD, "", "actor", hidden="before after"),
    "board_account": kept(Kind.SCHOOL, "", "recorded_by"),
    "board_approval": kept(Kind.SCHOOL, "", "recorded_by"),
    "booking_slot": kept(Kind.SCHOOL, "", "assessor_id created_by", hidden="ended_reason"),
    "certificate_run": kept(Kind.SCHOOL, "", "by_id"),
    "cohort": kept(Kind.SCHOOL, "", "instructor_id"),
    "letter_version": kept(Kind.SCHOOL, "", "by_id"),
    "enrolment_list": kept(Kind.SCHOOL, "", "by_id", hidden="shown changed"),
    "job": kept(Kind.SCHOOL, "", hidden="payload"),
    "live_session": kept(Kind.SCHOOL, "", "closed_by"),
    "look": kept(Kind.SCHOOL, "", "saved_by", hidden="content"),
    "look_picture": kept(Kind.SCHOOL, "", "sent_by", hidden="name"),
    "practicum_inspection": kept(Kind.SCHOOL, "", "recorded_by", hidden="installer reviewer note"),
    "regrade": kept(Kind.SCHOOL, "", "by_id"),
    "sign_off": kept(Kind.SCHOOL, "", "recorded_by withdrawn_by", hidden="name profession note withdrawn_reason"),
    "sites_check": kept(Kind.SCHOOL, "", "person_id", hidden="answers note outcome"),
    "sites_lock": kept(Kind.SCHOOL, "", "by_id", hidden="reason"),
    "sites_opening": kept(Kind.SCHOOL, "", "by_id", hidden="reason"),
    "sites_photo": kept(Kind.SCHOOL, "", "by_id"),
    "verification_report": kept(Kind.SCHOOL, "", "answered_by", hidden="hash number text answer"),
    "sitting_dates": kept(Kind.SCHOOL, "", "by_id"),
}  # fmt: skip
"""What is nobody's own: people are in it as who acted, by their number."""

TABLES: Mapping[str, Kept] = {**ACCOUNT, **LEARNING, **PRACTICE, **INCIDENTS, **CERTIFICATES, **OTHERS}
"""All of them, by the table's name without its prefix."""
