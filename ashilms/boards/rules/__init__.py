"""Judging what a certificate would say to a board: values in, findings out."""

from ashilms.boards.rules.checks import CHECKS, Check
from ashilms.boards.rules.contents import (
    NOTHING,
    Account,
    Approval,
    Claim,
    Contents,
    Credit,
    Taught,
    plain,
    reach_of,
    read_credit,
    spelt,
)
from ashilms.boards.rules.linting import Finding, lint, lint_texts
from ashilms.boards.rules.packs import Pack, Rule, Source, read_pack

__all__ = [
    "CHECKS", "NOTHING", "Account", "Approval", "Check", "Claim", "Contents", "Credit", "Finding", "Pack", "Rule",
    "Source", "Taught", "lint", "lint_texts", "plain", "reach_of", "read_credit", "read_pack", "spelt",
]  # fmt: skip
