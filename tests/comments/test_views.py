"""The page of one's own saved comments."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.schooling import text_of

pytestmark = pytest.mark.any_database


def test_they_are_saved_shown_and_taken_away(client_of: Callable[[str | None], FlaskClient]) -> None:
    bea, dee = client_of("bea"), client_of("dee")
    assert bea.post("/comments", data={"text": "Slow down at the ribs."}).status_code == 302
    assert "Slow down at the ribs." in text_of(bea.get("/comments"))
    assert "Slow down at the ribs." not in text_of(dee.get("/comments"))
    assert "10 to 1000 characters" in text_of(bea.post("/comments", data={"text": "Slow."}), 422)
    assert dee.post("/comments/1/remove").status_code == 404
    assert bea.post("/comments/1/remove").status_code == 302
    assert "Nothing saved yet" in text_of(bea.get("/comments"))
