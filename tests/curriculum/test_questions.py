"""The pools: enough items, fair options, no key that gives itself away."""

import re
from collections import Counter
from math import ceil
from typing import Any

import pytest

from tests.curriculum.reading import Pack

POOLS = {
    "m00": 15, "m01": 15, "m02": 45, "m03": 30, "m04": 30, "m05": 60, "m06": 75, "m07": 30, "m08": 30, "m09": 24,
    "m10": 45, "m11": 36, "final": 160,
}  # fmt: skip
"""How many questions each pool holds at least: the programme's blueprint, and the examination's own pool."""


@pytest.mark.parametrize("pool", POOLS)
def test_a_pool_holds_what_the_blueprint_asks_for(pack: Pack, pool: str) -> None:
    items = pack.pools[pool]["items"]
    assert len(items) >= POOLS[pool]
    for quiz in (quiz for quiz in pack.quizzes if pool in (quiz.get("module"), quiz.get("pool"))):
        assert sum(item["critical"] for item in items) >= 3 * quiz["critical"]


def test_the_bank_is_as_large_as_it_says(pack: Pack) -> None:
    """435 in the pools of modules, 160 more for the examination; 40 cases, 30 on the body map."""
    kinds = Counter(item["kind"] for item in pack.items)
    assert sum(len(pack.pools[module]["items"]) for module in pack.taught) >= 435
    assert kinds["vignette"] >= 40
    assert kinds["hotspot"] + kinds["placement"] >= 30


def test_a_quiz_can_be_passed_and_its_waits_grow(pack: Pack) -> None:
    for quiz in pack.quizzes:
        assert quiz["critical"] <= ceil(quiz["draw"] * quiz["pass_percent"] / 100) <= quiz["draw"]
        assert quiz["waits_hours"] == sorted(quiz["waits_hours"])


def test_each_item_names_its_module_its_rule_its_objective_and_its_source(pack: Pack) -> None:
    for module, pool in pack.pools.items():
        rules = {rule["id"] for rule in pool["rules"]}
        for item in pool["items"]:
            assert module in (item["module"], f"practice-{item['module']}", "final")
            objectives = {objective["id"] for objective in pack.modules[item["module"]]["objectives"]}
            assert item["rule"] in rules, item["id"]
            assert item["objective"] in objectives, item["id"]
            assert item["source"] in pack.sources, item["id"]


def test_every_rule_is_tested_and_a_critical_one_by_three_items_or_more(pack: Pack) -> None:
    tested = [item["rule"] for item in pack.items]
    practised = {rule["id"] for pool in pack.pools.values() if "practice" in pool for rule in pool["rules"]}
    for name, rule in pack.rules.items():
        assert tested.count(name) >= (3 if rule["critical"] and name not in practised else 1), name


def test_every_objective_is_tested(pack: Pack) -> None:
    objectives = {o["id"] for module in pack.taught for o in pack.modules[module]["objectives"]}
    assert {item["objective"] for item in pack.items} == objectives


def test_an_item_is_critical_exactly_when_its_rule_is(pack: Pack) -> None:
    assert [
        item["id"] for item in pack.items if item["critical"] != pack.rules[item["rule"]]["critical"]
    ] == []


def test_both_built_in_kinds_are_in_every_pool(pack: Pack) -> None:
    for pool in pack.pools.values():
        assert {item["kind"] for item in pool["items"]} >= {"single", "multiple"}


def asked_in(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what has options: the item itself, the questions of a case, nothing of one answered on the map."""
    if item["kind"] == "vignette":
        return list(item["parts"])
    return [item] if "options" in item else []


def options_of(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [option for asked in asked_in(item) for option in asked["options"]]


def test_every_question_has_one_key_or_leaves_a_choice(pack: Pack) -> None:
    for item in pack.items:
        for asked in asked_in(item):
            right = sum(option["right"] for option in asked["options"])
            assert right == 1 if asked["kind"] == "single" else 2 <= right < len(asked["options"]), item["id"]
            assert len({option["text"] for option in asked["options"]}) == len(asked["options"]), item["id"]


@pytest.mark.parametrize("module", POOLS)
@pytest.mark.parametrize("pick", [max, min], ids=["longest", "shortest"])
def test_length_does_not_give_the_key_away(pack: Pack, module: str, pick: object) -> None:
    singles = [item for item in pack.pools[module]["items"] if item["kind"] == "single"]
    told = [i for i in singles if pick(i["options"], key=lambda o: len(o["text"]))["right"]]  # type: ignore[operator]
    assert len(told) <= 0.35 * len(singles), [item["id"] for item in told]


@pytest.mark.parametrize("module", POOLS)
def test_no_place_in_the_list_gives_the_key_away(pack: Pack, module: str) -> None:
    singles = [item for item in pack.pools[module]["items"] if item["kind"] == "single"]
    places = [next(i for i, o in enumerate(item["options"]) if o["right"]) for item in singles]
    assert max(map(places.count, range(4))) <= 0.45 * len(singles)


def test_no_option_speaks_of_the_others(pack: Pack) -> None:
    for item in pack.items:
        for option in options_of(item):
            assert not re.search(
                r"\b(all|none|both) of (the|these|those)\b", option["text"], re.IGNORECASE
            ), item["id"]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text.lower()))


def test_no_two_items_ask_nearly_the_same(pack: Pack) -> None:
    asked = [
        item for item in pack.items if options_of(item)
    ]  # what is answered on the map is told apart by the map
    whole = {i["id"]: _words(i["stem"] + " ".join(o["text"] for o in options_of(i))) for i in asked}
    names = sorted(whole)
    near = [
        (one, other)
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if len(whole[one] & whole[other]) > 0.7 * min(len(whole[one]), len(whole[other]))
    ]
    assert near == []


def test_nothing_uncertain_is_a_key(pack: Pack) -> None:
    """Bar height, spacing and thickness have no source, and weight ratios conflict."""
    for item in pack.items:
        key = " ".join(option["text"] for option in options_of(item) if option["right"])
        assert not re.search(r"\b\d+(\.\d+)?\s*(mm|cm|m|ft|lb)\b", key), item["id"]


def test_the_pool_of_screening_is_as_large_as_its_blueprint_asks(pack: Pack) -> None:
    """25 drawn with 10 that must be right and 5 cases, and three times each in the pool."""
    items = pack.pools["m06"]["items"]
    assert len(items) >= 75
    assert sum(item["critical"] for item in items) >= 30
    assert sum(item["kind"] == "vignette" for item in items) >= 15
    assert sum(item["kind"] == "multiple" for item in items) >= 0.1 * len(items)
