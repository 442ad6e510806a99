"""Whether a credential is built as the standards say, in the parts that are read here."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from jsonschema_rs import Draft202012Validator

from ashilms.credentials.linked import as_list
from ashilms.credentials.moments import moment_of

_LATEST = 253_402_300_800
"""Seconds up to the end of the year 9999."""
_MOMENTS = ("validFrom", "validUntil", "issuanceDate", "expirationDate")


def fault_of(document: Mapping[str, Any], claims: Mapping[str, Any]) -> str | None:
    """Return a sentence about the first thing that is not as the standards say, or `None`.

    `claims` are those of the token that it is in, if it is in one.
    """
    for name in ("nbf", "exp"):
        if name in claims and not (type(claims[name]) in (int, float) and 0 <= claims[name] < _LATEST):
            return f"It isn’t built as the standard says: {name}."
    for problem in _schema().iter_errors(document):
        where = "/".join(str(part) for part in problem.instance_path) or "the credential itself"
        return f"It isn’t built as the standard says: {where[:80]}."
    for part in (document, *as_list(document.get("proof"))):
        if not isinstance(part, Mapping):
            return "It isn’t built as the standard says: proof."
        for name in (*_MOMENTS, "expires", "created"):
            if name in part and not _is_moment(part[name]):
                return f"It isn’t built as the standard says: {name}."
    return None


def _is_moment(text: Any) -> bool:
    try:
        moment_of(text)
    except ValueError:
        return False
    return True


@cache
def _schema() -> Draft202012Validator:
    held = resources.files("ashilms.credentials").joinpath("schema.json").read_text(encoding="utf-8")
    written = json.loads(held)
    return Draft202012Validator(_spelt_out(written, written.pop("$defs")))


def _spelt_out(part: Any, named: Mapping[str, Any]) -> Any:
    """Return a part of the schema with what its references name in their place: following them is most of the cost."""
    if isinstance(part, list):
        return [_spelt_out(each, named) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _spelt_out(named[part["$ref"].removeprefix("#/$defs/")], named)
    return {name: _spelt_out(each, named) for name, each in part.items()}
