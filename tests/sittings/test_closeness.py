"""Whoever is close to a trainee, or has their address, neither releases an examination to them nor lets them begin."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.errors import NotAllowed
from ashilms.sittings import services
from ashilms.sittings.models import Admission, Release
from ashilms.sittings.services import Whom
from tests.allowances.conftest import come_close
from tests.conftest import CAST, NOW, Cast
from tests.sittings.conftest import Hall, open_hall

SENTENCES = {
    "tie": "A close tie between you and {} is on record",
    "account": "You and {} have the same e-mail address",
}


@pytest.mark.any_database
@pytest.mark.parametrize("how", ["tie", "account"])
def test_whoever_is_too_close_releases_no_examination_to_a_trainee(hall: Hall, how: str) -> None:
    """T03: neither an instructor nor a registrar; another registrar does."""
    cast, whom = hall.cast, Whom(person_id=hall.cast.ana.id)
    come_close(hall.db, cast.ana, cast.bea, how)
    assert services.find_whom(hall.db, cast.bea, hall.course)[1] == {}
    with pytest.raises(NotAllowed, match=SENTENCES[how].format("this trainee")):
        hall.release(cast.bea, whom=whom)
    assert hall.db.scalar(select(func.count(Release.id))) == 0
    assert hall.release(cast.reg, whom=whom).proctor_id == cast.reg.id


@pytest.mark.parametrize("how", ["tie", "account"])
@pytest.mark.parametrize("by", ["click", "password"])
def test_of_a_cohort_all_but_whoever_is_close_to_the_proctor_begin(hall: Hall, how: str, by: str) -> None:
    """T03: Eva, who is close to nobody, begins by the same release."""
    cast = hall.cast
    eva = hall.join("eva")
    release = hall.release(**({"password": "brass bob", "password_hash": "kept"} if by == "password" else {}))
    come_close(hall.db, cast.ana, cast.bea, how)
    assert {seat.name: seat.close for seat in services.seats_of(hall.db, release)} == {
        "Ana": True,
        "Eva": False,
    }

    def begin(who: Actor) -> None:
        if by == "click":
            hall.admit(release, who)
        else:
            services.admit_by_password(hall.db, who, release.id, now=NOW)

    other = "this trainee" if by == "click" else "the proctor"
    with pytest.raises(
        NotAllowed, match=rf"{SENTENCES[how].format(other)}, so somebody else has to .* Ask a reg"
    ):
        begin(cast.ana)
    begin(eva)
    assert list(hall.db.scalars(select(Admission.person_id))) == [eva.id]


def test_the_release_says_whom_somebody_else_lets_begin(
    host_db: Session, client_of: Callable[[str | None], FlaskClient]
) -> None:
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    hall = open_hall(host_db, cast, proctored=True)
    release, bea = hall.release(), client_of("bea")
    come_close(host_db, cast.ana, cast.bea, "account")
    page = bea.get(f"/releases/{release.id}").text
    assert "Somebody else does: you are too close" in page
    assert "/admit/" not in page
    answer = bea.post(f"/releases/{release.id}/admit/{cast.ana.id}")
    assert (answer.status_code, SENTENCES["account"].format("this trainee") in answer.text) == (403, True)
