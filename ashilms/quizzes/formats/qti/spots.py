"""Places marked on a picture: regions of the body map, or areas that an item draws on a figure of its own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ashilms.bodymap.rules import region_ids
from ashilms.quizzes.formats.answers import bounded, note
from ashilms.quizzes.formats.found import LETTERS
from ashilms.quizzes.formats.qti.asked import ALL_OR_NOTHING, Asked
from ashilms.quizzes.formats.qti.choices import Read
from ashilms.quizzes.formats.qti.declared import points
from ashilms.quizzes.formats.qti.scoring import MAP
from ashilms.quizzes.formats.xml_tree import Node

PICTURE = "posterior-map.svg"
"""The file by which the body map is known again in a package."""
MOST_PIXELS = 9000
"""How wide and how high a figure may be, in its own units."""
SILENT = "It says nothing to a place that is wrong. Add it as otherwise."
_AREA = re.compile(r"[a-z][A-Za-z0-9]{0,40}(-[a-z]{1,20})?")
_FIGURE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A place as it is drawn: its identifier, what it is called, its shape and where that lies."""

    id: str
    label: str
    shape: str
    coords: str


def read_hotspot(asked: Asked) -> Read:
    """Return the kind and the fields of places that may be marked."""
    nodes = [*asked.node.all("hotspot-choice")]
    drawn = [
        _drawn(one, one.attributes.get("identifier", ""), one.attributes.get("hotspot-label", ""))
        for one in nodes
    ]
    spots = [one.id for one in drawn]
    if _picture(asked.node)[0] != PICTURE or not {*spots} <= region_ids():
        return _on_figure(asked, drawn, _right(asked))
    right, choose = _right(asked), _choose(asked)
    one_side = choose == 1  # of several marks, each side of a region counts there
    accept = [name for name, _ in _by_region(dict.fromkeys(right, ""))] if one_side else right
    told = {
        spot: asked.feedback.to(asked.scoring, spot) for spot in asked.feedback.order(asked.scoring, spots)
    }
    said = [(told[sides[0]], region) for region, sides in _by_region(told) if told[sides[0]]]
    return "hotspot", {"map": "posterior", "choose": choose, "accept": accept, **_rest(asked, said)}


def read_point(asked: Asked) -> Read:
    """Return the kind and the fields of points that may be marked, by the areas in which they earn something."""
    nodes = [node for node in asked.item.walk() if node.tag == "area-map-entry"]
    drawn = [_drawn(node, f"area{at}", "") for at, node in enumerate(nodes, start=1)]
    worth = [points(asked.found, node.attributes.get("mapped-value", "0")) for node in nodes]
    if len({one for one in worth if one > 0}) > 1 or any(one < 0 for one in worth):
        note(asked.found, ["Its areas earn different shares there; here each that is right earns the same."])
    return _on_figure(asked, drawn, [one.id for one, value in zip(drawn, worth, strict=True) if value > 0])


def _drawn(node: Node, id_: str, label: str) -> Drawn:
    return Drawn(id_, label, node.attributes.get("shape", ""), node.attributes.get("coords", ""))


def _on_figure(asked: Asked, drawn: list[Drawn], right: list[str]) -> Read:
    name, width, height = _picture(asked.node)
    figure = re.sub(r"[^a-z0-9]+", "-", name.rpartition(".")[0].lower()).strip("-")
    if not _FIGURE.fullmatch(figure) or not width or not height:
        asked.found.against.append("Its picture has no name, or does not say how wide and high it is.")
    note(asked.found, [f"Its picture is not kept: add it to the pack's figures as {figure or 'a figure'}."])
    if not all(one.label for one in drawn):
        note(asked.found, ["Its areas have no names there. Say as label what each is."])
    drawn = bounded(asked.found, drawn)
    known = all(_AREA.fullmatch(one.id) for one in drawn)
    ids = {one.id: one.id if known else letter for one, letter in zip(drawn, LETTERS, strict=False)}
    areas = [{"id": ids[one.id], "label": one.label or one.id, **_shape(asked, one)} for one in drawn]
    said = [
        (asked.feedback.to(asked.scoring, one), ids[one])
        for one in asked.feedback.order(asked.scoring, [*ids])
    ]
    return "hotspot", {
        "figure": figure, "frame": [0, 0, width, height], "areas": areas, "choose": _choose(asked, len(right)),
        "accept": [ids[one] for one in right if one in ids], **_rest(asked, [one for one in said if one[0]]),
    }  # fmt: skip


def _shape(asked: Asked, drawn: Drawn) -> dict[str, Any]:
    at = [int(part) for part in drawn.coords.replace(" ", "").split(",") if re.fullmatch(r"[0-9]{1,5}", part)]
    if len(at) == drawn.coords.count(",") + 1:
        match drawn.shape, at:
            case "circle", [_, _, _]:
                return {"circle": at}
            case "ellipse", [_, _, _, _]:
                return {"ellipse": at}
            case "rect", [left, top, right, bottom]:
                return {"polygon": [[left, top], [right, top], [right, bottom], [left, bottom]]}
            case "poly", [_, _, _, _, _, _, *_] if len(at) % 2 == 0:
                return {"polygon": _corners(at)}
    asked.found.against.append(
        f"The area {drawn.id[:40]!r} has no shape that can be read ({drawn.shape[:20]})."
    )
    return {}


def _corners(at: list[int]) -> list[list[int]]:
    corners = [[x, y] for x, y in zip(at[::2], at[1::2], strict=True)]
    return corners[:-1] if corners[0] == corners[-1] else corners


def _picture(node: Node) -> tuple[str, int, int]:
    """Return the name of the file of a picture, its width and its height."""
    for picture in node.children:
        if picture.tag in ("object", "img"):
            where = picture.attributes.get("data") or picture.attributes.get("src", "")
            return where.rpartition("/")[2][:60], _pixels(picture, "width"), _pixels(picture, "height")
    return "", 0, 0


def _pixels(picture: Node, side: str) -> int:
    text = picture.attributes.get(side, "").removesuffix("px")
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) and int(text) <= MOST_PIXELS else 0


def _choose(asked: Asked, all_of: int = 0) -> int:
    most = asked.node.attributes.get("max-choices", "1")
    if most.isascii() and most.isdecimal() and len(most) < 3 and int(most):
        return int(most)
    note(asked.found, ["How many places may be marked is not limited there; here as many as are right."])
    return all_of or len(_right(asked))


def _right(asked: Asked) -> list[str]:
    if asked.way == MAP:
        return [spot for spot, earned in asked.declared.worth.items() if earned > 0]
    note(asked.found, [ALL_OR_NOTHING] if len(asked.declared.correct) > 1 else [])
    return asked.declared.correct


def _rest(asked: Asked, said: list[tuple[str, str]]) -> dict[str, Any]:
    """Return what is said to marks, here with the region first, and to everybody."""
    otherwise = "\n".join(asked.feedback.take({*asked.scoring.otherwise, *asked.scoring.wrong}))
    note(asked.found, [] if otherwise else [SILENT])
    why = asked.feedback.rationale(asked.found, asked.scoring)
    told = [{"region": region, "text": text} for text, region in said]
    return {"rationale": why, "feedback": told, "otherwise": otherwise}


def _by_region(told: dict[str, str]) -> Iterable[tuple[str, list[str]]]:
    """Return regions with their sides; both sides of which the same is said are one: `calf`."""
    regions: dict[str, list[str]] = {}
    for side, text in told.items():
        bare = side.removesuffix("-left").removesuffix("-right")
        both = {f"{bare}-left", f"{bare}-right"}
        whole = both <= {*told} and {told[one] for one in both} == {text}
        regions.setdefault(bare if whole else side, []).append(side)
    return regions.items()
