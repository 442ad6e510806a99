"""Places marked on a picture: here that is the body map, whose regions an item names."""

from collections.abc import Iterable

from ashilms.bodymap.rules import region_ids
from ashilms.quizzes.formats.answers import note
from ashilms.quizzes.formats.qti.asked import ALL_OR_NOTHING, Asked
from ashilms.quizzes.formats.qti.choices import Read
from ashilms.quizzes.formats.qti.scoring import MAP
from ashilms.quizzes.formats.xml_tree import Node

PICTURE = "posterior-map.svg"
"""The file by which the body map is known again in a package."""


def read_hotspot(asked: Asked) -> Read:
    """Return the kind and the fields of regions of the body map; places on other pictures are refused."""
    spots = [one.attributes.get("identifier", "") for one in asked.node.all("hotspot-choice")]
    if _picture(asked.node) != PICTURE or not {*spots} <= region_ids():
        return read_point(asked)
    told = {
        spot: asked.feedback.to(asked.scoring, spot) for spot in asked.feedback.order(asked.scoring, spots)
    }
    otherwise = "\n".join(asked.feedback.take(asked.scoring.otherwise))
    said = [(told[sides[0]], region) for region, sides in _by_region(told) if told[sides[0]]]
    return "hotspot", {
        "map": "posterior",
        "choose": _choose(asked),
        "accept": [region for region, _ in _by_region(dict.fromkeys(_right(asked), ""))],
        "rationale": asked.feedback.rationale(asked.found, asked.scoring),
        **({"feedback": [{"region": region, "text": text} for text, region in said]} if said else {}),
        **({"otherwise": otherwise} if otherwise else {}),
    }


def read_point(asked: Asked) -> Read:
    """Refuse places on a picture that is no body map."""
    name = _picture(asked.node)[:60] or "without a name"
    asked.found.against.append(
        f"It is answered on a picture of its own ({name}); here places are marked on the body map only. "
        "Ask it by the map's regions, or as a choice."
    )
    return "hotspot", {}


def _picture(node: Node) -> str:
    """Return the name of the file of a picture."""
    for picture in node.children:
        if picture.tag in ("object", "img"):
            where = picture.attributes.get("data") or picture.attributes.get("src", "")
            return where.rpartition("/")[2]
    return ""


def _choose(asked: Asked) -> int:
    most = asked.node.attributes.get("max-choices", "1")
    if most.isascii() and most.isdecimal() and len(most) < 3 and int(most):
        return int(most)
    note(asked.found, ["How many places may be marked is not limited there; here as many as are right."])
    return len([*_by_region(dict.fromkeys(_right(asked), ""))])


def _right(asked: Asked) -> list[str]:
    if asked.way == MAP:
        return [spot for spot, points in asked.declared.worth.items() if points > 0]
    note(asked.found, [ALL_OR_NOTHING] if len(asked.declared.correct) > 1 else [])
    return asked.declared.correct


def _by_region(told: dict[str, str]) -> Iterable[tuple[str, list[str]]]:
    """Return regions with their sides; both sides of which the same is said are one: `calf`."""
    regions: dict[str, list[str]] = {}
    for side, text in told.items():
        bare = side.removesuffix("-left").removesuffix("-right")
        both = {f"{bare}-left", f"{bare}-right"}
        whole = both <= {*told} and {told[one] for one in both} == {text}
        regions.setdefault(bare if whole else side, []).append(side)
    return regions.items()
