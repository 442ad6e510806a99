"""What a device sends when it is back: items, each read by itself, so that a bad one does not lose the others."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

MOST_ITEMS = 20
"""Items in one sending; a device that has more sends again."""
LONGEST_ITEM = 64 * 1024
"""Bytes of one item: a whole form with a long reflection has a tenth of that."""
LONGEST_AGO = timedelta(days=30)
"""How long something may have waited on a device."""
AHEAD = timedelta(minutes=5)
"""How far a device's clock may be ahead of ours."""
KEY = re.compile(r"[0-9a-zA-Z-]{20,64}")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was done without a network: a check of a room, a screening, or the draft of a session."""

    key: str
    """Made by the device, once for this content: the same key twice is the same item."""
    kind: str
    captured_at: datetime
    """When it was done, by the device's clock."""
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slip:
    """An item that can't be read: its key as far as it has one, and the sentence that says why."""

    key: str
    sentence: str


class BadParcel(ValueError):
    """Nothing of what was sent can be read; `str()` says why."""


def read_parcel(text: str, kinds: frozenset[str], now: datetime) -> list[Item | Slip]:
    """Return the items of a sending in their order, or for each what is wrong with it; raises `BadParcel`."""
    try:
        items = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise BadParcel(
            "What this device sent can't be read. Load the page again and send it anew."
        ) from problem
    if not isinstance(items, list) or not items:
        raise BadParcel("Send a list of items.")
    if len(items) > MOST_ITEMS:
        raise BadParcel(f"Send {MOST_ITEMS} items at a time.")
    return [_read(item, kinds, now) for item in items]


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _read(data: object, kinds: frozenset[str], now: datetime) -> Item | Slip:
    if not isinstance(data, dict):
        return Slip("", "An item has a key, a kind, a time and what was filled in.")
    key = data.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        return Slip("", "An item has a key of 20 to 64 letters, digits and hyphens.")
    sentence = _slip_of_text(data) or _slip_of_item(data, kinds)
    at = read_moment(data.get("captured_at"), now)
    sentence = sentence or _slip_of_time(at, now)
    if sentence or at is None:
        return Slip(key, sentence)
    return Item(key, data["kind"], at, data["body"])


def _slip_of_text(data: dict[str, Any]) -> str:
    """Return what keeps an item from being kept at all: its size, and what no column holds."""
    try:
        whole = json.dumps(data, ensure_ascii=False)
        size = len(whole.encode())
    except (UnicodeEncodeError, RecursionError):
        return "There are characters in it that can't be kept. Take them out and send it again."
    if "\\u0000" in whole:
        return "There are characters in it that can't be kept. Take them out and send it again."
    if size > LONGEST_ITEM:
        return f"This is larger than {LONGEST_ITEM // 1024} KB. Shorten the reflection and send it again."
    return ""


def _slip_of_item(data: dict[str, Any], kinds: frozenset[str]) -> str:
    if not isinstance(data.get("kind"), str) or data["kind"] not in kinds:
        return "This site doesn't know such an item. Load the page again, so that both are of one version."
    if not isinstance(data.get("body"), dict):
        return "Nothing was filled in."
    return ""


def _slip_of_time(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "It doesn't say when it was done."
    if at > now:
        return "It was done later than now: this device's clock is ahead. Put it right, and send it again."
    if at < now - LONGEST_AGO:
        return f"It waited longer than {LONGEST_AGO.days} days on this device, so it can't be taken any more."
    return ""


def read_moment(text: object, now: datetime) -> datetime | None:
    """Return the moment that a text says, or `None`; one that is a little ahead is now, as clocks differ."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
        at = at.astimezone(UTC) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
    return now if at is not None and now < at <= now + AHEAD else at
