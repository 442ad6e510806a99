"""Pages of dates, of releases, and of being let begin."""

from ashilms.sittings.views import admission, dates, releases
from ashilms.sittings.views.blueprint import bp

__all__ = ["admission", "bp", "dates", "releases"]
