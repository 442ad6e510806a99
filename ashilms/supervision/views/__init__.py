"""The registrar's pages about who may supervise, and each supervisor's own."""

from ashilms.supervision.views import by_link, doubts, guests, keeping, own, presence, substitutes, ties
from ashilms.supervision.views.blueprint import bp

__all__ = ["bp", "by_link", "doubts", "guests", "keeping", "own", "presence", "substitutes", "ties"]
