"""How hours, boards' claims and waivers are said on a certificate."""

from collections.abc import Mapping, Sequence

from ashilms.boards.rules import Claim
from ashilms.certificates.rules.parts import Hours, Waived
from ashilms.courses.rules.credit import CONTACT_HOUR
from ashilms.formats import plural


def waived_titles(waived: Sequence[Waived]) -> list[str]:
    """Return which requirements were waived or met by something equal, a line for each sort."""
    return [f"{said}: {', '.join(titles)}" for said, titles in _by_sort(waived).items()]


def waived_counts(waived: Sequence[Waived]) -> list[str]:
    """Return how many requirements were waived or met by something equal, a line for each sort."""
    return [f"{said}: {plural(len(titles), 'requirement')}" for said, titles in _by_sort(waived).items()]


def _by_sort(waived: Sequence[Waived]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in waived:
        found.setdefault(one.said, []).append(one.title)
    return found


def claimed(claim: Claim) -> str:
    """Return what is said for a board: who is known to it by which numbers, and the credit."""
    parts = (
        ("provider No.", claim.provider_number), ("course No.", claim.course_number), ("", claim.course_type),
        ("", claim.credit), ("holder’s licence No.", claim.holder_licence),
    )  # fmt: skip
    return f"{claim.board}: {', '.join(f'{name} {said}'.strip() for name, said in parts if said)}"


def taught(hours: Hours) -> tuple[str, str, str]:
    """Return contact hours as they are headed, in whole and half hours (of 50 minutes), and how they were taught."""
    home, live = (2 * minutes // CONTACT_HOUR for minutes in (hours.home_minutes, hours.live_minutes))
    return "Contact hours", _halves(home + live), f"{_halves(home)} home study · {_halves(live)} live"


def practised(hours: Hours) -> tuple[str, str, str]:
    """Return supervised hours (of 60 minutes) as they are headed, in full, and those with clients."""
    clients = f"{_clock(hours.client_minutes)} with clients" if hours.client_minutes else ""
    whole, rest = divmod(hours.practicum_minutes, 60)
    spelt = f"{whole} hour{'s' * (whole != 1)}" if not rest else _clock(hours.practicum_minutes)
    return "Supervised practicum, not CE", spelt, clients


def _halves(halves: int) -> str:
    return f"{halves // 2}.{halves % 2 * 5}"


def _clock(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    return f"{whole} h {rest} min" if rest else f"{whole} h"
