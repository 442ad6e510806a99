"""The registrar's list: what is looked for is found, in the order that is asked for, and the address keeps it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.certificates import services
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Payload, Status, canonical, digest, link_token, new_number
from ashilms.certificates.rules.searching import ENDS, NAME, NEWEST, SHOWN, Wanted, answers_to
from tests.certified import *  # noqa: F403  # fixtures: the site, with Ana's certificate
from tests.certified import Certified
from tests.conftest import NOW
from tests.schooling import Counted, text_of

Sign = Callable[[str | None], FlaskClient]
TODAY = NOW.date()
NUMBER = new_number("BBM1", bytes(range(10)))
ANA = "Ana Beatriz Duarte Reis"


@pytest.mark.parametrize(
    "text",
    [
        "reis", "Duarte Ana", "REÍS, ana", "DuarteReis", "Bea", "an reis", NUMBER, NUMBER.lower(), NUMBER[:9],
        NUMBER.replace("-", "")[3:11], f" {NUMBER[-9:]} ",
    ],
)  # fmt: skip
def test_a_number_or_a_name_answers(text: str) -> None:
    assert answers_to(NUMBER, ANA, text)


@pytest.mark.parametrize("text", ["eis", "Ana Okafor", "9999-9999", "Reis 2", "-", "1-"])
def test_another_does_not(text: str) -> None:
    assert not answers_to("BBM2-7Q4K-8T3M-XH5C-R8WD-T", ANA, text)


@pytest.mark.parametrize(("printed", "asked"), [("Jörg Müller", "mueller"), ("Łucja Żak", "zak lucja")])
def test_names_are_compared_as_in_public(printed: str, asked: str) -> None:
    assert answers_to(NUMBER, printed, asked)


def add(certified: Certified, holder: str, place: int, **different: object) -> Certificate:
    """Add a certificate that differs from Ana's in these columns, or in what it says."""
    db, said = certified.school.db, certified.row.as_payload()
    token = link_token(bytes([place]) * 16)
    ends = different.pop("ends_on", said.valid_until)
    payload: Payload = replace(
        said, number=new_number("BBM1", bytes([place]) * 10), holder=holder, token=token,
        verify_url=f"http://localhost/c/{token}", valid_until=ends,
    )  # type: ignore[arg-type]  # fmt: skip
    columns = {"status": Status.VALID, "created_at": NOW, "changed_at": NOW} | different
    row = Certificate(
        number=payload.number, token=token, person_id=certified.row.person_id, ends_on=ends,
        program_id=certified.row.program_id, payload=canonical(payload).decode(), digest=digest(payload), **columns,
    )  # fmt: skip
    db.add(row)
    db.commit()
    return row


@pytest.fixture
def several(certified_here: Certified) -> Certified:
    """Ana's, and one of each other way to stand."""
    past = TODAY - timedelta(days=1)
    add(certified_here, "Zoë Ågren", 1, ends_on=TODAY + timedelta(days=5))
    add(certified_here, "Bo Expired", 2, status=Status.SUSPENDED, review_by=TODAY)
    add(certified_here, "Cy Suspended", 3, status=Status.SUSPENDED, ends_on=None)
    add(certified_here, "Di Revoked", 4, status=Status.REVOKED)
    add(certified_here, "Ed Replaced", 5, status=Status.SUPERSEDED)
    add(certified_here, "Flo Waits", 6, status=Status.ISSUING)
    add(certified_here, "Gil Failed", 7, status=Status.FAILED)
    over = add(certified_here, "Hal Over", 8)
    over.ends_on = past
    certified_here.school.db.commit()
    return certified_here


def found(db: Session, **wanted: object) -> list[str]:
    ids = services.find_certificates(db, Wanted(**wanted), today=TODAY)  # type: ignore[arg-type]
    return [row.as_payload().holder for row in services.load_certificates(db, ids)]


def test_every_way_to_stand_is_found_by_its_word(several: Certified) -> None:
    """Together the words find every certificate once."""
    db = several.school.db
    by_word = {shown: found(db, shown=shown) for shown in SHOWN}
    assert by_word == {
        "valid": ["Zoë Ågren", ANA], "expired": ["Hal Over"], "not currently verified": ["Bo Expired"],
        "suspended": ["Cy Suspended"], "revoked": ["Di Revoked"], "superseded": ["Ed Replaced"],
        "issuing": ["Flo Waits"], "failed": ["Gil Failed"],
    }  # fmt: skip
    assert sorted(holder for one in by_word.values() for holder in one) == sorted(found(db))


def test_it_is_sorted_as_is_asked(several: Certified) -> None:
    db = several.school.db
    assert found(db, order=NEWEST)[0] == "Hal Over"
    assert found(db, order=NEWEST)[-1] == ANA
    names = found(db, order=NAME)
    assert names == sorted(names, key=str.casefold)
    ends = found(db, order=ENDS)
    assert (ends[:2], ends[-1]) == (["Hal Over", "Zoë Ågren"], "Cy Suspended")


def test_a_programme_has_its_own(several: Certified) -> None:
    own = several.row.program_id
    assert len(found(several.school.db, program_id=own)) == 9
    assert found(several.school.db, program_id=own + 1) == []


# The page


def test_what_is_asked_stays_in_the_address_and_in_the_form(several: Certified, client_of: Sign) -> None:
    page = text_of(client_of("reg").get("/certificates/all?q=agren&status=valid&order=name"))
    assert "Zoë Ågren" in page
    assert several.row.number not in page
    assert 'value="agren"' in page
    assert '<option selected value="valid">' in page
    assert '<option selected value="name">' in page


def test_a_page_leads_to_the_next_with_what_was_asked(
    several: Certified, client_of: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ashilms.certificates.views.changing.PAGE", 1)
    reg = client_of("reg")
    first = text_of(reg.get("/certificates/all?status=valid"))
    assert "/certificates/all?page=2&amp;status=valid" in first
    assert ("Zoë Ågren" in first, ANA in first) == (True, False)
    second = text_of(reg.get("/certificates/all?page=2&status=valid"))
    assert ("Zoë Ågren" in second, ANA in second) == (False, True)
    assert reg.get("/certificates/all?page=3&status=valid").status_code == 404


def test_nothing_found_says_what_to_do(several: Certified, client_of: Sign) -> None:
    page = text_of(client_of("reg").get("/certificates/all?q=Nobody+Such"))
    assert "No such certificate" in page
    assert 'href="/certificates/all"' in page


@pytest.mark.parametrize("asked", ["status=gone", "program=9999", "program=x", "order=x", "q=" + "x" * 121])
def test_what_is_no_choice_is_refused_by_a_sentence(several: Certified, client_of: Sign, asked: str) -> None:
    page = text_of(client_of("reg").get(f"/certificates/all?{asked}"), 422)
    assert "al-error" in page or "al-field--wrong" in page
    assert "Nothing issued yet" not in page


def test_it_asks_the_database_as_often_for_many_as_for_one(
    several: Certified, client_of: Sign, counted: Counted
) -> None:
    reg = client_of("reg")
    with counted() as one:
        assert text_of(reg.get("/certificates/all?q=Zo%C3%AB&order=name")).count("<tr>") == 2
    with counted() as many:
        assert text_of(reg.get("/certificates/all?order=name")).count("<tr>") == 10
    assert len(many) == len(one)


def test_a_number_is_found_without_reading_what_certificates_say(
    several: Certified, counted: Counted
) -> None:
    """What each of them says is large, and is read where a name counts alone."""
    db, number = several.school.db, several.row.number

    def read(**wanted: Any) -> tuple[int, bool]:
        with counted() as said:
            ids = services.find_certificates(db, Wanted(**wanted), today=TODAY)
        return len(ids), "payload" in " ".join(said)

    assert read(text=number) == (1, False)
    assert read(text=number, order=NAME) == (1, True)
    assert read(text="duarte") == (1, True)
    assert read() == (9, False)


def test_the_day_decides_what_ran_out(several: Certified) -> None:
    ids = services.find_certificates(several.school.db, Wanted(shown="expired"), today=date(2100, 1, 1))
    assert len(ids) == 3  # Ana's and Zoë's, too
