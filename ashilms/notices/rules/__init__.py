"""The rules of mail: what may stand in its head, how it is worded and drawn, and when it is sent."""

from ashilms.notices.rules.mail import (
    BEFORE,
    LONGEST_SUBJECT,
    LOOPBACK,
    Server,
    mail_address,
    one_line,
    read_server,
    refuse_unsendable,
    reminder_due,
    span_of_ends,
)

__all__ = [
    "BEFORE",
    "LONGEST_SUBJECT",
    "LOOPBACK",
    "Server",
    "mail_address",
    "one_line",
    "read_server",
    "refuse_unsendable",
    "reminder_due",
    "span_of_ends",
]
