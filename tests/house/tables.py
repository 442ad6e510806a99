"""The tables that documents hold and code decides: docs/permissions.md and docs/fields.md, written by script/tables."""

import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from wtforms import Field, Form, SelectFieldBase

from ashilms.accounts.rules import ANYONE, POLICY
from ashilms.actor import ROLES
from ashilms.app import create_app

DOCS = Path(__file__).parents[2] / "docs"
FORMS = (
    "accounts",
    "bookings",
    "certificates",
    "cohorts",
    "comments",
    "courses",
    "desk",
    "evidence",
    "held_documents",
    "identity",
    "marking",
    "observations",
    "practicum",
    "programs",
    "boards",
    "looks",
    "quizzes",
    "review_board",
    "sittings",
    "supervision",
    "threads",
    "verification",
)
PERMISSIONS = """# Who may do what

Made by `script/tables` from the URL map and the policy (`ashilms/accounts/rules.py`); don't edit it by hand. A page
without an action is open to nobody. Whose thing it is, is decided where it is loaded, on top of this: the last column
says it, and somebody else's does not exist for you (404).

| address | methods | action | visitor | {roles} | what it is for |
|---|---|---|---|{rules}|---|
"""
FIELDS = """# What may be typed

Made by `script/tables` from the forms; don't edit it by hand. What is sent beside these fields is not read. What
breaks a rule comes back with a sentence at its field (422) and changes nothing; text is Unicode without NUL, a form
without a file is at most 1 MB. Rules that look at several fields at once are in [limits.md](limits.md).

"""
BY_THE_PACK = """## What the course pack adds

| field | kind | required | range |
|---|---|---|---|
| `answer_…` (a question of the screening) | choice, choices, number or day | when it is asked | as the question says |
| `own_…`, `rate_…` (a criterion of the rubric) | choice | all or none | 1 to 5 |
| `answer` (a question of a quiz) | choice, by its kind | no | the places of its options |
"""


def permissions(app: Flask) -> str:
    """Return the page of permissions."""
    head = PERMISSIONS.format(roles=" | ".join(ROLES), rules="|".join("---" for _ in ROLES))
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return head + "".join(line_of(app, rule) for rule in rules if not rule.endpoint.endswith("static"))


def line_of(app: Flask, rule: Any) -> str:
    """Return one address's line."""
    view = app.view_functions[rule.endpoint]
    action = getattr(view, "__ashilms_action__", "")
    allowed = ROLES if action == ANYONE else POLICY[action]
    marks = ["yes" if action == ANYONE else "–", *("yes" if role in allowed else "–" for role in ROLES)]
    methods = ", ".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))
    what = (view.__doc__ or "").strip().partition("\n")[0].replace("|", "\\|")
    return f"| `{rule.rule.replace('|', chr(92) + '|')}` | {methods} | {action} | {' | '.join(marks)} | {what} |\n"


def fields(app: Flask) -> str:
    """Return the page of fields."""
    parts = [FIELDS]
    with app.test_request_context():
        for room in FORMS:
            for form in forms_of(room):
                lines = "".join(row_of(field) for field in form() if field.name != "csrf_token")
                if lines:
                    title = f"## {room}: {form.__name__}\n\n{(form.__doc__ or '').splitlines()[0]}\n\n"
                    parts.append(
                        title + "| field | kind | required | range |\n|---|---|---|---|\n" + lines + "\n"
                    )
    return "".join([*parts, BY_THE_PACK])


def forms_of(room: str) -> Iterator[type[Form]]:
    """Yield the forms of a room, in the order in which they stand there."""
    module = import_module(f"ashilms.{room}.forms")
    for value in vars(module).values():
        ours = isinstance(value, type) and value.__module__ == module.__name__
        if ours and issubclass(value, Form) and not value.__name__.startswith("_"):
            yield value


def row_of(field: Field) -> str:
    """Return one field's line."""
    required = "yes" if field.flags.required else "no"
    return f"| `{field.name}` | {kind_of(field)} | {required} | {range_of(field)} |\n"


def kind_of(field: Field) -> str:
    """Return what sort of value a field takes."""
    return type(field).__name__.removesuffix("Field").lower().replace("selectmultiple", "several choices")


def range_of(field: Field) -> str:
    """Return what a field's value may be."""
    said = []
    for rule in field.validators:
        name = type(rule).__name__
        if name == "Length":
            said.append(f"at most {rule.max} characters")
        elif name == "Regexp":
            said.append(f"`{rule.regex.pattern}`".replace("|", "\\|"))
        elif name == "Email":
            said.append("an address")
    if isinstance(field, SelectFieldBase):
        count = len(field.choices or ())
        said.append(f"one of {count}" if 0 < count < 20 else "what is offered on the page")
    return ", ".join(said) or "any of its kind"


def pages() -> dict[str, str]:
    """Return the pages by name, as they should be."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"ASHILMS_DATA_DIR": Path(folder), "ASHILMS_DATABASE_URL": "sqlite://"})
        return {"permissions": permissions(app), "fields": fields(app)}


def stale() -> list[str]:
    """Return which pages are not as they should be."""
    return [name for name, text in pages().items() if (DOCS / f"{name}.md").read_text() != text]


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(f"Out of date: {', '.join(found)}. Run script/tables" if (found := stale()) else 0)
    for name, text in pages().items():
        (DOCS / f"{name}.md").write_text(text)
