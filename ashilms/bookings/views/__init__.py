"""Pages of bookings and of one's calendar."""

from ashilms.bookings.views import booking, feeds, keeping
from ashilms.bookings.views.blueprint import bp

__all__ = ["booking", "bp", "feeds", "keeping"]
