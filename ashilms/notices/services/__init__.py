"""Deciding that somebody is told something, and sending what was decided."""

from ashilms.notices.services.delivering import TIMEOUT, compose, deliver, mark_sent, try_server
from ashilms.notices.services.digests import Due, find_due, write_digest
from ashilms.notices.services.letters import (
    Worded,
    all_letters,
    find_letter,
    find_letters,
    get_letter,
    take_back,
    word_letter,
    wordings_of,
)
from ashilms.notices.services.log import Line, count_held, count_waiting, find_mail, waiting_mail
from ashilms.notices.services.naming import take_back_names
from ashilms.notices.services.noticing import count_unread, mark_read, notices_of, notify, open_notice
from ashilms.notices.services.sending import DELIVER, Render, is_written, not_written, send_mail, write_mail

__all__ = [
    "DELIVER", "TIMEOUT", "Due", "Line", "Render", "Worded", "all_letters", "compose", "count_held", "count_unread",
    "count_waiting", "deliver", "find_due", "find_letter", "find_letters", "find_mail", "get_letter", "is_written",
    "mark_read", "mark_sent", "not_written", "notices_of", "notify", "open_notice", "send_mail", "take_back",
    "take_back_names", "try_server", "waiting_mail", "word_letter", "wordings_of", "write_digest", "write_mail",
]  # fmt: skip
