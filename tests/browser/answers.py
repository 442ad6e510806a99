"""What the cast would answer: right options by the question's words, and a screening of somebody who is well."""

import re
from functools import cache
from pathlib import Path

import yaml
from playwright.sync_api import Page

from ashilms.demo.doings import answers_of_the_well
from ashilms.resources import resource_dir
from ashilms.screenings.rules.rows import read_intake

PACK = resource_dir("curriculum") / "barefoot-bar-massage"


@cache
def right_answers() -> dict[tuple[str, str], list[str]]:
    """Return the texts of the right options by the question's stem and that of the part; of one without, twice."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in sorted((PACK / "questions").glob("*.yaml")):
        for item in yaml.safe_load(Path(path).read_text())["items"]:
            for part in item["parts"] if item["kind"] == "vignette" else (item,):
                right = [plain(o["text"]) for o in part.get("options", ()) if o["right"]]
                found[plain(item["stem"]), plain(part["stem"])] = right
    return found


def plain(text: str) -> str:
    """Return a text as a page shows it: one space between words."""
    return re.sub(r"\s+", " ", text).strip()


def answer_screening(page: Page) -> None:
    """Answer every question that everybody is asked: no, none of these, and sound figures."""
    intake = read_intake(yaml.safe_load((PACK / "screening.yaml").read_text()))
    for id, answer in answers_of_the_well(intake).items():
        field = page.locator(f"#answer_{id}")
        if isinstance(answer, int | float):
            field.fill(str(answer))
        for value in (answer,) if isinstance(answer, str) else answer if isinstance(answer, tuple) else ():
            field.locator(f'input[value="{value}"]').check()
