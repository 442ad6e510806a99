"""Looking certificates up in the registrar's list: what is asked, and which number or name answers to it."""

from dataclasses import dataclass

from ashilms.certificates.rules.names import names_like
from ashilms.certificates.rules.numbers import plain_symbols
from ashilms.certificates.rules.standing import Status, Word

SHOWN = {
    Word.VALID.value: "Valid",
    Word.EXPIRED.value: "Expired",
    Word.UNVERIFIED.value: "Not currently verified",
    Word.SUSPENDED.value: "Suspended",
    Word.REVOKED.value: "Revoked",
    Word.SUPERSEDED.value: "Superseded",
    Status.ISSUING.value: "Being drawn",
    Status.FAILED.value: "Not drawn yet",
}
"""How a certificate stands as the list says it, with what that is called there."""
NEWEST, NAME, ENDS = "newest", "name", "ends"
ORDERS = {NEWEST: "Newest first", NAME: "Holder’s name", ENDS: "What ends soonest"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which certificates are asked for: words, how they stand (of `SHOWN`), a programme, and in which order."""

    text: str = ""
    shown: str = ""
    program_id: int | None = None
    order: str = NEWEST


def asks_by_number(text: str) -> bool:
    """Return whether `text` is taken for a number or a part of one, and no name answers to it."""
    return any(sign.isdecimal() for sign in text)


def answers_to(number: str, holder: str, text: str) -> bool:
    """Return whether a certificate is meant by `text`: a part of its number, or words of its holder's name.

    A number is read as on the public page, dashes or none; a part that holds no figure is taken for a name.
    """
    if asks_by_number(text):
        symbols = plain_symbols(text)
        return bool(symbols) and symbols in plain_symbols(number)
    return names_like(holder, text)
