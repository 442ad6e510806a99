"""The shipped pack hangs together: ids meet their ends, gates can open, and what it says can be traced."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from ashilms.bodymap.rules import region_ids
from ashilms.courses.parts import CALLS
from ashilms.programs.kinds import BUILT_IN
from ashilms.programs.rules.renewing import trees_in
from ashilms.programs.rules.validity import read_rule
from tests.curriculum.reading import PACK, Pack, read

DIRECTIVES = {*CALLS, "check", "screening"}


def twice(ids: list[str]) -> list[str]:
    return [one for one, count in Counter(ids).items() if count > 1]


def leaves(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every node of a requirement tree that is not a group."""
    children = node.get("all_of") or node.get("any_of") or node.get("of")
    if not children:
        yield node
    for child in children or []:
        yield from leaves(child)


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("all_of") or node.get("any_of") or node.get("of") or []:
        yield from nodes(child)


def conditions(when: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every plain condition in a screening rule."""
    inner = when.get("all") or when.get("any")
    if inner is None:
        yield when
    for one in inner or []:
        yield from conditions(one)


def named_in(test: dict[str, Any]) -> list[str]:
    """Return the questions that a plain condition looks at."""
    return [test["question"], *test.get("below_sum", {}).get("of", []), *filter(None, [test.get("height")])]


def test_the_pack_is_named_after_its_folder_and_its_programs_after_their_files(pack: Pack) -> None:
    assert read(PACK / "pack.yaml")["id"] == PACK.name
    assert {program["id"] for program in pack.programs} == {p.stem for p in PACK.glob("programs/*.yaml")}


def test_no_id_stands_twice(pack: Pack) -> None:
    options = [f"{item['id']}/{option['id']}" for item in pack.items for option in item.get("options", ())]
    checks = [
        f"{le.front['id']}/{name}"
        for le in pack.lessons
        for kind, name, _ in le.directives()
        if kind == "check"
    ]
    for ids in (
        [lesson.front["id"] for lesson in pack.lessons],
        [item["id"] for item in pack.items],
        [rule["id"] for pool in pack.pools.values() for rule in pool["rules"]],
        [quiz["id"] for quiz in pack.quizzes],
        [question["id"] for question in pack.screening["questions"]],
        [rule["id"] for rule in pack.screening["rules"]],
        [category["code"] for category in pack.practicum["categories"]],
        options,
        checks,
    ):
        assert twice(ids) == []
    for program in pack.programs:
        assert twice([node["id"] for node in nodes(program["requirements"])]) == []


def test_every_gate_names_something_that_exists(pack: Pack) -> None:
    quizzes = {quiz["id"] for quiz in pack.quizzes}
    holders = [*pack.modules.values(), *pack.quizzes, *pack.practicum["categories"]]
    for gate in (gate for holder in holders for gate in holder.get("requires", [])):
        assert gate.get("quiz", next(iter(quizzes))) in quizzes
        assert gate.get("module", next(iter(pack.modules))) in pack.modules


def test_every_module_can_be_reached(pack: Pack) -> None:
    """Opens modules as their gates allow, until nothing more opens."""
    quiz_of = {quiz["id"]: quiz.get("module", "") for quiz in pack.quizzes}
    opened: set[str] = set()
    for _ in pack.modules:
        opened |= {
            name
            for name, module in pack.modules.items()
            if all((gate.get("module") or quiz_of[gate["quiz"]]) in opened for gate in module["requires"])
        }
    assert opened == set(pack.modules)


def test_modules_0_to_11_are_taught_and_examined_and_12_is_an_outline(pack: Pack) -> None:
    """At least 2,500 words a module and 40,000 in all; each lesson names what it gives and what it rests on."""
    assert list(pack.modules) == [f"m{n:02}" for n in range(13)]
    assert pack.taught == [f"m{n:02}" for n in range(12)]
    words = Counter[str]()
    for lesson in pack.lessons:
        words[lesson.front["id"][:3]] += len(re.findall(r"\w[\w’'-]*", lesson.body))
        assert lesson.front["objectives"]
        assert lesson.front["sources"]
    assert {module: words[module] for module in pack.taught if words[module] < 2500} == {}
    assert words.total() >= 40_000
    for module in pack.modules.values():
        assert module["review"]["status"] == "for-review"
        assert module["id"] == "m12" or module["id"] in pack.pools


def test_every_lesson_but_the_outline_has_a_case_or_a_drill_and_a_self_check(pack: Pack) -> None:
    for lesson in pack.lessons:
        names = {name for name, _, _ in lesson.directives()}
        worked = names & {"case", "drill"} or re.search(
            r"^## A (worked case|drill)", lesson.body, re.MULTILINE
        )
        assert lesson.front["id"] == "m12-l01" or (worked and "check" in names), lesson.path.name


def test_lessons_are_of_a_length_that_can_be_read_in_one_sitting(pack: Pack) -> None:
    for lesson in pack.lessons:
        words = len(re.findall(r"\w+", lesson.body))
        assert 600 <= words <= 1400, f"{lesson.path.name}: {words} words"


def test_every_source_term_and_figure_exists_and_is_used(pack: Pack) -> None:
    sources = {source for lesson in pack.lessons for source in lesson.front["sources"]}
    sources |= {item["source"] for item in pack.items} | {rule["source"] for rule in pack.screening["rules"]}
    assert sources == pack.sources
    assert {term for lesson in pack.lessons for term in lesson.references("term")} <= pack.terms
    assert {figure for lesson in pack.lessons for figure in lesson.references("figure")} == set(pack.figures)


def test_every_directive_is_known_closed_and_filled(pack: Pack) -> None:
    for lesson in pack.lessons:
        opened = len(re.findall(r"^::: \w+", lesson.body, re.MULTILINE))
        found = list(lesson.directives())
        assert len(found) == opened == len(re.findall(r"^:::$", lesson.body, re.MULTILINE)), lesson.path.name
        for name, title, content in found:
            assert name in DIRECTIVES
            assert title, f"{lesson.path.name}: {name} without a title"
            assert bool(content.strip()) == (name != "screening"), "the table's words are in screening.yaml"


def test_every_self_check_has_a_question_a_right_answer_a_wrong_one_and_feedback(pack: Pack) -> None:
    checks = [(le, body) for le in pack.lessons for kind, _, body in le.directives() if kind == "check"]
    for lesson, body in checks:
        question, options, feedback = (part for part in body.strip().rsplit("\n\n", 2))
        assert re.search(r"[?.]$", question), lesson.path.name
        assert options.count("- [x] ") >= 1, lesson.path.name
        assert options.count("- [ ] ") >= 1, lesson.path.name
        assert feedback.startswith("> "), lesson.path.name


def test_every_lesson_says_what_it_rests_on(pack: Pack) -> None:
    for lesson in pack.lessons:
        assert "\n## What this rests on\n" in lesson.body, lesson.path.name


def test_every_section_of_the_screening_table_is_taught_once(pack: Pack) -> None:
    """But for the question where something is: it has no rows."""
    printed = [name for le in pack.lessons for kind, name, _ in le.directives() if kind == "screening"]
    sections = [section["id"] for section in pack.screening["sections"]]
    assert sorted(printed) == sorted(set(sections) - {"places"})


def test_every_figure_in_a_lesson_has_a_caption(pack: Pack) -> None:
    for lesson in pack.lessons:
        captions = re.findall(r"!\[(.*?)\]\(figure:[a-z-]+\)", lesson.body, re.DOTALL)
        assert len(captions) == len(lesson.references("figure")), lesson.path.name
        assert all(len(caption) > 20 for caption in captions), lesson.path.name


def test_screening_rules_ask_questions_that_exist_for_answers_that_can_be_given(pack: Pack) -> None:
    questions = {question["id"]: question for question in pack.screening["questions"]}
    whens = [rule["when"] for rule in pack.screening["rules"]]
    whens += [question["ask_when"] for question in questions.values() if "ask_when" in question]
    for test in (one for when in whens for one in conditions(when)):
        question = questions[test["question"]]
        if "is" in test and question["answer"] in ("yes-no", "yes-no-unsure"):
            assert test["is"] in ("yes", "no")
        if "includes" in test:
            assert test["includes"] in {option["id"] for option in question["options"]}
        if "at_least" in test or "below" in test:
            assert question["answer"] == "number"
    asked = {id for when in whens for one in conditions(when) for id in named_in(one)}
    asked |= {rule[key] for rule in pack.screening["rules"] for key in ("forbidden_from",) if key in rule}
    asked |= {rule["until"]["from"] for rule in pack.screening["rules"] if "from" in rule.get("until", {})}
    assert asked - {"today"} == set(questions)


def test_screening_closes_only_regions_of_the_body_map(pack: Pack) -> None:
    closed = {region for rule in pack.screening["rules"] for region in rule.get("forbidden_regions", [])}
    assert closed
    assert closed <= region_ids()


def test_an_unsure_answer_has_a_follow_up_question(pack: Pack) -> None:
    for question in pack.screening["questions"]:
        options = [option["id"] for option in question.get("options", ())]
        if question["answer"] == "yes-no-unsure" or "unsure" in options:
            assert question["follow_up"], question["id"]


@pytest.mark.parametrize(
    ("systolic", "diastolic", "fired"),
    [
        (120, 70, set()),
        (139, 89, set()),
        (140, 70, {"bp-raised"}),
        (120, 90, {"bp-raised"}),
        (165, 95, {"bp-high", "bp-raised"}),
        (178, 112, {"bp-high", "bp-very-high"}),
        (180, 100, {"bp-very-high", "bp-high"}),
        (120, 110, {"bp-very-high"}),
    ],
)
def test_the_bands_of_blood_pressure_leave_no_gap(
    pack: Pack, systolic: int, diastolic: int, fired: set[str]
) -> None:
    answers = {"bp-systolic": systolic, "bp-diastolic": diastolic}

    def holds(test: dict[str, Any]) -> bool:
        value = answers.get(test["question"])
        return value is not None and test.get("at_least", 0) <= value < test.get("below", 1000)

    bands = [
        rule for rule in pack.screening["rules"] if rule["id"] in ("bp-very-high", "bp-high", "bp-raised")
    ]
    assert {rule["id"] for rule in bands if any(map(holds, rule["when"]["any"]))} == fired


def test_requirements_name_what_the_pack_has(pack: Pack) -> None:
    known = {
        "module": set(pack.modules),
        "quiz": {quiz["id"] for quiz in pack.quizzes},
        "category": {category["code"] for category in pack.practicum["categories"]},
        "rubric": {rubric["id"] for rubric in pack.practicum["rubrics"]},
    }
    known["document"] = {document["id"] for document in read(PACK / "documents.yaml")["documents"]}
    for program in pack.programs:
        trees = [program["requirements"], *(tree for _, tree in trees_in(program))]
        for leaf in (leaf for tree in trees for leaf in leaves(tree)):
            for key, value in leaf.get("with", {}).items():
                assert key not in known or value in known[key], leaf["id"]


@pytest.mark.parametrize("name", ["level-0-online-theory", "level-1"])
def test_levels_0_and_1_ask_for_every_examined_module_and_every_quiz(pack: Pack, name: str) -> None:
    program = next(program for program in pack.programs if program["id"] == name)
    asked = [leaf.get("with", {}) for leaf in leaves(program["requirements"])]
    assert [with_["module"] for with_ in asked if "module" in with_] == pack.taught
    first = [quiz["id"] for quiz in pack.quizzes if "again_days" not in quiz]  # others are for renewals
    assert [with_["quiz"] for with_ in asked if "quiz" in with_] == first


def test_level_1_is_renewed_as_its_ladder_says(pack: Pack) -> None:
    program = next(program for program in pack.programs if program["id"] == "level-1")
    trees = {
        name: [(leaf["kind"], leaf.get("with", {})) for leaf in leaves(tree)]
        for name, tree in trees_in(program)
    }
    assert trees["requirements"] == [
        *(("document_held", {"document": name}) for name in ("licence", "no-licence-needed", "first-aid")),
        ("document_held", {"document": "continuing-education"}), ("practicum_sessions", {"count": 24}),
        ("observation_passed", {"rubric": "observation", "count": 1}), ("quiz_passed", {"quiz": "safety-renewal"}),
        ("no_open_incident", {"severity": 3}), ("second_person_approval", {}),
    ]  # fmt: skip
    assert [kind for kind, _ in trees["lapsed"]] == ["quiz_passed", "observation_passed"]
    assert [with_["count"] for _, with_ in trees["reassess"]] == [10, 2]
    rule = read_rule(program)
    assert rule is not None
    assert (rule.months, rule.grace_days, rule.reassess_months, rule.repeat_months) == (24, 60, 12, 36)
    quiz = next(quiz for quiz in pack.quizzes if quiz["id"] == "safety-renewal")
    final = next(quiz for quiz in pack.quizzes if quiz["id"] == "final-exam")
    assert (quiz["draw"], quiz["critical"], quiz["again_days"]) == (15, 15, rule.grace_days)
    shares = {part["topic"]: part["critical"] for part in final["parts"] if part["critical"]}
    assert {part["topic"]: part["draw"] for part in quiz["parts"]} == shares


def test_the_foundation_asks_for_what_opens_peer_practice(pack: Pack) -> None:
    program = next(program for program in pack.programs if program["id"] == "level-1-foundation")
    asked = {
        leaf["with"]["quiz"] for leaf in leaves(program["requirements"]) if leaf["kind"] == "quiz_passed"
    }
    peers = next(category for category in pack.practicum["categories"] if category["code"] == "P3")
    assert {gate["quiz"] for gate in peers["requires"]} <= asked
    assert {gate["quiz"] for gate in peers["requires"]} == {f"quiz-m{n:02}" for n in (2, 3, 4, 5, 6, 7, 10)}


def test_what_is_drafted_or_cannot_be_judged_yet_is_closed(pack: Pack) -> None:
    known = {kind.name for kind in BUILT_IN}
    for program in pack.programs:
        judged = {leaf["kind"] for leaf in leaves(program["requirements"])} <= known
        whole = judged and not program["requirements"]["title"].startswith("Drafted")
        assert program["status"] == ("open" if whole else "closed"), program["id"]


def test_no_certificate_claims_a_licence_a_certification_or_a_level_that_is_not_there(pack: Pack) -> None:
    for program in pack.programs:
        printed = f"{program['title']} {program['name']}"
        assert not re.search(r"certified|certification|licen[cs]e|therapist", printed, re.IGNORECASE)
        whole = program["id"] == "level-1"  # it asks for all that the level is
        assert whole or program["status"] == "closed" or not re.search(r"Level \d", printed)
        assert re.search(r"\b[Nn]ot?\b", program["scope"]) or program["status"] == "closed", program["id"]


def test_the_rubric_passes_by_levels_and_eight_of_its_twelve_criteria_are_critical(pack: Pack) -> None:
    (rubric,) = pack.practicum["rubrics"]
    assert [anchor["level"] for anchor in rubric["anchors"]] == [1, 2, 3, 4, 5]
    assert [c["id"] for c in rubric["criteria"] if c["critical"]] == [
        "room-check", "screening", "consent", "mounting", "foot-placement", "weight", "feedback", "ending",
    ]  # fmt: skip
    assert len(rubric["criteria"]) == 12
    assert all(c["low"] and c["middle"] and c["high"] for c in rubric["criteria"])
    assert {"never-region", "hand-off-bars"} <= {fail["id"] for fail in rubric["auto_fail"]}
    assert (rubric["pass"]["min"], rubric["pass"]["critical_min"]) == (3, 4)
