"""What a trainee who has learned would answer: right options by the question's words, read from the pack."""

import re
from functools import cache
from pathlib import Path

import yaml

from ashilms.resources import resource_dir

PACK = resource_dir("curriculum") / "barefoot-bar-massage"


@cache
def right_answers() -> dict[str, list[str]]:
    """Return the texts of the right options by the question's stem."""
    found: dict[str, list[str]] = {}
    for path in sorted((PACK / "questions").glob("*.yaml")):
        for item in yaml.safe_load(Path(path).read_text())["items"]:
            found[plain(item["stem"])] = [plain(o["text"]) for o in item.get("options", ()) if o["right"]]
    return found


def plain(text: str) -> str:
    """Return a text as a page shows it: one space between words."""
    return re.sub(r"\s+", " ", text).strip()
