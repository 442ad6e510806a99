"""The certificate's design in a browser: chosen, seen while it is chosen, sent a picture, saved, brought back."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Open, Site
from tests.browser.way import Way

pytestmark = pytest.mark.browser


def test_a_registrar_chooses_a_look_and_takes_it_back(
    open_as: Open, site: Site, mapped: Flask, tmp_path: Path
) -> None:
    """Axe in both looks, at every width: the page, a choice that can't be, a picture, an earlier version."""
    irene = Way(open_as("irene"), site, mapped)
    page = irene.page
    page.goto("/certificates/all")
    irene.follow("Design")
    sheet = page.locator("[data-al-preview-sheet]")
    before = sheet.get_attribute("src")
    irene.look()
    page.locator("#ink").fill("#5b2333")
    expect(sheet).not_to_have_attribute("src", before or "", timeout=20_000)
    assert "preview?" in (sheet.get_attribute("src") or "")
    assert sheet.evaluate("async at => { await at.decode(); return at.naturalWidth }") == 1200
    page.locator("#ink").fill("#ffee99")
    expect(page.get_by_text("can’t be saved: “Show what I chose” says why")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Show what I chose").click()
    expect(page.get_by_text("Choose a darker one.")).to_be_visible()
    irene.look()
    page.goto("/certificates/design/pictures")
    made = BytesIO()
    Image.new("RGBA", (200, 60), (91, 35, 51, 255)).save(made, "PNG")
    (tmp_path / "logo.png").write_bytes(made.getvalue())
    page.get_by_label("The school’s logo").check(force=True)
    page.get_by_label("The picture").set_input_files(tmp_path / "logo.png")
    irene.look()
    irene.press("Send it")
    page.locator("#ink").fill("#5b2333")
    page.get_by_label("Logo, sent").check(force=True)
    irene.press("Save as version 1")
    expect(page.get_by_text("Version 1 is in use.")).to_be_visible()
    irene.follow("Look at it, or bring it back")
    irene.look()
    irene.press("Bring it back as version 2")
    expect(page.get_by_text("Version 2 is in use.")).to_be_visible()
    assert irene.wrong == []
