"""Keeping cohorts and places, enrolling by list, holding live sessions, and keeping who was there."""

from ashilms.cohorts.services.attending import (
    Own,
    facts_of,
    find_facts,
    find_own_attendance,
    own_cohort,
    tell_of_cohort,
)
from ashilms.cohorts.services.keeping import (
    add_cohort,
    change_cohort,
    end_cohort,
    find_cohorts,
    find_instructors,
    get_cohort,
    manage_cohort,
)
from ashilms.cohorts.services.listing import (
    Invite,
    enrol_listed,
    find_list,
    read_list,
    show_list,
    sweep_lists,
)
from ashilms.cohorts.services.places import (
    Member,
    add_trainee,
    find_candidates,
    members_of,
    remove_trainee,
)
from ashilms.cohorts.services.reaching import (
    find_instructor,
    find_reached,
    reached,
    sees_to,
    taught,
    taught_by,
)
from ashilms.cohorts.services.registers import (
    Mark,
    Row,
    close_register,
    correct_attendance,
    keep_register,
    register_of,
)
from ashilms.cohorts.services.sessions import add_session, change_session, get_session, sessions_of

__all__ = [
    "Invite",
    "Mark",
    "Member",
    "Own",
    "Row",
    "add_cohort",
    "add_session",
    "add_trainee",
    "change_cohort",
    "change_session",
    "close_register",
    "correct_attendance",
    "end_cohort",
    "enrol_listed",
    "facts_of",
    "find_candidates",
    "find_cohorts",
    "find_facts",
    "find_instructor",
    "find_instructors",
    "find_list",
    "find_own_attendance",
    "find_reached",
    "get_cohort",
    "get_session",
    "keep_register",
    "manage_cohort",
    "members_of",
    "own_cohort",
    "reached",
    "read_list",
    "register_of",
    "remove_trainee",
    "sees_to",
    "sessions_of",
    "show_list",
    "sweep_lists",
    "taught",
    "taught_by",
    "tell_of_cohort",
]
