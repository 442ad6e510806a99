"""What quizzes do by themselves."""

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.jobs.runner import run_due
from ashilms.quizzes.models import Attempt
from tests.conftest import CAST, NOW, Cast
from tests.quizzes.conftest import open_school, start


def test_an_attempt_that_nobody_comes_back_to_is_handed_in_by_the_clock(app: Flask, host_db: Session) -> None:
    """T07: nobody looks, and it is submitted as it stood at its deadline."""
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    open_school(host_db, cast)
    attempt_id = start(host_db, cast.ana).id
    host_db.commit()
    run_due(app, NOW + timedelta(minutes=5))
    host_db.expire_all()
    assert host_db.get_one(Attempt, attempt_id).state == "open"
    host_db.commit()
    run_due(app, NOW + timedelta(minutes=15))
    host_db.expire_all()
    closed = host_db.get_one(Attempt, attempt_id)
    assert (closed.state, closed.submitted_at) == ("graded", NOW + timedelta(minutes=10))
