"""What a pack's pools and quizzes are, read from their files: what checking and loading both need."""

from typing import Any

from ashilms.plugins import PackFiles, Plain
from ashilms.quizzes.rules.paper import practice_pool
from ashilms.quizzes.services import Kinds

QUESTIONS, QUIZZES = "questions/*.yaml", "quizzes.yaml"
BLUEPRINT = (
    "draw",
    "critical",
    "pass_percent",
    "minutes",
    "attempts",
    "waits_hours",
    "again_days",
    "parts",
    "bounds",
    "proctored",
)


def kinds_of(pack: PackFiles) -> Kinds:
    """Return the kinds of question that are installed."""
    return pack.kinds.get("question_kinds", {})


def pool_of(data: Plain) -> str:
    """Return the name of the pool that a file of questions fills or a quiz draws from: a module's, or its own.

    What is practised about a module is a pool of its own, whose name no quiz may draw from: see `practice_pool`.
    """
    return practice_pool(data["practice"]) if "practice" in data else str(data.get("module") or data["pool"])


def topic_of(item: Plain, pool: str) -> str:
    """Return what a question counts as when topics are balanced: in a pool of its own, the module that it is about."""
    return str(item["topic"] if item["module"] == pool else item["module"])


def gates_of(quiz: Plain) -> list[dict[str, str]]:
    """Return what opens a quiz: as it says, by default its own module completed."""
    own = [{"module": quiz["module"]}] if "module" in quiz else []
    return list(quiz.get("requires", own))


def blueprint_of(quiz: Plain) -> dict[str, Any]:
    """Return the rules of a quiz's sittings, as an attempt is held by them."""
    return {name: quiz[name] for name in BLUEPRINT if name in quiz}
