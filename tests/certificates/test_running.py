"""Certificates for a cohort: approved at once, issued one by one, each refusal named, and a dead process survived."""

import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.audit import services as audit
from ashilms.certificates import services
from ashilms.certificates.models import Certificate, CertificateRunItem
from ashilms.certificates.rules.running import ENOUGH, WATCHED, Outcome, outcome_of, time_left
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.demo import doings
from ashilms.errors import Missing, NotAllowed, Unacceptable
from ashilms.jobs.models import Job
from tests.certificates.conftest import Stage
from tests.conftest import NOW, settle
from tests.schooling import KINDS, PRINTED, PROGRAM, practise, study, text_of
from tests.three_modules import SLUG

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("number", "refused", "status", "outcome"),
    [
        (None, "Why.", None, Outcome.REFUSED), (None, None, None, Outcome.WAITING),
        ("N", None, "issuing", Outcome.DRAWING), ("N", None, "failed", Outcome.FAILED),
        ("N", None, "valid", Outcome.ISSUED), ("N", None, "revoked", Outcome.ISSUED),
    ],
)  # fmt: skip
def test_what_became_of_somebody(
    number: str | None, refused: str | None, status: str | None, outcome: Outcome
) -> None:
    assert outcome_of(number, refused, status) == outcome


@pytest.mark.parametrize(
    ("issued", "took", "to_come", "minutes"),
    [(ENOUGH - 1, 60, 9, None), (ENOUGH, 60, 0, None), (5, 50, 6, 1), (5, 50, 7, 2), (10, 600, 3, 3)],
)
def test_how_long_is_left_is_said_where_it_is_known(
    issued: int, took: int, to_come: int, minutes: int | None
) -> None:
    left = time_left(issued, timedelta(seconds=took), to_come)
    assert left == (None if minutes is None else timedelta(minutes=minutes))


@dataclass(frozen=True)
class Class:
    """The cohort of Ana and Caz, whom Bea teaches."""

    stage: Stage
    cohort: int
    caz: int

    @property
    def people(self) -> list[int]:
        return [self.stage.ana, self.caz]

    def start(self, who: str = "dee", chosen: list[int] | None = None) -> int:
        """Let somebody approve for these at once."""
        with self.stage.db(writing=True) as db:
            actor = getattr(settle(db), who)
            chosen = self.people if chosen is None else chosen
            run = services.start_run(db, actor, self.cohort, self.stage.program, chosen, now=NOW).id
            db.commit()
            return run

    def progress(self, run: int, who: str = "reg") -> services.Progress:
        with self.stage.db() as db:
            return services.get_run(db, getattr(settle(db), who), run)

    def outcomes(self, run: int) -> dict[int, str]:
        return {line.person_id: str(line.outcome) for line in self.progress(run).lines}


def let_caz_be_ready(db: Session) -> None:
    """Let Caz do all that Ana has done, and confirm her name."""
    cast = settle(db)
    study(db, cast.caz)
    practise(db, cast.caz, cast.bea, hour=14)
    doings.confirm_name(db, cast.caz, "Caz Doyle", now=NOW)


@pytest.fixture
def course(stage: Stage) -> Class:
    """Ana is ready, and Caz is not. Dee, who teaches none of them, is a registrar here so as to see the cohort."""
    with stage.db(writing=True) as db:
        cast = settle(db)
        people.place_person(db, cast.reg, cast.dee.id, ["instructor", "registrar"], now=NOW)
        plan = Plan(
            "Autumn", cast.bea.id, NOW.date() - timedelta(days=30), NOW.date() + timedelta(days=30), 12
        )
        cohort = cohorts.add_cohort(db, cast.reg, SLUG, plan, now=NOW).id
        for trainee in (cast.ana, cast.caz):
            cohorts.add_trainee(db, cast.reg, cohort, trainee.id, now=NOW)
        db.commit()
        return Class(stage, cohort, cast.caz.id)


def test_whoever_is_ready_is_issued_one_and_whoever_is_not_is_named(course: Class) -> None:
    """T27: the one who lacks something gets nothing, the reason stands beside the name, and the other goes on."""
    run = course.start()
    assert set(course.outcomes(run).values()) == {"waiting"}
    course.stage.run(seconds=1)
    found = course.progress(run)
    assert course.outcomes(run) == {course.stage.ana: "issued", course.caz: "refused"}
    assert (found.done, found.settled) == (True, 2)
    [refused] = [line for line in found.lines if line.outcome is Outcome.REFUSED]
    assert refused.why.startswith("This can’t be approved: “")
    assert (course.stage.verified(), course.stage.is_kept_whole()) == ([200, 200], True)
    with course.stage.db() as db:
        assert audit.verify_chain(db) is None
    course.stage.run(minutes=10)  # and once more: nothing is issued twice
    assert course.outcomes(run) == {course.stage.ana: "issued", course.caz: "refused"}
    again = course.start()
    course.stage.run(minutes=11)
    [line] = [line for line in course.progress(again).lines if line.person_id == course.stage.ana]
    assert line.why == "This certificate has been issued already. Load the page again to see it."


def test_everybody_is_looked_at_for_the_list_too(course: Class) -> None:
    with course.stage.db() as db:
        cast = settle(db)
        found = services.find_candidates(
            db, cast.dee, course.cohort, course.stage.program, KINDS, on=NOW.date()
        )
        assert [(one.printed, bool(one.why_not)) for one in found] == [(PRINTED, False), ("", True)]
        own = services.find_candidates(
            db, cast.bea, course.cohort, course.stage.program, KINDS, on=NOW.date()
        )
        assert "You assessed this trainee" in own[0].why_not  # T03


@pytest.mark.parametrize(
    ("who", "chosen", "kind", "why"),
    [
        ("ana", None, NotAllowed, "An instructor or a registrar approves"),
        ("dee", [], Unacceptable, "Choose somebody"),
        ("dee", [999], Unacceptable, "not in this cohort"),
    ],
)
def test_what_is_no_run_is_refused(
    course: Class, who: str, chosen: list[int] | None, kind: type[Exception], why: str
) -> None:
    with pytest.raises(kind, match=why):
        course.start(who, chosen)


def test_whoever_assessed_issues_nothing_to_many_either(course: Class) -> None:
    """T03."""
    run = course.start("bea")
    course.stage.run(seconds=1)
    assert course.outcomes(run)[course.stage.ana] == "refused"
    with course.stage.db() as db:
        assert db.scalars(select(Certificate)).all() == []
    with pytest.raises(Missing):
        course.progress(run, "ana")


KILLED = """
    import os, signal
    from pathlib import Path
    from ashilms.jobs.runner import run_due
    from ashilms.web import state
    from tests.conftest import NOW, make_host

    app = make_host(os.environ["AT"], Path(os.environ["DATA"]))
    with app.app_context():
        state().render = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    run_due(app, NOW)
"""


def test_a_run_goes_on_after_its_process_was_killed(course: Class, shared_url: str) -> None:
    """T27, R1: killed while it draws the first; everybody has their certificate all the same, and one each."""
    with course.stage.db(writing=True) as db:
        let_caz_be_ready(db)
        db.commit()
    run = course.start()
    env = {**os.environ, "AT": shared_url, "DATA": str(course.stage.data)}
    command = [sys.executable, "-c", textwrap.dedent(KILLED)]
    died = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert not course.progress(run).done
    course.stage.run(minutes=6)
    assert set(course.outcomes(run).values()) == {"issued"}
    with course.stage.db() as db:
        held = db.scalars(select(Certificate.person_id)).all()
        assert sorted(held) == sorted(course.people)
        assert audit.verify_chain(db) is None
        assert {job.state for job in db.scalars(select(Job))} == {"done"}
        items = db.scalars(select(CertificateRunItem)).all()
        assert all(item.number and not item.refused for item in items)


def test_the_pages_lead_from_the_list_to_the_archive(course: Class) -> None:
    dee = course.stage.browser("dee")
    assert "Issue for a whole cohort" in text_of(dee.get("/approvals"))
    assert "Autumn" in text_of(dee.get("/certificates/runs"))
    at = f"/certificates/runs/start/{course.cohort}/{course.stage.program}"
    page = text_of(dee.get(at))
    assert PRINTED in page
    assert "is not met" in page  # Caz, with the reason
    assert dee.post(at, data={}).status_code == 422
    assert (
        dee.post(at, data={"people": [course.caz]}).status_code == 422
    )  # nobody who isn't ready can be chosen
    answer = dee.post(at, data={"people": [course.stage.ana]})
    assert answer.status_code == 302
    assert "Being issued" in text_of(dee.get(answer.location))
    assert dee.get(f"{answer.location}.zip").status_code == 404
    course.stage.run(seconds=1)
    page = text_of(dee.get(answer.location))
    assert "1 issued, 0 refused, 0 to come" in page
    packed = dee.get(f"{answer.location}.zip")
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        [name] = archive.namelist()
        assert (name, archive.read(name)[:5]) == (f"{course.stage.row().number}.pdf", b"%PDF-")
    assert course.stage.browser("bea").get(answer.location).status_code == 404
    assert course.stage.browser("ana").get(at).status_code == 403


def test_the_command_uses_several_processes_and_says_who_was_refused(course: Class, shared_url: str) -> None:
    """Two processes, real ones."""
    with course.stage.db(writing=True) as db:
        let_caz_be_ready(db)
        dee = settle(db).dee.id
        db.commit()
    code = """
        import os
        from pathlib import Path
        from tests.conftest import make_host
        from ashilms.cli import group

        app = make_host(os.environ["AT"], Path(os.environ["DATA"]))
        with app.app_context():
            group(args=os.environ["SAY"].split())
    """
    say = (
        f"certificates issue-cohort {course.cohort} --program {PROGRAM} --approver {dee} --processes 2 --json"
    )
    env = {**os.environ, "AT": shared_url, "DATA": str(course.stage.data), "SAY": say}
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (len(told["issued"]), told["refused"]) == (2, [])
    again = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    told = json.loads(again.stdout)
    assert (again.returncode, told["issued"], len(told["refused"])) == (1, [], 2)


def test_the_list_of_runs_asks_as_often_for_many_as_for_one(course: Class) -> None:
    said: list[str] = []

    def listed() -> tuple[list[services.Progress], int]:
        with course.stage.db() as db:
            actor = settle(db).reg
            said.clear()
            return services.find_runs(db, actor), len(said)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        first = course.start(chosen=[course.stage.ana])
        one, asked_for_one = listed()
        course.stage.run(seconds=1)
        second = course.start()
        both, asked_for_both = listed()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert asked_for_both == asked_for_one > 0
    assert [found.run.id for found in both] == [second, first]
    assert [[line.outcome for line in found.lines] for found in (*one, *both)] == [
        [Outcome.WAITING], [Outcome.WAITING, Outcome.WAITING], [Outcome.ISSUED],
    ]  # fmt: skip
    assert [(found.last is None) for found in both] == [True, False]


def test_the_page_looks_by_itself_while_something_is_to_come_and_no_longer(course: Class) -> None:
    run, dee = course.start(), course.stage.browser("dee")
    page = text_of(dee.get(f"/certificates/runs/{run}"))
    assert ("data-al-progress" in page, "progress.js" in page, "Look again" in page) == (True, True, True)
    course.stage.run(seconds=1)
    page = text_of(dee.get(f"/certificates/runs/{run}"))
    assert ("data-al-progress" in page, "progress.js" in page, "Look again" in page) == (False, False, False)
    assert "This can’t be approved" in page


def test_a_run_that_stays_behind_is_not_watched_for_ever(course: Class) -> None:
    found = course.progress(course.start())
    assert found.goes_on(NOW + WATCHED - timedelta(seconds=1))
    assert not found.goes_on(NOW + WATCHED)
