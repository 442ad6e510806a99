"""What the documents say is what the code does."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from ashilms.config import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_security_requirements_is_what_the_tests_carry() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "script/asvs", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs/configuration.md").read_text()
    missing = [f.name for f in fields(Settings) if f"`{PREFIX}{f.name.upper()}`" not in page]
    assert missing == []


def test_no_setting_is_documented_that_does_not_exist() -> None:
    page = (ROOT / "docs/configuration.md").read_text()
    known = {PREFIX + f.name.upper() for f in fields(Settings)} | {"ASHILMS_PANGO_DIR"}
    assert set(re.findall(r"ASHILMS_[A-Z_]+", page)) - known == set()


def test_the_times_to_mend_are_promised() -> None:
    """V15.1.1."""
    page = (ROOT / "SECURITY.md").read_text()
    assert re.search(r"critical.*24 hours", page)
    assert re.search(r"high.*14 days", page)


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    broken = []
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
