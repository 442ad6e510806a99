"""What counts as a promise that a pack makes as its own, and what is only spoken about."""

import pytest

from ashilms.packs.rules.claims import promises


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Massage cures pain.", "cures"),
        ("Ashiatsu treats sciatica.", "treats"),
        ("Ashiatsu heals.", "heals"),
        ("It can heal body and soul.", "heal"),
        ("It helps to treat migraine.", "treat"),
        ("Deep massage helps heal the muscles.", "heal"),
        ("This massage is helpful in treating neck pain.", "treating"),
        ("Barefoot massage on the back and the legs treats old injuries.", "treats"),
        ("The stroke corrects your posture.", "corrects"),
        ("Foot pressure detoxifies the body.", "detoxifies"),
        ("We guarantee results.", "guarantee"),
        ("A list:\n\n- Boosts immunity\n- Calm", "Boosts"),
        ("Heals old injuries.", "Heals"),
        ("First a sentence that is fine. Then\nthis one heals the spine.", "heals"),
        ('"Relaxing", they say; it cures all the same.', "cures"),
    ],
)
def test_a_promise_is_found_by_its_verb(text: str, verb: str) -> None:
    assert [found for _, found in promises(text)] == [verb]


@pytest.mark.parametrize(
    "text",
    [
        "The clinician who treats the condition has to say so.",
        "Tissue needs time to heal, and time can't be signed for.",
        "A cut on the foot heals within a week.",
        "Treat the hinge as a place where you do not stand.",
        "We treat each fall as an injury.",
        "Bone carries, and muscle only corrects.",
        "Your supervisor corrects the foot.",
        "This is the correct foot.",
        "This is muscle massage. It does not treat spinal conditions.",
        "No massage cures anything.",
        "Nobody can guarantee that.",
        'A worked case: the leaflet says "it cures\nsciatica", and she strikes it.',
        "The leaflet says “heals body and soul”.",
        "::: claim it boosts\nIt boosts immunity.\n:::\n\nLeave it out.",
        "::: check one\nWhat do you say?\n\n- [ ] It cures all\n- [x] I can't say\n\n> Nobody can.\n:::",
        "Some people find that it eases stiffness for a while.",
    ],
)
def test_what_is_quoted_denied_under_review_or_means_something_else_is_no_promise(text: str) -> None:
    assert list(promises(text)) == []


def test_text_after_a_quotation_or_a_callout_is_looked_at_where_it_stands() -> None:
    text = '::: claim one\nIt heals.\n:::\n\nHe says "it cures".\n\nMassage cures colds.\n'
    ((at, verb),) = promises(text)
    assert (text.count("\n", 0, at), verb) == (6, "cures")


def test_a_quotation_mark_left_open_hides_no_other_paragraph() -> None:
    assert [verb for _, verb in promises('An inch is 1".\n\nMassage cures colds.')] == ["cures"]
