"""The pages about boards: who may look, what they say, what a bad form gets, and the approver's refusal."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.boards import services
from ashilms.boards.models import BoardAccount, BoardApproval
from ashilms.certificates.models import Certificate
from ashilms.programs.models import ProgramApproval
from tests.boards.conftest import ACCOUNT, APPROVAL, claim, say
from tests.conftest import NOW
from tests.schooling import Counted, Founded, text_of

Sign = Callable[[str | None], FlaskClient]
NUMBER = {
    "name": "Harbour", "number": " 451234-11 ", "valid_from": "2026-01-01", "valid_until": "2028-12-31",
}  # fmt: skip
APPROVED = {
    "title": "Bars", "course_type": "Live and Home Study", "live": "12.5", "home": "6", "course_number": "20-9",
    "valid_from": "2026-01-01", "valid_until": "", "claimed": "y",
}  # fmt: skip


def count(db: Session, table: type) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/boards", {"reg"}),
        ("/boards/ncbtmb", {"bea", "dee", "reg"}),
        ("/boards/ncbtmb/number", {"reg"}),
        ("/boards/ncbtmb/programmes/1", {"reg"}),
        ("/licence-numbers", {"ana", "caz"}),
    ],
)
def test_who_may_open_the_pages_of_boards(client_of: Sign, path: str, may: set[str]) -> None:
    """Everybody else is told that they may not."""
    answers = {who: client_of(who).get(path).status_code for who in ("ana", "bea", "caz", "dee", "reg")}
    assert answers == {who: 200 if who in may else 403 for who in answers}


def test_a_board_s_page_says_each_rule_with_its_source_and_what_is_unknown(client_of: Sign) -> None:
    page = text_of(client_of("reg").get("/boards/texas"))
    for rule in services.get_pack("texas").rules:
        assert rule.text in page
    assert (
        "“16 Tex. Admin. Code 117.30 and 117.33”, txrules.elaws.us (117.33) (the text says no date)" in page
    )
    assert "Written down on 29 November 2026; version 1 of the rules." in page
    assert "A rule of this school" in page
    assert "What a certificate has to show there" in page
    assert client_of("reg").get("/boards/nowhere").status_code == 404


def test_a_registrar_records_the_school_s_number(client_of: Sign, host_db: Session) -> None:
    reg = client_of("reg")
    assert "nothing can be claimed here" in text_of(reg.get("/boards"))
    assert reg.post("/boards/ncbtmb/number", data=NUMBER).status_code == 302
    page = text_of(reg.get("/boards"))
    assert "Number in force" in page
    assert "<b>451234-11</b>, Harbour, from 1 January 2026 to 31 December 2028; recorded by Reg" in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"number": " "}, "Put in the number as the board wrote it."),
        ({"valid_until": "2025-12-31"}, "The last day lies before the first."),
        ({"valid_from": "soon"}, "Put in the day as in 2026-11-24."),
    ],
)
def test_a_number_that_can_t_be_is_told_so_at_its_field(
    client_of: Sign, host_db: Session, changes: dict[str, str], says: str
) -> None:
    assert says in text_of(client_of("reg").post("/boards/ncbtmb/number", data=NUMBER | changes), 422)
    assert count(host_db, BoardAccount) == 0


def test_a_registrar_records_what_a_board_approved(client_of: Sign, host_db: Session) -> None:
    reg = client_of("reg")
    assert "Its pack says no hours" in text_of(reg.get("/boards/ncbtmb/programmes/1"))
    assert reg.post("/boards/ncbtmb/programmes/1", data=APPROVED).status_code == 302
    page = text_of(reg.get("/boards"))
    assert "Bars: Live and Home Study, 12.5 h in class, 6 h at home, No. 20-9" in page
    assert "rules broken: none can be issued" in page
    assert "what NCBTMB would reject" in page
    again = text_of(reg.get("/boards/ncbtmb/programmes/1"))
    assert 'value="12.5"' in again
    assert 'value="6"' in again


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"live": "12.25"}, "Put in whole or half hours"),
        ({"live": "-1"}, "Put in whole or half hours"),
        ({"live": "0", "home": "0.0"}, "Put in the hours that the board approved"),
        ({"course_type": "By post"}, "Choose one from the list."),
        ({"title": ""}, "Put in the title."),
        ({"valid_until": "2025-01-01"}, "The last day lies before the first."),
    ],
)
def test_an_approval_that_can_t_be_is_told_so_at_its_field(
    client_of: Sign, host_db: Session, changes: dict[str, str], says: str
) -> None:
    sent = APPROVED | changes
    assert says in text_of(client_of("reg").post("/boards/ncbtmb/programmes/1", data=sent), 422)
    assert count(host_db, BoardApproval) == 0


def test_what_is_of_no_programme_or_board_is_missing(client_of: Sign) -> None:
    reg = client_of("reg")
    for path in ("/boards/ncbtmb/programmes/999", "/boards/nowhere/programmes/1", "/boards/nowhere/number"):
        assert reg.get(path).status_code == 404


def test_a_trainee_gives_their_own_licence_number_and_takes_it_back(
    client_of: Sign, host_db: Session
) -> None:
    ana = client_of("ana")
    assert "Give your licence number" in text_of(ana.get("/standing"))
    assert ana.post("/licence-numbers", data={"board": "florida", "number": " MA 1234 "}).status_code == 302
    assert "MA 1234, given on 24 November 2026" in text_of(ana.get("/licence-numbers"))
    assert "MA 1234" not in text_of(client_of("caz").get("/licence-numbers"))
    assert ana.post("/licence-numbers", data={"board": "florida", "number": ""}).status_code == 302
    assert "MA 1234" not in text_of(ana.get("/licence-numbers"))
    assert "Choose one" in text_of(ana.post("/licence-numbers", data={"board": "texas", "number": "1"}), 422)


def approval_page(school: Founded) -> str:
    return f"/approvals/{school.cast.ana.id}/{school.program_id}"


def test_the_approver_is_warned_and_has_no_button(client_of: Sign, site_school: Founded) -> None:
    claim(site_school.db, site_school.cast.reg, approval=replace(APPROVAL, home_halves=4))
    page = text_of(client_of("dee").get(approval_page(site_school)))
    assert "Not issued: a board would reject it" in page
    assert "NCBTMB: The hours would read “1.5 CE”, and is “2 CE” with the board." in page
    assert "The hours are exactly those that were approved." in page
    assert "Approve and issue" not in page


def test_a_refused_certificate_leaves_nothing_behind(client_of: Sign, site_school: Founded) -> None:
    """Sent all the same, it is 422 with the rules, and there is no approval, number or award."""
    claim(site_school.db, site_school.cast.reg, approval=replace(APPROVAL, home_halves=4))
    page = text_of(client_of("dee").post(approval_page(site_school)), 422)
    assert "The hours are exactly those that were approved." in page
    site_school.db.expire_all()
    assert (count(site_school.db, Certificate), count(site_school.db, ProgramApproval)) == (0, 0)


def test_what_will_be_claimed_is_shown_before_it_is_approved(client_of: Sign, site_school: Founded) -> None:
    claim(site_school.db, site_school.cast.reg, "florida")
    page = text_of(client_of("dee").get(approval_page(site_school)))
    assert "Florida is not claimed on this one: the holder gave no licence number for it." in page
    services.give_licence(site_school.db, site_school.cast.ana, "florida", "MA 1234", now=NOW)
    site_school.db.commit()
    name = replace(ACCOUNT, name=client_of("dee").application.extensions["ashilms"].settings.provider_name)
    services.record_account(site_school.db, site_school.cast.reg, "florida", name, now=NOW)
    site_school.db.commit()
    page = text_of(client_of("dee").get(approval_page(site_school)))
    assert "For Florida it will say: Home Study, 1.5 hours of 50 minutes, provider No. 451234-11" in page
    assert "Approve and issue" in page


def test_the_page_of_boards_costs_the_same_however_much_is_on_record(
    client_of: Sign, site_school: Founded, counted: Counted
) -> None:
    reg = client_of("reg")
    reg.get("/boards")
    with counted() as few:
        reg.get("/boards")
    for board in services.all_packs():
        claim(site_school.db, site_school.cast.reg, board)
    say(site_school.db, scope="Worth 3 CEU.")
    site_school.db.commit()
    with counted() as many:
        assert "never “CEU”" in text_of(reg.get("/boards"))
    assert len(many) <= len(few) + 1, "the names of who recorded it"
