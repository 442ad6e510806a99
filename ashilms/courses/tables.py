"""The screening table as a lesson prints it: the same rows that the log's form applies, in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ashilms.formats import plural

DECISIONS = {
    "STOP_EMERGENCY": ("never", "Emergency"),
    "STOP_REFER": ("never", "Refer"),
    "STOP_DECLINE": ("never", "Decline"),
    "DEFER_UNTIL": ("caution", "Defer"),
    "CLEARANCE_REQUIRED": ("caution", "Clearance required"),
    "STOP_ON_THIS_TABLE": ("caution", "Not on this table"),
    "MODIFY": ("caution", "Modify"),
}
"""How a lesson calls each class of a row, and the mark that it bears."""


def screening_tables(screening: Mapping[str, Any], section: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of screening.yaml as tables of plain text, one for each section; of one if it is named.

    A pack without sections has one table, and no name finds it.
    """
    sections = screening.get("sections") or [{"id": "", "title": "Screening"}]
    for found in sections:
        rows = [rule for rule in screening["rules"] if rule.get("section", "") == found["id"]]
        if rows and section in ("", found["id"]):
            yield {"kind": "screening", "title": found["title"], "rows": [_row(rule) for rule in rows]}


def _row(rule: Mapping[str, Any]) -> dict[str, str]:
    tone, decision = DECISIONS[rule["class"]]
    return {
        "tone": tone,
        "condition": rule["condition"],
        "decision": f"{decision}: {_wait(rule['until'])}" if "until" in rule else decision,
        "limits": _limits(rule),
        "action": rule["action"],
        "reason": rule["reason"],
    }


def _wait(until: Mapping[str, Any]) -> str:
    if "event" in until:
        return f"until {until['event']}"
    days = until.get("days", 0)
    if days and days % 7 == 0:
        long = plural(days // 7, "week")
    else:
        long = plural(days, "day") if days else plural(until["months"], "month")
    return f"{long}, then clearance" if until.get("needs_clearance") else long


def _limits(rule: Mapping[str, Any]) -> str:
    """Return the caps that the row's own words do not say already, as a sentence."""
    caps = [
        "one foot" if rule.get("max_feet") == 1 else "",
        f"depth {rule['max_depth']} at most" if "max_depth" in rule else "",
        f"score {rule['max_score']} at most" if "max_score" in rule else "",
    ]
    text = ", ".join(cap for cap in caps if cap and cap not in rule["action"].lower())
    return f"{text[0].upper()}{text[1:]}." if text else ""


def words_of(rows: Sequence[Mapping[str, str]]) -> str:
    """Return everything that a reader reads in the rows of a table."""
    return " ".join(text for row in rows for name, text in row.items() if name != "tone")
