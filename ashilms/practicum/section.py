"""The practicum's part of a pack: practicum.yaml and screening.yaml, checked and loaded as versions."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.bodymap.rules import region_ids
from ashilms.courses import services as courses
from ashilms.plugins import PackDocument, PackFiles, Problem, Step
from ashilms.practicum.services import load_plan
from ashilms.rubrics.rules import find_rubric_problems, read_rubric
from ashilms.screenings.rules.conditions import find_condition_problems, uses
from ashilms.screenings.rules.intake import Question, read_question

PRACTICUM, SCREENING = "practicum.yaml", "screening.yaml"


def check(pack: PackFiles) -> list[Problem]:
    """Return everything that is wrong with the pack's practicum and screening, each where it stands."""
    return [
        *_check_pair(pack),
        *(problem for document in pack.find(PRACTICUM) for problem in _check_practicum(pack, document)),
        *(problem for document in pack.find(SCREENING) for problem in _check_screening(pack, document)),
    ]


def load(db: Session, actor: Actor, pack: PackFiles, *, now: datetime) -> list[str]:
    """Load the pack's practicum and screening as one version, and return what changed.

    A version that was loaded stays, so that entries logged by it keep their explanation. A course whose pack
    has no practicum (any more) keeps what it had.
    """
    practicum, screening = pack.find(PRACTICUM), pack.find(SCREENING)
    if not practicum or not screening:
        return []
    course, titles = courses.get_course(db, pack.slug), _titles(pack)
    content = {
        "level": pack.pack["level"],
        "practicum": practicum[0].data
        | {"categories": [_with_titles(category, titles) for category in practicum[0].data["categories"]]},
        "screening": screening[0].data,
    }
    plan = load_plan(db, actor, course.id, content, pack_version=pack.pack["version"], now=now)
    return [f"Practicum: version {plan.number}."] if plan else []


def _titles(pack: PackFiles) -> dict[tuple[str, str], str]:
    modules = {("module", m.data["id"]): str(m.data["title"]) for m in pack.find("modules/*/module.yaml")}
    quizzes = {
        ("quiz", quiz["id"]): str(quiz["title"])
        for document in pack.find("quizzes.yaml")
        for quiz in document.data["quizzes"]
    }
    return modules | quizzes


def _with_titles(category: Mapping[str, Any], titles: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    gates = [
        {kind: ref, "title": titles.get((kind, ref), ref)}
        for gate in category["requires"]
        for kind, ref in gate.items()
    ]
    return {**category, "requires": gates}


def _check_pair(pack: PackFiles) -> Iterator[Problem]:
    there = [name for name in (PRACTICUM, SCREENING) if name in pack.files]
    if len(there) == 1:
        other = SCREENING if there == [PRACTICUM] else PRACTICUM
        yield Problem(there[0], 1, f"A practicum needs {other} beside this file. Add it.")


def _check_practicum(pack: PackFiles, document: PackDocument) -> Iterator[Problem]:
    for place, category in enumerate(document.data["categories"]):
        for number, gate in enumerate(category["requires"]):
            for kind, ref in gate.items():
                if ref not in pack.ids[kind]:
                    yield document.problem(
                        f'There is no {kind} "{ref}" in this pack. Name one that it has.',
                        "categories", place, "requires", number, kind,
                    )  # fmt: skip
    for place, rubric in enumerate(document.data["rubrics"]):
        for sentence in find_rubric_problems(read_rubric(rubric)):
            yield document.problem(sentence, "rubrics", place)
    yield from _check_pressure(document)


def _check_pressure(document: PackDocument) -> Iterator[Problem]:
    pressure = document.data["pressure"]
    if sorted(level["value"] for level in pressure["depth"]["levels"]) != [1, 2, 3, 4, 5]:
        yield document.problem(
            "Say once for each of the depths 1 to 5 what it means.", "pressure", "depth", "levels"
        )
    score = pressure["score"]
    low, high = score["target"]
    if not low <= high <= score["ceiling"] < score["stop_at"]:
        message = "The target lies below the ceiling, and the ceiling below stop_at. Put them in that order."
        yield document.problem(message, "pressure", "score")


def _check_screening(pack: PackFiles, document: PackDocument) -> Iterator[Problem]:
    questions = [read_question(question) for question in document.data["questions"]]
    yield from _check_questions(document, questions)
    yield from _check_sections(document)
    known = {question.id: question for question in questions}
    for place, rule in enumerate(document.data["rules"]):
        path: tuple[Step, ...] = ("rules", place)
        for sentence in find_condition_problems(rule["when"], known):
            yield document.problem(sentence, *path, "when")
        for sentence in _rule_problems(rule, known, pack):
            yield document.problem(sentence, *path)


def _check_questions(document: PackDocument, questions: list[Question]) -> Iterator[Problem]:
    earlier: dict[str, Question] = {}
    for place, question in enumerate(questions):
        if question.id in earlier:
            yield document.problem(
                f'The question id "{question.id}" is taken. Give each its own.', "questions", place
            )
        for sentence in find_condition_problems(question.ask_when, earlier) if question.ask_when else ():
            message = f"{sentence} (ask_when looks at questions above it only.)"
            yield document.problem(message, "questions", place, "ask_when")
        options = [option.id for option in question.options]
        if len(set(options)) < len(options):
            yield document.problem(
                "Two options have the same id. Give each its own.", "questions", place, "options"
            )
        for region in {region for option in question.options for region in option.regions} - region_ids():
            yield document.problem(f'The body map has no region "{region}".', "questions", place, "options")
        if question.kind == "number" and question.least >= question.most:
            yield document.problem("min lies below max. Put them in that order.", "questions", place)
        earlier[question.id] = question


def _check_sections(document: PackDocument) -> Iterator[Problem]:
    """Tell about a question or a row of no section, and about a section whose questions stand apart."""
    known = [section["id"] for section in document.data.get("sections", ())]
    for part in ("questions", "rules") if known else ():
        for place, found in enumerate(document.data[part]):
            if found.get("section") not in known:
                yield document.problem(f"Say in which section it stands: {', '.join(known)}.", part, place)
    order = [question.get("section") for question in document.data["questions"]]
    for place, (before, section) in enumerate(pairwise(order), 1):
        if section != before and section in order[:place]:
            message = f'The questions of "{section}" stand apart. Put them one after the other.'
            yield document.problem(message, "questions", place)


def _rule_problems(rule: Mapping[str, Any], known: Mapping[str, Question], pack: PackFiles) -> Iterator[str]:
    if rule["source"] not in pack.ids["source"]:
        yield f'There is no source "{rule["source"]}" in sources.yaml. Add it.'
    for region in rule.get("forbidden_regions", ()):
        if region not in region_ids():
            yield f'The body map has no region "{region}".'
    places = rule.get("forbidden_from")
    if places and not (places in known and any(option.regions for option in known[places].options)):
        yield f'forbidden_from names "{places}", which asks for no places. Name a question with regions.'
    if rule["class"] == "STOP_EMERGENCY" and uses(rule["when"], "is_not"):
        yield "An emergency is affirmed, never taken from a blank: is_not can't stand here."
    start = rule.get("until", {}).get("from", "today")
    if start != "today" and (start not in known or known[start].kind != "date"):
        yield f'until counts from "{start}", which is no date question. Name one, or write today.'
