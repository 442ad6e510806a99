"""What is set aside until somebody has looked into it: by when they have, and what becomes of it meanwhile."""

from datetime import date, timedelta

REVIEW_DAYS = 2
"""Working days in which a named person looks into why a certificate was set aside. Until then nothing is found against
it, and nobody who checks it reads that anything was."""
SATURDAY = 5

REPLIED, KEPT, EXPIRED, ANEW = "replied", "kept", "expired", "anew"
"""What stands in a certificate's history beside its changes of status: the holder's words, that it stays suspended
after a review, that its time was over, and that its level may be earned anew."""
LONGEST_REPLY = 4000


def review_by(today: date) -> date:
    """Return the last of the working days from `today` on; Saturdays and Sundays are none."""
    day, left = today, REVIEW_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day
