"""What a programme's certificates claim, and what a board would reject in one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ashilms.boards.models import BoardAccount, BoardApproval
from ashilms.boards.rules import (
    NOTHING,
    Account,
    Approval,
    Claim,
    Contents,
    Finding,
    Pack,
    lint,
    lint_texts,
    plain,
    reach_of,
    read_credit,
)
from ashilms.boards.services.finding import find_accounts, find_approvals, find_licences, find_versions
from ashilms.boards.services.packs import all_packs
from ashilms.config import Settings
from ashilms.errors import Unacceptable
from ashilms.programs.models import ProgramVersion


class Rejected(Unacceptable):
    """A board would reject the certificate; `findings` say by which rules, and nothing was issued."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        more = f" {len(findings) - 1} more on the approval’s page." if findings[1:] else ""
        super().__init__(f"Not issued, since a board would reject it. {findings[0]}{more}")
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One board that a programme claims: its rules, what the school has on record, and what would be printed."""

    pack: Pack
    account: Account | None
    approval: Approval
    claim: Claim

    def judge(self, contents: Contents) -> tuple[Finding, ...]:
        """Return what this board would reject in `contents`, told what it granted."""
        return lint(
            self.pack, replace(contents, claim=self.claim, account=self.account, approval=self.approval)
        )


@dataclass(frozen=True, slots=True)
class Claims:
    """What a programme's certificates claim, and the boards that are left out for want of a licence number."""

    made: tuple[Claimed, ...]
    left_out: tuple[Pack, ...] = ()

    @property
    def printed(self) -> tuple[Claim, ...]:
        """What the certificate says, board by board."""
        return tuple(one.claim for one in self.made)

    @property
    def versions(self) -> Mapping[str, int]:
        """Which version of whose rules was held against it."""
        return {one.pack.id: one.pack.version for one in self.made}

    def judge(self, contents: Contents) -> tuple[Finding, ...]:
        """Return everything in `contents` that a board would reject: wording too where nothing is claimed."""
        claimed = {one.pack.id for one in self.made}
        others = [pack for pack in all_packs().values() if pack.id not in claimed]
        found = [finding for one in self.made for finding in one.judge(contents)]
        return (*found, *lint_texts(others, contents.texts))


def claims_of(db: Session, person_id: int, version: ProgramVersion) -> Claims:
    """Return what somebody's certificate would claim, were it issued now in this version of a programme.

    A board that wants the holder's licence number printed is claimed only for those who gave it.
    """
    licences = {board: row.number for board, row in find_licences(db, person_id).items() if row.number}
    granted = Granted(find_accounts(db), find_approvals(db, version.program_id))
    made = granted.claimed(version, licences)
    keep = [one for one in made if not one.pack.asks_for_licence or one.claim.holder_licence]
    return Claims(tuple(keep), tuple(one.pack for one in made if one not in keep))


@dataclass(frozen=True, slots=True)
class Checked:
    """A programme's current version, what it claims, and what boards would reject in any certificate of it."""

    version: ProgramVersion
    claimed: tuple[Claimed, ...]
    findings: tuple[Finding, ...]

    def found_by(self, board: str) -> tuple[Finding, ...]:
        """Return what one board would reject, by its short name."""
        return tuple(finding for finding in self.findings if finding.board == board)


def check_programs(db: Session, settings: Settings, *, today: date) -> list[Checked]:
    """Return what boards would reject in each programme, whoever holds its certificate; three queries for all."""
    granted = Granted(find_accounts(db), find_approvals(db))
    found = []
    for version in find_versions(db):
        claims, content = Claims(granted.claimed(version, {})), version.content
        contents = Contents(
            claim=NOTHING, credit=read_credit(content), issued_on=today, course_title=content["name"],
            provider_name=plain(settings.provider_name), texts=texts_of(content),
            provider_reach=reach_of(settings.provider_address, settings.provider_contact),
        )  # fmt: skip
        found.append(Checked(version, claims.made, claims.judge(contents)))
    return found


def texts_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Return what a programme prints on its certificates, by what it is called."""
    return {name: content[name] for name in ("title", "name", "scope")}


@dataclass(frozen=True, slots=True)
class Granted:
    """Everything on record with boards that a claim stands on."""

    accounts: Mapping[str, BoardAccount]
    approvals: Mapping[tuple[int, str], BoardApproval]

    def claimed(self, version: ProgramVersion, licences: Mapping[str, str]) -> tuple[Claimed, ...]:
        """Return every board that a programme claims; one whose rules were taken off can't be claimed."""
        return tuple(
            self._claim(all_packs()[board], row.as_approval(), version, licences.get(board, ""))
            for (program_id, board), row in sorted(self.approvals.items())
            if program_id == version.program_id and row.claimed and board in all_packs()
        )

    def _claim(self, pack: Pack, approval: Approval, version: ProgramVersion, licence: str) -> Claimed:
        row, credit = self.accounts.get(pack.id), read_credit(version.content)
        claim = Claim(
            board=pack.short, course_type=credit.course_type, credit=credit.spelt(pack.unit),
            provider_number=row.number if row else "", course_number=approval.course_number, holder_licence=licence,
        )  # fmt: skip
        return Claimed(pack, row.as_account() if row else None, approval, claim)
