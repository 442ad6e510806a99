"""The published schemas, and what they refuse said in sentences: what is wrong, and what would be right."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from ashilms.packs.rules.files import KINDS
from ashilms.plugins import PackDocument, Problem
from ashilms.resources import PACKAGE

_TYPES = {
    "string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "array": "a list", "object": "a group of keys with values", "null": "nothing",
}  # fmt: skip


def check_schema(document: PackDocument, room: str, name: str) -> list[Problem]:
    """Return every place where a document departs from the room's schema `name`, with its line."""
    schema, validator = _read(room, name)
    refused = (_Refusal(schema, error) for error in validator.iter_errors(document.data))
    found = {problem for refusal in _leaves(refused) for problem in _as_problems(document, refusal)}
    return sorted(found, key=lambda problem: (problem.line, problem.message))


def write_schemas(folder: Path) -> list[Path]:
    """Write the published schema of each sort of file into `folder`, for editors; return what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in KINDS:
        if kind.schema:
            written.append(folder / f"{kind.schema}.json")
            written[-1].write_bytes(_published(kind.room, kind.schema).read_bytes())
    return written


def _published(room: str, name: str) -> Path:
    return PACKAGE / room / "schema" / f"{name}.json"


@cache
def _read(room: str, name: str) -> tuple[dict[str, Any], Draft202012Validator]:
    schema = json.loads(_published(room, name).read_text("utf-8"))
    return schema, Draft202012Validator(schema, validate_formats=True)


@dataclass(frozen=True)
class _Refusal:
    """A part of a document that departs from the schema, and what of the schema it departs from."""

    schema: dict[str, Any]
    """All of it."""
    error: ValidationError

    @property
    def path(self) -> list[str | int]:
        """Where in the document."""
        return list(self.error.instance_path)

    @property
    def found(self) -> Any:
        """What is there."""
        return self.error.instance

    @property
    def keyword(self) -> str:
        """Which word of the schema refuses it."""
        return str(self.error.schema_path[-1])

    @property
    def asked(self) -> Any:
        """What that word asks for."""
        return self.around[self.keyword]

    @property
    def around(self) -> dict[str, Any]:
        """What else the schema asks for there."""
        part: Any = self.schema
        for step in self.error.schema_path[:-1]:
            part = part[step]
        return dict(part)

    @property
    def branches(self) -> list[list["_Refusal"]]:
        """What refuses each of the alternatives, where none fits."""
        context = getattr(self.error.kind, "context", ())
        return [[_Refusal(self.schema, error) for error in branch] for branch in context]


def _leaves(refusals: Iterable[_Refusal]) -> Iterator[_Refusal]:
    """Replace "none of the alternatives fits" by what keeps the nearest alternative from fitting."""
    for refusal in refusals:
        if refusal.branches:
            yield from _leaves(_nearest(refusal))
        else:
            yield refusal


def _nearest(refusal: _Refusal) -> list[_Refusal]:
    def distance(branch: list[_Refusal]) -> tuple[int, int]:
        here = [one for one in branch if one.path == refusal.path]
        return sum(3 if one.keyword == "type" else 1 for one in here), len(branch)

    return min(refusal.branches, key=distance)


def _as_problems(document: PackDocument, refusal: _Refusal) -> list[Problem]:
    path = refusal.path
    if refusal.keyword == "additionalProperties":
        known = list(refusal.around.get("properties", {}))
        strangers = refusal.error.kind.as_dict()["unexpected"]
        return [document.problem(_unknown(key, known), *path, key) for key in strangers]
    tell = _SENTENCES.get(refusal.keyword, _otherwise)
    return [document.problem(tell(refusal), *path)]


def _name(refusal: _Refusal) -> str:
    """Return what the sentence is about, such as `"minutes"`, or `this` for the whole."""
    words = [step for step in refusal.path if isinstance(step, str)]
    return f'"{words[-1]}"' if words else "this file"


def _unknown(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, 1)
    hint = f'Did you mean "{near[0]}"?' if near else f"Keys here are: {', '.join(known)}."
    return f'There is no key "{key}" here. {hint}'


def _missing(refusal: _Refusal) -> str:
    return f'The key "{refusal.error.kind.as_dict()["property"]}" is missing. Add it.'


def _wrong_type(refusal: _Refusal) -> str:
    wanted = refusal.asked if isinstance(refusal.asked, list) else [refusal.asked]
    kinds = " or ".join(_TYPES[kind] for kind in wanted)
    return f"{_name(refusal)} has to be {kinds}, and is {_what(refusal.found)}."


def _what(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    for kind, word in ((dict, "a group of keys"), (list, "a list")):
        if isinstance(value, kind):
            return word
    return _short(value)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _pattern(refusal: _Refusal) -> str:
    if refusal.asked == "\\S":
        return f"{_name(refusal)} is empty. Write it."
    example = "small letters, digits and single hyphens, such as spinal-safety"
    rule = example if str(refusal.asked).startswith("^[a-z][a-z0-9]*") else refusal.asked
    return f"{_name(refusal)} is {_short(refusal.found)}, which is not of the right form: {rule}."


def _bound(word: str) -> Callable[[_Refusal], str]:
    return lambda refusal: (
        f"{_name(refusal)} is {_short(refusal.found)}; it has to be {word} {refusal.asked}."
    )


def _length(word: str) -> Callable[[_Refusal], str]:
    def tell(refusal: _Refusal) -> str:
        return f"{_name(refusal)} has {len(refusal.found)} entries; it needs {word} {refusal.asked}."

    return tell


def _format(refusal: _Refusal) -> str:
    return (
        f"{_name(refusal)} is {_short(refusal.found)}, which is no {refusal.asked}. Write it as 2026-11-24."
    )


def _contains(refusal: _Refusal) -> str:
    least, most = refusal.around.get("minContains", 1), refusal.around.get("maxContains")
    wanted = f"exactly {least}" if least == most else f"at least {least}"
    return f"{_name(refusal)} needs {wanted} marked right."


def _otherwise(refusal: _Refusal) -> str:
    return f"{_name(refusal)}: {refusal.error.message}. {refusal.around.get('description', '')}".strip()


_SENTENCES: dict[str, Callable[[_Refusal], str]] = {
    "required": _missing,
    "type": _wrong_type,
    "enum": lambda e: (
        f"{_name(e)} is {_short(e.found)}; it has to be one of: {', '.join(map(str, e.asked))}."
    ),
    "const": lambda e: f"{_name(e)} is {_short(e.found)}; it has to be {_short(e.asked)}.",
    "pattern": _pattern,
    "minLength": lambda e: f"{_name(e)} is empty. Write it.",
    "maxLength": lambda e: f"{_name(e)} is longer than {e.asked} characters. Shorten it.",
    "minimum": _bound("at least"),
    "maximum": _bound("at most"),
    "minItems": _length("at least"),
    "maxItems": _length("at most"),
    "uniqueItems": lambda e: f"{_name(e)} names something twice. Keep each once.",
    "contains": _contains,
    "minContains": _contains,
    "maxContains": _contains,
    "format": _format,
}
