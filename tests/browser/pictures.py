"""The pictures in the README, taken of the demonstration: `script/pictures`, after a change of the look."""

import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.chromium import started
from tests.browser.conftest import ROOT, Site, serving, sign_in

FOLDER = ROOT / "docs" / "pictures"
ADDRESS = "http://127.0.0.1:5000"
"""Where the README says that the demonstration is: the certificate prints it."""
WIDE, HIGH, COLOURS = 1280, 860, 256
LESSON = "/courses/barefoot-bar-massage/m05/m05-l01"


def opened(browser: Browser, site: Site, who: str | None) -> Page:
    """Return a page in which somebody has signed in, as large as a picture."""
    context = browser.new_context(
        viewport={"width": WIDE, "height": HIGH}, base_url=site.url, color_scheme="light", reduced_motion="reduce"
    )  # fmt: skip
    page = context.new_page()
    if who:
        sign_in(page, site, who)
    return page


def keep(name: str, picture: bytes) -> None:
    """Keep a picture in few colours, which is all that these have: a small part of the size."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    few = image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    path = FOLDER / f"{name}.png"
    few.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


def certificate(site: Site) -> tuple[str, bytes]:
    """Return the certificate's number, and its page as it is printed."""
    number = site.command("certificates", "list").stdout.split()[0]
    pdf = site.data / "certificate.pdf"
    site.command("certificates", "pdf", number, "--out", pdf)
    drawn = ["pdftoppm", "-png", "-singlefile", "-scale-to-x", str(WIDE), "-scale-to-y", "-1", str(pdf)]
    return number, subprocess.run(drawn, capture_output=True, check=True).stdout


def main() -> None:
    """Start a site with its demonstration and picture what a reader should see first."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="ashilms-") as data,
        serving(Path(data), address=ADDRESS) as site,
        started() as browser,
    ):
        keep("home", opened(browser, site, "ana").screenshot())
        lesson = opened(browser, site, "ana")
        lesson.goto(LESSON)
        lesson.evaluate("scrollTo(0, document.querySelector('figure').getBoundingClientRect().top - 24)")
        keep("lesson", lesson.screenshot())
        number, drawn = certificate(site)
        keep("certificate", drawn)
        employer = opened(browser, site, None)
        employer.goto("/verify")
        employer.get_by_label("Certificate number").fill(number)
        employer.get_by_label("Holder’s surname").fill("Lindqvist")
        employer.get_by_role("button", name="Check", exact=True).click()
        employer.get_by_role("heading", name="Valid", level=1).wait_for()
        keep("verify", employer.screenshot())


if __name__ == "__main__":
    main()
