"""What boards granted is recorded and not changed; a certificate that one would reject is not made."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.audit.models import AuditRecord
from ashilms.boards import services
from ashilms.boards.models import BoardAccount, BoardApproval, BoardLicence
from ashilms.boards.services.packs import HERE
from ashilms.certificates.models import Certificate, CertificateEvent
from ashilms.certificates.rules import canonical, from_canonical
from ashilms.certificates.rules.payload import WITH_DESIGN
from ashilms.config import Settings
from ashilms.courses.models import Milestone
from ashilms.errors import Missing, Unacceptable
from ashilms.programs.models import Award, ProgramApproval
from tests.boards.conftest import ACCOUNT, APPROVAL, claim, say
from tests.conftest import NOW
from tests.schooling import HARBOUR, Founded

SETTINGS = Settings(provider_name=HARBOUR.provider.name, provider_address="12 Quay Street")


def traces(db: Session) -> list[int]:
    tables = (Certificate, CertificateEvent, Award, ProgramApproval, AuditRecord)
    return [db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def last_record(db: Session) -> AuditRecord:
    row = db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
    assert row is not None
    return row


def rejected(school: Founded) -> list[str]:
    """Return by which rules Ana's certificate is refused; nothing is left of the attempt."""
    before = traces(school.db)
    with pytest.raises(services.Rejected) as refused, school.db.begin_nested():
        school.issue()
    assert traces(school.db) == before
    return [f"{finding.board} {finding.rule.id}" for finding in refused.value.findings]


# Issued


def test_a_programme_that_claims_nothing_is_issued_as_ever(school: Founded) -> None:
    said = school.issue().as_payload()
    assert (said.version, said.claims) == (WITH_DESIGN, ())
    assert "boards" not in (last_record(school.db).after or {})


def test_what_a_board_granted_is_printed_and_frozen(school: Founded) -> None:
    claim(school.db, school.cast.reg)
    said = school.issue().as_payload()
    assert said.version == WITH_DESIGN
    (one,) = said.claims
    assert (one.board, one.course_type, one.credit, one.provider_number, one.course_number) == (
        "NCBTMB", "Home Study", "1.5 CE", "451234-11", "20-9988",
    )  # fmt: skip
    assert from_canonical(canonical(said)) == said
    record = school.db.scalars(select(AuditRecord).where(AuditRecord.action == "certificates.issue")).one()
    assert record.after is not None
    assert record.after["boards"] == {"ncbtmb": 1}


def test_a_certificate_keeps_what_it_claimed_whatever_is_recorded_later(school: Founded) -> None:
    claim(school.db, school.cast.reg)
    row = school.issue()
    services.record_account(school.db, school.cast.reg, "ncbtmb", replace(ACCOUNT, number="other"), now=NOW)
    assert row.as_payload().claims[0].provider_number == "451234-11"


# Refused


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"title": "Barefoot Bar Massage"}, "title-as-approved"),
        ({"course_type": "Live"}, "type-as-approved"),
        ({"home_halves": 4}, "hours-as-approved"),
        ({"home_halves": 2, "live_halves": 1}, "hours-as-approved"),
        ({"valid_from": NOW.date() + timedelta(days=1)}, "course-in-force"),
        ({"valid_until": NOW.date() - timedelta(days=1)}, "course-in-force"),
    ],
)
def test_what_was_approved_otherwise_is_not_issued(
    school: Founded, changes: dict[str, Any], rule: str
) -> None:
    claim(school.db, school.cast.reg, approval=replace(APPROVAL, **changes))
    assert rejected(school) == [f"NCBTMB {rule}"]


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        ({"credit": {"type": "Home Study", "home": 1.25}}, {"hours-as-approved", "half-hours"}),
        ({"credit": {"type": "Live", "home": 1.5}}, {"type-as-approved", "type-fits-hours"}),
        ({"scope": "Worth 1.5 CEUs."}, {"never-ceu"}),
        ({"name": "Foundation"}, {"title-as-approved"}),
        (
            {"credit": None},
            {"course-type", "type-as-approved", "hours-as-approved", "written-ce", "half-hours"},
        ),
    ],
)  # fmt: skip
def test_a_programme_that_says_something_else_is_not_issued(
    school: Founded, content: dict[str, Any], rules: set[str]
) -> None:
    claim(school.db, school.cast.reg)
    say(school.db, **content)
    assert set(rejected(school)) == {f"NCBTMB {rule}" for rule in rules}


def test_hours_that_only_practicum_could_fill_are_not_issued(school: Founded) -> None:
    """Ana has 78 minutes at home and 70 of practicum: two hours of 50 would need the practicum."""
    claim(school.db, school.cast.reg, approval=replace(APPROVAL, home_halves=4))
    say(school.db, credit={"type": "Home Study", "home": 2})
    assert rejected(school) == ["NCBTMB hours-taught", "NCBTMB no-practicum"]


def test_a_minute_less_than_the_hours_is_not_enough(school: Founded) -> None:
    claim(school.db, school.cast.reg)
    earned = school.db.scalars(
        select(Milestone).where(Milestone.person_id == school.cast.ana.id, Milestone.minutes > 0)
    ).all()
    earned[0].minutes = (earned[0].minutes or 0) - sum(row.minutes or 0 for row in earned) + 75
    school.db.flush()
    with school.db.begin_nested() as step:
        assert school.issue().as_payload().claims
        step.rollback()
    earned[0].minutes -= 1
    school.db.flush()
    assert "NCBTMB hours-taught" in rejected(school)


def test_a_claim_without_the_school_s_number_is_not_issued(school: Founded) -> None:
    version = say(school.db, credit={"type": "Home Study", "home": 1.5})
    services.record_approval(
        school.db, school.cast.reg, "ncbtmb", version.program_id, APPROVAL, claimed=True, now=NOW
    )
    school.db.commit()
    assert "NCBTMB provider-number" in rejected(school)


def test_the_last_day_of_the_school_s_number_is_one_on_which_it_holds(school: Founded) -> None:
    claim(school.db, school.cast.reg)
    last = replace(ACCOUNT, valid_until=NOW.date())
    services.record_account(school.db, school.cast.reg, "ncbtmb", last, now=NOW)
    with school.db.begin_nested() as step:
        assert school.issue().as_payload().claims
        step.rollback()
    before = replace(ACCOUNT, valid_until=NOW.date() - timedelta(days=1))
    services.record_account(school.db, school.cast.reg, "ncbtmb", before, now=NOW)
    assert rejected(school) == ["NCBTMB provider-in-force"]


def test_the_word_ceu_is_refused_where_nothing_is_claimed_too(school: Founded) -> None:
    say(school.db, scope="Worth 1.5 CEUs.")
    school.db.commit()
    assert rejected(school) == ["NCBTMB never-ceu"]


def test_the_refusal_says_what_was_found_and_the_rule(school: Founded) -> None:
    claim(school.db, school.cast.reg, approval=replace(APPROVAL, home_halves=4))
    with pytest.raises(services.Rejected, match=r"“1.5 CE”, and is “2 CE” with the board.*exactly those"):
        school.issue()


def test_a_claim_that_is_withdrawn_is_not_held_against_anything(school: Founded) -> None:
    version = claim(school.db, school.cast.reg, approval=replace(APPROVAL, home_halves=4))
    services.record_approval(
        school.db, school.cast.reg, "ncbtmb", version.program_id, APPROVAL, claimed=False, now=NOW
    )
    assert school.issue().as_payload().claims == ()


# A licence number


def test_a_board_that_wants_a_licence_number_is_claimed_for_who_gave_it(school: Founded) -> None:
    claim(school.db, school.cast.reg, "florida")
    claims = services.claims_of(school.db, school.cast.ana.id, claim(school.db, school.cast.reg))
    assert ([one.board for one in claims.printed], [pack.id for pack in claims.left_out]) == (
        ["NCBTMB"],
        ["florida"],
    )
    services.give_licence(school.db, school.cast.ana, "florida", " MA  1234 ", now=NOW)
    school.db.commit()
    said = school.issue().as_payload()
    assert [(one.board, one.holder_licence) for one in said.claims] == [
        ("Florida", "MA 1234"),
        ("NCBTMB", ""),
    ]
    assert said.claims[0].credit == "1.5 hours of 50 minutes"


def test_a_licence_number_is_its_owner_s_to_give_and_to_take_back(school: Founded) -> None:
    """The record says that it was given, and not what it is."""
    ana = school.cast.ana
    for number in ("MA 1", "MA 1", "", ""):
        services.give_licence(school.db, ana, "florida", number, now=NOW)
    rows = school.db.scalars(select(BoardLicence).order_by(BoardLicence.serial)).all()
    assert [(row.serial, row.number) for row in rows] == [(1, "MA 1"), (2, "")]
    assert last_record(school.db).after == {"given": False}
    assert services.claims_of(school.db, ana.id, claim(school.db, school.cast.reg, "florida")).made == ()
    for board in ("ncbtmb", "nowhere"):
        with pytest.raises(Missing):
            services.give_licence(school.db, ana, board, "MA 1", now=NOW)


# Recorded


def test_what_is_recorded_is_added_and_audited_with_before_and_after(school: Founded) -> None:
    reg = school.cast.reg
    services.record_account(school.db, reg, "texas", ACCOUNT, now=NOW)
    services.record_account(school.db, reg, "texas", replace(ACCOUNT, number="7"), now=NOW)
    assert [row.serial for row in school.db.scalars(select(BoardAccount))] == [1, 2]
    assert services.find_accounts(school.db)["texas"].number == "7"
    record = last_record(school.db)
    assert (record.action, record.actor) == ("boards.account", reg.label)
    assert (record.before or {})["number"] == "451234-11"
    assert (record.after or {})["number"] == "7"
    for claimed in (True, False):
        services.record_approval(
            school.db, reg, "texas", school.program_id, APPROVAL, claimed=claimed, now=NOW
        )
    assert [row.claimed for row in school.db.scalars(select(BoardApproval))] == [True, False]
    record = last_record(school.db)
    assert ((record.before or {})["claimed"], (record.after or {})["claimed"]) == (True, False)


@pytest.mark.parametrize("who", ["ana", "bea", "dee", "caz"])
def test_nobody_but_a_registrar_records_what_boards_granted(school: Founded, who: str) -> None:
    actor = getattr(school.cast, who)
    with pytest.raises(Missing):
        services.record_account(school.db, actor, "ncbtmb", ACCOUNT, now=NOW)
    with pytest.raises(Missing):
        services.record_approval(
            school.db, actor, "ncbtmb", school.program_id, APPROVAL, claimed=True, now=NOW
        )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"course_type": "By post"}, "course_type"),
        ({"home_halves": 0}, "live"),
        ({"valid_until": date(2024, 12, 31)}, "valid_until"),
    ],
)
def test_an_approval_that_can_t_be_is_refused(school: Founded, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        services.record_approval(
            school.db, school.cast.reg, "ncbtmb", school.program_id, replace(APPROVAL, **changes), claimed=True, now=NOW
        )  # fmt: skip
    assert refused.value.field == field


def test_an_unknown_board_or_programme_is_missing(school: Founded) -> None:
    reg = school.cast.reg
    with pytest.raises(Missing, match="ncbtmb"):
        services.record_account(school.db, reg, "nowhere", ACCOUNT, now=NOW)
    with pytest.raises(Missing):
        services.record_approval(school.db, reg, "ncbtmb", 999, APPROVAL, claimed=True, now=NOW)
    with pytest.raises(Unacceptable, match="last day"):
        services.record_account(
            school.db, reg, "ncbtmb", replace(ACCOUNT, valid_until=date(2024, 1, 1)), now=NOW
        )


# Programmes


def check(school: Founded, now: datetime = NOW) -> list[str]:
    (checked,) = services.check_programs(school.db, SETTINGS, today=now.date())
    return [finding.rule.id for finding in checked.findings]


def test_a_programme_is_warned_about_before_anybody_is_ready(school: Founded) -> None:
    assert check(school) == []
    claim(school.db, school.cast.reg)
    assert check(school) == []
    assert check(school, NOW + timedelta(days=3650)) == ["provider-in-force"]
    say(school.db, credit={"type": "Home Study", "home": 2})
    assert check(school) == ["hours-as-approved"]


def test_the_school_s_name_and_address_are_those_that_are_printed(school: Founded) -> None:
    claim(school.db, school.cast.reg)
    for settings, rules in (
        (Settings(provider_name="Other", provider_address="12 Quay Street"), ["provider-name-as-held"]),
        (Settings(provider_name=HARBOUR.provider.name), ["provider-address"]),
        (Settings(provider_name=HARBOUR.provider.name, provider_contact="+1 555"), ["provider-address"]),
        (Settings(provider_name=HARBOUR.provider.name, provider_contact="us@harbour.example"), []),
    ):
        (checked,) = services.check_programs(school.db, settings, today=NOW.date())
        assert [finding.rule.id for finding in checked.findings] == rules


def test_the_name_to_be_printed_is_asked_for_before_any_board(school: Founded) -> None:
    claim(school.db, school.cast.reg, approval=replace(APPROVAL, home_halves=4))
    people.get_person(school.db, school.cast.ana.id).printed_name = None
    with pytest.raises(Unacceptable, match="confirmed the name"):
        school.issue()


# The files


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data.update(version=0), "version"),
        (lambda data: data.update(more=1), "more"),
        (lambda data: data["rules"][0].pop("source"), "rules/0"),
        (lambda data: data["rules"][0].update(by="rumour"), "rules/0/by"),
        (lambda data: data["rules"][0].update(since="lately"), "rules/0/since"),
        (lambda data: data["rules"][0].update(check="guess"), "rules/0/check"),
        (lambda data: data["rules"][0].update({"with": {"field": "mood"}}), "rules/0/with/field"),
        (lambda data: data["rules"].append(data["rules"][0]), "one id"),
        (lambda data: data.update(unknown=[]), "unknown"),
        (lambda data: data.update(id="other"), "file's name"),
    ],
)
def test_a_file_of_rules_that_is_not_sound_is_not_read(tmp_path: Path, change: Any, says: str) -> None:
    data = yaml.safe_load((HERE / "packs" / "ncbtmb.yaml").read_text("utf-8"))
    change(data)
    file = tmp_path / "ncbtmb.yaml"
    file.write_text(yaml.safe_dump(data), "utf-8")
    with pytest.raises(ValueError, match=says):
        services.load_pack(file)
