"""What may be chosen of a look, and what is refused with which sentence."""

from dataclasses import replace

import pytest

from ashilms.looks.rules import GROUND, PAPERS, Look, contrast, faults_of


def test_the_look_as_shipped_has_no_fault() -> None:
    assert list(faults_of(Look())) == []
    assert contrast(Look().ink, GROUND) > 10


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"ink": "#7a5c14"}, None, ""),
        (
            {"ink": "#a98432"},
            "ink",
            "That colour has a contrast of 3.4 : 1 with the paper; text needs 4.5 : 1.",
        ),
        ({"ink": "#ffffff"}, "ink", "1.0 : 1"),
        ({"ink": "navy"}, "ink", "# and six hexadecimal digits"),
        ({"ink": "#1f4068;}"}, "ink", "# and six hexadecimal digits"),
        ({"paper": "a3"}, "paper", "Choose A4 or Letter."),
        ({"lead": ""}, "lead", "Put in 1 to 60 characters."),
        ({"lead": "is  awarded to"}, "lead", "Put in 1 to 60 characters."),
        ({"lead": "x" * 61}, "lead", "Put in 1 to 60 characters."),
        ({"statement": "who is certified in everything"}, "statement", "never says “certified”"),
        ({"renewed": "who heals"}, "renewed", "never says “heals”"),
        ({"statement": "who\u202eran"}, "statement", "Put in 1 to 160 characters."),
    ],
)
def test_a_fault_is_told_at_its_field(changes: dict[str, str], field: str | None, says: str) -> None:
    found = list(faults_of(replace(Look(), **changes)))
    assert [fault.field for fault in found] == ([field] if field else [])
    assert all(says in fault.sentence for fault in found)


def test_papers_are_landscape_in_millimetres() -> None:
    """ISO 216 and ANSI/ASME Y14.1: 297 by 210, and 11 by 8.5 inches."""
    assert (PAPERS["a4"].width, PAPERS["a4"].height) == (297, 210)
    assert (PAPERS["letter"].width, PAPERS["letter"].height) == pytest.approx((11 * 25.4, 8.5 * 25.4))


@pytest.mark.parametrize(
    "said",
    [
        "who is licensed", "who is licensed as an LMT", "who has a license to practise", "who passed certification",
        "who may now treat and cure pain", "who treated, cured and healed", "who was \u0441ertified",
        "who was \uff23\uff45\uff52\uff54\uff49\uff46\uff49\uff45\uff44",
    ],
)  # fmt: skip
def test_no_look_claims_a_licence_or_a_treatment_however_it_is_spelt(said: str) -> None:
    assert [fault.field for fault in faults_of(Look(statement=said))] == ["statement"]


@pytest.mark.parametrize(
    "said", ["who earned this certificate", "who met the current curriculum in health studies"]
)
def test_words_that_only_begin_alike_are_allowed(said: str) -> None:
    assert list(faults_of(Look(statement=said))) == []


def test_a_contrast_that_is_refused_never_reads_as_enough() -> None:
    """Rounded up, 4.497 would be the 4.5 that is needed."""
    (fault,) = faults_of(Look(ink="#777769"))
    assert "a contrast of 4.4 : 1 with the paper; text needs 4.5 : 1" in fault.sentence
