"""Converting a file in a real browser: sent, looked at and taken, on a phone and on a desk."""

from pathlib import Path

import pytest
import yaml
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.looking import faults_of
from tests.loopback import served

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
FILE = (
    b"::Wood::Which wood? {=oak#Hard. ~ash ~elm}\n\n::Why::Why bare feet? {}\n\n::Gap::A {=b} and a {=c}.\n"
)


def test_a_file_is_sent_looked_at_and_taken(app: Flask, chromium: Browser, tmp_path: Path) -> None:
    with served(app) as address:
        page = chromium.new_page(base_url=address, reduced_motion="reduce")
        page.goto("/sign-in/bea")
        page.goto("/questions/convert")
        assert faults_of(page) == []
        page.get_by_label("Which way").select_option("GIFT into items of a pack")
        page.get_by_label("File of questions").set_input_files(
            {"name": "bank.gift", "mimeType": "text/plain", "buffer": FILE}
        )
        page.get_by_role("button", name="Show what would become of it").press("Enter")
        expect(page.get_by_role("heading", name="What would become of it")).to_be_visible()
        assert faults_of(page) == []
        with page.expect_download() as taking:
            page.get_by_role("button", name="Take questions.yaml").press("Enter")
        taking.value.save_as(tmp_path / "new.yaml")
        page.close()
    kinds = [item["kind"] for item in yaml.safe_load((tmp_path / "new.yaml").read_text())["items"]]
    assert kinds == ["single", "essay"]
