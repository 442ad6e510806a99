"""Who may open the account pages, and what they do."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person

Sign = Callable[[str | None], FlaskClient]


def test_a_visitor_is_sent_to_sign_in(client_of: Sign) -> None:
    assert client_of(None).get("/profile").status_code == 401


def test_a_person_changes_their_own_profile(client_of: Sign, host_db: Session) -> None:
    answer = client_of("ana").post(
        "/profile", data={"name": "Ana B", "printed_name": "Ana Beatriz", "zone": "Europe/Lisbon"}
    )
    assert answer.status_code == 302
    ana = host_db.query(Person).filter_by(host_key="ana").one()
    assert (ana.name, ana.printed_name, ana.zone) == ("Ana B", "Ana Beatriz", "Europe/Lisbon")
