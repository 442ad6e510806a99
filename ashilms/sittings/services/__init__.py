"""Setting dates of quizzes, releasing examinations, letting people begin, and telling quizzes what holds."""

from ashilms.sittings.services.admitting import (
    Proctored,
    admit,
    admit_by_password,
    find_admitted,
    find_by_password,
    find_proctors,
    open_for,
    refuse_stranger,
    use_admission,
)
from ashilms.sittings.services.dates import Line, find_line, find_windows, list_quizzes, scope_of, set_dates
from ashilms.sittings.services.releases import (
    Seat,
    Wanted,
    Whom,
    end_release,
    find_releases,
    find_whom,
    get_release,
    seats_of,
    start_release,
    titles_of,
)

__all__ = [
    "Line",
    "Proctored",
    "Seat",
    "Wanted",
    "Whom",
    "admit",
    "admit_by_password",
    "end_release",
    "find_admitted",
    "find_by_password",
    "find_line",
    "find_proctors",
    "find_releases",
    "find_whom",
    "find_windows",
    "get_release",
    "list_quizzes",
    "open_for",
    "refuse_stranger",
    "scope_of",
    "seats_of",
    "set_dates",
    "start_release",
    "titles_of",
    "use_admission",
]
