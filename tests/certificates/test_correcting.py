"""A certificate with an old name is followed by one with the new, on the same proof; and by nothing else."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from ashilms.accounts.models import Person
from ashilms.actor import Actor, machine
from ashilms.certificates import services
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status, Word
from ashilms.certificates.services import Pressed, School
from ashilms.credentials.status_lists import REVOCATION
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from ashilms.programs import services as programs
from ashilms.verification import services as verification
from tests.certified import *  # noqa: F403  # fixtures: Ana's certificate stands
from tests.certified import SCHOOL, Certified
from tests.conftest import NOW
from tests.schooling import KINDS, PRINTED, text_of
from tests.told import each_at_once

Sign = Callable[[str | None], FlaskClient]
NEW = "Ana Beatriz Moreira"
LATER = NOW + timedelta(days=30)
BOT = machine("tests")


def rename(held: Certified, name: str = NEW) -> None:
    ana = held.school.cast.ana.id
    held.school.db.execute(update(Person).where(Person.id == ana).values(printed_name=name))
    held.school.db.commit()


def correct(held: Certified, by: Actor | None = None, **changes: Any) -> Certificate:
    values: dict[str, Any] = {"reason": "She married.", "now": LATER, **changes}
    school = values.pop("school", SCHOOL)
    return services.correct(held.school.db, by or held.school.cast.reg, held.row.number, school, **values)


def test_it_says_the_same_under_another_name_and_takes_the_old_one_s_place(certified: Certified) -> None:
    rename(certified)
    db, old, said = certified.school.db, certified.row, certified.said
    [change] = services.find_corrections(db, old, SCHOOL)
    assert (change.what, change.said, change.says) == ("Holder", PRINTED, NEW)
    new = correct(certified)
    assert (new.status, old.status) == (Status.ISSUING, Status.VALID)  # until it is drawn, the old one stands
    says = new.as_payload()
    assert says == replace(
        said, holder=NEW, number=new.number, token=new.token, verify_url=SCHOOL.links + new.token,
        issued_on=LATER.date(), replaces=old.number, proof=says.proof,
    )  # fmt: skip
    assert says.proof != said.proof  # a root names one certificate
    assert says.valid_until == said.valid_until
    assert services.finish(db, BOT, new.number, Pressed("e" * 64, "key"), now=LATER)
    assert (new.status, old.status) == (Status.VALID, Status.SUPERSEDED)
    assert services.history_of(db, old.id)[-1].reason == f"Corrected: {new.number} took its place."
    found = verification.check_link(db, old.token, today=LATER.date())
    assert found is not None
    assert (found.verdict.word, found.followed_by) == (Word.SUPERSEDED, new.number)


def test_what_it_stands_on_stays_what_it_was(certified: Certified) -> None:
    """Its proof shows, its standing is judged as of the first day, and it is renewed like the first."""
    rename(certified)
    db, old = certified.school.db, certified.row
    new = correct(certified)
    services.finish(db, BOT, new.number, Pressed("e" * 64, "key"), now=LATER)
    db.commit()
    before, after = programs.find_frozen(db, old.number), programs.find_frozen(db, new.number)
    assert before is not None
    assert after is not None
    assert [leaf | {"salt": ""} for leaf in before.read()] == [leaf | {"salt": ""} for leaf in after.read()]
    assert after.root == new.as_payload().proof.root
    assert programs.find_number_by_root(db, after.root) == new.number
    proven = services.get_proof(db, certified.school.cast.reg, new.number)
    assert services.find_changed(db, proven) == []
    *_, tallies = programs.reevaluate(db, KINDS, on=LATER.date())
    assert tallies.listed == []
    award = programs.current_award(db, certified.school.cast.ana.id, certified.school.program_id)
    assert award is not None
    assert (award.number, award.corrects) == (new.number, True)
    assert programs.find_ready(db, KINDS, on=LATER.date()) == []  # nobody is asked to approve anew


def test_the_school_s_new_address_is_corrected_too(certified: Certified) -> None:
    moved = School(replace(SCHOOL.provider, address="1 Harbour Square"), SCHOOL.links)
    new = correct(certified, school=moved)
    assert new.as_payload().provider.address == "1 Harbour Square"


def test_what_cannot_be_corrected_is_refused_and_nothing_is_left_of_it(certified: Certified) -> None:
    db, cast = certified.school.db, certified.school.cast

    def refused(kind: type[Exception], why: str, by: Actor | None = None, **changes: Any) -> None:
        with pytest.raises(kind, match=why):
            correct(certified, by, **changes)
        db.rollback()
        assert len(db.scalars(select(Certificate)).all()) == 1

    refused(Unacceptable, "It says what is on record")
    rename(certified)
    refused(Unacceptable, "Say why", reason=" ")
    refused(NotAllowed, "about yourself", by=Actor(cast.ana.id, "Ana", frozenset({"registrar"})))
    refused(Clash, "time is over", now=NOW + timedelta(days=3 * 366))
    rename(certified, "አና")
    refused(Unacceptable, "holder's name")
    rename(certified)
    certified.bring_to(Status.SUSPENDED)
    refused(Clash, "is suspended")


def test_it_is_corrected_once_and_again(certified: Certified) -> None:
    """While one is on its way there is no second; what follows is corrected like any other."""
    rename(certified)
    db = certified.school.db
    new = correct(certified)
    with pytest.raises(Clash, match="nothing follows"):
        correct(certified)
    services.finish(db, BOT, new.number, Pressed("e" * 64, "key"), now=LATER)
    rename(certified, "Ana Moreira")
    third = services.correct(db, certified.school.cast.reg, new.number, SCHOOL, reason="Shorter.", now=LATER)
    services.finish(db, BOT, third.number, Pressed("d" * 64, "key"), now=LATER)
    assert (third.as_payload().replaces, third.as_payload().holder) == (new.number, "Ana Moreira")
    *_, tallies = programs.reevaluate(db, KINDS, on=LATER.date())
    assert tallies.listed == []


def test_where_the_old_one_was_revoked_meanwhile_nothing_follows(certified: Certified) -> None:
    """T25."""
    rename(certified)
    new = correct(certified)
    certified.bring_to(Status.REVOKED)
    assert not services.finish(certified.school.db, BOT, new.number, Pressed("e" * 64, "key"), now=LATER)
    assert services.get_certificate(certified.school.db, new.number).status == Status.REVOKED


def test_a_registrar_corrects_it_on_a_page(certified_here: Certified, client_of: Sign, app: Flask) -> None:
    reg, number = client_of("reg"), certified_here.row.number
    assert "Nothing to correct" not in text_of(client_of("reg").get(f"/certificates/{number}"))
    rename(certified_here)
    at = f"/certificates/{number}/correct"
    page = text_of(reg.get(at))
    assert PRINTED in page
    assert NEW in page
    assert reg.post(at, data={"reason": ""}).status_code == 422
    answer = reg.post(at, data={"reason": "She married."})
    assert answer.status_code == 302
    page = text_of(reg.get(answer.location))
    assert f"takes the place of {number}" in page
    assert "It corrects" in page
    certified_here.school.db.rollback()
    each_at_once(certified_here.school.db)
    run_due(app, NOW + timedelta(minutes=1))
    certified_here.school.db.expire_all()
    subjects = certified_here.school.db.scalars(select(Mail.subject)).all()
    assert "Your certificate is corrected" in subjects
    _has_a_credential_of_its_own(certified_here)
    assert client_of("ana").get(at).status_code == 403


def _has_a_credential_of_its_own(held: Certified) -> None:
    """The new one says the new name and is told at another place; at the old one's stands that it was followed."""
    db = held.school.db
    old, new = db.scalars(select(Certificate).order_by(Certificate.id)).all()
    before, after = services.find_credential(db, old.id), services.find_credential(db, new.id)
    assert before is not None
    assert after is not None
    assert json.loads(str(after.document))["credentialSubject"]["identifier"][0]["identityHash"] == NEW
    assert before.as_listed() != after.as_listed()
    assert before.place in services.marked_places(db, before.list_number, REVOCATION)
    assert after.place not in services.marked_places(db, after.list_number, REVOCATION)
