"""Foot placement: where on the body map, with which part of which foot, how deep and which way."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Form

from ashilms.bodymap.geometry import PATCHES
from ashilms.bodymap.placing import ANCHORS, LOADED
from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds import options, spots
from ashilms.quizzes.kinds.placement import drawing, form, formats, reading, rules, wording

ENDS = {"at": "Start", "end": "End"}
WAYS = {"head": (0, -1), "feet": (0, 1), "in": (-1, 0), "out": (1, 0)}
"""How an arrow points that shows the way of travel, on the client's right."""


class Placement:
    """`{stem, map, parts, accept | stroke: {from, to}, load?, foot?, direction?, rationale, feedback, otherwise}`.

    The answer says where the load lies, as `[x, y]` in ten-thousandths of figure height or as a place of the map,
    and the loaded part; and the load from 1 to 5, the foot, the turn and the way of travel, as far as they were given.
    """

    name = "placement"
    template = "ashilms/quizzes/kinds/placement.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item: nobody can answer it, say."""
        return formats.problems(item)

    def share(self, item: Plain) -> float:
        """Return how much of the map or figure earns full marks, at least."""
        return formats.share(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is asked, and which regions, parts and limits are right."""
        return formats.split(item)

    def parts(self, asked: Plain) -> list[str]:
        """Return nothing: the places are listed as the map orders them."""
        return []

    def shown(self, asked: Plain, order: Sequence[str], answer: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the question, the empty map, and what was given so far."""
        return {
            **options.shown_stem(asked),
            "stroke": asked["stroke"],
            "marking": wording.stated(asked),
            "labels": wording.PLACES[asked["stroke"]],
            "controls": reading.controls(asked),
            "hints": wording.HINTS,
            "sizes": wording.sizes(),
            "saved": dict(answer or {}),
            "map": drawing.blank_map(),
            "foot": drawing.blank_foot(),
            "ends": [(name, ENDS[name]) for name in wording.PLACES[asked["stroke"]]],
            "data": json.dumps(
                {
                    **spots.map_data(list(wording.PLACES[asked["stroke"]])),
                    "anchors": ANCHORS,
                    "loaded": LOADED,
                    "peaks": {part: [patch.across, patch.along] for part, patch in PATCHES.items()},
                    "ways": {"travel": WAYS},
                }
            ),
        }

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form: a list of places, radio buttons, and the point that the map writes."""
        return form.make_form(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> dict[str, Any] | None:
        """Return the placement, as far as it was given; raises `ValueError` for what no form of ours sends."""
        return reading.read(asked, given) or None

    def empty_parts(self, asked: Plain, answer: Mapping[str, Any]) -> int:
        """Return how much of what is asked has still to be given; who would not place a foot has given all."""
        if answer.get("at") == spots.NO_FOOT:
            return 0
        return sum(name not in answer for name in reading.needed(asked))

    def grade(self, asked: Plain, key: Plain, answer: Mapping[str, Any] | None) -> Mark:
        """Return the mark for what the load touches, and for the rest that is asked."""
        return rules.mark(asked, key, answer)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: Mapping[str, Any] | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return what was placed, over the region that decided it, and why; what was right if `whole`."""
        given = answer or {}
        judged = rules.judge(asked, key, given)
        told = {
            "stem": asked["stem"],
            "said": wording.said(asked, given) if answer else None,
            "why": wording.reasons(asked, key, given, judged) if answer else [],
            "touches": wording.touches(judged),
            "map": drawing.told_map(key, given, judged, whole=whole) if answer or whole else None,
        }
        return told | ({"key": wording.keyed(key), "rationale": key["why"]} if whole else {})
