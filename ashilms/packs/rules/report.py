"""What is told about a pack: what a check found, what a load did, what is loaded."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from ashilms.formats import hours, plural
from ashilms.plugins import Problem


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: what the pack holds, and every problem."""

    modules: int = 0
    lessons: int = 0
    words: int = 0
    figures: int = 0
    media: int = 0
    """Recordings."""
    media_minutes: int = 0
    questions: Mapping[str, int] = field(default_factory=dict)
    """How many questions of each kind."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """Of each question that is answered on a drawing: how much of that earns full marks, at least, from 0 to 1.

    Each can be answered and missed; one that can't is a problem. Empty as long as there is any problem.
    """
    study_minutes: int = 0
    ce_minutes: int = 0
    """What the content supports by the rule for home study, whatever the pack claims."""
    problems: tuple[Problem, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return the report as plain JSON."""
        return {**asdict(self), "problems": [asdict(problem) for problem in self.problems]}

    def told_shares(self) -> list[str]:
        """Return a line on what is answered on a drawing and one for each question, hardest to hit first; or none."""
        if not self.shares:
            return []
        lines = [
            f"  {name}: {100 * share:.2g} %"
            for name, share in sorted(self.shares.items(), key=lambda one: one[1])
        ]
        count = plural(len(lines), "question is", "questions are")
        return [f"{count} answered on a drawing, of which at least so much earns full marks:", *lines]

    def summary(self) -> str:
        """Return what the pack holds, and whether it can be loaded, in two sentences."""
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(self.questions.items()))
        media = f"{plural(self.media, 'recording')} ({hours(self.media_minutes)}), " if self.media else ""
        held = (
            f"{plural(self.modules, 'module')}, {plural(self.lessons, 'lesson')}, {plural(self.words, 'word')}, "
            f"{plural(self.figures, 'figure')}, {media}{plural(sum(self.questions.values()), 'question')} "
            f"({kinds or 'none'}), {hours(self.study_minutes)} of study, "
            f"{plural(self.ce_minutes, 'CE minute')} supported."
        )
        if not self.problems:
            return f"{held} Nothing is wrong with it."
        return f"{held} It can't be loaded yet: {plural(len(self.problems), 'problem')}."


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did or would do, in sentences; `changes` is empty when the pack is loaded as it is."""

    slug: str
    number: int
    """Counts what was loaded of this course, from 1."""
    version: int
    """The version that the pack says of itself."""
    changes: tuple[str, ...]
    asks: tuple[str, ...] = ()
    """What is asked anew of people under way, each with how many they are."""

    def told(self) -> list[str]:
        """Return all of it, line by line."""
        if not self.changes:
            return ["Nothing has changed since it was loaded last."]
        asks = [f"Asked anew: {sentence}" for sentence in self.asks]
        return [*self.changes, *(asks or ["Asked anew: nothing, of nobody."] * (self.number > 1))]


@dataclass(frozen=True, slots=True)
class Listed:
    """A pack that the site holds, or that a plugin brings."""

    pack: str
    version: int | None = None
    """The version that the loaded pack says of itself; `None`: it is not loaded."""
    number: int | None = None
    loaded_at: datetime | None = None
    loaded_by: str | None = None
    plugin: str | None = None

    def as_data(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        at = self.loaded_at.isoformat() if self.loaded_at else None
        return {**asdict(self), "loaded_at": at}

    def told(self) -> str:
        """Return it as a line."""
        brought = f", brought by the plugin {self.plugin}" if self.plugin else ""
        if self.loaded_at is None:
            return f"{self.pack}: not loaded{brought}. Load it: ashilms packs load {self.pack}"
        return (
            f"{self.pack}: version {self.version}, load {self.number}, on {self.loaded_at:%Y-%m-%d} by "
            f"{self.loaded_by}{brought}."
        )
