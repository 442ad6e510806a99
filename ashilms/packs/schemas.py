"""The published schemas, and what they refuse said in sentences: what is wrong, and what would be right."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from ashilms.packs.rules.files import KINDS
from ashilms.plugins import PackDocument, Problem
from ashilms.resources import PACKAGE

_TYPES = {
    "string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "array": "a list", "object": "a group of keys with values", "null": "nothing",
}  # fmt: skip


def check_schema(document: PackDocument, room: str, name: str) -> list[Problem]:
    """Return every place where a document departs from the room's schema `name`, with its line."""
    errors = _validator(room, name).iter_errors(document.data)
    found = {problem for error in _leaves(errors) for problem in _as_problems(document, error)}
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
def _validator(room: str, name: str) -> Draft202012Validator:
    schema = json.loads(_published(room, name).read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker(["date"]))


def _asked(error: ValidationError) -> Any:
    """Return what the schema asks for where it was refused; the library types it as perhaps unset."""
    return error.validator_value


def _around(error: ValidationError) -> dict[str, Any]:
    return error.schema if isinstance(error.schema, dict) else {}


def _leaves(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Replace "none of the alternatives fits" by what keeps the nearest alternative from fitting."""
    for error in errors:
        if error.validator in ("oneOf", "anyOf") and error.context:
            yield from _leaves(_nearest(error.context))
        else:
            yield error


def _nearest(context: Iterable[ValidationError]) -> list[ValidationError]:
    branches: dict[Any, list[ValidationError]] = defaultdict(list)
    for error in context:
        branches[error.schema_path[0]].append(error)

    def distance(errors: list[ValidationError]) -> tuple[int, int]:
        here = [e for e in errors if not e.path]
        return sum(3 if e.validator == "type" else 1 for e in here), len(errors)

    return min(branches.values(), key=distance)


def _as_problems(document: PackDocument, error: ValidationError) -> list[Problem]:
    path, properties = list(error.absolute_path), _around(error).get("properties", {})
    if error.validator == "additionalProperties":
        instance: Any = error.instance
        strangers = [key for key in instance if key not in properties]
        return [document.problem(_unknown(key, list(properties)), *path, key) for key in strangers]
    tell = _SENTENCES.get(str(error.validator), _otherwise)
    return [document.problem(tell(error), *path)]


def _name(error: ValidationError) -> str:
    """Return what the sentence is about, such as `"minutes"`, or `this` for the whole."""
    words = [step for step in error.absolute_path if isinstance(step, str)]
    return f'"{words[-1]}"' if words else "this file"


def _unknown(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, 1)
    hint = f'Did you mean "{near[0]}"?' if near else f"Keys here are: {', '.join(known)}."
    return f'There is no key "{key}" here. {hint}'


def _missing(error: ValidationError) -> str:
    instance: Any = error.instance
    absent = [key for key in _asked(error) if key not in instance]
    key = next((key for key in absent if error.message.startswith(f"'{key}'")), absent[0])
    return f'The key "{key}" is missing. Add it.'


def _wrong_type(error: ValidationError) -> str:
    wanted = _asked(error) if isinstance(_asked(error), list) else [_asked(error)]
    kinds = " or ".join(_TYPES[kind] for kind in wanted)
    return f"{_name(error)} has to be {kinds}, and is {_what(error.instance)}."


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


def _pattern(error: ValidationError) -> str:
    if _asked(error) == "\\S":
        return f"{_name(error)} is empty. Write it."
    example = "small letters, digits and single hyphens, such as spinal-safety"
    rule = example if str(_asked(error)).startswith("^[a-z][a-z0-9]*") else _asked(error)
    return f"{_name(error)} is {_short(error.instance)}, which is not of the right form: {rule}."


def _bound(word: str) -> Callable[[ValidationError], str]:
    return lambda error: f"{_name(error)} is {_short(error.instance)}; it has to be {word} {_asked(error)}."


def _length(word: str) -> Callable[[ValidationError], str]:
    def tell(error: ValidationError) -> str:
        instance: Any = error.instance
        return f"{_name(error)} has {len(instance)} entries; it needs {word} {_asked(error)}."

    return tell


def _format(error: ValidationError) -> str:
    return f"{_name(error)} is {_short(error.instance)}, which is no {_asked(error)}. Write it as 2026-11-24."


def _contains(error: ValidationError) -> str:
    least, most = _around(error).get("minContains", 1), _around(error).get("maxContains")
    wanted = f"exactly {least}" if least == most else f"at least {least}"
    return f"{_name(error)} needs {wanted} marked right."


def _otherwise(error: ValidationError) -> str:
    return f"{_name(error)}: {error.message}. {_around(error).get('description', '')}".strip()


_SENTENCES: dict[str, Callable[[ValidationError], str]] = {
    "required": _missing,
    "type": _wrong_type,
    "enum": lambda e: (
        f"{_name(e)} is {_short(e.instance)}; it has to be one of: {', '.join(map(str, _asked(e)))}."
    ),
    "const": lambda e: f"{_name(e)} is {_short(e.instance)}; it has to be {_short(_asked(e))}.",
    "pattern": _pattern,
    "minLength": lambda e: f"{_name(e)} is empty. Write it.",
    "maxLength": lambda e: f"{_name(e)} is longer than {_asked(e)} characters. Shorten it.",
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
