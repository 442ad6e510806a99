"""The built-in kinds of requirement, one folder each; a plugin adds others."""

from ashilms.plugins import RequirementKind
from ashilms.programs.kinds.attestation.rules import Attestation
from ashilms.programs.kinds.case_mix.rules import CaseMix
from ashilms.programs.kinds.certificate_held.rules import CertificateHeld
from ashilms.programs.kinds.consecutive_observations.rules import ConsecutiveObservations
from ashilms.programs.kinds.contact_hours.rules import ContactHours
from ashilms.programs.kinds.declaration.rules import Declaration
from ashilms.programs.kinds.document_held.rules import DocumentHeld
from ashilms.programs.kinds.live_attendance.rules import LiveAttendance
from ashilms.programs.kinds.module_completed.rules import ModuleCompleted
from ashilms.programs.kinds.no_open_incident.rules import NoOpenIncident
from ashilms.programs.kinds.no_open_remediation.rules import NoOpenRemediation
from ashilms.programs.kinds.observation_passed.rules import ObservationPassed
from ashilms.programs.kinds.practicum_clients.rules import PracticumClients
from ashilms.programs.kinds.practicum_minutes.rules import PracticumMinutes
from ashilms.programs.kinds.practicum_sessions.rules import PracticumSessions
from ashilms.programs.kinds.quiz_passed.rules import QuizPassed
from ashilms.programs.kinds.second_person_approval.rules import SecondPersonApproval
from ashilms.programs.kinds.task_marked.rules import TaskMarked

BUILT_IN: tuple[RequirementKind, ...] = (
    ModuleCompleted(),
    QuizPassed(),
    ContactHours(),
    LiveAttendance(),
    PracticumMinutes(),
    PracticumSessions(),
    PracticumClients(),
    CaseMix(),
    ObservationPassed(),
    ConsecutiveObservations(),
    NoOpenIncident(),
    NoOpenRemediation(),
    CertificateHeld(),
    TaskMarked(),
    Attestation(),
    Declaration(),
    DocumentHeld(),
    SecondPersonApproval(),
)
