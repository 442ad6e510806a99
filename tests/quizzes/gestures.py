"""What a mouse does on the map of a body: dragging a foot to its place, and marking places."""

from playwright.sync_api import Locator, Page

from ashilms.bodymap.drawing import MID, TOP


def on_screen(stage: Locator, x: int, y: int) -> tuple[float, float]:
    """Return where a point of the map is on the screen."""
    at = stage.locator("svg.al-bm").evaluate(
        "(svg, [x, y]) => { const p = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM()); return [p.x, p.y]; }",
        [MID + x / 10, TOP + y / 10],
    )
    return at[0], at[1]


def place_by_mouse(page: Page) -> None:
    """Put the foot beside the lane, drag it there, turn it, and choose the rest."""
    stage = page.get_by_role("application")
    page.mouse.click(*on_screen(stage, -600, 3000))
    page.mouse.move(*on_screen(stage, -600, 3000))
    page.mouse.down()
    page.mouse.move(*on_screen(stage, -270, 2200), steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Turn left").click()
    for label in ("Left", "Arch", "3", "To head"):
        page.locator(".al-seg label", has_text=label).first.click()


def mark_by_mouse(page: Page, *places: tuple[int, int]) -> None:
    """Mark places, each in ten-thousandths of the body's height from the midline and from the top of the head."""
    stage = page.get_by_role("application")
    for number, place in enumerate(places, start=1):
        page.get_by_role("button", name=f"Mark {number}").click()
        page.mouse.click(*on_screen(stage, *place))
