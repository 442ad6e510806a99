"""Where a person is in a course: what is finished, open, or locked and why, and what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

MODULE_COMPLETED = "module_completed"
QUIZ_PASSED = "quiz_passed"
GATES = {"module": MODULE_COMPLETED, "quiz": QUIZ_PASSED}
"""What a pack's `requires` may name, and the milestone that meets it."""

Milestones = AbstractSet[tuple[str, str]]
"""What a person has reached in one course, as (kind, ref)."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Something that has to come first: a milestone, and its name for people."""

    kind: str
    ref: str
    title: str = ""


def gates(requires: Iterable[Mapping[str, Any]]) -> list[Gate]:
    """Return a pack's `requires` list as gates."""
    found = []
    for entry in requires:
        word = next(word for word in GATES if word in entry)
        found.append(Gate(GATES[word], str(entry[word]), str(entry.get("title", ""))))
    return found


def unmet(requires: Iterable[Mapping[str, Any]], milestones: Milestones) -> list[Gate]:
    """Return the gates that are still closed, in the pack's order; empty: it is open."""
    return [gate for gate in gates(requires) if (gate.kind, gate.ref) not in milestones]


def first_shut(waits: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return what can never open, each with something that it waits for in vain.

    `waits` names, for everything that has gates, what it waits for; each of these is in it too.
    """
    opened: set[str] = set()
    while ready := {key for key in waits.keys() - opened if opened.issuperset(waits[key])}:
        opened |= ready
    shut = waits.keys() - opened
    return {key: next(name for name in waits[key] if name in shut) for key in shut}


class Stage(StrEnum):
    """How far along something is."""

    DONE = "done"
    BEGUN = "begun"
    OPEN = "open"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class LessonOutline:
    """A lesson in the list of its module."""

    id: int
    key: str
    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class ModuleOutline:
    """A module as its course lists it; `quizzes` are those that examine it."""

    key: str
    number: int
    title: str
    summary: str
    review: str
    """Who still has to review the text, in words; empty once they have."""
    requires: tuple[Mapping[str, Any], ...]
    quizzes: tuple[Gate, ...]
    lessons: tuple[LessonOutline, ...]


def module_outline(data: Mapping[str, Any]) -> ModuleOutline:
    """Return a module of an outline from what is kept of it: a mapping of its fields, lessons as lists of theirs."""
    quizzes = tuple(Gate(QUIZ_PASSED, quiz["key"], quiz["title"]) for quiz in data["quizzes"])
    review = "" if data["review"]["status"] == "reviewed" else data["review"]["by"]
    return ModuleOutline(
        data["key"], data["number"], data["title"], data["summary"], review, tuple(data["requires"]), quizzes,
        tuple(LessonOutline(*lesson) for lesson in data["lessons"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one person is in one lesson."""

    last_at: datetime
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LessonState:
    """A lesson, and how far the person is in it."""

    outline: LessonOutline
    stage: Stage


@dataclass(frozen=True, slots=True)
class ModuleState:
    """A module, and how far the person is in it; `missing` says what has to come first while it is locked."""

    outline: ModuleOutline
    stage: Stage
    lessons: tuple[LessonState, ...]
    missing: tuple[Gate, ...]
    open_quizzes: tuple[Gate, ...]
    """The quizzes of this module that are not passed yet."""

    @property
    def minutes(self) -> int:
        """Study minutes of the whole module."""
        return sum(state.outline.minutes for state in self.lessons)

    @property
    def finished(self) -> int:
        """How many lessons are finished."""
        return sum(state.stage is Stage.DONE for state in self.lessons)


@dataclass(frozen=True, slots=True)
class NextLesson:
    """The lesson to go on with: where it is, and whether it was begun before."""

    course: str
    module: str
    key: str
    title: str
    minutes: int
    begun: bool


@dataclass(frozen=True, slots=True)
class CourseState:
    """A course as one person sees it: every module with its state, and what comes next."""

    slug: str
    title: str
    modules: tuple[ModuleState, ...]
    next: NextLesson | None
    next_quiz: Gate | None
    """The first quiz that has become open and is not passed; to be sat when no lesson is begun."""

    @property
    def minutes(self) -> int:
        """Study minutes of the whole course."""
        return sum(module.minutes for module in self.modules)

    @property
    def minutes_done(self) -> int:
        """Study minutes of the lessons that are finished."""
        return sum(
            lesson.outline.minutes
            for module in self.modules
            for lesson in module.lessons
            if lesson.stage is Stage.DONE
        )


def state_of(
    slug: str,
    title: str,
    modules: Iterable[ModuleOutline],
    progress: Mapping[int, Progress],
    milestones: Milestones,
) -> CourseState:
    """Return where somebody is in a course, from their progress by lesson and what they have reached."""
    states = tuple(_module_state(module, progress, milestones) for module in modules)
    completed = [
        m for m in states if m.stage is Stage.DONE or (MODULE_COMPLETED, m.outline.key) in milestones
    ]
    quiz = next((gate for module in completed for gate in module.open_quizzes), None)
    return CourseState(slug, title, states, _next_lesson(slug, states, progress), quiz)


def _module_state(
    module: ModuleOutline, progress: Mapping[int, Progress], milestones: Milestones
) -> ModuleState:
    missing = tuple(unmet(module.requires, milestones))
    lessons = tuple(LessonState(lesson, _lesson_stage(progress.get(lesson.id))) for lesson in module.lessons)
    stages = {lesson.stage for lesson in lessons}
    if stages == {Stage.DONE}:
        stage = Stage.DONE
    elif missing:
        stage = Stage.LOCKED
    else:
        stage = Stage.OPEN if stages <= {Stage.OPEN} else Stage.BEGUN
    quizzes = tuple(gate for gate in module.quizzes if (gate.kind, gate.ref) not in milestones)
    return ModuleState(module, stage, lessons, missing, quizzes)


def _lesson_stage(progress: Progress | None) -> Stage:
    if progress is None:
        return Stage.OPEN
    return Stage.DONE if progress.finished_at else Stage.BEGUN


def _next_lesson(
    slug: str, modules: Iterable[ModuleState], progress: Mapping[int, Progress]
) -> NextLesson | None:
    """Return the unfinished lesson that was open last, else the first one that is not locked."""
    ready = [
        (module.outline.key, lesson)
        for module in modules
        if module.stage is not Stage.LOCKED
        for lesson in module.lessons
        if lesson.stage is not Stage.DONE
    ]
    begun = [entry for entry in ready if entry[1].stage is Stage.BEGUN]
    if not ready:
        return None
    module, lesson = (
        max(begun, key=lambda entry: progress[entry[1].outline.id].last_at) if begun else ready[0]
    )
    outline = lesson.outline
    return NextLesson(slug, module, outline.key, outline.title, outline.minutes, bool(begun))


READ, CHECKS, MEDIA = "read", "checks", "media"


def open_conditions(
    conditions: Iterable[str], checks: Sequence[str], answered: AbstractSet[str]
) -> list[str]:
    """Return what keeps a lesson from being finished, in sentences; `read` is met where the button stands."""
    left = [check for check in checks if check not in answered]
    if CHECKS not in conditions or not left:
        return []
    if len(left) == 1:
        return ["One self-check is still open. It doesn't count; answering it is part of the lesson."]
    return [
        f"{len(left)} self-checks are still open. They don't count; answering them is part of the lesson."
    ]
