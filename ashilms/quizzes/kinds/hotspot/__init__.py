"""Hotspot: which places to mark, on the body map or on a figure of the pack."""

import json
from collections.abc import Sequence
from typing import Any

from wtforms import Form

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds import options, spots
from ashilms.quizzes.kinds.hotspot import form, formats, reading, rules, telling
from ashilms.quizzes.kinds.hotspot.areas import TENTHS
from ashilms.quizzes.kinds.placement.drawing import blank_map
from ashilms.quizzes.kinds.spots import Spot


class Hotspot:
    """`{stem, map | figure, frame, areas; accept, choose, rationale, feedback, otherwise}`.

    The answer is a list of marks: `[x, y]`, in ten-thousandths of figure height or tenths of the figure's own unit,
    or the id of an area.
    """

    name = "hotspot"
    template = "ashilms/quizzes/kinds/hotspot.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item: nobody can answer it, say."""
        return formats.problems(item)

    def share(self, item: Plain) -> float:
        """Return how much of the map or figure earns full marks, at least."""
        return formats.share(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is asked, and which areas are right."""
        return formats.split(item)

    def parts(self, asked: Plain) -> list[str]:
        """Return nothing: areas are listed as the map or the item orders them."""
        return []

    def shown(self, asked: Plain, order: Sequence[str], answer: list[Spot] | None) -> dict[str, Any]:
        """Return the question, what may be marked, and what was marked so far."""
        given = dict(zip(reading.names(asked), answer or [], strict=False))
        many = asked["choose"] > 1
        return {
            **options.shown_stem(asked),
            "marking": rules.STATED if many else "",
            "map": blank_map() if asked["map"] else "",
            "areas": asked.get("areas", []),
            "rows": [
                {"name": name, "label": f"Place {at}" if many else "Place", "saved": given.get(name)}
                for at, name in enumerate(reading.names(asked), start=1)
            ],
            "ends": [(name, f"Mark {at}") for at, name in enumerate(reading.names(asked), start=1)],
            "data": json.dumps(self._data(asked)),
        }

    def _data(self, asked: Plain) -> dict[str, Any]:
        """Return what the page's script draws with."""
        if asked["map"]:
            return spots.map_data(reading.names(asked)) | {"reach": 150}
        left, top, width, height = (number * TENTHS for number in asked["frame"])
        return {
            "points": reading.names(asked), "origin": [0, 0], "frame": asked["frame"], "levels": [],
            "bounds": [[left, left + width], [top, top + height]],
            "start": [left + width // 2, top + height // 2], "reach": width // 30,
        }  # fmt: skip

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form: a list for each mark, and the point that the map writes."""
        return form.make_form(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> list[Spot] | None:
        """Return the marks; raises `ValueError` for what no form of ours sends."""
        return reading.read(asked, given) or None

    def empty_parts(self, asked: Plain, answer: list[Spot]) -> int:
        """Return how many marks have still to be set."""
        return int(asked["choose"]) - len(answer)

    def grade(self, asked: Plain, key: Plain, answer: list[Spot] | None) -> Mark:
        """Return the share of what was to be marked that is right."""
        return rules.grade(asked, key, answer)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: list[Spot] | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return the marks over the areas that decided them, and why; what was right if `whole`."""
        return telling.told(asked, key, answer or [], whole=whole)
