"""The registrar's page on which a change is looked at, and the jobs that look where it takes long."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from ashilms.accounts.models import PersonRole
from ashilms.errors import Missing, NotAllowed
from ashilms.jobs.models import Job
from ashilms.jobs.rules import FAILED
from ashilms.jobs.runner import run_due
from ashilms.programs import services
from ashilms.programs.services import asking, walking
from tests.conftest import NOW
from tests.programs.test_impact import foreseen, more_practice, stricter, version_of
from tests.schooling import KINDS, Founded, text_of

pytestmark = pytest.mark.any_database
Sign = Callable[[str | None], FlaskClient]
PAGE = "/standings/impact"


def suppose(client: FlaskClient, **data: Any) -> Any:
    return client.post(PAGE, data=data)


def test_a_registrar_sees_whom_a_new_version_would_concern(site_school: Founded, client_of: Sign) -> None:
    number = site_school.certify().number
    version = version_of(site_school, more_practice)
    page = text_of(suppose(client_of("reg"), version_id=version.id))
    for said in (
        "1 trainee and 1 certificate would change.",
        number,
        "2 standings looked at",
        "Supervised, P3",
    ):
        assert said in page
    assert f'href="/standings/{site_school.cast.caz.id}"' in page


def test_a_registrar_sees_what_a_supervisor_s_signatures_carry(site_school: Founded, client_of: Sign) -> None:
    bea = site_school.cast.bea.id
    reg = client_of("reg")
    assert "1 trainee and 0 certificates would change." in text_of(suppose(reg, without=bea))
    later = (NOW + timedelta(days=1)).date().isoformat()
    assert "Nothing would change for anybody." in text_of(suppose(reg, without=bea, since=later))


def test_a_registrar_sees_what_another_rubric_would_change(site_school: Founded, client_of: Sign) -> None:
    plan = stricter(site_school)
    page = text_of(suppose(client_of("reg"), plan_id=plan.id))
    assert "1 trainee and 0 certificates would change." in page
    assert f'<option selected value="{plan.id}">' in page


def test_whoever_ever_signed_is_offered_and_nobody_else(site_school: Founded, client_of: Sign) -> None:
    """Whose licence is in doubt has often no role any more."""
    site_school.db.execute(delete(PersonRole).where(PersonRole.person_id == site_school.cast.bea.id))
    site_school.db.commit()
    page = text_of(client_of("reg").get(PAGE))
    assert f'<option value="{site_school.cast.bea.id}">Bea' in page
    assert f'<option value="{site_school.cast.dee.id}">Dee' not in page


def test_before_anything_is_asked_the_page_says_what_it_is_for(site_school: Founded, client_of: Sign) -> None:
    page = text_of(client_of("reg").get(PAGE))
    assert "Nothing is saved" in page
    assert 'href="/regrades"' in page  # where another key of a question is looked at
    assert f'href="{PAGE}"' in text_of(client_of("reg").get("/standings"))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"version_id": "1", "without": "2"},
        {"version_id": "99"},
        {"plan_id": "99"},
        {"without": "2", "plan_id": "1"},
        {"without": "x"},
        {"without": "2", "since": "soon"},
    ],
)
def test_a_question_that_is_none_is_put_right_on_the_page(
    site_school: Founded, client_of: Sign, data: dict[str, str]
) -> None:
    assert "to put right" in text_of(suppose(client_of("reg"), **data), 422)


@pytest.mark.parametrize("who", ["ana", "bea", "caz", "dee"])
def test_nobody_else_looks(site_school: Founded, client_of: Sign, who: str) -> None:
    """T11, V8.2.1."""
    client = client_of(who)
    assert {client.get(PAGE).status_code, client.post(PAGE, data={}).status_code} == {403}
    actor = getattr(site_school.cast, who)
    asked = services.Asked(without=site_school.cast.bea.id)
    for act in (
        lambda: services.ask(site_school.db, actor, asked, now=NOW),
        lambda: services.answer(
            site_school.db, actor, asked.as_question(site_school.db), KINDS, on=NOW.date()
        ),
        lambda: services.answer_of(site_school.db, actor, 1),
    ):
        with pytest.raises(NotAllowed):
            act()


class TestWhereItTakesLong:
    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let two people be many: a job for each."""
        monkeypatch.setattr(asking, "AT_ONCE", 1)
        monkeypatch.setattr(asking, "PART", 1)
        monkeypatch.setattr(walking, "BATCH", 1)

    def test_jobs_look_and_the_page_says_how_far_they_have_come(
        self, site_school: Founded, client_of: Sign, app: Flask
    ) -> None:
        version = version_of(site_school, more_practice)
        whole = foreseen(site_school, services.ask_version(version)).as_data()
        reg = client_of("reg")
        answer = suppose(reg, version_id=version.id)
        assert answer.status_code == 302
        where = answer.location
        assert "0 of 2" in text_of(reg.get(where))

        def look_on() -> int:
            site_school.db.commit()  # lets go of the database
            return run_due(app, most=1)

        pages = [text_of(reg.get(where)) for _ in iter(look_on, 0)]
        assert any("1 of 2" in page for page in pages)
        page = pages[-1]
        assert "2 trainees and 0 certificates would change." in page
        assert f'<option selected value="{version.id}">' in page
        _, answered = services.answer_of(site_school.db, site_school.cast.reg, int(where.rsplit("/", 1)[1]))
        assert (answered.whole, answered.impact.as_data()) == (True, whole)

    def test_somebody_else_s_question_is_nobody_s(self, site_school: Founded, client_of: Sign) -> None:
        turn = services.ask(site_school.db, site_school.cast.reg, services.Asked(without=1), now=NOW)
        site_school.db.commit()
        for other in (turn + 1, turn // 10):
            with pytest.raises(Missing):
                services.answer_of(site_school.db, site_school.cast.reg, other)
        assert client_of("reg").get(f"{PAGE}/{turn + 1}").status_code == 404
        assert client_of("bea").get(f"{PAGE}/{turn}").status_code == 403

    def test_only_the_last_job_keeps_what_was_found(self, site_school: Founded, app: Flask) -> None:
        turn = services.ask(site_school.db, site_school.cast.reg, services.Asked(without=1), now=NOW)
        site_school.db.commit()
        while run_due(app, most=1):
            pass
        rows = site_school.db.scalars(select(Job).where(Job.kind == asking.LOOK).order_by(Job.id)).all()
        *before, last = [bool(row.result or row.payload) for row in rows]
        assert (before, last) == ([False] * len(before), True)
        assert before
        _, answered = services.answer_of(site_school.db, site_school.cast.reg, turn)
        assert (answered.whole, answered.impact.looked_at) == (True, 2)

    def test_two_questions_in_a_second_have_two_answers(self, site_school: Founded) -> None:
        reg, both = site_school.cast.reg, (services.Asked(without=1), services.Asked(without=2))
        turns = [services.ask(site_school.db, reg, asked, now=NOW) for asked in both]
        assert [services.answer_of(site_school.db, reg, turn)[0] for turn in turns] == list(both)

    def test_asked_twice_at_once_is_asked_once(self, site_school: Founded) -> None:
        for _ in range(2):
            services.ask(site_school.db, site_school.cast.reg, services.Asked(without=1), now=NOW)
        rows = site_school.db.scalars(select(Job).where(Job.kind == asking.LOOK)).all()
        assert len(rows) == 1

    def test_what_was_given_up_is_said(self, site_school: Founded, client_of: Sign) -> None:
        turn = services.ask(site_school.db, site_school.cast.reg, services.Asked(without=1), now=NOW)
        site_school.db.scalars(select(Job).where(Job.kind == asking.LOOK)).one().state = FAILED
        site_school.db.commit()
        assert "It could not be looked at" in text_of(client_of("reg").get(f"{PAGE}/{turn}"))
