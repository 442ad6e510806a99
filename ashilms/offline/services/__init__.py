"""What a device is given, and taking what it brings back."""

from ashilms.offline.services.arrivals import find_arrivals, find_arrived
from ashilms.offline.services.keys import ends_at, make_key, new_name
from ashilms.offline.services.kits import pack_kit, pack_rules
from ashilms.offline.services.receiving import KINDS, receive_item

__all__ = [
    "KINDS", "ends_at", "find_arrivals", "find_arrived", "make_key", "new_name", "pack_kit", "pack_rules",
    "receive_item",
]  # fmt: skip
