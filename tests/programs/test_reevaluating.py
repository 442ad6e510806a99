"""Everybody, worked out anew from the database: the sums, the certificates that the records no longer carry."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from ashilms.cli import group
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.programs import services
from ashilms.programs.rules.tallies import Tally
from ashilms.programs.services import walking
from tests.conftest import NOW
from tests.schooling import KINDS, PROGRAM, Counted, Founded

TODAY = NOW.date()


def run(*words: str) -> Result:
    return CliRunner().invoke(group, ["programs", "reevaluate", *words], prog_name="ashilms")


def test_it_counts_who_has_met_what(site_school: Founded) -> None:
    said = run("--on", TODAY.isoformat())
    assert (said.exit_code, said.stdout) == (
        0, f"{PROGRAM}, version 1: 2 people, 0 with everything met, 1 waiting for approval alone, 0 certificates\n",
    )  # fmt: skip
    site_school.certify()
    found = json.loads(run("--on", TODAY.isoformat(), "--json", "--program", PROGRAM).stdout)
    assert found == {
        "looked_at": 2,
        "versions": [{"program": PROGRAM, "version": 1, "people": 2, "met": 1, "ready": 0, "certified": 1}],
        "doubtful": {"count": 0, "listed": []},
    }
    before = (TODAY - timedelta(days=30)).isoformat()
    assert "0 with everything met, 0 waiting" in run("--on", before).stdout


def test_a_certificate_that_the_records_no_longer_carry_is_named(site_school: Founded) -> None:
    number, db = site_school.certify().number, site_school.db
    entry = db.scalars(select(Entry).where(Entry.person_id == site_school.cast.ana.id)).one()
    practicum.void_entry(db, site_school.cast.reg, entry.id, reason="The session was never held.", now=NOW)
    db.commit()
    said = run()
    assert said.exit_code == 1
    assert said.stdout.endswith(f"Today's records would not have given 1 certificate:\n  {number}\n")


def test_what_runs_out_by_itself_is_no_doubt(school: Founded) -> None:
    """A certificate is held to the day on which it was given, however long ago that is."""
    school.certify()
    (found,) = services.reevaluate(school.db, KINDS, on=TODAY + timedelta(days=4000))
    assert found.doubtful == 0


def test_before_the_day_on_which_it_was_given_there_is_no_certificate(school: Founded) -> None:
    school.certify()
    for days, certified in ((-1, 0), (0, 1), (1, 1)):
        (found,) = services.reevaluate(school.db, KINDS, on=TODAY + timedelta(days=days))
        assert found.by_version[PROGRAM, 1].certified == certified


def test_where_nobody_is_it_says_so(site_school: Founded) -> None:
    for binding in services.bindings_of(site_school.db, site_school.cast.ana.id):
        site_school.db.delete(binding)
    for binding in services.bindings_of(site_school.db, site_school.cast.caz.id):
        site_school.db.delete(binding)
    site_school.db.commit()
    assert run().stdout == "Nobody is in a programme yet.\n"


def test_batches_make_no_difference_and_each_is_as_cheap_as_one_person(
    site_school: Founded, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counted() as of_two:
        (whole,) = services.reevaluate(site_school.db, KINDS, on=TODAY)
    assert whole.by_version == {(PROGRAM, 1): Tally(people=2, met=0, ready=1, certified=0)}
    monkeypatch.setattr(walking, "BATCH", 1)
    steps = services.reevaluate(site_school.db, KINDS, on=TODAY)
    with counted() as of_ana:
        assert next(steps).looked_at == 1
    assert [tallies.looked_at for tallies in steps] == [2]
    assert len(of_two) <= len(of_ana) + 1  # and the one that finds that nobody is left


@pytest.mark.parametrize(("words", "code", "says"), [(("--program", "level-9"), 1, "no programme 'level-9'")])
def test_a_programme_that_is_none(site_school: Founded, words: tuple[str, ...], code: int, says: str) -> None:
    said = run(*words)
    assert (said.exit_code, says in said.stderr) == (code, True)
