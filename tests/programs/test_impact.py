"""What a change would mean for everybody: who would be asked for more, whose certificate would not have been given."""

import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from sqlalchemy import delete, select

from ashilms.cli import group
from ashilms.errors import Unacceptable
from ashilms.observations.models import Observation
from ashilms.plugins import Fact
from ashilms.practicum.models import Entry
from ashilms.programs import services
from ashilms.programs.models import ProgramVersion
from ashilms.programs.rules import assessors, parse
from ashilms.programs.rules.impact import LISTED, Effect, Impact, Rules, Supposed, effect_on, read_impact
from ashilms.programs.services import walking
from ashilms.screenings.models import PracticumPlan
from tests.conftest import NOW
from tests.programs.evidence import DAY, live, session
from tests.schooling import KINDS, PROGRAM, Founded

TODAY = NOW.date()


def minutes(needed: int, category: str = "P3") -> dict[str, Any]:
    return {
        "id": category, "title": f"Supervised, {category}", "kind": "practicum_minutes", "how": "Practise.",
        "with": {"category": category, "minutes": needed},
    }  # fmt: skip


def in_class(needed: int) -> dict[str, Any]:
    return {
        "id": "class", "title": "In class", "kind": "live_attendance", "how": "Come.", "with": {"minutes": needed},
    }  # fmt: skip


def all_of(*members: dict[str, Any]) -> Rules:
    return Rules("p", 1, parse({"id": "all", "title": "Everything", "all_of": list(members)}))


EVIDENCE = (session(1, supervisor=7), session(2, supervisor=8, on=date(2026, 11, 20)), live(60))
IS = all_of(minutes(120), in_class(60))

SUPPOSED: dict[str, tuple[Supposed, Sequence[str], Sequence[str]]] = {
    "the same": (Supposed(IS), [], []),
    "more of it": (Supposed(all_of(minutes(180), in_class(60))), ["Supervised, P3"], []),
    "something new": (
        Supposed(all_of(minutes(120), in_class(60), minutes(60, "P5"))),
        ["Supervised, P5"],
        [],
    ),
    "something new that is met": (Supposed(all_of(minutes(120), in_class(60), minutes(60))), [], []),
    "nobody's": (Supposed(without=9), [], []),
    "one supervisor's": (Supposed(without=7), ["Supervised, P3"], []),
    "one supervisor's from that day on": (Supposed(without=7, since=DAY), ["Supervised, P3"], []),
    "one supervisor's from the day after": (Supposed(without=7, since=DAY + timedelta(days=1)), [], []),
    "the other's until yesterday": (Supposed(without=8, since=DAY), [], []),
}
LATE = Supposed(without=7, since=DAY)
"""Nothing counts that 7 signed from that day on."""


@pytest.mark.parametrize(
    ("supposed", "fact", "counts"),
    [
        (LATE, session(on=DAY - timedelta(days=9), since=DAY - timedelta(days=1)), True),
        (LATE, session(on=DAY - timedelta(days=9), since=DAY), False),  # held before, signed then
        (LATE, session(on=DAY - timedelta(days=9), since=DAY + timedelta(days=1)), False),
        (LATE, session(on=DAY, since=DAY - timedelta(days=1)), False),  # held then, whenever it was signed
        (LATE, session(since=DAY, signed_by=8), True),  # 7 is named, and another signed
        (LATE, session(since=DAY, supervisor=8, signed_by=7), False),
        (LATE, Fact("observation:1", "observation", DAY - timedelta(days=1), {"assessor": 7}, DAY), False),
        (LATE, Fact("observation:1", "observation", DAY, {"assessor": 8}, DAY), True),
        (LATE, Fact("waiver:1", "waiver", DAY, {"by": 7}), True),
        (Supposed(), session(since=DAY), True),
    ],
)
def test_what_counts_is_told_by_who_signed_and_by_the_later_day(
    supposed: Supposed, fact: Fact, counts: bool
) -> None:
    assert supposed.counts(fact) is counts


@pytest.mark.parametrize(("supposed", "opened", "closed"), SUPPOSED.values(), ids=SUPPOSED)
def test_what_would_change_for_whom_everything_is_met(
    supposed: Supposed, opened: Sequence[str], closed: Sequence[str]
) -> None:
    was, will_be = IS.judge(KINDS, EVIDENCE, DAY), supposed.judge(IS, KINDS, EVIDENCE, DAY)
    assert was.met
    expected = Effect(1, tuple(opened), tuple(closed)) if opened or closed else None
    assert effect_on(1, was, will_be) == expected
    lost = Effect(1, tuple(opened), tuple(closed), "N-1") if opened else None
    assert effect_on(1, was, will_be, "N-1") == lost


@pytest.mark.parametrize(
    ("rules", "opened", "closed"),
    [
        (IS, (), ()),
        (all_of(minutes(180), in_class(60)), ("Supervised, P3",), ()),  # open before, and more of it
        (all_of(minutes(60), in_class(60)), (), ("Supervised, P3",)),
        (all_of(in_class(60)), (), ("Supervised, P3",)),
        (all_of(in_class(90)), ("In class",), ("Supervised, P3",)),
    ],
)
def test_what_would_change_for_whom_something_is_open(
    rules: Rules, opened: tuple[str, ...], closed: tuple[str, ...]
) -> None:
    evidence: tuple[Fact, ...] = (session(1), live(60))
    effect = effect_on(1, IS.judge(KINDS, evidence, DAY), Supposed(rules).judge(IS, KINDS, evidence, DAY))
    assert effect == (Effect(1, opened, closed) if opened or closed else None)


def choice(least: int, *members: dict[str, Any]) -> Rules:
    return all_of({"id": "some", "title": "Some practice", "at_least": least, "of": list(members)})


@pytest.mark.parametrize("done", [(), (session(1, minutes=120),)], ids=["nothing done", "one done"])
@pytest.mark.parametrize(
    ("was", "will_be", "opened"),
    [
        ((2, "P3", "P4", "P5"), (2, "P3", "P4", "P5"), ()),
        ((2, "P3", "P4", "P5"), (3, "P3", "P4", "P5"), ("Some practice",)),
        ((3, "P3", "P4", "P5"), (2, "P3", "P4", "P5"), ("Some practice",)),
        ((2, "P3", "P4", "P5"), (2, "P3", "P4"), ("Some practice",)),
        ((2, "P3", "P4"), (2, "P3", "P4", "P5"), ("Supervised, P5", "Some practice")),
        (
            (3, "P3", "P4", "P5"),
            (4, "P3", "P4", "P5", "P2"),
            ("Supervised, P2",),
        ),  # all of them, before and after
    ],
)
def test_a_choice_that_stays_open_and_asks_for_another_number_is_named(
    was: tuple, will_be: tuple, opened: tuple[str, ...], done: tuple[Fact, ...]
) -> None:
    before, after = (choice(least, *(minutes(120, one) for one in of)) for least, *of in (was, will_be))
    standings = [rules.judge(KINDS, done, DAY) for rules in (before, after)]
    effect = effect_on(1, *standings)
    assert (effect.opened if effect else ()) == opened


@pytest.mark.parametrize(
    ("after", "opened", "closed"),
    [
        (all_of(minutes(120, "P3")), (), ("Supervised, P4", "Some practice")),
        (all_of(minutes(120, "P3"), minutes(120, "P4")), (), ("Some practice",)),
        (all_of(in_class(60)), ("In class",), ("Supervised, P3", "Supervised, P4", "Some practice")),
    ],
)
def test_a_choice_that_is_asked_for_no_longer_is_named(
    after: Rules, opened: tuple[str, ...], closed: tuple[str, ...]
) -> None:
    before = choice(1, minutes(120, "P3"), minutes(120, "P4"))
    assert effect_on(1, *(rules.judge(KINDS, (), DAY) for rules in (before, after))) == Effect(
        1, opened, closed
    )


def test_a_choice_that_was_met_is_not_missed() -> None:
    before, done = choice(1, minutes(120, "P3"), minutes(120, "P4")), (session(1, minutes=120),)
    assert (
        effect_on(1, *(rules.judge(KINDS, done, DAY) for rules in (before, all_of(minutes(120, "P3")))))
        is None
    )


def test_the_sums_count_everybody_and_a_few_are_listed() -> None:
    impact = Impact(3 * LISTED)
    for person in range(LISTED):
        impact.add(Effect(person, ("A",), ("B",)))
        impact.add(Effect(person, ("A", "C"), (), f"N-{person}"))
        impact.add(None)
    assert (impact.looked_at, impact.trainees, impact.certificates) == (3 * LISTED, LISTED, LISTED)
    assert impact.sentence == f"{LISTED} trainees and {LISTED} certificates would change."
    assert (impact.opened, impact.closed) == ({"A": 2 * LISTED, "C": LISTED}, {"B": LISTED})
    assert len(impact.listed) == LISTED
    assert read_impact(json.loads(json.dumps(impact.as_data()))) == impact
    twice = Impact(2)
    for _ in range(2):
        twice.add(Effect(1, ("A",), ()))
    assert twice.sentence == "1 trainee and 0 certificates would change."  # in two programmes
    assert Impact(0).sentence == "Nothing would change for anybody."


# For everybody in the school: Ana has met everything but approval, Caz nothing


def content_of(school: Founded, change: Callable[[list[dict[str, Any]]], Any]) -> dict[str, Any]:
    """Return what the programme says, with its requirements changed."""
    content: dict[str, Any] = json.loads(
        json.dumps(services.latest_version(school.db, school.program_id).content)
    )
    change(content["requirements"]["all_of"])
    return content


def version_of(school: Founded, change: Callable[[list[dict[str, Any]]], Any]) -> ProgramVersion:
    row = ProgramVersion(
        program_id=school.program_id,
        number=2,
        content=content_of(school, change),
        digest="0" * 64,
        loaded_at=NOW,
    )
    school.db.add(row)
    school.db.commit()
    return row


def more_practice(parts: list[dict[str, Any]]) -> None:
    parts.append({**minutes(600, "P3"), "id": "more-practice"})


def foreseen(school: Founded, question: services.Question) -> Impact:
    return [found for found, _ in services.foresee(school.db, question, KINDS, on=TODAY)][-1]


def test_a_new_version_would_change_trainees_and_nothing_is_saved(school: Founded) -> None:
    question = services.ask_version(version_of(school, more_practice))
    found = foreseen(school, question)
    assert found.sentence == "2 trainees and 0 certificates would change."
    assert found.opened == {"Supervised, P3": 2}
    assert not school.db.new
    assert not school.db.dirty
    assert services.bound_version(school.db, school.cast.ana.id, school.program_id).number == 1


def test_a_certificate_that_would_not_have_been_given_is_named(school: Founded) -> None:
    number = school.certify().number
    found = foreseen(school, services.ask_version(version_of(school, more_practice)))
    assert (found.trainees, found.certificates) == (1, 1)
    assert [effect.certificate for effect in found.listed if effect.certificate] == [number]


def test_a_certificate_is_looked_at_as_of_the_day_on_which_it_was_given(school: Founded) -> None:
    """What the holder did since does not make up for it, and what ran out since is not held against it."""
    school.certify()
    later = TODAY + timedelta(days=400)
    question = services.ask_version(services.latest_version(school.db, school.program_id))
    assert [found.certificates for found, _ in services.foresee(school.db, question, KINDS, on=later)] == [0]


def test_a_revoked_certificate_is_none_that_could_change(school: Founded) -> None:
    number = school.certify().number
    services.end_award(school.db, number, now=NOW)
    found = foreseen(school, services.ask_version(version_of(school, more_practice)))
    assert (found.trainees, found.certificates) == (2, 0)


def test_without_a_supervisor_s_signatures(school: Founded) -> None:
    bea = school.cast.bea.id
    found = foreseen(school, services.ask_without(bea, date.min))
    assert [effect.person_id for effect in found.listed] == [school.cast.ana.id]
    assert found.trainees == 1
    assert foreseen(school, services.ask_without(bea, TODAY)).trainees == 0
    assert foreseen(school, services.ask_without(school.cast.dee.id, date.min)).trainees == 0
    for program_id, looked_at in ((school.program_id, 2), (school.program_id + 1, None)):
        walk = services.foresee(school.db, services.ask_without(bea, date.min, program_id), KINDS, on=TODAY)
        assert [found.looked_at for found, _ in walk] == ([looked_at] if looked_at else [])


def stricter(school: Founded) -> PracticumPlan:
    """Add a version of the practicum whose rubric asks for the highest level everywhere."""
    plan = school.db.scalars(select(PracticumPlan)).one()
    content = deepcopy(plan.content)
    content["practicum"]["rubrics"][0]["pass"] = {"min": 5, "critical_min": 5}
    row = PracticumPlan(
        course_id=plan.course_id, number=2, pack_version=2, content=content, digest="2" * 64, loaded_at=NOW
    )
    school.db.add(row)
    school.db.commit()
    return row


def test_under_another_rubric_observations_are_judged_anew_by_their_ratings(school: Founded) -> None:
    plan = stricter(school)
    found = foreseen(school, services.ask_rubric(plan))
    assert [effect.person_id for effect in found.listed] == [school.cast.ana.id]
    assert any("observ" in title.lower() for title in found.opened)
    seen = school.db.scalars(select(Observation)).one()
    assert seen.passed  # nothing is saved
    first = school.db.scalars(select(PracticumPlan).where(PracticumPlan.number == 1)).one()
    assert foreseen(school, services.ask_rubric(first)).trainees == 0


def test_a_certificate_that_another_rubric_would_not_have_given_is_named(school: Founded) -> None:
    number = school.certify().number
    found = foreseen(school, services.ask_rubric(stricter(school)))
    assert [effect.certificate for effect in found.listed] == [number]


def test_a_rubric_that_is_no_rubric_is_refused(school: Founded) -> None:
    for content in (None, [], {}, {"rubrics": []}, {"rubrics": [{"id": "x"}]}):
        with pytest.raises(Unacceptable, match="packs check"):
            services.ask_rubric_draft(content)


def test_of_a_session_that_a_substitute_signed_the_substitute_s_signature_counts(school: Founded) -> None:
    """Bea is named, and Dee signed in her place: without Dee's signatures Ana has too little, without Bea's not."""
    entry = school.db.scalars(select(Entry).where(Entry.person_id == school.cast.ana.id)).one()
    entry.reviews[-1].reviewer_id = school.cast.dee.id
    school.db.execute(delete(Observation))
    school.db.flush()
    without = {who: services.ask_without(getattr(school.cast, who).id, date.min) for who in ("bea", "dee")}
    opened = {who: set(foreseen(school, question).opened) for who, question in without.items()}
    assert opened["bea"] == set()
    assert opened["dee"] != set()
    evidence = services.evidence_of(school.db, school.cast.ana.id, school.program_id)
    assert assessors(evidence) == {school.cast.bea.id, school.cast.dee.id}


def test_batches_make_no_difference(school: Founded, monkeypatch: pytest.MonkeyPatch) -> None:
    question = services.ask_version(version_of(school, more_practice))
    whole = foreseen(school, question).as_data()
    monkeypatch.setattr(walking, "BATCH", 1)
    steps = [
        (found.looked_at, last) for found, last in services.foresee(school.db, question, KINDS, on=TODAY)
    ]
    assert [looked_at for looked_at, _ in steps] == [1, 2]
    assert foreseen(school, question).as_data() == whole


def test_it_goes_on_where_it_stopped(school: Founded, monkeypatch: pytest.MonkeyPatch) -> None:
    question = services.ask_version(version_of(school, more_practice))
    whole = foreseen(school, question).as_data()
    monkeypatch.setattr(walking, "BATCH", 1)
    first, last = next(services.foresee(school.db, question, KINDS, on=TODAY))
    kept = json.loads(json.dumps(first.as_data()))
    rest = services.foresee(school.db, question, KINDS, on=TODAY, after=last, so_far=read_impact(kept))
    assert [found.as_data() for found, _ in rest] == [whole]


# By command


def run(*words: str) -> Result:
    return CliRunner().invoke(group, ["programs", *words], prog_name="ashilms")


def test_the_command_tells_sums_requirements_and_certificates(site_school: Founded, tmp_path: Path) -> None:
    number = site_school.certify().number
    version_of(site_school, more_practice)
    said = run("impact", "--program", PROGRAM, "--version", "2")
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [
        "1 trainee and 1 certificate would change. 2 standings looked at.",
        "  Supervised, P3: open, or asks for something else in 2 standings",
        f"  {number}: would not have been given (Supervised, P3)",
    ]
    draft = tmp_path / "draft.yaml"
    draft.write_text(yaml.safe_dump(content_of(site_school, lambda parts: None)))
    plain, drafted = (
        json.loads(run("impact", *words, "--json").stdout)
        for words in (("--program", PROGRAM, "--version", "2"), ("--draft", str(draft)))
    )
    assert plain == drafted
    without = run("impact", "--without", str(site_school.cast.bea.id), "--since", "2026-11-01")
    assert without.stdout.startswith("0 trainees and 1 certificate would change. 2 standings looked at.")
    within = run("impact", "--without", str(site_school.cast.bea.id), "--program", PROGRAM, "--json")
    assert json.loads(within.stdout)["certificates"] == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[]", "no programme's file"),
        ("id: level-1-foundation", "no programme's file"),
        ("{id: level-9, requirements: {}}", "no programme 'level-9'"),
        (f"{{id: {PROGRAM}, requirements: {{}}}}", "packs check"),
        (
            f"{{id: {PROGRAM}, requirements: {{id: a, title: A, kind: nothing, how: x}}}}",
            "no requirement kind",
        ),
        ("id: [", "This is not YAML"),
    ],
)
def test_a_draft_that_can_t_be_judged_by_is_refused(
    site_school: Founded, tmp_path: Path, content: str, says: str
) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(content)
    said = run("impact", "--draft", str(draft))
    assert (said.exit_code, said.stdout) == (1, "")
    assert says in said.stderr


@pytest.mark.parametrize(
    "words",
    [
        (), ("--program", PROGRAM), ("--version", "1"), ("--version", "1", "--without", "1"),
        ("--version", "1", "--program", PROGRAM, "--since", "2026-11-01"),
        ("--draft", __file__, "--since", "2026-11-01"),
        ("--draft", __file__, "--program", PROGRAM), ("--draft", __file__, "--without", "1"),
    ],
)  # fmt: skip
def test_a_question_that_is_none_is_refused(site_school: Founded, words: tuple[str, ...]) -> None:
    said = run("impact", *words)
    assert (said.exit_code, said.stdout) == (2, "")
    assert "Error: " in said.stderr


@pytest.mark.parametrize(
    "words", [("--without", "nobody@x.y"), ("--without", "1", "--program", "level-9"),
              ("--version", "9", "--program", PROGRAM)]
)  # fmt: skip
def test_who_or_what_is_not_there_is_said(site_school: Founded, words: tuple[str, ...]) -> None:
    said = run("impact", *words)
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith("Error: ")


def test_a_rubric_s_file_is_asked_about_from_the_command_line(site_school: Founded, tmp_path: Path) -> None:
    file = tmp_path / "practicum.yaml"
    file.write_text(yaml.safe_dump(stricter(site_school).content["practicum"]))
    told = run("impact", "--rubric", str(file), "--json")
    assert json.loads(told.stdout)["trainees"] == 1
    assert run("impact", "--rubric", str(file), "--version", "1").exit_code == 2
