"""What is announced: one signal, one sentence each.

Each is sent by a service after the flush and before the commit, with the session as sender; a listener
that raises vetoes the change. Values are ids and plain facts, never rows.
"""

from blinker import Namespace

_announced = Namespace()

enrolled = _announced.signal("enrolled")
"""A person took up a course. `person_id`, `course_id`, `now`."""

lesson_completed = _announced.signal("lesson-completed")
"""A lesson's conditions are all met. `person_id`, `lesson_id`."""

milestone_reached = _announced.signal("milestone-reached")
"""Something that opens other things was passed. `person_id`, `kind`, `ref`."""

attempt_graded = _announced.signal("attempt-graded")
"""A quiz attempt has its grade. `person_id`, `quiz_id`, `attempt_id`, `passed`."""

attempt_waits = _announced.signal("attempt-waits")
"""A quiz attempt was handed in with answers that people have to mark, or other ones than before have to be marked.
`attempt_id`, `numbers` (of questions), `actor`, `kinds`, `now`."""

attempt_marked = _announced.signal("attempt-marked")
"""The last mark of a quiz attempt is in, and it has its grade. `person_id`, `attempt_id`, `now`."""

terms_asked = _announced.signal("terms-asked")
"""Asks on what terms a person may sit quizzes; a listener returns `quizzes.rules.terms.Terms` by quiz.
`person_id`, `quiz_ids`, `now`."""

attempt_begun = _announced.signal("attempt-begun")
"""An attempt at a quiz has begun. `person_id`, `quiz_id`, `attempt_id`, `proctored`, `now`."""

entry_submitted = _announced.signal("entry-submitted")
"""A practicum entry waits for a countersignature. `person_id`, `entry_id`, `supervisor_id`."""

entry_decided = _announced.signal("entry-decided")
"""A practicum entry was countersigned, returned or rejected. `person_id`, `entry_id`, `decision`, `actor`, `now`."""

class_moved = _announced.signal("class-moved")
"""A live session of a cohort has other times or another title. `session_id`, `now`."""

places_asked = _announced.signal("places-asked")
"""Asks who booked a place in a live session; a listener returns ids of people, or `None` where nothing is booked.
`session_id`."""

places_changed = _announced.signal("places-changed")
"""What people booked a place in was called off, or takes place at another time. `slot_id`, `what`, `now`."""

observation_signed = _announced.signal("observation-signed")
"""An observation of a trainee was signed. `observation_id`, `now`."""

remediation_changed = _announced.signal("remediation-changed")
"""A remediation was opened, or a step taken in it. `remediation_id`, `step`, `now`."""

allowance_changed = _announced.signal("allowance-changed")
"""An attempt was released, or an accommodation recorded or ended. `person_id`, `what`, `page`, `now`."""

appeal_answered = _announced.signal("appeal-answered")
"""A trainee's question about a mark was answered. `appeal_id`, `now`."""

remark_made = _announced.signal("remark-made")
"""Something was asked or answered about a practicum entry. `remark_id`, `now`."""

document_decided = _announced.signal("document-decided")
"""A document that somebody holds was accepted, refused or withdrawn. `document_id`, `number` (of the decision),
`now`."""

incident_changed = _announced.signal("incident-changed")
"""An incident was reported, or a step taken about it. `incident_id`, `number` (of the event), `step`, `now`."""

evidence_asked = _announced.signal("evidence-asked")
"""Asks what else holds of people, for their standing; a listener returns facts (`plugins.Fact`) by person, in as many
queries for all of them as for one. `person_ids`."""

board_case_changed = _announced.signal("board-case-changed")
"""A case came before the review board, something was added to it, it was decided, or its pause lifted. `case_id`,
`step`, `now`."""

requirements_met = _announced.signal("requirements-met")
"""Everything a program asks for is there. `person_id`, `program_id`."""

signatures_doubted = _announced.signal("signatures-doubted")
"""Asks which signed sessions rest on a credential from a day on; each listener returns its own
(`supervision.rules.doubts.Dependent`). `credential_id`, `person_id` (whose it is), `since`."""

sessions_doubted = _announced.signal("sessions-doubted")
"""Asks what was earned by these sessions; each listener returns its own. `entries` (`Dependent`s)."""

signature_disowned = _announced.signal("signature-disowned")
"""A registrar decided that a signed session no longer counts. `entry_id`, `actor`, `reason`, `now`."""

certificate_issued = _announced.signal("certificate-issued")
"""A certificate is drawn, signed and stands. `person_id`, `certificate_id`, `number`."""

certificate_changed = _announced.signal("certificate-changed")
"""A certificate was suspended, reinstated, revoked or superseded, or a `step` was taken that left its `status` as it
is (kept suspended, signed anew, expired, begun anew). `person_id`, `certificate_id`, `number`, `status`, `step`."""

line_waits = _announced.signal("line-waits")
"""Asks whether what a daily mail is about to say is no longer so; a listener returns `True` where it is over.
`kind` (of letter), `about` (what the room knows it by), `person_id` (who reads it), `now`."""
