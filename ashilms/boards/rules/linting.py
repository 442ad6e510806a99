"""The linter: everything in a certificate's contents that a board would reject, with the rule that says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ashilms.boards.rules.checks import CHECKS, says_of
from ashilms.boards.rules.contents import Contents
from ashilms.boards.rules.packs import SCHOOL, Pack, Rule

WORDING = "never_says"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a certificate would break, and what was found."""

    board: str
    """The board's short name."""
    version: int
    """Of its rules."""
    rule: Rule
    found: str

    def __str__(self) -> str:
        """Return the finding in one line: what was found, then the rule's text."""
        whose = "We hold to this ourselves" if self.rule.by == SCHOOL else "The rule"
        return f"{self.board}: {self.found} {whose}: {self.rule.text}"

    def as_data(self) -> dict[str, Any]:
        """Return the finding as plain JSON values."""
        return {
            "board": self.board, "version": self.version, "rule": self.rule.id, "by": self.rule.by, "found": self.found,
            "text": self.rule.text, "source": str(self.rule.source) if self.rule.source else None,
            "since": self.rule.since.isoformat(),
        }  # fmt: skip


def lint(pack: Pack, contents: Contents) -> tuple[Finding, ...]:
    """Return every rule of `pack` that these contents break, in the pack's order.

    Rules about what somebody did are left out while `contents.taught` is `None`.
    """
    return tuple(
        Finding(pack.short, pack.version, rule, found)
        for rule in pack.rules
        if contents.taught is not None or not CHECKS[rule.check].by_holder(rule.params)
        if (found := CHECKS[rule.check].judge(contents, rule.params))
    )


def lint_texts(packs: Iterable[Pack], texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return every rule about wording that texts break: they hold for a certificate that claims nothing, too."""
    return tuple(
        Finding(pack.short, pack.version, rule, found)
        for pack in packs
        for rule in pack.rules
        if rule.check == WORDING and (found := says_of(texts, rule.params["words"]))
    )
