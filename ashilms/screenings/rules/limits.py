"""How far foot work may go: where, in which position, how deep, with how many feet; and what leaves nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from ashilms.bodymap.rules import REGIONS, Zone, split_id

PRONE = "prone"
POSITIONS = {PRONE: "face down", "side": "on the side", "supine": "face up", "seated": "seated"}
"""How a client may lie or sit, in words."""


def spread_regions(ids: Iterable[str]) -> frozenset[str]:
    """Return ids of the body map side by side: `calf` is `calf-left` and `calf-right`; raises `KeyError`."""
    found: set[str] = set()
    for id in ids:
        region, side = split_id(id)
        sides = ([side] if side else ["left", "right"]) if region.sided else []
        found |= {f"{region.id}-{side}" for side in sides} or {region.id}
    return frozenset(found)


WORKABLE = spread_regions(region.id for region in REGIONS if region.zone is not Zone.NEVER)
"""Where a foot may rest at all; a plan that leaves none of these is no plan."""

SEATED = "seated"
SEATED_ONLY = spread_regions(["trap", "arm-prox"])
"""What of it is reached only with the client seated."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Regions left out, positions that are open, and caps on depth (1–5), client's score (1–10) and feet."""

    forbidden: frozenset[str] = frozenset()
    """Ids of the body map, each side by itself: `calf-left`."""
    max_depth: int = 5
    max_score: int = 10
    max_feet: int = 2
    positions: frozenset[str] = frozenset(POSITIONS)

    def narrow(self, other: "Limits") -> "Limits":
        """Return the limits under which both hold."""
        return Limits(
            self.forbidden | other.forbidden,
            min(self.max_depth, other.max_depth),
            min(self.max_score, other.max_score),
            min(self.max_feet, other.max_feet),
            self.positions & other.positions,
        )

    @property
    def leaves_nothing(self) -> bool:
        """Whether no place, no position or no foot is left."""
        places = WORKABLE if SEATED in self.positions else WORKABLE - SEATED_ONLY
        return self.forbidden >= places or not self.positions or self.max_feet == 0


LEVEL_1 = Limits(max_score=6, max_feet=1, positions=frozenset({PRONE}))
"""A trainee of level 1 works face down, with one foot, up to a client's score of 6: the programme's own line."""


def scope_of(level: int) -> Limits:
    """Return how far a therapist of that level may go."""
    return LEVEL_1 if level <= 1 else Limits()
