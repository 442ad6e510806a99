"""The drawings say what the rules say, and stand on a page beside one another."""

import re
from xml.etree import ElementTree

import pytest

from ashilms.bodymap.art import FOOT_PARTS, SHAPES
from ashilms.bodymap.drawing import VIEWS, draw_foot, draw_key, draw_map, shape_of
from ashilms.bodymap.rules import BY_ID, REGIONS, Zone, _inside, zone_at

SVG = "{http://www.w3.org/2000/svg}"


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  our own drawing


def whole(**more: object) -> ElementTree.Element:
    return parse(draw_map(title="The back", desc="Seen from behind.", **more))  # type: ignore[arg-type]


def regions_in(drawing: ElementTree.Element) -> dict[str, str]:
    groups = [g for g in drawing.iter(f"{SVG}g") if "data-region" in g.attrib]
    return {g.attrib["data-region"]: g.attrib["class"].rpartition("--")[2] for g in groups}


def painted_at(x: float, y: float) -> Zone | None:
    """Return the class whose colour lies on top at the point, or None where the skin is plain."""
    zones = [r.zone for r in REGIONS if _inside(x * 1000, y * 1000, tuple(shape_of(r)))]
    return max(zones, default=None)


def test_no_point_is_painted_milder_than_the_rules_say() -> None:
    mesh = [(x / 1000, y / 1000) for x in range(0, 230) for y in range(0, 1000, 2)]
    painted = [(x, y, zone) for x, y in mesh if (zone := painted_at(x, y)) is not None]
    assert len(painted) > 10_000
    assert [(x, y) for x, y, zone in painted if zone < zone_at(x, y)] == []


@pytest.mark.parametrize("name", [name for name in SHAPES if BY_ID[name].zone is not Zone.NEVER])
def test_a_drawn_shape_fills_most_of_the_room_its_region_really_has(name: str) -> None:
    region = BY_ID[name]
    xs, ys = zip(*region.polygon, strict=True)
    mesh = [
        (x / 1000, y / 1000)
        for x in range(int(min(xs) * 1000), int(max(xs) * 1000))
        for y in range(int(min(ys) * 1000), int(max(ys) * 1000))
        if zone_at(x / 1000, y / 1000) is region.zone
    ]
    drawn = sum(painted_at(x, y) is region.zone for x, y in mesh)
    assert drawn > 0.55 * len(mesh)  # the slope of the shoulder lies outside the body


def test_the_whole_map_draws_both_sides_of_what_has_two() -> None:
    found = regions_in(whole())
    assert found["calf-left"] == found["calf-right"] == "caution"
    assert found["spine"] == "never"
    assert len(found) == sum(2 if region.sided else 1 for region in REGIONS)


def test_the_clients_left_is_drawn_on_the_viewers_left() -> None:
    group = next(g for g in whole().iter(f"{SVG}g") if g.get("data-region") == "calf-left")
    path = group.find(f"{SVG}path")
    assert path is not None
    assert all(float(x) < 250 for x in re.findall(r"[MLQ](\d+\.\d)", path.attrib["d"]))


def test_an_exam_drawing_gives_no_region_away() -> None:
    assert regions_in(whole(show=())) == {}


def test_a_forbidden_region_is_drawn_as_never_even_when_others_are_hidden() -> None:
    assert regions_in(whole(show=(), forbidden=["calf-left"])) == {"calf-left": "never"}
    assert regions_in(whole(forbidden=["calf"]))["calf-right"] == "never"


def test_highlighting_dims_every_other_region() -> None:
    groups = [g for g in whole(highlight=["tES-left"]).iter(f"{SVG}g") if "data-region" in g.attrib]
    assert [g.attrib["data-region"] for g in groups if "opacity" not in g.attrib] == ["tES-left"]


def test_two_different_drawings_share_no_id() -> None:
    one, other = whole(), whole(show=["calf"])
    ids = [{e.attrib["id"] for e in drawing.iter() if "id" in e.attrib} for drawing in (one, other)]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_the_same_drawing_is_the_same_text_whatever_order_its_sets_come_in() -> None:
    ones = [draw_map(title="t", desc="d", show=set(ids)) for ids in (("calf", "ham"), ("ham", "calf"))]
    assert ones[0] == ones[1]


def test_references_inside_a_drawing_point_at_its_own_ids() -> None:
    drawing = whole(forbidden=["ham"], pins=[("1", 0.03, 0.2)], levels=[("T8", 0.255)])
    ids = {e.attrib["id"] for e in drawing.iter() if "id" in e.attrib}
    text = ElementTree.tostring(drawing, encoding="unicode")
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= ids
    assert set(drawing.attrib["aria-labelledby"].split()) <= ids


def test_words_from_outside_are_escaped() -> None:
    drawing = parse(draw_map(title="<b>&", desc='"</svg>', pins=[("<", 0, 0.2)], levels=[("&", 0.3)]))
    assert drawing.findtext(f"{SVG}title") == "<b>&"


@pytest.mark.parametrize("drawn", [draw_map(title="t", desc="d"), draw_foot(title="t", desc="d")])
def test_a_drawing_carries_nothing_that_runs_or_reaches_out(drawn: str) -> None:
    assert not re.search(r"<script|<style|style=|href|\son\w+=|<foreignObject", drawn)


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(KeyError):
        draw_map(title="t", desc="d", show=["elbow"])


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_is_a_part_of_the_whole(view: str) -> None:
    assert whole(view=view).attrib["viewBox"] == " ".join(map(str, VIEWS[view]))


@pytest.mark.parametrize("part", FOOT_PARTS)
def test_a_foot_fills_the_part_that_carries_the_load_and_no_other(part: str) -> None:
    drawing = parse(draw_foot(loaded=[part], side="right", title="t", desc="d"))
    loaded = [e for e in drawing.iter() if "al-foot__part--loaded" in e.get("class", "")]
    assert len(loaded) == 1


def test_a_swatch_is_decoration_beside_its_word() -> None:
    assert parse(draw_key(Zone.CAUTION, name="key")).attrib["aria-hidden"] == "true"
