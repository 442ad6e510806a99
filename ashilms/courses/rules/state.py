"""Where a person is in a course: what is finished, open, or locked and why, and what comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ashilms.courses.rules.gates import CREDIT_EARNED, MODULE_COMPLETED, QUIZ_PASSED, Gate, Milestones, unmet
from ashilms.courses.rules.review import Review, from_mark, pack_mark


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
    ce_minutes: int = 0
    """Continuing-education minutes by the content: no clock runs for them."""
    reviewed: Review | None = None
    """The last review of it that stands."""
    digest: str = ""
    """Which text it has now."""

    @property
    def is_changed(self) -> bool:
        """Whether its text is another than the one that was reviewed; of what a pack says itself nobody knows."""
        return (
            self.reviewed is not None and bool(self.reviewed.digest) and self.reviewed.digest != self.digest
        )


def module_outline(data: Mapping[str, Any]) -> ModuleOutline:
    """Return a module of an outline from what is kept of it: a mapping of its fields, lessons as lists of theirs."""
    quizzes = tuple(Gate(QUIZ_PASSED, quiz["key"], quiz["title"]) for quiz in data["quizzes"])
    awaited, by_pack = pack_mark(data["review"])
    reviewed, digest = from_mark(data.get("signed")), data.get("digest", "")
    if reviewed is not None and reviewed.digest == digest:
        awaited = ""
    return ModuleOutline(
        data["key"], data["number"], data["title"], data["summary"], awaited, tuple(data["requires"]), quizzes,
        tuple(LessonOutline(*lesson) for lesson in data["lessons"]), data.get("ce_minutes", 0), reviewed or by_pack,
        digest,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one person is in one lesson."""

    last_at: datetime
    finished_at: datetime | None = None
    active_seconds: int = 0


@dataclass(frozen=True, slots=True)
class LessonState:
    """A lesson, and how far the person is in it."""

    outline: LessonOutline
    stage: Stage
    active_seconds: int = 0

    @property
    def active_minutes(self) -> int:
        """Whole minutes of active time."""
        return self.active_seconds // 60


@dataclass(frozen=True, slots=True)
class ModuleState:
    """A module, and how far the person is in it; `missing` says what has to come first while it is locked."""

    outline: ModuleOutline
    stage: Stage
    lessons: tuple[LessonState, ...]
    missing: tuple[Gate, ...]
    open_quizzes: tuple[Gate, ...]
    """The quizzes of this module that are not passed yet."""
    ce_earned: int | None = None
    """CE minutes as they were when they were earned; `None` while they are not."""

    @property
    def minutes(self) -> int:
        """Study minutes of the whole module."""
        return sum(state.outline.minutes for state in self.lessons)

    @property
    def active_minutes(self) -> int:
        """Whole minutes of active time in the whole module."""
        return sum(state.active_seconds for state in self.lessons) // 60

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
    ce_earned: int = 0
    """CE minutes earned, those of modules included that a later version has dropped."""

    @property
    def minutes(self) -> int:
        """Study minutes of the whole course."""
        return sum(module.minutes for module in self.modules)

    @property
    def active_minutes(self) -> int:
        """Whole minutes of active time in the lessons that the course has now."""
        return sum(state.active_seconds for module in self.modules for state in module.lessons) // 60

    @property
    def ce_minutes(self) -> int:
        """CE minutes that the whole course can earn."""
        return sum(module.outline.ce_minutes for module in self.modules)

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
    earned: Mapping[str, int] | None = None,
) -> CourseState:
    """Return where somebody is in a course, from their progress by lesson and what they have reached.

    `earned` are CE minutes by module.
    """
    earned = earned or {}
    states = tuple(_module_state(module, progress, milestones, earned) for module in modules)
    completed = [
        m for m in states if m.stage is Stage.DONE or (MODULE_COMPLETED, m.outline.key) in milestones
    ]
    quiz = next((gate for module in completed for gate in module.open_quizzes), None)
    following = _next_lesson(slug, states, progress)
    return CourseState(slug, title, states, following, quiz, sum(earned.values()))


def newly_earned(modules: Iterable[ModuleOutline], milestones: Milestones) -> list[tuple[str, int]]:
    """Return the modules whose CE minutes are earned by these milestones and were not yet, with the minutes.

    The rule for home study asks for the whole content and a graded test: every lesson finished and every quiz of
    the module passed. It knows no clock, so that active time neither adds to it nor stands in its way.
    """
    return [
        (module.key, module.ce_minutes)
        for module in modules
        if module.ce_minutes
        and module.quizzes
        and (CREDIT_EARNED, module.key) not in milestones
        and milestones >= {(MODULE_COMPLETED, module.key), *((q.kind, q.ref) for q in module.quizzes)}
    ]


def _module_state(
    module: ModuleOutline,
    progress: Mapping[int, Progress],
    milestones: Milestones,
    earned: Mapping[str, int],
) -> ModuleState:
    missing = tuple(unmet(module.requires, milestones))
    lessons = tuple(_lesson_state(lesson, progress.get(lesson.id)) for lesson in module.lessons)
    stages = {lesson.stage for lesson in lessons}
    if stages == {Stage.DONE}:
        stage = Stage.DONE
    elif missing:
        stage = Stage.LOCKED
    else:
        stage = Stage.OPEN if stages <= {Stage.OPEN} else Stage.BEGUN
    quizzes = tuple(gate for gate in module.quizzes if (gate.kind, gate.ref) not in milestones)
    return ModuleState(module, stage, lessons, missing, quizzes, earned.get(module.key))


def _lesson_state(lesson: LessonOutline, progress: Progress | None) -> LessonState:
    if progress is None:
        return LessonState(lesson, Stage.OPEN)
    stage = Stage.DONE if progress.finished_at else Stage.BEGUN
    return LessonState(lesson, stage, progress.active_seconds)


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
