"""Where something happened, on the body map."""

from markupsafe import Markup

from ashilms.bodymap.drawing import draw_map
from ashilms.incidents.rules.facts import fact_in_words


def draw_place(region: str) -> Markup | None:
    """Return the body map with the region where it was, or `None` where nobody has said."""
    if not region:
        return None
    words = fact_in_words("region", region)
    return Markup(  # noqa: S704 - drawn by us from an id of the body map
        draw_map(title="Where it was", desc=words, show=[region], highlight=[region], name="place")
    )
