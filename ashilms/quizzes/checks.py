"""What is wrong with a pack's questions and quizzes, each where it stands."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from ashilms.bodymap.rules import region_ids
from ashilms.formats import plural
from ashilms.plugins import OnDrawing, PackDocument, PackFiles, Plain, Problem, Step
from ashilms.quizzes.content import QUESTIONS, QUIZZES, blueprint_of, gates_of, kinds_of, pool_of, topic_of
from ashilms.quizzes.kinds.spots import NO_FOOT
from ashilms.quizzes.rules.fairness import (
    MOST_LONGEST,
    asked_options,
    find_alike,
    keys_by_length,
    speaks_of_others,
    whole_text,
)
from ashilms.quizzes.rules.paper import PRACTICE, PoolItem, as_blueprint, find_lack
from ashilms.quizzes.services import Kinds

POINTERS = ("module", "objective", "source", "figure")
"""Fields of an item that name something the pack must declare."""
PER_CRITICAL_RULE = 3
"""A missed critical rule is asked again by two other questions."""
MODULE_POOL, OWN_POOL, MUST_PASS = 3, 2, 3
"""How many times what is drawn the pool of a module holds at least, and one of its own, and of must-pass questions."""


def check(pack: PackFiles) -> list[Problem]:
    """Return everything that is wrong with the pack's questions and quizzes, each where it stands."""
    kinds = kinds_of(pack)
    return [
        *(
            problem
            for document in pack.find(QUESTIONS)
            for problem in _check_questions(pack, document, kinds)
        ),
        *(problem for document in pack.find(QUESTIONS) for problem in _check_fairness(document)),
        *(problem for document in pack.find(QUESTIONS) for problem in _check_practice(document)),
        *_check_alike(pack),
        *(problem for document in pack.find(QUIZZES) for problem in _check_quizzes(pack, document, kinds)),
    ]


def find_shares(pack: PackFiles) -> dict[str, float]:
    """Return how much of its drawing earns full marks, at least, for each question of a sound pack that has one."""
    kinds: Mapping[str, object] = kinds_of(pack)
    shares = {}
    for item in (item for found in pack.find(QUESTIONS) for item in found.data["items"]):
        kind = kinds.get(item["kind"])
        if isinstance(kind, OnDrawing):
            shares[item["id"]] = kind.share(item)
    return shares


def _check_questions(pack: PackFiles, document: PackDocument, kinds: Kinds) -> Iterator[Problem]:
    data, pool = document.data, pool_of(document.data)
    if document.file != f"questions/{pool}.yaml":
        yield document.problem(f"Questions of {pool} stand in questions/{pool}.yaml.", "module")
    rules = {rule["id"]: rule for rule in data["rules"]}
    for at, item in enumerate(data["items"]):
        for field, sentence in _wrong_with(item, data.get("module") or data.get("practice"), rules, pack):
            yield document.problem(sentence, "items", at, field)
        if item["kind"] in kinds:
            for sentence in kinds[item["kind"]].problems(item):
                yield document.problem(f"{item['id']}: {sentence}", "items", at, "options")
    for at, rule in enumerate(data["rules"]):
        count = sum(item["rule"] == rule["id"] for item in data["items"])
        if rule["critical"] and count < PER_CRITICAL_RULE and "practice" not in data:
            have = plural(count, "question")
            sentence = f"Must-pass rule {rule['id']!r} has {have}; one to ask and two others for a re-test are needed."
            yield document.problem(sentence, "rules", at)


def _check_practice(document: PackDocument) -> Iterator[Problem]:
    pool = document.data.get("pool", "")
    if pool.startswith(PRACTICE):
        module = pool.removeprefix(PRACTICE)
        yield document.problem(f"What is practised is named by its module: practice: {module}", "pool")


def _wrong_with(
    item: Plain, module: str | None, rules: dict[str, Any], pack: PackFiles
) -> Iterator[tuple[str, str]]:
    if module and item["module"] != module:
        yield "module", f"{item['id']} is of {item['module']!r}, and this file holds questions of {module!r}."
    rule = rules.get(item["rule"])
    if rule is None:
        yield "rule", f"{item['id']} tests rule {item['rule']!r}, which this file does not list."
    elif rule["critical"] != item["critical"]:
        word = "must-pass" if rule["critical"] else "not must-pass"
        yield "critical", f"{item['id']} disagrees with its rule {item['rule']!r}, which is {word}."
    for what in POINTERS:
        if what in item and item[what] not in pack.ids.get(what, frozenset()):
            yield what, f"{item['id']} names {what} {item[what]!r}, which the pack does not have."
    if "frame" in item and (box := _view_box(pack, item.get("figure", ""))) and box != item["frame"]:
        yield (
            "frame",
            f"{item['id']} has another frame than its figure, whose viewBox is {' '.join(f'{n:g}' for n in box)}.",
        )


def _view_box(pack: PackFiles, figure: str) -> list[float]:
    """Return the numbers of a figure's viewBox, none when it has no readable one."""
    found = re.search(r'viewBox="([-\d. ]+)"', pack.texts.get(f"figures/{figure}.svg", ""))
    return [float(number) for number in found[1].split()] if found else []


def _check_quizzes(pack: PackFiles, document: PackDocument, kinds: Kinds) -> Iterator[Problem]:
    for at, quiz in enumerate(document.data["quizzes"]):
        for field, sentence in _wrong_with_quiz(quiz, pack):
            yield document.problem(f"{quiz['id']}: {sentence}", "quizzes", at, field)
        for path, sentence in _wrong_with_draw(quiz, pack, kinds):
            yield document.problem(f"{quiz['id']}: {sentence}", "quizzes", at, *path)


def _wrong_with_draw(quiz: Plain, pack: PackFiles, kinds: Kinds) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Tell why no paper can be drawn, and about bounds that nothing counts towards."""
    if quiz["critical"] > quiz["draw"]:
        return
    plan, pool = as_blueprint(blueprint_of(quiz)), _pool_of_kinds(quiz, pack, kinds)
    lack = find_lack(plan, pool)
    if lack:
        yield ("draw",) if lack.bound is None else ("bounds", lack.bound), lack.sentence
    for at, bound in enumerate(plan.bounds):
        if (lack is None or lack.bound != at) and not any(bound.holds(item) for item in pool):
            yield ("bounds", at), f"The pool has no {bound.about}."


def _pool_of_kinds(quiz: Plain, pack: PackFiles, kinds: Kinds) -> list[PoolItem]:
    pool = pool_of(quiz)
    return [
        PoolItem(n, item["rule"], topic_of(item, pool), item["critical"], item["kind"], item["difficulty"])
        for n, item in enumerate(_items(pack, pool))
        if item["kind"] in kinds
    ]


def _wrong_with_quiz(quiz: Plain, pack: PackFiles) -> Iterator[tuple[str, str]]:
    for gate in gates_of(quiz):
        for what, target in gate.items():
            if target not in pack.ids.get(what, frozenset()):
                yield "requires", f"It names {what} {target!r}, which the pack does not have."
    if pool_of(quiz).startswith(PRACTICE):
        yield "pool", "A quiz can't draw from what is practised: there the keys are told."
    if quiz["critical"] > quiz["draw"]:
        yield "critical", f"{quiz['critical']} must-pass questions can't be among {quiz['draw']} drawn."
        return
    yield from _wrong_with_parts(quiz)
    pool = _items(pack, pool_of(quiz))
    times = MODULE_POOL if "module" in quiz else OWN_POOL
    for field, have, factor in (
        ("draw", len(pool), times), ("critical", sum(item["critical"] for item in pool), MUST_PASS)
    ):  # fmt: skip
        if have < (needed := quiz[field] * factor):
            sort = "questions" if field == "draw" else "must-pass questions"
            yield (
                field,
                f"{quiz[field]} {sort} are drawn, so the pool must hold {needed} or more; it has {have}.",
            )


def _wrong_with_parts(quiz: Plain) -> Iterator[tuple[str, str]]:
    for field in ("draw", "critical"):
        sums = sum(part[field] for part in quiz.get("parts", ()))
        if quiz.get("parts") and sums != quiz[field]:
            yield "parts", f"The parts' {field} add up to {sums}, and the quiz says {quiz[field]}."


def _items(pack: PackFiles, pool: str) -> list[Plain]:
    found = (document.data for document in pack.find(QUESTIONS) if pool_of(document.data) == pool)
    return [item for data in found for item in data["items"]]


def _check_fairness(document: PackDocument) -> Iterator[Problem]:
    """Tell about keys that show by their length, options about other options, and regions that are not there."""
    items = document.data["items"]
    longest, singles = keys_by_length(items)
    if len(longest) * 100 > MOST_LONGEST * singles:
        message = (
            f"In {len(longest)} of {singles} single-choice questions the right answer is the longest option; "
            f"at most {MOST_LONGEST} % may give themselves away so. Shorten it, or lengthen another, in "
            f"{', '.join(longest[:8])}{' …' if len(longest) > 8 else '.'}"
        )
        yield document.problem(message, "items")
    for at, item in enumerate(items):
        for path, option in asked_options(item):
            if speaks_of_others(option["text"]):
                message = f"{item['id']}: an option speaks of the others. Say what it means by itself."
                yield document.problem(message, "items", at, *path)
        for path, region in _regions(item):
            if region not in region_ids():
                message = f"{item['id']}: the body map has no region {region!r}. {_nearest(region)}"
                yield document.problem(message, "items", at, *path)


def _nearest(region: str) -> str:
    near = get_close_matches(region, sorted(region_ids()), 1)
    return f"Did you mean {near[0]!r}?" if near else "Its ids stand in ashilms/bodymap/regions.py."


def _regions(item: Plain) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Yield the regions of the map that an item names; what an upload accepts and a figure's areas are none."""
    if "areas" in item or item["kind"] == "upload":
        return
    stroke = item.get("stroke", {})
    for path, regions in (
        (("accept",), item.get("accept", ())),
        *((("stroke", end), stroke[end]) for end in stroke),
    ):
        for at, region in enumerate(regions):
            if region != NO_FOOT:
                yield (*path, at), region
    for at, said in enumerate(item.get("feedback", ())):
        yield ("feedback", at, "region"), said["region"]


def _check_alike(pack: PackFiles) -> Iterator[Problem]:
    asked = [
        (document, at, item)
        for document in pack.find(QUESTIONS)
        for at, item in enumerate(document.data["items"])
    ]
    for here, there, percent in find_alike([whole_text(item) for _, _, item in asked]):
        document, at, item = asked[here]
        first, first_at, other = asked[there]
        place = f"{first.file}:{first.line_of('items', first_at)}"
        message = (
            f"{item['id']} asks nearly what {other['id']} asks ({place}): they share {percent} % of their words. "
            "Ask something else, or keep one."
        )
        yield document.problem(message, "items", at)
