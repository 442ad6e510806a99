"""The code that stands for a client: the one form in which a record knows them."""

import re

CLIENT_CODE = re.compile(r"[A-Z]-[0-9]{1,3}")
"""The one form of a client's code: short, so that no initials, birthday or telephone number fit in."""
NO_CODE = "A client code is one letter, a hyphen and up to three digits, such as C-14."


def read_client_code(text: str) -> str | None:
    """Return the code in its one form, `C-14`, or `None` when `text` is not one."""
    code = text.strip().upper()
    return code if CLIENT_CODE.fullmatch(code) else None
