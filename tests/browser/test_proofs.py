"""A certificate in a browser: single lines of it, what renewing it takes, and what a change would mean."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from flask import Flask
from sqlalchemy.orm import Session

from ashilms.programs import services as programs
from tests.browser.conftest import Open, Site
from tests.browser.way import Way
from tests.three_modules import HERE

pytestmark = pytest.mark.browser


def test_a_holder_takes_lines_and_a_visitor_checks_them(
    open_as: Open, site: Site, mapped: Flask, tmp_path: Path
) -> None:
    """Axe in both looks, at every width: choosing, what holds, and what was changed; the file goes by the download."""
    mae, visitor = Way(open_as("mae"), site, mapped), Way(open_as(None), site, mapped)
    mae.page.goto("/certificates")
    mae.follow("Show single lines")
    mae.page.get_by_role("button", name="Download what you chose").click()
    mae.look()
    assert mae.page.get_by_text("to put right").is_visible()
    mae.page.get_by_role("checkbox").first.check(force=True)
    with mae.page.expect_download() as coming:
        mae.page.get_by_role("button", name="Download what you chose").click()
    assert coming.value.suggested_filename.endswith("-proof.json")
    sound, forged = tmp_path / "sound.json", tmp_path / "forged.json"
    coming.value.save_as(sound)
    file = json.loads(sound.read_text())
    file["shown"][0]["leaf"]["have"] = "99 h"
    forged.write_text(json.dumps(file))
    for path, heading in ((sound, "Shown from a certificate"), (forged, "Not proven")):
        visitor.page.goto("/verify")
        visitor.page.get_by_label("A proof of single lines").set_input_files(path)
        visitor.press("Check this proof")
        assert visitor.page.get_by_role("heading", name=heading).is_visible()
        visitor.look()
    assert mae.wrong + visitor.wrong == []


@pytest.fixture
def renewing(mapped: Flask) -> Iterator[None]:
    """Let the programme of Maë's certificate renew what it gives, as the tests' course says; and then no more."""
    renewal = yaml.safe_load((HERE / "level-1-foundation.yaml").read_text("utf-8"))["renewal"]
    with mapped.app_context(), Session(mapped.extensions["sqlalchemy"].engine) as db:
        version = programs.latest_version(db, programs.get_program(db, "level-1-foundation").id)
        before = version.content
        version.content = {**before, "renewal": renewal}
        db.commit()
        yield
        version.content = before
        db.commit()


@pytest.mark.usefixtures("renewing")
def test_a_holder_looks_at_what_renewing_takes(open_as: Open, site: Site, mapped: Flask) -> None:
    """Axe in both looks, at every width: the checklist, the days around the end, and where to begin."""
    mae = Way(open_as("mae"), site, mapped)
    mae.page.goto("/certificates")
    mae.follow("What renewing it takes")
    mae.page.get_by_text("The days around its end").click()
    assert mae.page.get_by_role("heading", name="Where to begin").is_visible()
    mae.look()
    assert mae.wrong == []


def test_a_registrar_looks_at_what_a_change_would_mean(open_as: Open, site: Site, mapped: Flask) -> None:
    irene = Way(open_as("irene"), site, mapped)
    irene.page.goto("/standings")
    irene.follow("What a change would mean")
    irene.press("See what it would mean")
    irene.look()  # nothing was chosen
    irene.page.get_by_label("If nothing counted that was signed or observed by").select_option(
        label="Bea Okafor"
    )
    irene.press("See what it would mean")
    assert irene.page.get_by_role("heading", name="would change").is_visible()
    irene.look()
    irene.page.goto("/certificates/all")
    irene.follow("Maë Lindqvist")
    irene.follow("What it was given on")
    irene.look()
    assert irene.wrong == []
