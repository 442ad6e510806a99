"""QTI: what items of other systems become in each version, what is lost, and what is refused by name."""

from typing import Any

import pytest

from ashilms.quizzes.formats.found import BadFile, Found, checked
from ashilms.quizzes.formats.qti.door import read_qti
from tests.quizzes import qti_samples as samples
from tests.quizzes.conftest import KINDS
from tests.quizzes.qti_samples import (
    ENTRY,
    MAP,
    MATCH,
    PROMPT,
    SEVERAL,
    asked,
    body,
    choices,
    declared,
    item2,
    item3,
    marked,
    worth,
)

pytestmark = pytest.mark.any_database


def one(text: str) -> Found:
    """Return what a file of one item becomes."""
    (found,) = read_qti(text.encode())
    return checked(found, KINDS)


def options(*texts: str, right: str) -> list[dict[str, Any]]:
    """Return options, of which those whose letter is in `right` are right."""
    return [
        {"id": id_, "text": text, "right": id_ in right, "rationale": ""}
        for id_, text in zip("abcd", texts, strict=False)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "item"),
    [
        (
            samples.SINGLE_21,
            "single",
            {"stem": "Which one?", "options": options("oak", "ash", "elm", right="b")},
        ),
        (
            samples.MULTIPLE,
            "multiple",
            {"stem": "Which one?", "options": options("oak", "ash", "elm", "fir", right="ab")},
        ),
        (
            samples.INLINE,
            "single",
            {"stem": "The bars hang at ____ height.", "options": options("hip", "hand", "knee", right="b")},
        ),
        (
            samples.TRUTH,
            "truefalse",
            {"stem": "Which one?", "right": False, "rationale": {"true": "", "false": ""}},
        ),
        (
            samples.NUMERIC,
            "numeric",
            {
                "stem": "How far apart are the bars, in decimetres? ____",
                "answers": [{"value": "7.5", "tolerance": "0.5"}],
                "rationale": "",
            },
        ),
        (
            samples.CASE,
            "vignette",
            {
                "stem": "A man lies down.",
                "parts": [
                    {
                        "id": "a",
                        "kind": "single",
                        "stem": "First?",
                        "options": options("a", "b", "c", right="a"),
                    },
                    {
                        "id": "b",
                        "kind": "single",
                        "stem": "Then?",
                        "options": options("d", "e", "f", right="b"),
                    },
                ],
            },
        ),
    ],
)
def test_what_can_be_kept_whole_is(text: str, kind: str, item: dict[str, Any]) -> None:
    found = one(text)
    assert (found.title, found.kind, found.status, found.lost) == ("Bars", kind, "ok", [])
    assert found.item == {"kind": kind, **item}


def test_an_item_of_version_3_is_read_with_what_is_said_to_each_answer() -> None:
    found = one(samples.SINGLE_3)
    assert found.item is not None
    assert (found.status, found.item["stem"]) == ("ok", "A sign hangs beside the bars.\nWhat does it say?")
    assert [(o["right"], o["rationale"]) for o in found.item["options"]] == [
        (True, "Both, always."),
        (False, ""),
        (False, ""),
    ]


@pytest.mark.parametrize(
    ("text", "fields", "part"),
    [
        (
            samples.ORDER,
            {"steps": [{"id": "a", "text": "ask"}, {"id": "b", "text": "step"}, {"id": "c", "text": "press"}]},
            "all or nothing",
        ),
        (
            samples.ASSOCIATE,
            {
                "pairs": [
                    {"id": "a", "prompt": "heel", "match": "hard"},
                    {"id": "b", "prompt": "arch", "match": "soft"},
                ]
            },
            "Any could be put with any",
        ),
        (samples.MATCHED, {"distractors": ["soft"]}, "different shares"),
        (samples.MATCHED, {"distractors": ["soft"]}, "a wrong pair costs"),
        (
            samples.SHORT,
            {"accepted": [{"text": "soleus"}, {"text": "Soleus muscle", "share": "1/2"}]},
            "Capital",
        ),
        (samples.ESSAY, {"guide": "Skin feels.", "rubric": []}, "without a rubric"),
        (samples.ESSAY, {"stem": "Why bare feet?"}, "plain text: b."),
        (samples.ESSAY, {}, "instructions beside the question"),
        (samples.UPLOAD, {"accept": ["video"]}, "only as photo, video or PDF"),
        (samples.SINGLE_21.replace("Which", "<img src='x.png' alt=''/>Which"), {}, "plain: img."),
        (samples.SINGLE_21.replace("Which", "<m:math>x</m:math>Which"), {"stem": "Which one?"}, "plain: math."),
        (samples.SINGLE_21.replace("</itemBody>", "</itemBody><stylesheet/>"), {}, "no place for it: stylesheet"),
        (samples.SINGLE_21.replace(marked(MATCH), ""), {}, "does not say how it is marked"),
        (samples.SINGLE_21.replace(MATCH, "http://x/own.xml"), {}, "rules of its own"),
        (samples.SINGLE_21.replace('identifier="A">', 'identifier="A" fixed="true">'), {}, "keep their place"),
        (
            samples.SINGLE_21.replace("</itemBody>", "</itemBody><modalFeedback identifier='x'>Hm.</modalFeedback>"),
            {},
            "Feedback that follows rules of its own",
        ),
        (
            samples.SINGLE_21.replace("</itemBody>", "<endAttemptInteraction title='Hint'/></itemBody>"),
            {},
            "hints are not kept",
        ),
        (samples.MULTIPLE.replace('="-1"', '="-2"'), {}, "What a wrong choice costs"),
        (samples.MULTIPLE.replace(MAP, MATCH), {}, "all or nothing"),
        (samples.MULTIPLE.replace('maxChoices="0"', 'maxChoices="2"'), {}, "not limited here"),
        (samples.NUMERIC.replace("<equal", "<equalRounded").replace("</equal>", "</equalRounded>"), {}, "of its own"),
        (samples.NUMERIC.replace('"absolute"', '"relative"'), {"answers": [{"value": "7.5", "tolerance": "0"}]}, "of"),
    ],
)  # fmt: skip
def test_what_is_lost_is_said(text: str, fields: dict[str, Any], part: str) -> None:
    found = one(text)
    assert found.status == "lossy"
    assert found.item is not None
    assert {**found.item, **fields} == found.item
    assert part in " ".join(found.lost)


NOT = [
    "gapMatchInteraction", "hottextInteraction", "graphicOrderInteraction", "graphicAssociateInteraction",
    "graphicGapMatchInteraction", "positionObjectInteraction", "sliderInteraction", "drawingInteraction",
    "mediaInteraction", "customInteraction", "portableCustomInteraction",
]  # fmt: skip


@pytest.mark.parametrize("tag", NOT)
def test_an_interaction_that_is_not_known_here_is_refused_by_name(tag: str) -> None:
    found = one(item2(body(asked(tag, PROMPT))))
    words = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in tag)
    assert (found.status, found.against) == (
        "refused",
        [f"A question of the sort {words} can't be asked here."],
    )


CHOICE = asked("choiceInteraction", PROMPT + choices("a", "b", "c"))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (samples.SPOTS.replace('width="200"', ""), "does not say how wide"),
        (samples.SPOTS.replace("77,115,8", "77,115,8%"), "no shape that can be read (circle)"),
        (samples.SPOTS.replace("circle", "default"), "no shape that can be read (default)"),
        (samples.POINT.replace("102,113,16", "102,113"), "no shape that can be read"),
        (item2(body("<p>Nothing.</p>")), "no interaction"),
        (item2(body(CHOICE + CHOICE + ENTRY)), "3 things at once (choice-interaction, text-entry-interaction)"),
        (item2(body(CHOICE)), "which it does not declare"),
        (item2(declared("single", "identifier") + body(CHOICE)), "which option is right"),
        (item2(declared("single", "identifier", "Z") + body(CHOICE)), "'Z' is right, which is none of its options"),
        (item2(declared("single", "identifier", "A", "B") + body(CHOICE)), "says that several are right"),
        (item2(SEVERAL + body(CHOICE.replace('identifier="B"', 'identifier="A"'))), "the same identifier"),
        (samples.SINGLE_21.replace("adaptive=\"false\"", "adaptive=\"true\""), "It is adaptive"),
        (samples.SINGLE_21.replace("<itemBody>", "<templateDeclaration/><itemBody>"), "from a template"),
        (samples.SINGLE_21.replace("Which one?", ""), "It asks nothing: its text is empty."),
        (samples.ORDER.replace("<value>B</value>", ""), "right order must hold everything"),
        (samples.MATCHED.replace('"A X"', '"A"'), "which pairs are right"),
        (samples.MATCHED.replace('"B Y" mappedValue="-1"', '"B Y" mappedValue="1"'), "one right match"),
        (samples.SHORT.replace('"2"', '"NaN"'), "no number that can be read"),
        (samples.NUMERIC.replace("7.5", "1e999"), "no number that can be read"),
        (item2(declared("single", "string") + body(ENTRY)), "No answer earns anything"),
        (item2(declared("single", "identifier", "A") + body(asked("choiceInteraction", PROMPT + choices("a", "b")))),
         "2 options are given"),
        (item2(declared("single", "identifier", "A") + body(asked("choiceInteraction", PROMPT + choices("a") * 30))),
         "30 answers are given"),
        (item3("<qti-item-body/>"), "no interaction"),
        (samples.SINGLE_21.replace("elm", "&#x202E;mle"), "hidden control character in it (U+202E)"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_by_name(text: str, part: str) -> None:
    found = one(text)
    assert found.status == "refused"
    assert part in " ".join(found.against)


def test_feedback_to_whoever_is_right_is_the_rationale_and_other_feedback_is_lost() -> None:
    text = samples.NUMERIC.replace(
        "</setOutcomeValue></responseIf>",
        "</setOutcomeValue><setOutcomeValue identifier='F'><baseValue baseType='identifier'>yes</baseValue>"
        "</setOutcomeValue></responseIf>",
    ).replace(
        "</setOutcomeValue>\n      </responseElse>",
        "</setOutcomeValue><setOutcomeValue identifier='F'><baseValue baseType='identifier'>no</baseValue>"
        "</setOutcomeValue></responseElse>",
    )
    said = "".join(
        f"<modalFeedback outcomeIdentifier='F' identifier='{id_}' showHide='show'>{id_}!</modalFeedback>"
        for id_ in ("yes", "no")
    )
    found = one(text.replace("</assessmentItem>", f"{said}</assessmentItem>"))
    assert found.item is not None
    assert found.item["rationale"] == "yes!"
    assert found.lost == ["Feedback to answers that don't earn the whole mark is not kept."]


def test_a_number_may_be_near_in_steps() -> None:
    step = (
        "<response{0}><equal toleranceMode='absolute' tolerance='{1} {1}'><variable identifier='RESPONSE'/>"
        "<baseValue baseType='float'>7.5</baseValue></equal><setOutcomeValue identifier='SCORE'>"
        "<baseValue baseType='float'>{2}</baseValue></setOutcomeValue></response{0}>"
    )
    rules = step.format("If", "0.1", "1") + step.format("ElseIf", "1", "0.333333")
    found = one(
        item2(
            declared("single", "float", "7.5")
            + body(f"<p>How far?</p><p>{ENTRY}</p>")
            + f"<responseProcessing><responseCondition>{rules}</responseCondition></responseProcessing>"
        )
    )
    assert (found.status, found.item) == (
        "ok",
        {
            "stem": "How far?",
            "kind": "numeric",
            "answers": [
                {"value": "7.5", "tolerance": "0.1"},
                {"value": "7.5", "tolerance": "1", "share": "1/3"},
            ],
            "rationale": "",
        },
    )


def test_letters_count_unless_a_mapping_says_otherwise() -> None:
    plain = worth({"soleus": "1"}, more='caseSensitive="false"')
    text = item2(
        declared("single", "string", mapping=plain) + body(f"<p>Which? {ENTRY}</p><p>Type.</p>") + marked(MAP)
    )
    assert one(text).status == "ok"


@pytest.mark.parametrize(
    ("shape", "coords", "drawn"),
    [
        ("circle", "77,115,8", {"circle": [77, 115, 8]}),
        ("ellipse", "77, 115, 8, 9", {"ellipse": [77, 115, 8, 9]}),
        ("rect", "1,2,30,40", {"polygon": [[1, 2], [30, 2], [30, 40], [1, 40]]}),
        ("poly", "1,2,30,2,30,40,1,2", {"polygon": [[1, 2], [30, 2], [30, 40]]}),
    ],
)
def test_places_on_a_picture_become_areas_of_a_figure(
    shape: str, coords: str, drawn: dict[str, list[Any]]
) -> None:
    spots = samples.SPOTS.replace("circle", shape).replace("77,115,8", coords)
    points = samples.POINT.replace("circle", shape).replace("102,113,16", coords)
    (spot,), (point,) = read_qti(spots.encode()), read_qti(points.encode())
    assert spot.item is not None
    assert point.item is not None
    assert (spot.status, point.status) == ("lossy", "lossy")
    assert (spot.item["figure"], spot.item["frame"], spot.item["accept"]) == ("uk", [0, 0, 200, 300], ["a"])
    assert spot.item["areas"] == [{"id": "a", "label": "A", **drawn}]
    assert point.item["areas"] == [{"id": "area1", "label": "area1", **drawn}]
    assert point.item["accept"] == ["area1"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("no xml", "Line 1: this is no XML"),
        ("<quiz/>", "no item of QTI"),
        ("<questestinterop/>", "QTI 2.1, 2.2 and 3.0 are read"),
        ("<assessmentItem/>", "version is none that is known"),
        (samples.SINGLE_21.replace("v2p1", "v2p0"), "version is 2.0"),
        (samples.SINGLE_21.replace("v2p1", "v3p0"), "version is 3.0"),
        ("<qti-item-body>" * 101 + "</qti-item-body>" * 101, "too deep"),
        ('<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><assessmentItem>&b;</assessmentItem>', "never read"),
        ('<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><assessmentItem>&x;</assessmentItem>', "never read"),
        ('<!DOCTYPE q SYSTEM "http://127.0.0.1:9/x.dtd"><assessmentItem/>', "never read"),
    ],
)  # fmt: skip
def test_what_is_no_sound_item_is_refused(text: str, part: str) -> None:
    """T15, V1.5.1: bombs, entities and addresses outside are refused before anything is made of them."""
    with pytest.raises(BadFile, match=part):
        read_qti(text.encode())


def test_what_an_item_would_include_is_left_where_it_is() -> None:
    """T15: nothing that an item points at is opened."""
    inclusion = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    )
    found = one(samples.SINGLE_21.replace("Which", f"{inclusion}Which"))
    assert found.item is not None
    assert (found.item["stem"], found.lost) == (
        "Which one?",
        ["Left out, since a text here is plain: include."],
    )


def test_a_file_that_is_no_utf_8_is_refused_with_its_line() -> None:
    with pytest.raises(BadFile, match="Line 2: this file is not UTF-8"):
        read_qti(b"<a>\n\xe9</a>")
