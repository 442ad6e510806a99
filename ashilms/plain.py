"""Plain values as canonical JSON, which has one form alone: what is hashed, signed or frozen, and read again."""

import json
from dataclasses import fields, is_dataclass
from typing import Any


def plain_of(value: Any) -> Any:
    """Return a frozen dataclass as plain values, with those in it: as `asdict`, which copies each value besides."""
    if isinstance(value, tuple):
        return [plain_of(each) for each in value]
    if not is_dataclass(value):
        return value
    return {field.name: plain_of(getattr(value, field.name)) for field in fields(value)}


def write_plain(value: Any) -> str:
    """Return plain values as JSON with sorted keys and without spaces: whoever has the values has the bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read_plain(data: bytes | str) -> Any:
    """Return the values of JSON that can be read in one way alone.

    Raises `ValueError` for anything else: a name that stands twice, a number that is not whole, no JSON at all.
    """
    try:
        return json.loads(
            data, object_pairs_hook=_no_repeats, parse_float=_no_floats, parse_constant=_no_floats
        )
    except RecursionError as problem:
        raise ValueError("it is nested too deeply") from problem


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _no_floats(text: str) -> None:
    raise ValueError(f"{text} is not a whole number")
