"""What may be added to AshiLMS from outside: protocols, and the one value that carries additions in.

The built-in kinds satisfy the same protocols. Nothing here overrides anything: a taken name is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:  # rules import this file, and no framework
    from wtforms import Form

Step = str | int
"""One step on the way into a document: a key, or a place in a list."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a pack: where, and a sentence that also says what would be right."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Return the problem as a compiler would print it."""
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class PackDocument:
    """One YAML file of a pack, or one lesson's front matter: its data, and the line of each part of it."""

    file: str
    data: Any
    lines: Mapping[tuple[Step, ...], int]
    body: str = ""
    """A lesson's Markdown, without the front matter; empty for YAML files."""
    body_line: int = 1
    """The line of the file on which `body` begins."""

    def line_of(self, *path: Step) -> int:
        """Return the line of what is at `path`, or of what is around it: `line_of("items", 3, "kind")`."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, message: str, *path: Step) -> Problem:
        """Return a problem at `path` in this document."""
        return Problem(self.file, self.line_of(*path), message)


@dataclass(frozen=True, slots=True)
class PackFiles:
    """A pack folder as read: every file within bounds, each document valid by its schema."""

    root: Path
    documents: Mapping[str, PackDocument]
    """By name inside the folder, such as `questions/m02.yaml`."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What is no YAML and no Markdown, as text: `figures/*.svg`, `media/*.vtt`."""
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What the pack declares, so that a section can check what it points at: see `PACK_IDS`."""
    kinds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What is installed, by name: `question_kinds`, `requirement_kinds`."""
    files: frozenset[str] = frozenset()
    """The name of every file, of those too that are no sound documents."""
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    """What is no text: recordings, `media/*`."""

    @property
    def pack(self) -> dict[str, Any]:
        """What `pack.yaml` says."""
        data: dict[str, Any] = self.documents["pack.yaml"].data
        return data

    @property
    def slug(self) -> str:
        """The id of the pack, which is its course's slug."""
        return str(self.pack["id"])

    def yaml(self, name: str) -> PackDocument:
        """Return one document; raises `KeyError` when the pack has no such file."""
        return self.documents[name]

    def find(self, pattern: str) -> list[PackDocument]:
        """Return the documents whose names match, in the order of their names: `find("questions/*.yaml")`."""
        return [self.documents[name] for name in sorted(self.documents) if fnmatchcase(name, pattern)]


PACK_IDS = (
    "module", "objective", "lesson", "term", "source", "figure", "media", "rule", "question", "quiz", "category",
    "rubric", "stroke", "feature", "document", "program",
)  # fmt: skip
"""The keys of `PackFiles.ids`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer earned: `earned` of `possible`, exact; `right` only when all of it was earned."""

    earned: Fraction
    possible: Fraction = Fraction(1)
    unsafe: bool = False
    """Whether the answer would hurt somebody: a must-pass miss, whatever rule the question tests."""

    @property
    def right(self) -> bool:
        """Whether the answer earned everything."""
        return self.earned == self.possible


Plain = Mapping[str, Any]
"""A JSON object."""


@runtime_checkable
class QuestionKind(Protocol):
    """A sort of question. Pure but for its form; everything that goes in and out is plain JSON.

    A question is kept in two halves: `asked` may be shown, `key` may not and lies in another table. What
    draws the page is handed `asked` alone, so it cannot give away what it never had. `order` is the shuffled
    order of the parts for one attempt: the page sees places in that order and never the pack's ids, since an
    author may always put the right one first. An `answer` is canonical, in the pack's ids; `None` is empty.
    """

    name: str
    template: str
    """Its macro `ask(form, shown)` draws the question, its `tell(told, number)` what became of it."""

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's `item`, each as a sentence; empty when it can be asked."""

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return `asked` and `key` of the pack's `item`."""

    def parts(self, asked: Plain) -> list[str]:
        """Return the ids whose order is shuffled for each attempt."""

    def shown(self, asked: Plain, order: Sequence[str], answer: Any) -> dict[str, Any]:
        """Return what the page sees of the question and of the answer saved so far."""

    def form(self, shown: Plain, data: Any) -> "Form":
        """Return the form that takes an answer from `data`, else holds the saved one, in a field `answer`."""

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> Any:
        """Return the answer that the form's `given` stands for; raises `ValueError` when there is none."""

    def grade(self, asked: Plain, key: Plain, answer: Any) -> Mark | None:
        """Return the mark for `answer`; `None`: a person has to mark it, see `ByHand`."""

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: Any, *, whole: bool
    ) -> dict[str, Any]:
        """Return what the result page may see: what was answered and why it was right; the key if `whole`."""


@runtime_checkable
class InParts(Protocol):
    """What a question kind adds whose answers have several parts, of which some may be left empty."""

    def empty_parts(self, asked: Plain, answer: Any) -> int:
        """Return how many parts of an answer that is not empty have still to be given."""


@runtime_checkable
class ByHand(Protocol):
    """What a question kind adds whose answers a person marks: its `grade` returns `None` for them."""

    def marking(self, asked: Plain, key: Plain) -> Plain:
        """Return `guide`, a text, and `rubric`, a list of `{id, text, critical, levels}`: what a marker goes by."""


@runtime_checkable
class OnDrawing(Protocol):
    """What a question kind adds that is answered on a drawing."""

    def share(self, item: Plain) -> float:
        """Return how much of the drawing earns full marks, at least: from 0 to 1."""


@runtime_checkable
class TakesFile(Protocol):
    """What a question kind adds that is answered by a file: `{file, sort, size}` names one that is kept."""

    def accepts(self, asked: Plain) -> Sequence[str]:
        """Return what may be sent: `photo`, `video`, `pdf`."""


@dataclass(frozen=True, slots=True)
class Met:
    """A requirement is met, by this evidence (ids such as `attempt:12`); `until` when it ends by itself."""

    have: str
    evidence: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Unmet:
    """A requirement is not met: what it needs, what there is, and where the person can do something about it.

    `needed` is how much is missing, such as "1 h to go"; empty when `have` says it all ("not passed").
    """

    needed: str
    have: str
    evidence: tuple[str, ...] = ()
    by: date | None = None
    page: str | None = None
    """Endpoint of that page, without values; `None` when there is nothing for the person to do."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a trainee has done or that holds of them: frozen, with the id of the row behind it."""

    id: str
    kind: str
    on: date
    values: Mapping[str, Any]
    """What it says, as plain JSON values. What still turns is told with its days, so that it can be looked at as of
    any of them: `ended` or `closed`, a day or `None`; `turned` or `changes`, a list of `[day, what]`, the first first.
    """
    since: date | None = None
    """From which day it counts, where that is later than `on`: a session counts once it is signed."""

    def counts_on(self, day: date) -> bool:
        """Return whether it was there on that day, for whoever asks what stood then."""
        return max(self.on, self.since or self.on) <= day


@runtime_checkable
class RequirementKind(Protocol):
    """A sort of requirement: pure, given everything it looks at. The pack gives its title and how to meet it."""

    name: str

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters a pack gives, each as a sentence."""

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether the evidence meets the requirement on that date, and why."""


@runtime_checkable
class Falling(Protocol):
    """What a requirement kind adds that more evidence can take away again; of all others it never does."""

    falls_by: str
    """By what, such as `an incident`."""


@runtime_checkable
class Blocking(Protocol):
    """What a requirement kind adds that nothing earned can mend: while it is not met, nothing is issued."""

    blocks: str
    """What has to end first, such as `the review of an incident`."""


@runtime_checkable
class Guarding(Protocol):
    """What a requirement kind adds that nobody is ever waived of, whatever a pack says."""

    never_waived: str
    """Why not, such as `an open incident is a matter of safety`."""


@dataclass(frozen=True, slots=True)
class CertificateDesign:
    """A look for certificates: a template drawn from the payload alone, and the folder of its assets.

    docs/certificate-designs.md says what the template is given and what room each text was measured for.
    """

    name: str
    template: str
    assets: Path
    stylesheets: tuple[str, ...] = ("certificate.css",)
    """Names inside `assets`. In its SVG files `currentColor` is the ink that the school chose."""
    title: str = ""
    """What the registrar's page calls it; the name if empty."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """Additions from one package: `AshiLMS(app, plugins=[Plugin("anatomy-lab", question_kinds=(…,))])`."""

    name: str
    question_kinds: tuple[QuestionKind, ...] = ()
    requirement_kinds: tuple[RequirementKind, ...] = ()
    certificate_designs: tuple[CertificateDesign, ...] = ()
    packs: tuple[Path, ...] = ()
