"""Taking along what is kept about a person, erasing it, and ending what has had its time."""

from ashilms.custody.services.erasing import Preview, erase_person, preview_erasure
from ashilms.custody.services.lasting import fates_of, years_of
from ashilms.custody.services.retiring import end_due, get_due, list_due, tell_of_due
from ashilms.custody.services.taking_along import note_export, refuse_taking, write_archive

__all__ = [
    "Preview",
    "end_due",
    "erase_person",
    "fates_of",
    "get_due",
    "list_due",
    "note_export",
    "preview_erasure",
    "refuse_taking",
    "tell_of_due",
    "write_archive",
    "years_of",
]
