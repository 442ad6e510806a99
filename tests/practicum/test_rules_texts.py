"""Free text without anybody's identity: what is refused, what is asked back, and what passes in peace."""

from datetime import date

import pytest

from ashilms.practicum.rules.texts import find_names
from ashilms.screenings.rules.clients import read_client_code
from ashilms.texts import find_identity

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C-14", "C-14"), (" c-7 ", "C-7"), ("P-123", "P-123"),
        ("C14", None), ("C-1234", None), ("CM-14", None), ("Maria", None), ("C-", None), ("14", None),
        ("C-14 Maria", None), ("C-１４", None), ("", None), ("1985-03-04", None), ("C--4", None),
    ],
)  # fmt: skip
def test_a_client_code_has_one_form_that_no_name_or_birthday_fits_into(text: str, code: str | None) -> None:
    assert read_client_code(text) == code


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Write to maria.k+spa@example.co.uk about it", "e-mail"),
        ("maria (at) example (dot) org", "e-mail"),
        ("maria@example.org", "e-mail"),
        ("Call 0170 1234567 to book", "telephone"),
        ("Reachable at +49 170 123 45 67.", "telephone"),
        ("(555) 123-4567", "telephone"),
        ("555.123.4567 is the number", "telephone"),
        ("5551234567", "telephone"),
        ("born 1985", "birth"),
        ("Born in March, so", "birth"),
        ("DOB 4/3", "birth"),
        ("date of birth: 4 March", "birth"),
        ("04.03.1985", "birth"),
        ("1985-03-04", "birth"),
        ("3/4/85", "birth"),
        ("4 March 1985", "birth"),
        ("March 4th, 1985", "birth"),
        ("4th of March 1985", "birth"),
    ],
)
def test_what_tells_who_somebody_is_is_refused_by_name(text: str, says: str) -> None:
    assert says in (find_identity(text, TODAY) or "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Client score 4, 5, 6, 6, 5, 4 over the hour.",
        "From 14:00 to 15:10, then 15:20 to 16:00, in all 70 minutes.",
        "Blood pressure 124/78, then 126/80.",
        "T2 to T9, 3 strokes a side, 2 x 10 minutes, 120/80 mmHg at 14.05.",
        "On 24 November 2026 the room was cold; on 24/11/2026 again, on 23/11/26, and on 2026-11-20.",
        "10 breaths per 60 seconds, level 3 of 5, table rated 272 kg (600 lb).",
        "I was reborn as a listener.",
    ],
)
def test_figures_of_a_session_are_not_taken_for_somebody_s_identity(text: str) -> None:
    assert find_identity(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Maria asked for more on the left shoulder.", ["Maria"]),
        ("I slowed down. Maria asked for more.", ["Maria"]),
        ("The client, who is called Maria, winced.", ["Maria"]),
        ("Mrs Schmidt winced at once.", ["Schmidt"]),
        ("I told Dr. Patel afterwards.", ["Patel"]),
        ("Then I saw that João wanted less, and O'Neill too.", ["João"]),
        ("I worked with Aiko's left side, then Aiko rested.", ["Aiko"]),
        ("my peer Tomasz said stop", ["Tomasz"]),
    ],
)
def test_a_likely_name_is_asked_back(text: str, names: list[str]) -> None:
    assert find_names(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The client asked for more on the left. I went back to the thoracic lane.",
        "Slower. Heel off. Weight on the bars. Left calf left out: varicose veins.",
        "Hamstrings felt tight. Trapezius was warm after two passes. Nothing hurt.",
        "Client said 6, so I lightened. She wanted less on Tuesday.",
        "In March I would have rushed; now I wait for the out-breath.\nSupervisor told me to settle first.",
        "The Achilles tendon was left alone, T12 too. OK.",
        "I used the Crescent, then a Glide.",
    ],
)
def test_ordinary_sentences_raise_no_question(text: str) -> None:
    assert find_names(text) == []


def test_staff_and_words_that_the_person_vouches_for_are_not_asked_about_again() -> None:
    text = "Then Bea told me that Velcro holds. Maria agreed."
    assert find_names(text) == ["Bea", "Velcro", "Maria"]
    assert find_names(text, known=["Bea Okafor", "Velcro"]) == ["Maria"]
