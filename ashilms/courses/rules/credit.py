"""How much continuing education a course's content supports, by the rule for home study.

The rule is that of the American national board for massage (NCBTMB), whose hour most boards there use, as its pages
for home-study courses and for certificates say: 12,000 words to read, or one hour of video or audio, make one contact
hour; a contact hour is 50 minutes, and only whole and half ones are printed; a test has to be handed in and graded
first; practice that nobody watches earns nothing. Look the rule up again before any hour is printed.
"""

from dataclasses import dataclass

CONTACT_HOUR = 50
"""Minutes in a contact hour."""
WORDS_PER_HOUR = 12_000
MEDIA_PER_HOUR = 60
"""Minutes of video or audio that make one contact hour."""


@dataclass(frozen=True, slots=True)
class Content:
    """What there is to read, to hear and to see in a part of a course, and whether a graded test examines it."""

    words: int
    media_minutes: int = 0
    examined: bool = False


def supported_minutes(content: Content) -> int:
    """Return the CE minutes that a part of a course supports, rounded down: none without a graded test.

    Questions and self-checks add nothing of their own; the words of a self-check are words to read.
    """
    if not content.examined:
        return 0
    by_words = content.words * CONTACT_HOUR * MEDIA_PER_HOUR
    by_media = content.media_minutes * CONTACT_HOUR * WORDS_PER_HOUR
    return (by_words + by_media) // (WORDS_PER_HOUR * MEDIA_PER_HOUR)


def creditable(content: Content, claimed: int | None) -> int:
    """Return the CE minutes that a part of a course can earn: what it supports, and no more than it claims."""
    supported = supported_minutes(content)
    return supported if claimed is None else min(claimed, supported)


def contact_hours(minutes: int) -> str:
    """Return minutes as contact hours, as they are printed: `7½ contact hours`, `½ contact hour`, `0 contact hours`.

    Whole and half hours alone: what is left over is not printed.
    """
    whole, half = divmod(minutes * 2 // CONTACT_HOUR, 2)
    number = f"{whole or ''}½" if half else str(whole)
    return f"{number} contact hour" + ("" if number in ("1", "½") else "s")
