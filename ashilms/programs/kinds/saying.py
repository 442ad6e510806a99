"""Which of a trainee's statements say what a requirement asks for."""

from collections.abc import Mapping
from typing import Any

from ashilms.plugins import Fact
from ashilms.programs.kinds.parameters import missing_text
from ashilms.programs.rules.statements import LONGEST, STATEMENT, digest_of

PAGE = "ashilms.programs.show_statements"


def wrong_statement(params: Mapping[str, Any], key: str) -> list[str]:
    """Return what is wrong with a statement's name or its words."""
    found = missing_text(params, key, "statement")
    return found or (
        [f"keep 'statement' within {LONGEST} characters."] if len(params["statement"]) > LONGEST else []
    )


def last_said(evidence: tuple[Fact, ...], key: str, words: str) -> Fact | None:
    """Return the latest time that somebody made a statement in just these words."""
    wanted = (key, digest_of(words))
    said = [f for f in evidence if f.kind == STATEMENT and (f.values["key"], f.values["digest"]) == wanted]
    return max(said, key=lambda fact: (fact.on, fact.id), default=None)
