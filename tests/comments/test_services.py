"""Saved comments: one's own alone, and how one gets into a text."""

import pytest
from sqlalchemy.orm import Session

from ashilms.comments import services
from ashilms.comments.rules import MOST, join_comment, label_of
from ashilms.errors import Clash, Missing, Unacceptable
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.any_database

ASK = "Ask before each change of side."


@pytest.mark.parametrize(
    ("text", "joined"), [("", ASK), ("Calm.", f"Calm.\n{ASK}"), ("Calm.\n\n", f"Calm.\n{ASK}")]
)
def test_a_comment_goes_on_a_line_of_its_own_after_what_is_there(text: str, joined: str) -> None:
    assert join_comment(text, ASK) == joined


def test_a_list_shows_its_first_words() -> None:
    assert label_of(ASK) == ASK
    assert label_of("word " * 40).endswith("word …")


def test_it_is_saved_once_and_taken_away(db: Session, cast: Cast) -> None:
    row = services.save_comment(db, cast.bea, f" {ASK} ", now=NOW)
    with pytest.raises(Unacceptable, match="before"):
        services.save_comment(db, cast.bea, ASK, now=NOW)
    services.save_comment(db, cast.dee, ASK, now=NOW)
    services.remove_comment(db, cast.bea, row.id)
    assert services.find_comments(db, cast.bea) == []


def test_it_is_nobody_else_s(db: Session, cast: Cast) -> None:
    """T11, V8.2.2."""
    row = services.save_comment(db, cast.bea, ASK, now=NOW)
    assert services.find_comments(db, cast.dee) == []
    for id in (row.id, 999):
        with pytest.raises(Missing):
            services.remove_comment(db, cast.dee, id)


@pytest.mark.parametrize("text", ["Ask.", "x" * 1001, "Write to maria@example.org about it."])
def test_what_is_no_comment_is_refused(db: Session, cast: Cast, text: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        services.save_comment(db, cast.bea, text, now=NOW)
    assert refused.value.field == "text"


def test_there_is_an_end_to_them(db: Session, cast: Cast) -> None:
    for number in range(MOST):
        services.save_comment(db, cast.bea, f"Comment number {number}", now=NOW)
    with pytest.raises(Clash, match="Take one away"):
        services.save_comment(db, cast.bea, ASK, now=NOW)
