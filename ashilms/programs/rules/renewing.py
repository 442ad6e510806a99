"""Renewing: what is asked of whoever holds a certificate that ends, and judging what was done since it was earned.

Everything is read off the evidence, the certificate that is followed included, so that any past day can be asked about.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ashilms.held_documents.rules import DOCUMENT
from ashilms.plugins import Fact
from ashilms.programs.rules.certified import changes_of, status_on
from ashilms.programs.rules.judging import evaluate
from ashilms.programs.rules.proof import APPROVED, Proof, Standing
from ashilms.programs.rules.statements import MARK
from ashilms.programs.rules.tree import Kinds, Node, parse
from ashilms.programs.rules.validity import DONE, Rule, Stage, late_stages, opens_on, read_rule, stage_on
from ashilms.programs.rules.waivers import WAIVER

ALWAYS = "requirements"
LATE_TREES = {"lapsed": Stage.LAPSED, "reassess": Stage.REASSESS}
"""What the trees of a pack's `renewal` are called: what is always asked, and what is besides, in which stage."""
LATE = "late-renewal"
"""The id of the group around both trees of a late renewal."""
IDLE_MONTHS = 6
"""After so long without a session a skill counts as idle, where a pack says nothing else."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How one version of a programme renews what it gave."""

    program: str
    version: int
    rule: Rule
    always: Node
    late: Mapping[Stage, Node]
    """What comes on top in a stage after the grace; where there is nothing, nothing is renewed then."""
    idle_months: int

    @property
    def trees(self) -> list[Node]:
        """Everything that it may ask for."""
        return [self.always, *self.late.values()]


@dataclass(frozen=True, slots=True)
class Before:
    """The certificate that a renewal follows."""

    number: str
    issued: date
    completed: date
    """The last day on which something was done that it stands on: what was done later counts for the next one."""
    until: date
    changes: Sequence[tuple[date, str]]

    def status_on(self, day: date) -> str:
        """Return its status at the end of a day; empty while it was not drawn."""
        return status_on(self.changes, day)


@dataclass(frozen=True, slots=True)
class Judged:
    """How a renewal stands: as which one it counts, and what is met of it."""

    stage: Stage
    """Where the certificate is; up to the end of its grace, when everything was done by then, `GRACE` for ever."""
    standing: Standing | None
    """`None`: it can't be renewed any more."""

    @property
    def ready(self) -> bool:
        """Whether nothing but a second person's approval is missing."""
        return self.standing is not None and self.standing.is_ready


def trees_in(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the trees of a program's `renewal`, each with its name in the pack; none where nothing is renewed."""
    renewal = content.get("renewal", {})
    yield from ((name, renewal[name]) for name in (ALWAYS, *LATE_TREES) if name in renewal)


def read_terms(program: str, version: int, content: Mapping[str, Any]) -> Terms | None:
    """Return how a program's version renews; `None` where it renews nothing, or what it gives does not expire."""
    rule, trees = read_rule(content), {name: parse(tree) for name, tree in trees_in(content)}
    if rule is None or not trees:
        return None
    late = {stage: trees[name] for name, stage in LATE_TREES.items() if name in trees}
    idle = content["renewal"].get("idle_months", IDLE_MONTHS)
    return Terms(program, version, rule, trees[ALWAYS], late, idle)


def read_before(evidence: Sequence[Fact], number: str) -> Before | None:
    """Return the certificate of that number; `None` where it is not drawn yet, or does not expire."""
    fact = next((fact for fact in evidence if fact.id == f"certificate:{number}"), None)
    if fact is None or fact.values["until"] is None:
        return None
    completed, until = (date.fromisoformat(fact.values[name]) for name in ("completed", "until"))
    return Before(number, fact.on, completed, until, changes_of(fact))


def may_renew_from(terms: Terms, before: Before) -> date:
    """Return the first day on which a certificate may be renewed."""
    return opens_on(terms.rule, before.issued, before.until)


def judge(terms: Terms, before: Before, kinds: Kinds, evidence: Sequence[Fact], on: date) -> Judged:
    """Return how renewing a certificate stands at the end of a day.

    What had been done by the last day of a stage is judged as in that stage, whenever it was signed, checked or
    approved: whoever was in time loses nothing by a queue. So each stage is asked in its turn, and the first that
    lasts still or was met in time is the answer.
    """
    now = stage_on(terms.rule, before.until, on)
    for stage, last in late_stages(terms.rule, before.until):
        standing = None
        if stage is Stage.GRACE or stage in terms.late:
            in_time = [fact for fact in evidence if not _is_of_its_day(fact) or fact.on <= last]
            standing = _stand(terms, before, terms.late.get(stage), kinds, in_time, on)
        if on <= last:
            return Judged(now, standing)
        if (found := Judged(stage, standing)).ready:
            return found
    return Judged(now, None)


def counts_since(fact: Fact, day: date, issued: date) -> bool:
    """Return whether a fact says something about the time after `day`, for what follows a certificate of `issued`.

    What somebody did is of its day. What the certificate before may have stood on beside that, it stood on when it was
    issued, though its completion does not tell so: the mark of a task, an approval, and a document without an end,
    which counts once, for whatever is given next. A document that ends holds until then, whenever it was sent. A waiver
    was of the first. All else tells its own turns: incidents, remediations, certificates.
    """
    if fact.kind in DONE:
        return fact.on > day
    if fact.kind == MARK or _is_endless(fact):
        return fact.on > max(day, issued)
    if fact.kind == APPROVED:
        return fact.on > issued
    return fact.kind != WAIVER


def _is_of_its_day(fact: Fact) -> bool:
    """Return whether its holder did it on its day: what they sent once and for all is done by sending it."""
    return fact.kind in DONE or _is_endless(fact)


def _is_endless(fact: Fact) -> bool:
    return fact.kind == DOCUMENT and fact.values["until"] is None


def _stand(
    terms: Terms, before: Before, late: Node | None, kinds: Kinds, evidence: Sequence[Fact], on: date
) -> Standing:
    """Return where somebody stands: what is always asked since the one before was earned, the rest since it ended."""

    def stand(tree: Node, day: date) -> Standing:
        known = [fact for fact in evidence if counts_since(fact, day, before.issued)]
        return evaluate(terms.program, terms.version, tree, kinds, known, on)

    always = stand(terms.always, before.completed)
    if late is None:
        return always
    parts = (stand(late, before.until).proof, always.proof)
    met = sum(part.met for part in parts)
    whole = Proof(
        LATE, "Everything that renewing this late asks for", met == len(parts), f"{met} of {len(parts)}",
        needed="" if met == len(parts) else f"{len(parts)} of {len(parts)}", members=parts, least=len(parts),
    )  # fmt: skip
    return replace(always, proof=whole)
