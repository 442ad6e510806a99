"""What a standalone site writes to its log: one line of JSON for each event, and nothing about people."""

import json
import logging
import traceback
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from secrets import token_hex
from typing import Any

from flask import g, has_request_context, request

OWN = ("ashilms", "huey")
FIELDS = frozenset(
    {"action", "actor", "by", "event", "found", "how", "job", "number", "purpose", "reference", "seal", "status"}
)  # fmt: skip
"""What an event may say besides its name; anything else that is handed to the log is left out."""


class JsonLines(logging.Formatter):
    """One event, one line: when (UTC), what, who (an id), from which network, in which request.

    No address, name or text that a person wrote is in it: an error is told by its type and where it was
    raised, not by its message. Line ends and control characters are escaped, as JSON does.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "from": record.name}
        line["event"] = getattr(record, "event", None) or str(record.msg)
        line |= {
            key: _plain(value) for key, value in vars(record).items() if key in FIELDS and key != "event"
        }
        if has_request_context():
            line |= _request()
        if record.exc_info and record.exc_info[1] is not None:
            line |= _error(record.exc_info[1])
        return json.dumps(line)


def start() -> None:
    """Write what happens here to standard error from now on, unless somebody set up a log of their own."""
    for name in OWN:
        log = logging.getLogger(name)
        if any(not isinstance(handler, logging.NullHandler) for handler in log.handlers):
            continue
        handler = logging.StreamHandler()
        handler.setFormatter(JsonLines())
        log.addHandler(handler)
        log.setLevel(logging.INFO if name == "ashilms" else logging.WARNING)
        log.propagate = False


def network_of(address: str | None) -> str | None:
    """Return the network that an address is in (/24, or /48 of IPv6), which tells no household from another."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return None
    return str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))


def _request() -> dict[str, Any]:
    return {
        "request": g.setdefault("ashilms_request", token_hex(8)),
        "method": request.method,
        "page": request.endpoint,
        "network": network_of(request.remote_addr),
    }


def _error(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    return {"error": f"{type(error).__module__}.{type(error).__qualname__}", "where": where}


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float | None) else str(value)[:200]
