"""What is said of a placement: on the page that asks, and on the one that tells."""

from collections.abc import Mapping
from typing import Any

from ashilms.bodymap.geometry import place_called
from ashilms.bodymap.placing import patch_words, turned, zone_word
from ashilms.plugins import Plain
from ashilms.quizzes.kinds.placement.rules import Judged
from ashilms.quizzes.kinds.spots import NO_FOOT, feedback_for, label_of, labels_of, said_spot

CHOICES: Mapping[str, Mapping[Any, str]] = {
    "foot": {"left": "Left", "right": "Right"},
    "part": {"heel": "Heel", "arch": "Arch", "ball": "Ball", "sole": "Whole"},
    "load": {number: str(number) for number in range(1, 6)},
    "travel": {
        "head": "To head",
        "feet": "To feet",
        "in": "In",
        "out": "Out",
        "stay": "Stays",
    },
}
"""What may be chosen of each thing, in the order of the page."""
LABELS = {
    "foot": "Your foot", "part": "Which part carries the load?", "load": "Load", "travel": "Travel",
}  # fmt: skip
HINTS = {
    "part": "The whole sole, laid flat, has its peak under the arch.",
    "load": "1 resting, 5 deepest",
    "travel": "In is to the midline, out away from it.",
}
PLACES = {
    False: {"at": "Where does the peak of the load lie?"},
    True: {"at": "Where does the stroke start?", "end": "Where does it end?"},
}
PARTS = {"heel": "heel", "arch": "arch", "ball": "ball", "sole": "whole sole"}
NAMES = {"part": "the loaded part", "load": "the load", "foot": "the foot", "travel": "the way it travels"}
WHERE = {"start": "At the start", "end": "At the end", "way": "On the way"}


def stated(asked: Plain) -> str:
    """Return the marking as the page states it."""
    rest = [NAMES[name] for name in asked["asks"]]
    listed = " and ".join([", ".join(rest[:-1]), rest[-1]] if len(rest) > 1 else rest)
    return (
        f"The place earns half of the mark, {listed} the other half. A peak of the load that touches a region where "
        "no foot goes, or lies in none, earns nothing and is a must-pass miss."
    )


def sizes() -> str:
    """Return how large the peak of the load is taken to be."""
    return (
        f"What counts is the peak of the load, which the map rings: {patch_words('arch')} under the arch, "
        f"{patch_words('heel')} under heel or ball, on a body of 170 cm."
    )


def said(asked: Plain, answer: Mapping[str, Any]) -> str:
    """Return a placement in one sentence, as the live line under the map says it."""
    found = [f"{answer['foot'].capitalize()} foot" if "foot" in answer else "", _part_said(answer)]
    if "at" in answer:
        found.append(said_spot(answer["at"]))
    if "end" in answer:
        found.append(f"to {said_spot(answer['end'])}")
    if "turn" in answer:
        found.append(turned(answer["turn"]))
    if "travel" in answer:
        found.append(f"travel: {CHOICES['travel'][answer['travel']].lower()}")
    if "load" in answer:
        found.append(f"load {answer['load']} of 5")
    return " · ".join(part for part in found if part)


def _part_said(answer: Mapping[str, Any]) -> str:
    return f"{PARTS[answer['part']]} loaded" if "part" in answer else ""


def reasons(asked: Plain, key: Plain, answer: Mapping[str, Any], judged: Judged | None) -> list[str]:
    """Return why a placement earned what it did, in sentences; never what would have been right."""
    if judged is None:
        return ["It doesn't say where the load lies, and of which part; so it earns nothing."]
    found = [] if judged.placed else _misplaced(asked, key, answer, judged)
    return found + [_fault(name, answer) for name in judged.faults]


def _misplaced(asked: Plain, key: Plain, answer: Mapping[str, Any], judged: Judged) -> list[str]:
    place = judged.deciding.place
    why = [] if place == NO_FOOT or not judged.unsafe else [_unsafe(place, answer["part"])]
    where = f"{WHERE[judged.where]}: {label_of(place)}. " if asked["stroke"] and place else ""
    return [*why, where + feedback_for(key, place)]


def _unsafe(place_id: str, part: str) -> str:
    """Return why a place bears no load of that part."""
    if not place_id:
        return "Part of the load lies outside every region of the map, and there no foot goes."
    region = place_called(place_id).region
    if region.parts:
        return f"{label_of(place_id)}: no {PARTS[part]} goes there. {region.condition}"
    return f"{label_of(place_id)}: no foot goes there ({region.condition})."


def _fault(name: str, answer: Mapping[str, Any]) -> str:
    if name not in answer:
        return f"Nothing was said of {NAMES[name]}."
    if name == "load":
        return f"A load of {answer['load']} is too much here."
    value = PARTS[answer["part"]] if name == "part" else CHOICES[name][answer[name]].lower()
    return f"Not right here is {NAMES[name]}: {value}."


def touches(judged: Judged | None) -> list[dict[str, str]]:
    """Return what the load touched, each place with its class and how much of the load lay there."""
    if judged is None or judged.deciding.place == NO_FOOT:
        return []
    return [
        {"place": label_of(touch.place), "word": zone_word(touch.zone), "share": _percent(touch.share)}
        for touch in judged.touches
    ]


def _percent(share: int) -> str:
    return f"{share / 10_000:.0f} %" if share >= 10_000 else "under 1 %" if share else "its edge"


def keyed(key: Plain) -> str:
    """Return what would have been right, in one sentence."""
    places = " to ".join(" or ".join(labels_of(ids)) for ids in key["accept"])
    found = [places, " or ".join(PARTS[part] for part in key["parts"])]
    if "load" in key:
        found.append(f"load {key['load']} at most")
    if "foot" in key:
        found.append(f"{key['foot']} foot")
    if "travel" in key:
        found.append(CHOICES["travel"][key["travel"]].lower())
    return " · ".join(found)
