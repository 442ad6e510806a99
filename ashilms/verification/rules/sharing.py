"""How long a shared link is open, and the address that puts a certificate on a profile elsewhere."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from ashilms.certificates.rules import Payload

DAYS = (7, 30, 90, 365)
"""For how many days a link may be made."""
LONGEST_PURPOSE = 120
MOST_OPEN = 20
"""Links of one certificate that are open at once."""
ONCE = timedelta(hours=1)
"""Looks by one way within this time count as one: a page that is loaded again is no second check."""
LINKEDIN = "https://www.linkedin.com/profile/add"


def is_open(ends_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Return whether a link still leads somewhere: its holder has not ended it, and its time is not over."""
    return ended_at is None and now < ends_at


def linkedin_address(said: Payload) -> str:
    """Return where LinkedIn takes up a certificate into the profile of whoever follows it and confirms there.

    Its form reads these names: https://addtoprofile.linkedin.com. The link that it is given is the certificate's own.
    """
    asked: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME", "name": said.award, "organizationName": said.provider.name,
        "issueYear": said.issued_on.year, "issueMonth": said.issued_on.month, "certId": said.number,
        "certUrl": said.verify_url,
    }  # fmt: skip
    if said.valid_until:
        asked |= {"expirationYear": said.valid_until.year, "expirationMonth": said.valid_until.month}
    return f"{LINKEDIN}?{urlencode(asked)}"
