"""Who is entitled on a day, at each edge: tables of cases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ashilms.supervision.rules.credentials import (
    FIRST_AID,
    LEVEL,
    LICENCE,
    Credential,
    entitle,
    entitled_until,
    find_fault,
    held_until,
)

pytestmark = pytest.mark.any_database

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
LICENSED = Credential(1, LICENCE, None, FIRST, LAST)
LEVEL_1 = Credential(2, LEVEL, 1, FIRST, None)
AID = Credential(4, FIRST_AID, None, FIRST - 90 * DAY, LAST + 700 * DAY)
ALL = (LICENSED, AID, LEVEL_1)
MIDST = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("held", "on", "level", "reason"),
    [
        (ALL, FIRST, 1, ""),
        (ALL, LAST, 1, ""),
        (ALL, FIRST - DAY, 1, "Bea's licence begins on 1 January 2026."),
        (ALL, LAST + DAY, 1, "Bea's licence ended on 31 December 2026."),
        ((), MIDST, 1, "Bea's licence isn't on record."),
        ((AID, LEVEL_1), MIDST, 1, "Bea's licence isn't on record."),
        ((LICENSED, LEVEL_1), MIDST, 1, "Bea's first-aid certificate isn't on record."),
        (
            (LICENSED, replace(AID, valid_until=MIDST - DAY), LEVEL_1),
            MIDST,
            1,
            "Bea's first-aid certificate ended on 14 June 2026.",
        ),
        ((LICENSED, replace(AID, valid_until=MIDST), LEVEL_1), MIDST, 1, ""),
        (
            (LICENSED, replace(AID, verified=False), LEVEL_1),
            MIDST,
            1,
            "Bea's first-aid certificate for 15 June 2026 waits for a registrar to verify it.",
        ),
        (
            (LICENSED, replace(AID, withdrawn_from=MIDST), LEVEL_1),
            MIDST,
            1,
            "Bea's first-aid certificate turned out to have lapsed by 15 June 2026.",
        ),
        ((LICENSED, AID), MIDST, 1, "Bea's record holds no level in this programme for 15 June 2026."),
        (
            (replace(LICENSED, verified=False), AID, LEVEL_1),
            MIDST,
            1,
            "Bea's licence for 15 June 2026 waits for a registrar to verify it.",
        ),
        (
            (LICENSED, AID, replace(LEVEL_1, verified=False)),
            MIDST,
            1,
            "Bea's level for 15 June 2026 waits for a registrar to verify it.",
        ),
        (
            ALL,
            MIDST,
            2,
            "Bea's level in this programme was 1 on 15 June 2026; this category needs level 2.",
        ),
        ((LICENSED, AID, replace(LEVEL_1, level=3)), MIDST, 2, ""),
        ((LICENSED, AID, replace(LEVEL_1, level=2)), MIDST, 2, ""),
        ((replace(LICENSED, withdrawn_from=MIDST), AID, LEVEL_1), MIDST - DAY, 1, ""),
        (
            (replace(LICENSED, withdrawn_from=MIDST), AID, LEVEL_1),
            MIDST,
            1,
            "Bea's licence turned out to have lapsed by 15 June 2026.",
        ),
        (
            (replace(LICENSED, withdrawn_from=FIRST), AID, LEVEL_1),
            FIRST,
            1,
            "Bea's licence turned out to have lapsed by 1 January 2026.",
        ),
        (
            (LICENSED, AID, replace(LEVEL_1, withdrawn_from=MIDST)),
            MIDST,
            1,
            "Bea's record holds no level in this programme for 15 June 2026.",
        ),
        ((replace(LICENSED, withdrawn_from=MIDST), replace(LICENSED, id=3), AID, LEVEL_1), MIDST, 1, ""),
    ],
)
def test_licence_first_aid_and_level_current_on_the_day_entitle(
    held: tuple[Credential, ...], on: date, level: int, reason: str
) -> None:
    found = entitle(held, on, level=level)
    assert (bool(found), found.explain("Bea's")) == (not reason, reason)
    assert bool(found.credentials) == bool(found)


def test_a_signature_stands_on_the_papers_that_hold_the_longest() -> None:
    longer = replace(LICENSED, id=9, valid_until=LAST + 30 * DAY)
    assert entitle((LICENSED, longer, AID, LEVEL_1), MIDST).credentials == (9, 4, 2)
    assert entitle((LICENSED, replace(LICENSED, id=9), AID, LEVEL_1), MIDST).credentials == (1, 4, 2)


RENEWED = Credential(3, LICENCE, None, LAST + DAY, LAST + 365 * DAY)


@pytest.mark.parametrize(
    ("held", "until"),
    [
        (ALL, LAST),
        ((*ALL, RENEWED), LAST + 365 * DAY),
        ((*ALL, replace(RENEWED, valid_from=LAST + 2 * DAY)), LAST),
        ((*ALL, replace(RENEWED, verified=False)), LAST),
        ((replace(LICENSED, withdrawn_from=MIDST + DAY), AID, LEVEL_1), MIDST),
        ((LICENSED, AID, replace(LEVEL_1, valid_until=MIDST)), MIDST),
        ((LICENSED, replace(AID, valid_until=MIDST), LEVEL_1), MIDST),
        ((replace(LICENSED, valid_until=None), replace(AID, valid_until=None), LEVEL_1), None),
    ],
)
def test_a_stretch_ends_at_the_first_gap(held: tuple[Credential, ...], until: date | None) -> None:
    assert entitled_until(held, MIDST) == until


def test_papers_of_one_kind_hold_through_the_last_that_follows_without_a_gap() -> None:
    next_one = replace(AID, id=5, valid_from=LAST + 701 * DAY, valid_until=LAST + 999 * DAY)
    assert held_until((AID, next_one, LICENSED), FIRST_AID, MIDST) == next_one.valid_until
    assert held_until((AID,), FIRST_AID, MIDST) == AID.valid_until
    assert held_until((LICENSED,), FIRST_AID, MIDST) == MIDST - DAY, "none holds"


def test_who_is_not_entitled_has_no_stretch() -> None:
    with pytest.raises(ValueError, match="entitled"):
        entitled_until(ALL, LAST + DAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": FIRST_AID}, None),
        ({"kind": FIRST_AID, "valid_until": None}, "valid_until"),
        ({}, None),
        ({"valid_from": MIDST}, None),
        ({"valid_from": MIDST + DAY}, "valid_from"),
        ({"valid_until": None}, "valid_until"),
        ({"valid_until": FIRST - DAY}, "valid_until"),
        ({"valid_until": FIRST}, None),
        ({"valid_until": date(2126, 12, 31)}, "valid_until"),
        ({"kind": LEVEL}, "level"),
        ({"kind": LEVEL, "level": 4}, "level"),
        ({"kind": LEVEL, "level": 1, "valid_until": None}, None),
    ],
)
def test_a_credential_that_cannot_be_is_refused_at_its_field(
    changes: dict[str, object], field: str | None
) -> None:
    fault = find_fault(replace(LICENSED, **changes), MIDST)  # type: ignore[arg-type]
    assert (fault[0] if fault else None) == field
