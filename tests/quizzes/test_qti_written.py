"""QTI written: in each version it reads as it was, and what has no place in it is said."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ashilms.quizzes.formats.found import BadFile
from ashilms.quizzes.formats.known import IN, OUT, write_items
from ashilms.quizzes.formats.qti.door import read_qti, write_one, write_package
from ashilms.quizzes.formats.qti.names import V22, V30, Version
from ashilms.quizzes.formats.qti.spots import PICTURE
from ashilms.quizzes.formats.xml_tree import read_xml
from tests.quizzes.conftest import KINDS
from tests.quizzes.foreign import ITEMS, NO_ARROW, WHY, WORDS, multiple, single
from tests.quizzes.samples import SAMPLES

pytestmark = pytest.mark.any_database
VERSIONS = pytest.mark.parametrize("version", [V22, V30], ids=["2.2", "3.0"])
RUBRIC = st.lists(
    st.fixed_dictionaries(
        {"text": WORDS, "critical": st.booleans(), "levels": st.lists(WORDS, min_size=1, max_size=3)}
    ),
    min_size=1, max_size=3,
).map(lambda rubric: [{"id": f"c{at}", **one} for at, one in enumerate(rubric)])  # fmt: skip
REGIONS = st.sampled_from(["trap", "arm-prox", "calf-left", "neck", "scap", "tES-right"])


@st.composite
def ordering(draw: Any) -> dict[str, Any]:
    """Steps in order."""
    texts = draw(st.lists(WORDS, min_size=3, max_size=5, unique=True))
    steps = [{"id": f"s{at}", "text": text} for at, text in enumerate(texts)]
    return {"kind": "ordering", "steps": steps, "rationale": draw(WHY)}


@st.composite
def hotspot(draw: Any) -> dict[str, Any]:
    """Regions of the body map: one of them whatever its side, or several sides."""
    accept = draw(st.lists(REGIONS, min_size=1, max_size=3, unique=True))
    one_sided = all("-" in region or region == "neck" for region in accept)
    said = draw(st.lists(st.tuples(REGIONS, WORDS), max_size=3, unique_by=lambda one: one[0]))
    return {
        "kind": "hotspot", "map": "posterior", "choose": draw(st.integers(1, len(accept) if one_sided else 1)),
        "accept": accept, "rationale": draw(WHY), "otherwise": draw(WORDS),
        "feedback": [{"region": region, "text": text} for region, text in said],
    }  # fmt: skip


@st.composite
def vignette(draw: Any) -> dict[str, Any]:
    """A case of two choices."""
    parts = [draw(st.one_of(single(), multiple())) for _ in range(2)]
    named = zip("ab", parts, strict=True)
    return {"kind": "vignette", "parts": [{"id": id_, "stem": draw(WORDS), **part} for id_, part in named]}


ESSAY = st.fixed_dictionaries(
    {"kind": st.just("essay"), "guide": WHY, "rubric": RUBRIC},
    optional={"words": st.sampled_from([{"least": 5, "most": 90}, {"least": 5}, {"most": 90}])},
)
UPLOAD = st.fixed_dictionaries(
    {"kind": st.just("upload"), "guide": WHY, "rubric": RUBRIC, "accept": st.permutations(["photo", "pdf"])}
)  # fmt: skip
OWN = st.tuples(NO_ARROW, st.one_of(ordering(), hotspot(), vignette(), ESSAY, UPLOAD)).map(
    lambda both: {"stem": both[0], **both[1]}
)


@VERSIONS
@given(item=st.one_of(ITEMS, OWN))
@settings(max_examples=30, deadline=None)
def test_what_is_written_reads_as_it_was(version: Version, item: dict[str, Any]) -> None:
    kind = KINDS.get(item["kind"])
    assume(kind is None or item["kind"] == "vignette" or not kind.problems(item))
    data, told = write_package(version, [(1, {"id": "q1", **item})])
    assert [one.status for one in told] == ["ok"]
    (found,) = read_qti(data)
    assert (found.title, found.file, found.lost, found.against) == ("q1", "items/q1.xml", [], [])
    assert found.item == item


@VERSIONS
@pytest.mark.parametrize("kind", ["matching", "numeric", "ordering", "short", "truefalse"])
def test_an_item_of_each_kind_is_written_by_itself(version: Version, kind: str) -> None:
    item = {"id": "q1", "kind": kind, **SAMPLES[kind].item}
    data, (told,) = write_one(version, [(1, item)])
    (found,) = read_qti(data)
    assert (told.status, found.status, found.file) == ("ok", "ok", "")
    assert found.item == {name: value for name, value in item.items() if name != "id"}


@pytest.mark.parametrize(
    ("item", "status", "part"),
    [
        ({"kind": "placement", "stem": "Where?"}, "refused", "no question of the kind placement"),
        ({"kind": "single", "stem": "Why?"}, "refused", "It isn't whole"),
        ({"kind": "hotspot", "stem": "?", "map": "foot", "accept": ["calf"], "choose": 1}, "refused", "the map 'foot'"),
        ({"kind": "truefalse", "stem": "Why?", "right": True, "rule": "r"}, "lossy", "no place for it: rule"),
        ({"kind": "vignette", **SAMPLES["vignette"].item}, "lossy", "asked at once"),
        ({"kind": "hotspot", "stem": "?", "map": "posterior", "accept": ["calf", "ham"], "choose": 2}, "lossy", "Each"),
        ({"kind": "truefalse", "stem": "Why  so?", "right": True}, "lossy", "Runs of spaces"),
        ({"kind": "truefalse", "stem": "Why\ufffe?", "right": True}, "lossy", "XML can't hold"),
    ],
)  # fmt: skip
def test_what_qti_has_no_place_for_is_said(item: dict[str, Any], status: str, part: str) -> None:
    _, (found,) = write_package(V30, [(3, item)])
    assert (found.line, found.status) == (3, status)
    assert part in " ".join([*found.against, *found.lost])


AREAS = [
    {"id": "hip", "label": "The hip", "circle": [77, 115, 8]},
    {"id": "ribs", "label": "The <ribs>", "polygon": [[10, 10], [20, 10], [20, 30]]},
    {"id": "calf", "label": "The calf", "ellipse": [50, 60, 7, 9]},
]


@VERSIONS
def test_areas_of_a_figure_read_as_they_were_though_the_figure_stays_behind(version: Version) -> None:
    item = {
        "stem": "Where?", "kind": "hotspot", "figure": "side-view", "frame": [0, 0, 200, 300], "areas": AREAS,
        "choose": 1, "accept": ["ribs"], "rationale": "Bone.", "otherwise": "Look again.",
        "feedback": [{"region": "hip", "text": "Too low."}],
    }  # fmt: skip
    data, (told,) = write_package(version, [(1, item)])
    (found,) = read_qti(data)
    assert told.lost == [
        "Not written, since the format has no place for it: figure.",
        "Its figure does not go with it: put images/side-view.svg beside the items.",
    ]
    assert found.lost == ["Its picture is not kept: add it to the pack's figures as side-view."]
    assert found.item == item


def test_areas_lie_in_whole_units_from_the_corner_of_their_frame() -> None:
    areas = [
        {"id": "a", "label": "A", "ellipse": [5.4, 5, 2, 3, 45]},
        {"id": "b", "label": "B", "circle": [1, 2, 3]},
    ]
    item = {
        "kind": "hotspot", "stem": "?", "figure": "f", "frame": [-10, -20, 50, 50], "areas": areas, "choose": 1,
        "accept": ["a"], "rationale": "", "otherwise": "", "feedback": [],
    }  # fmt: skip
    data, (told,) = write_one(V22, [(1, item)])
    spots = [node for node in read_xml(data.decode()).walk() if node.tag == "hotspotChoice"]
    assert [(one.attributes["shape"], one.attributes["coords"]) for one in spots] == [
        ("ellipse", "15,25,2,3"),
        ("circle", "11,22,3"),
    ]
    assert {"The turn of the ellipse a is not written.", "Areas are written in whole units."} <= {*told.lost}


def test_items_of_one_name_and_of_none_are_files_of_their_own() -> None:
    item = {"kind": "truefalse", "stem": "Why?", "right": True}
    names = [{"id": "Q"}, {"id": "q"}, {}, {"id": "../x y"}]
    data, _ = write_package(V22, [(at, {**name, **item}) for at, name in enumerate(names)])
    files = ["items/Q.xml", "items/q-2.xml", "items/item-3.xml", "items/item-4.xml"]
    assert [found.file for found in read_qti(data)] == files
    assert write_package(V22, [(at, {**name, **item}) for at, name in enumerate(names)])[0] == data


def test_a_step_is_shown_where_it_tells_nothing_of_its_place() -> None:
    item = {"kind": "ordering", **SAMPLES["ordering"].item}
    data, _ = write_one(V22, [(1, item)])
    offered = [node for node in read_xml(data.decode()).walk() if node.tag == "simpleChoice"]
    assert [node.text for node in offered] == sorted(step["text"] for step in item["steps"])


@pytest.mark.parametrize("name", OUT)
@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "short", "accepted": [{"text": "a", "share": "1/0"}]},
        {"kind": "short", "accepted": [{"text": "a", "share": "1e99999999"}]},
        {"kind": "short", "accepted": [{"text": None}]},
        {"kind": "numeric", "answers": []},
        {"kind": "numeric", "answers": [{"value": 5, "tolerance": None}]},
        {"kind": "multiple", "options": [{"id": "a", "text": "a", "right": None}]},
        {"kind": "matching", "pairs": {"a": 1}},
        {"kind": "essay", "rubric": 7},
    ],
)
def test_an_item_that_is_not_whole_breaks_no_writer(name: str, wrong: dict[str, Any]) -> None:
    """T21: a pack's file of somebody's own is read by its form, whatever is in it."""
    _, (found,) = write_items(name, [(1, {"stem": "Why?", **wrong})])
    assert (found.line, found.title) == (1, "Why?")


def test_one_item_is_a_file_and_several_are_not() -> None:
    item = {"kind": "truefalse", "stem": "Why?", "right": True}
    with pytest.raises(BadFile, match="these are 2"):
        write_items("qti", [(1, item), (2, item)], single=True)
    with pytest.raises(BadFile, match="It isn't whole"):
        write_items("qti-2.2", [(1, {"kind": "single"})], single=True)


def test_a_picture_that_does_not_go_with_a_single_item_is_told() -> None:
    item = {"kind": "hotspot", "stem": "?", "map": "posterior", "accept": ["calf"], "choose": 1}
    data, (told,) = write_one(V30, [(1, item)])
    assert (PICTURE in data.decode(), told.status) == (True, "lossy")


def test_every_format_is_read_and_written() -> None:
    assert {*IN} == {name.removesuffix("-2.2") for name in OUT}
