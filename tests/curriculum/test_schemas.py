"""Each file of the shipped pack fits its schema, and the schemas refuse what they should."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.curriculum.reading import FILES, PACK, PACKAGE, problems_of, read

SCHEMA_FILES = sorted(PACKAGE.glob("*/schema/*.json"))


@pytest.mark.parametrize(
    ("path", "room", "name"), FILES, ids=lambda it: it.name if isinstance(it, Path) else ""
)
def test_each_file_fits_its_schema(path: Path, room: str, name: str) -> None:
    assert problems_of(read(path), room, name) == []


def test_no_file_of_the_pack_lacks_a_schema() -> None:
    held = {path for path, _, _ in FILES}
    found = {path for path in PACK.rglob("*") if path.is_file() and path.suffix != ".svg"}
    assert found == held


@pytest.mark.parametrize("path", SCHEMA_FILES, ids=lambda path: path.stem)
def test_each_schema_is_a_schema_and_closes_its_objects(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


def test_every_key_of_every_object_is_closed_or_left_to_a_kind() -> None:
    open_objects = []

    def walk(node: Any, where: str) -> None:
        if isinstance(node, dict):
            more = node.get("additionalProperties")
            told = more is False or isinstance(
                more, dict
            )  # a map whose values are told, as of a board's own words
            if node.get("type") == "object" and not told:
                open_objects.append(where)
            for key, value in node.items():
                walk(value, f"{where}/{key}")
        elif isinstance(node, list):
            for index, value in enumerate(node):
                walk(value, f"{where}/{index}")

    for path in SCHEMA_FILES:
        walk(json.loads(path.read_text(encoding="utf-8")), path.stem)
    left_to_kinds = ("/properties/with", "questions/properties/items/items")
    assert [where for where in open_objects if not where.endswith(left_to_kinds)] == []


def _drop(*path: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        del document[path[-1]]

    return change


def _put(value: Any, *path: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


def _of(part: str, id: str, change: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return the change made to the one of `part` that has this id."""
    return lambda document: change(next(one for one in document[part] if one["id"] == id))


def _kind(name: str, **fields: Any) -> Callable[[Any], None]:
    """Make the first item one of another kind: its options are taken away, these fields are put in."""

    def change(document: Any) -> None:
        item = document["items"][0]
        del item["options"]
        item.update(kind=name, **fields)

    return change


BROKEN: list[tuple[str, str, Callable[[Any], None]]] = [
    ("a pack without a version", "pack.yaml", _drop("version")),
    ("a pack version that is words", "pack.yaml", _put("one", "version")),
    ("an unknown key in a pack", "pack.yaml", _put("x", "author")),
    ("an id with capitals", "pack.yaml", _put("Barefoot", "id")),
    ("a title of blanks", "pack.yaml", _put("  ", "title")),
    (
        "a gate that is two things",
        "modules/05*/module.yaml",
        _put({"quiz": "a", "module": "b"}, "requires", 0),
    ),
    ("a gate that is nothing", "modules/05*/module.yaml", _put({}, "requires", 0)),
    ("a lesson of no minutes", "modules/05*/01-*.md", _put(0, "minutes")),
    ("a lesson with a condition nobody knows", "modules/05*/01-*.md", _put(["read", "liked"], "conditions")),
    ("a single question with two keys", "questions/m05.yaml", _put(True, "items", 0, "options", 0, "right")),
    ("a single question without a key", "questions/m05.yaml", _put(False, "items", 0, "options", 1, "right")),
    ("an option without a rationale", "questions/m05.yaml", _drop("items", 0, "options", 0, "rationale")),
    ("an unknown key in a question of a built-in kind", "questions/m05.yaml", _put("x", "items", 0, "hint")),
    ("a case without its questions", "questions/m05.yaml", _kind("vignette", stem="A case.")),
    ("a placement on no map", "questions/m05.yaml", _kind("placement", accept=["tES"], parts=["arch"])),
    ("a hotspot that accepts nothing", "questions/m05.yaml", _kind("hotspot", map="posterior", accept=[])),
    ("a question of difficulty 4", "questions/m05.yaml", _put(4, "items", 0, "difficulty")),
    ("a quiz that passes at 101 per cent", "quizzes.yaml", _put(101, "quizzes", 0, "pass_percent")),
    ("a screening class that is compound", "screening.yaml", _put("STOP/CLEAR", "rules", 0, "class")),
    ("an answer that YAML read as true", "screening.yaml", _put(True, "rules", 0, "when", "is")),
    ("a condition with two tests", "screening.yaml", _put("no", "rules", 0, "when", "includes")),
    ("a wait without an end", "screening.yaml", _of("rules", "bp-high", _drop("until"))),
    ("a wait with two ends", "screening.yaml", _of("rules", "bp-high", _put("then", "until", "event"))),
    ("a stop with an end", "screening.yaml", _put({"from": "today", "days": 1}, "rules", 0, "until")),
    (
        "a limit that limits nothing",
        "screening.yaml",
        _of("rules", "varicose-severe", _drop("forbidden_regions")),
    ),
    ("a choice without options", "screening.yaml", _put("choice", "questions", 0, "answer")),
    ("a number without bounds", "screening.yaml", _of("questions", "age", _drop("min"))),
    ("a section without a title", "screening.yaml", _drop("sections", 0, "title")),
    ("a position nobody lies in", "screening.yaml", _put(["upright"], "rules", 0, "forbidden_positions")),
    (
        "a sum of nothing",
        "screening.yaml",
        _of("rules", "client-lighter", _put([], "when", "below_sum", "of")),
    ),
    ("a sixth anchor", "practicum.yaml", _put([{"level": 1, "text": "x"}] * 6, "rubrics", 0, "anchors")),
    ("a category with a code of its own", "practicum.yaml", _put("Q1", "categories", 0, "code")),
    ("a foot part nobody has", "practicum.yaml", _put(["knee"], "strokes", 0, "parts")),
    ("a requirement that is group and leaf", "programs/*.yaml", _put("k", "requirements", "kind")),
    ("a group of nothing", "programs/*.yaml", _put([], "requirements", "all_of")),
    ("a requirement that says not how", "programs/*.yaml", _drop("requirements", "all_of", 3, "how")),
    ("a number prefix in small letters", "programs/*.yaml", _put("bbm1", "number_prefix")),
]


@pytest.mark.parametrize(("what", "pattern", "change"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_document_is_refused(what: str, pattern: str, change: Callable[[Any], None]) -> None:
    path, room, name = next(file for file in FILES if file[0] in set(PACK.glob(pattern)))
    document = copy.deepcopy(read(path))
    change(document)
    assert problems_of(document, room, name), what
