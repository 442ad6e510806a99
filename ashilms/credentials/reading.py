"""From a stranger's bytes to a credential: JSON or a JWT, as it is or baked into a picture; all of it bounded."""

import json
import re
from dataclasses import dataclass
from typing import Any

from ashilms.credentials.baking import PNG_MARK, from_png, from_svg
from ashilms.credentials.limits import DEEPEST, LARGEST, LARGEST_TEXT, MOST_VALUES, Unreadable

JWT = re.compile(r"[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Read:
    """A credential as text: `document` where it is JSON with its proof inside, else `token` is the JWT."""

    document: dict[str, Any] | None = None
    token: str | None = None


def read(data: bytes) -> Read:
    """Return the credential that a file holds, whatever its form. Raises `Unreadable`."""
    if len(data) > LARGEST:
        raise Unreadable("The file is larger than any credential, and wasn't looked at.")
    if data.startswith(PNG_MARK):
        return _of_text(from_png(data))
    start = data.lstrip()[:1]
    if start == b"<":
        return _of_text(from_svg(data))
    return _of_text(data)


def may_be_credential(data: bytes) -> bool:
    """Return whether a file looks like one that `read` should be asked about, rather than a PDF or another sort."""
    text = data.strip()
    if data.startswith(PNG_MARK) or text.startswith(b"<"):
        return True
    if text.startswith(b"{"):
        return b'"@context"' in data or b'"credentialSubject"' in data
    return len(text) <= LARGEST_TEXT and bool(JWT.fullmatch(text.decode("ascii", "replace")))


def _of_text(data: bytes) -> Read:
    if len(data) > LARGEST_TEXT:
        raise Unreadable("The credential is longer than any that is looked at.")
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as problem:
        raise Unreadable("The credential is no text in UTF-8.") from problem
    if JWT.fullmatch(text):
        return Read(token=text)
    return Read(document=read_json(text))


def read_json(text: str | bytes) -> dict[str, Any]:
    """Return an object written as JSON, read in the one way there is. Raises `Unreadable`.

    Refused: a name that stands twice (two readers would see two documents), what is nested deeply or has very many
    parts, numbers that are none, halves of letters.
    """
    try:
        found = json.loads(text, object_pairs_hook=_no_repeats, parse_constant=_no_constants)
        json.dumps(found, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as problem:
        raise Unreadable("It can't be read as JSON, or can be read in two ways.") from problem
    if not isinstance(found, dict):
        raise Unreadable("It holds no credential.")
    _bound(found)
    return found


def _bound(found: dict[str, Any]) -> None:
    level: list[Any] = [found]
    values = 0
    for _ in range(DEEPEST):
        level = [
            each
            for value in level
            if isinstance(value, dict | list)
            for each in (value.values() if isinstance(value, dict) else value)
        ]
        values += len(level)
        if not level or values > MOST_VALUES:
            break
    if level:
        raise Unreadable("It is nested more deeply, or has more parts, than any credential.")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _no_constants(text: str) -> None:
    raise ValueError(f"{text} is no number")
