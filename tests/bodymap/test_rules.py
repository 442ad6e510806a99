"""What the body map says about a point, a part of the foot and a patch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.bodymap.rules import (
    BY_ID,
    REGIONS,
    Zone,
    region_ids,
    regions_at,
    split_id,
    zone_at,
)

SAFE, CAUTION, NEVER = Zone.SAFE, Zone.CAUTION, Zone.NEVER

# The reviewed table: id, x from-to, y from-to in figure heights, class.
TABLE = """
head       0     0.055  0     0.105  never
neck       0     0.050  0.105 0.165  never
spine      0     0.012  0.150 0.455  never
trap       0.045 0.095  0.145 0.175  caution
acro       0.075 0.130  0.165 0.185  never
scap       0.045 0.100  0.185 0.250  caution
scapedge   0.042 0.050  0.180 0.255  caution
tES        0.012 0.042  0.170 0.265  safe
tlES       0.012 0.042  0.265 0.315  caution
lES        0.012 0.040  0.315 0.415  caution
latrib-c   0.042 0.063  0.255 0.290  caution
latrib-n   0.063 0.105  0.250 0.300  never
axilla     0.105 0.125  0.185 0.235  never
float      0.042 0.095  0.290 0.360  never
renal      0.040 0.095  0.300 0.392  never
crest      0.024 0.088  0.388 0.425  never
psis       0.022 0.032  0.420 0.438  never
sac        0     0.032  0.420 0.452  never
cleft      0     0.015  0.452 0.530  never
glut       0.032 0.090  0.438 0.500  safe
glut-uo    0.050 0.088  0.428 0.468  safe
troch      0.090 0.115  0.470 0.510  never
isch       0.028 0.055  0.495 0.525  never
medthigh   0     0.025  0.520 0.700  never
ham        0.025 0.075  0.535 0.665  safe
pop        0.020 0.080  0.670 0.755  never
fib        0.058 0.082  0.735 0.775  never
calf       0.025 0.065  0.760 0.845  caution
ach        0.020 0.060  0.845 0.970  never
arm-prox   0.120 0.155  0.200 0.265  caution
arm-rest   0.120 0.180  0.265 0.520  never
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_region_has_the_bounds_and_class_of_the_reviewed_table(row: list[str]) -> None:
    name, left, right, top, bottom, word = row
    region = BY_ID[name]
    xs, ys = zip(*region.polygon, strict=True)
    assert (min(xs), max(xs), min(ys), max(ys)) == tuple(map(float, (left, right, top, bottom)))
    assert region.zone.word == word


def test_the_map_has_no_region_beyond_the_table_but_the_nerve_and_the_sole() -> None:
    assert {region.id for region in REGIONS} - {row[0] for row in ROWS} == {"sci", "sole"}


@pytest.mark.parametrize(
    ("place", "x", "y", "zone"),
    [
        ("the thoracic lane", 0.027, 0.220, SAFE),
        ("the thoracic lane, other side", -0.027, 0.220, SAFE),
        ("the midline", 0.000, 0.220, NEVER),
        ("the edge between lane and midline belongs to the stricter", 0.012, 0.220, NEVER),
        ("below the lower angle of the scapula", 0.027, 0.290, CAUTION),
        ("lumbar erectors", 0.027, 0.350, CAUTION),
        ("the renal angle", 0.060, 0.350, NEVER),
        ("the strip of erector over the kidney box", 0.040, 0.350, NEVER),
        ("lumbar erectors where the rim of the pelvis begins", 0.030, 0.400, NEVER),
        ("the sacrum", 0.025, 0.435, NEVER),
        ("gluteal bulk", 0.075, 0.475, SAFE),
        ("the path of the sciatic nerve through the bulk", 0.060, 0.480, CAUTION),
        ("the sitting bone", 0.040, 0.510, NEVER),
        ("the back of the thigh", 0.050, 0.600, SAFE),
        ("between thigh and knee, in no region", 0.050, 0.667, NEVER),
        ("the back of the knee", 0.045, 0.710, NEVER),
        ("the calf", 0.045, 0.800, CAUTION),
        ("the calf where the fibula begins", 0.060, 0.770, NEVER),
        ("beside the body", 0.300, 0.300, NEVER),
        ("the outer thigh, in no region", 0.095, 0.600, NEVER),
    ],
)
def test_the_strictest_region_decides_and_unlisted_is_never(
    place: str, x: float, y: float, zone: Zone
) -> None:
    assert zone_at(x, y) is zone, place


@pytest.mark.parametrize(
    ("place", "x", "y", "part", "zone"),
    [
        ("upper outer gluteal quarter", 0.080, 0.440, "heel", SAFE),
        ("the rest of the gluteal bulk", 0.080, 0.490, "heel", NEVER),
        ("the nerve's path inside the upper outer quarter", 0.052, 0.460, "heel", NEVER),
        ("the thoracic lane", 0.027, 0.220, "heel", NEVER),
        ("the thoracic lane", 0.027, 0.220, "arch", SAFE),
        ("the thoracic lane", 0.027, 0.220, "toes", NEVER),
        ("lumbar erectors", 0.027, 0.350, "heel", NEVER),
        ("the inner edge of the scapula", 0.0425, 0.220, "sole", CAUTION),
        ("the inner edge of the scapula", 0.0425, 0.220, "ball", NEVER),
    ],
)
def test_a_part_of_the_foot_that_a_region_does_not_name_makes_it_never(
    place: str, x: float, y: float, part: str, zone: Zone
) -> None:
    assert zone_at(x, y, part) is zone, place


@given(x=st.floats(-0.3, 0.3), y=st.floats(-0.1, 1.1))
def test_left_and_right_are_mirrored(x: float, y: float) -> None:
    assert zone_at(x, y) is zone_at(-x, y)


@given(x=st.floats(0, 0.2), y=st.floats(0, 1))
def test_a_point_is_never_milder_than_any_region_it_lies_in(x: float, y: float) -> None:
    assert all(zone_at(x, y) >= region.zone for region in regions_at(x, y))


def test_an_id_with_a_side_names_one_of_two() -> None:
    assert split_id("calf-left") == (BY_ID["calf"], "left")
    assert split_id("latrib-n") == (BY_ID["latrib-n"], "")
    assert {"calf", "calf-right", "glut-uo-left", "spine"} <= region_ids()
    assert "spine-left" not in region_ids()
    assert "calf-left" not in region_ids(sides=False)


@pytest.mark.parametrize("wrong", ["spine-left", "elbow", "calf-middle", ""])
def test_an_id_of_no_region_is_refused(wrong: str) -> None:
    with pytest.raises(KeyError):
        split_id(wrong)
