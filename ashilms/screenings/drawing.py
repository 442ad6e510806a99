"""Region limits as a drawing on the body map."""

from markupsafe import Markup

from ashilms.bodymap.drawing import draw_map
from ashilms.screenings.rules.limits import Limits
from ashilms.screenings.rules.wording import region_in_words


def draw_limits(limits: Limits) -> Markup | None:
    """Return the body map with the regions that are left out drawn as never, or `None` when there are none."""
    if not limits.forbidden:
        return None
    out = sorted(limits.forbidden)
    words = ", ".join(sorted(region_in_words(id) for id in out))
    return Markup(  # noqa: S704 - drawn by us from ids of the body map
        draw_map(title="What is left out", desc=f"Left out: {words}.", show=out, forbidden=out, name="limits")
    )
