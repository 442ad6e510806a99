"""What boards would reject in a pack's programmes, as far as a pack alone shows it: words, halves, kinds of hours."""

from collections.abc import Iterator
from datetime import date

from ashilms.boards.rules import (
    Claim,
    Contents,
    Finding,
    Taught,
    lint,
    lint_texts,
    read_credit,
)
from ashilms.boards.rules.packs import Pack
from ashilms.boards.services import all_packs, texts_of
from ashilms.courses.content import contents
from ashilms.courses.rules.credit import creditable
from ashilms.plugins import PackDocument, PackFiles, Problem

BY_THE_PACK = ("step", "one_of", "type_fits", "taught")
LIVE_ENOUGH = 10**6
"""Minutes: how long classes will be, no pack says."""


def check(pack: PackFiles) -> list[Problem]:
    """Return everything in the pack's programmes that no board would take, each where it stands."""
    return [problem for document in pack.find("programs/*.yaml") for problem in _check(pack, document)]


def _check(pack: PackFiles, document: PackDocument) -> Iterator[Problem]:
    for name, text in texts_of(document.data).items():
        for finding in lint_texts(all_packs().values(), {name: text}):
            yield document.problem(_told(finding), name)
    if "credit" in document.data:
        for finding in _rejected(document, _home_minutes(pack)):
            yield document.problem(_told(finding), "credit")


def _rejected(document: PackDocument, home_minutes: int) -> list[Finding]:
    """Return what keeps every board from taking these hours; nothing where one of them would."""
    found = [_judge(board, document, home_minutes) for board in all_packs().values()]
    return min(found, key=len)


def _judge(board: Pack, document: PackDocument, home_minutes: int) -> list[Finding]:
    credit = read_credit(document.data)
    claim = Claim(
        board=board.short, course_type=credit.course_type, credit=credit.spelt(board.unit), provider_number=""
    )
    said = Contents(
        claim=claim, credit=credit, issued_on=date.min, course_title=document.data["name"], provider_name="",
        taught=Taught(LIVE_ENOUGH, home_minutes, 0),
    )  # fmt: skip
    return [finding for finding in lint(board, said) if finding.rule.check in BY_THE_PACK]


def _home_minutes(pack: PackFiles) -> int:
    """Return the minutes of home study that the pack's content carries."""
    return sum(creditable(content, module.data.get("ce_minutes")) for module, content in contents(pack))


def _told(finding: Finding) -> str:
    return f"{finding} Mend it, or no board’s hours can be claimed."
