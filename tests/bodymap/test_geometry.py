"""What lies under the load of a foot, to the edge, and where it has room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.bodymap.geometry import (
    PATCHES,
    patch_at,
    place_called,
    places,
    places_at,
    places_of,
    room_in,
    spot_in,
    swept,
    touched,
    zone_under,
)
from ashilms.bodymap.rules import Zone, regions_at, zone_at

pytestmark = pytest.mark.any_database

SAFE, CAUTION, NEVER = Zone.SAFE, Zone.CAUTION, Zone.NEVER
XS, YS = st.integers(-2200, 2200), st.integers(-200, 10_200)


@pytest.mark.parametrize(
    ("case", "part", "at", "zone"),
    [
        ("upright in the lane", "arch", (270, 2200, 0), SAFE),
        ("across the lane", "arch", (270, 2200, 90), NEVER),
        ("a hair from the midline's edge", "arch", (221, 2200, 0), SAFE),
        ("on the midline's edge", "arch", (220, 2200, 0), NEVER),
        ("over the end of the lane", "arch", (270, 2600, 0), CAUTION),
        ("a heel in the lane", "heel", (270, 2200, 0), NEVER),
        ("a ball in the lane", "ball", (270, 2200, 0), SAFE),
        ("a flat sole in the lane", "sole", (270, 2200, 0), SAFE),
        ("the heel's own quarter", "heel", (700, 4460, 0), SAFE),
        ("the heel over the rest of the bulk", "heel", (800, 4650, 0), NEVER),
        ("beside the long muscle, with a hair to each side", "arch", (525, 2745, 0), CAUTION),
        ("beside the long muscle, too far out", "arch", (530, 2745, 0), NEVER),
        ("half beside the body", "arch", (1750, 4000, 0), NEVER),
        ("far from it", "arch", (2200, 9000, 0), NEVER),
    ],
)
def test_the_strictest_place_under_the_load_decides(
    case: str, part: str, at: tuple[int, int, int], zone: Zone
) -> None:
    assert zone_under(part, *at) is zone, case


def test_a_touch_tells_how_much_of_the_load_lies_where() -> None:
    below, above = touched("arch", patch_at("arch", 270, 2650))
    assert (below.place, above.place) == ("tlES-right", "tES-right")
    assert below.share == above.share == 500_000
    (outside,) = touched("arch", patch_at("arch", 2000, 9000))
    assert (outside.place, outside.zone, outside.share) == ("", NEVER, 1_000_000)


def test_the_path_between_two_sides_passes_over_the_midline() -> None:
    across = touched("arch", swept("arch", (-270, 2200), (270, 2200)))
    assert across[0].place == "spine"
    assert touched("arch", swept("arch", (270, 2000), (270, 2400)))[0].zone is SAFE


@pytest.mark.parametrize(
    "regions", ["tES", "tlES", "lES", "latrib-c", "scap", "glut glut-uo", "sci", "ham", "calf"]
)
def test_every_region_where_a_standing_foot_may_rest_has_room_for_the_arch(regions: str) -> None:
    assert spot_in(places_of(regions.split()), "arch")


@pytest.mark.parametrize("region", ["glut-uo", "trap", "arm-prox"])
def test_heel_and_seated_regions_have_room_for_the_small_patch(region: str) -> None:
    assert spot_in(places_of([region]), "heel")


def test_the_edge_of_the_blade_has_room_for_none() -> None:
    assert spot_in(places_of(["scapedge"]), "ball") is None


def test_the_upper_back_is_too_narrow_for_an_arch_that_lies_across() -> None:
    assert room_in(places_of(["tES"]), "arch", 90).is_empty


@given(x=XS, y=YS, turn=st.integers(0, 359), part=st.sampled_from(sorted(PATCHES)))
def test_the_load_is_as_strict_as_every_point_of_its_rim(x: int, y: int, turn: int, part: str) -> None:
    patch = patch_at(part, x, y, turn)
    rim = patch.exterior.coords[::8]
    assert zone_under(part, x, y, turn) >= max(zone_at(px / 10_000, py / 10_000, part) for px, py in rim[:-1])


@given(x=XS, y=YS, turn=st.integers(0, 359), part=st.sampled_from(sorted(PATCHES)))
def test_left_and_right_are_mirrored_under_a_foot(x: int, y: int, turn: int, part: str) -> None:
    assert zone_under(part, x, y, turn) is zone_under(part, -x, y, -turn)


@given(x=st.integers(-1900, 1900), y=st.integers(0, 10_000))
def test_the_places_at_a_point_are_its_regions(x: int, y: int) -> None:
    strictest = max((region.zone for region in regions_at(abs(x) / 10_000, y / 10_000)), default=None)
    assert max((place.region.zone for place in places_at(x, y)), default=None) == strictest


def test_each_side_is_a_place_and_the_soles_are_none() -> None:
    ids = {place.id for place in places()}
    assert {"calf-left", "calf-right", "spine"} <= ids
    assert not any(id_.startswith("sole") for id_ in ids)
    assert places_of(["calf", "spine", "sole"]) == {"calf-left", "calf-right", "spine"}
    assert place_called("calf-left").shape.bounds[0] < 0
