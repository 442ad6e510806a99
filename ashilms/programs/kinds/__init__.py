"""The built-in kinds of requirement, one folder each; a plugin adds others."""

from ashilms.plugins import RequirementKind
from ashilms.programs.kinds.consecutive_observations.rules import ConsecutiveObservations
from ashilms.programs.kinds.module_completed.rules import ModuleCompleted
from ashilms.programs.kinds.no_open_remediation.rules import NoOpenRemediation
from ashilms.programs.kinds.observation_passed.rules import ObservationPassed
from ashilms.programs.kinds.practicum_minutes.rules import PracticumMinutes
from ashilms.programs.kinds.quiz_passed.rules import QuizPassed
from ashilms.programs.kinds.second_person_approval.rules import SecondPersonApproval

BUILT_IN: tuple[RequirementKind, ...] = (
    ModuleCompleted(),
    QuizPassed(),
    PracticumMinutes(),
    ObservationPassed(),
    ConsecutiveObservations(),
    NoOpenRemediation(),
    SecondPersonApproval(),
)
