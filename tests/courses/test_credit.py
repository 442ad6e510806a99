"""CE minutes by the rule for home study: words and media at its rate, and nothing without a graded test."""

import pytest

from ashilms.courses.rules.credit import CONTACT_HOUR, Content, supported_minutes


@pytest.mark.parametrize(
    ("content", "minutes"),
    [
        (Content(12_000, examined=True), CONTACT_HOUR),
        (Content(6_000, examined=True), 25),
        (Content(0, media_minutes=60, examined=True), CONTACT_HOUR),
        (Content(6_000, media_minutes=30, examined=True), CONTACT_HOUR),
        (Content(239, examined=True), 0),
        (Content(240, examined=True), 1),
        (Content(120, media_minutes=1, examined=True), 1),
        (Content(120_000, media_minutes=600), 0),
        (Content(0, examined=True), 0),
    ],
)
def test_twelve_thousand_words_or_an_hour_of_media_make_a_contact_hour(
    content: Content, minutes: int
) -> None:
    assert supported_minutes(content) == minutes
